"""`tui-desk themes`: the themes there are, each with a sample, and what is wrong with their files."""

import argparse
import sys
from pathlib import Path

from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.theme_sample import sample
from tui_desk.config.abilities import Colours, abilities_in_use
from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.resources import shipped_themes
from tui_desk.config.themes import ThemeSpec, load_themes, read_theme

_PAINTED_WITH = {
    Colours.NONE: ", without colours",
    Colours.SIXTEEN: ", in the 16 colours of the terminal",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    what = parser.add_subparsers(dest="what", metavar="check")
    check = what.add_parser("check", help="say what is wrong with one theme")
    check.add_argument("file", type=Path, metavar="FILE")


def run(arguments: argparse.Namespace) -> int:
    """List the themes, or check one file."""
    if arguments.what == "check":
        return _check(arguments.file)
    try:
        return _list(choose_profile(arguments.profile))
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)


def _list(profile: Profile) -> Exit:
    paths, colours = profile.paths, abilities_in_use().colours
    themes = load_themes(shipped_themes(), paths.user_themes)
    chosen, unknown = themes.choose(profile.settings.desk.theme, paths.config_file, colours)
    for theme in themes.by_name.values():
        note = " <- in use" if theme == chosen else ""
        if theme in themes.wearable(colours):
            _show(theme, note, colours)
        else:
            print(f"{theme.name}: not on a terminal without colours, nor where NO_COLOR is set\n")
    print(f'Choose one under [desk] in {paths.config_file}, such as: theme = "{chosen.name}"')
    print(f"A file of your own belongs in {paths.user_themes}.")
    for problem in (*themes.problems, *((unknown,) if unknown else ())):
        print(_told(problem), file=sys.stderr)
    return Exit.OK


def _check(path: Path) -> Exit:
    theme, problems = read_theme(path)
    if theme is not None:
        _show(theme, "", abilities_in_use().colours)
    for problem in problems:
        print(_told(problem))
    if problems:
        return Exit.SET_UP
    print(f"{path}: nothing is wrong with it.")
    return Exit.OK


def _show(theme: ThemeSpec, note: str, colours: Colours) -> None:
    print(f"{theme.name}: {'dark' if theme.dark else 'light'}{_PAINTED_WITH.get(theme.colours, '')}{note}")
    # In a pipe or a file there is nothing that could show a colour.
    if sys.stdout.isatty():
        for line in sample(theme, colours):
            print(f"  {line}")
    print()


def _told(problem: Problem) -> str:
    return f"{problem.place}: {problem.title}. {problem.sentence}"
