"""`tui-desk keys`: the keys there are, what is wrong with a file of one's own, and what the terminal really sends."""

import argparse
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.output import put, put_document, talk
from tui_desk.cli.sitting import told
from tui_desk.config.keymap import Action, ContextName, Keymap
from tui_desk.config.keys import note_on
from tui_desk.config.problems import Problem, nearest
from tui_desk.config.read_keymap import LoadedKeymap, load_keymap, preset_file
from tui_desk.config.resources import shipped_keymap

_KEYS_WIDTH = 18
_LABEL_WIDTH = 18


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--context", metavar="NAME", help="only the keys that work there, such as feed or composer")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    what = parser.add_subparsers(dest="what", metavar="check|press")
    check = what.add_parser("check", help="say what is wrong with a file of keys, or with your own")
    check.add_argument("file", type=Path, nargs="?", metavar="FILE")
    what.add_parser("press", help="show what this terminal sends for each key, and what the desk makes of it")


def run(arguments: argparse.Namespace) -> int:
    """List the keys, check a file, or wait for keys."""
    return told(arguments, partial(_run, arguments))


def _run(arguments: argparse.Namespace) -> Exit:
    profile = choose_profile(arguments.profile)
    if arguments.what == "check":
        return _check(profile, arguments.file)
    loaded = _load(profile, profile.paths.user_keymap)
    return _press(loaded.keymap, profile) if arguments.what == "press" else _list(loaded, profile, arguments)


def _load(profile: Profile, file: Path) -> LoadedKeymap:
    return load_keymap(shipped_keymap(), file, preset_file(profile.settings.desk.keys))


# The list.


def _list(loaded: LoadedKeymap, profile: Profile, arguments: argparse.Namespace) -> Exit:
    keymap, wanted = loaded.keymap, arguments.context
    if wanted is not None and wanted not in keymap.contexts:
        return refuse(Exit.USAGE, f"There is no context {wanted!r}", nearest(wanted, keymap.contexts))
    contexts = [ContextName(wanted)] if wanted is not None else list(keymap.contexts)
    if arguments.json:
        put_document(_document(keymap, profile, contexts, with_inherited=wanted is not None))
    else:
        for context in contexts:
            put(_listed(keymap, context, with_inherited=wanted is not None))
    talk(_told(problem) for problem in (*loaded.problems, *loaded.warnings))
    return Exit.OK


def _actions(keymap: Keymap, context: ContextName, *, with_inherited: bool) -> tuple[Action, ...]:
    """The context's own actions; with the inherited ones, those that have a key there."""
    own = keymap.declared_in(context)
    inherited = keymap.actions_in(context)[len(own) :] if with_inherited else ()
    return (*own, *(action for action in inherited if action.keys))


def _listed(keymap: Keymap, context: ContextName, *, with_inherited: bool) -> Iterator[str]:
    around = keymap.contexts[context].inherits
    also = f", and the keys of {around}" if around is not None and not with_inherited else ""
    yield f"{keymap.contexts[context].title} ({context}{also})"
    for action in _actions(keymap, context, with_inherited=with_inherited):
        keys = "  ".join(keymap.display_key(key) for key in action.keys) or "-"
        yield f"  {keys:{_KEYS_WIDTH}}  {action.label:{_LABEL_WIDTH}}  {action.id}"
    yield ""


def _document(keymap: Keymap, profile: Profile, contexts: list[ContextName], *, with_inherited: bool) -> dict[str, Any]:
    return {
        "preset": profile.settings.desk.keys,
        "contexts": [
            {
                "name": context,
                "title": keymap.contexts[context].title,
                "inherits": keymap.contexts[context].inherits,
                "is_text": keymap.contexts[context].is_text,
                "actions": [_fields(one) for one in _actions(keymap, context, with_inherited=with_inherited)],
            }
            for context in contexts
        ],
    }


def _fields(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "keys": list(action.keys),
        "label": action.label,
        "help": action.help,
        "group": action.group,
        "sends": action.sends,
        "steps": [f"{step.action} {step.argument}".rstrip() for step in action.steps],
    }


# The check.


def _check(profile: Profile, given: Path | None) -> Exit:
    file = profile.paths.user_keymap if given is None else given
    if given is None and not os.path.lexists(file):
        put([f"{file}: there is none; the shipped keys are in use."])
        return Exit.OK
    if not os.path.lexists(file):
        return refuse(Exit.SET_UP, f"There is no file {file}", "Name a file with keys, or none for your own.")
    loaded = _load(profile, file)
    put(_told(problem) for problem in (*loaded.problems, *loaded.warnings))
    if loaded.problems:
        return Exit.SET_UP
    put(_notes(loaded.keymap, _load(profile, file.with_name("no file")).keymap))
    if not loaded.warnings:
        put([f"{file}: nothing is wrong with it."])
    return Exit.OK


def _notes(keymap: Keymap, shipped: Keymap) -> Iterator[str]:
    """What there is to know of the keys that are the user's own."""
    for action in keymap.actions.values():
        before = shipped.actions[action.id].keys if action.id in shipped.actions else ()
        for key in action.keys:
            if key not in before and (note := note_on(key)) is not None:
                yield f"{key} ({action.id}): {note}"


def _told(problem: Problem) -> str:
    return f"{problem.place}: {problem.title}. {problem.sentence}"


# What the terminal sends.


def _press(keymap: Keymap, profile: Profile) -> Exit:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return refuse(Exit.NO_TERMINAL, "Keys are pressed in a terminal", "Start it in one, not in a pipe.")
    # What reads keys as the desk does brings the whole terminal library with it.
    from tui_desk.cli.key_report import KeyReport
    from tui_desk.tui.key_presses import every_key, key_presses

    put(["Press keys, one at a time. Esc twice, or Ctrl-C, ends it."])
    report = KeyReport(keymap, profile.settings.desk.keyboard)
    descriptor = sys.stdin.fileno()
    with every_key(descriptor, _write):
        for press in key_presses(descriptor, sys.stdin.encoding):
            put(report.lines(press.sent, press.keys))
            if report.is_over:
                break
    return Exit.OK


def _write(control: str) -> None:
    sys.stdout.write(control)
    sys.stdout.flush()
