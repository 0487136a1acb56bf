"""Reads the themes: files of colours by meaning, every colour parsed before anyone paints with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_desk.config.abilities import Colours
from tui_desk.config.colours import SIXTEEN, parse_colour
from tui_desk.config.legibility import CURSOR_TEXT, poor_contrasts
from tui_desk.config.problems import ConfigurationError, Problem, nearest
from tui_desk.config.toml_file import TomlFile, read_toml

FALLBACK = "desk-dark"
"""The theme of the settings' default, and the one for a name that no theme has."""
FALLBACKS = MappingProxyType({Colours.NONE: "desk-monochrome", Colours.SIXTEEN: "desk-16-colours"})
"""What takes the place of the fallback on a terminal with few colours."""

TOKENS = MappingProxyType(
    {
        "background": "behind everything",
        "surface": "behind a pane",
        "panel": "behind bars and dialogs",
        "border": "the frame of a pane",
        "border_focus": "the frame of the pane that has the keys",
        "cursor": "behind the selected line",
        "text": "what is read",
        "text_muted": "what goes with it: times, handles",
        "text_dim": "what is there for when it is looked for",
        "accent": "keys and headings",
        "customer": "a customer's name",
        "ours": "our own name",
        "third_party": "anybody else's name",
        "public": "what everybody can read",
        "direct_message": "what only the customer can read",
        "note": "what only colleagues can read",
        "waiting": "a clock with time left",
        "late": "a clock that has run out",
        "owed": "a follow-up owed in public",
        "queued": "in the outbox, can be taken back",
        "sending": "on its way to X",
        "sent": "X has it",
        "refused": "X did not take it",
        "unknown": "may or may not have arrived",
        "success": "what went well",
        "warning": "what wants a look",
        "error": "what went wrong",
        "practice": "behind the banner of the practice desk",
        "practice_text": "on that banner",
    }
)
"""Every token with what it stands for. Where it marks a state, a glyph or a word stands with it."""

OPTIONAL_TOKENS = MappingProxyType({CURSOR_TEXT: "all text on the selected line, in the place of its own colours"})
"""The tokens a theme may leave out."""

_LIMITS = MappingProxyType(
    {
        Colours.NONE: {"black": SIXTEEN["black"], "grey": SIXTEEN["white"], "white": SIXTEEN["bright-white"]},
        Colours.SIXTEEN: SIXTEEN,
    }
)
"""The names that stand for the colours of a theme that says `colours = 0` or `colours = 16`; it can use no others."""
_TOP_LEVEL = ("dark", "colours", "palette", "tokens")


class ShippedThemeError(ConfigurationError):
    """The theme to fall back on is absent or wrong: a fault of the program, not of the user."""


@dataclass(frozen=True, slots=True)
class ThemeSpec:
    """One theme: a colour, as #rrggbb, for each name in TOKENS, and for those of OPTIONAL_TOKENS that it chooses."""

    name: str
    """The file's name without its ending."""
    dark: bool
    tokens: Mapping[str, str]
    colours: Colours = Colours.FULL
    """The most that it paints with, on any terminal. With SIXTEEN the terminal's own shades apply; with NONE the tokens
    only say which ground is light, to be drawn in reverse."""


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes that can be used, by name, the fallback first, and what is wrong with the files of the others."""

    by_name: Mapping[str, ThemeSpec]
    problems: tuple[Problem, ...] = ()

    def choose(self, name: str, chosen_in: Path, colours: Colours = Colours.FULL) -> tuple[ThemeSpec, Problem | None]:
        """The theme to start with where the settings in the file `chosen_in` name one, and what is wrong with the name.

        A terminal without colours gets a theme without, whatever was chosen; one with sixteen gets the theme made for
        it in the place of the settings' default.
        """
        fallback = self.by_name[FALLBACKS.get(colours, FALLBACK)]
        theme = self.by_name.get(name)
        if theme is None:
            return fallback, Problem(
                chosen_in, None, f"There is no theme {name!r}", nearest(name, sorted(self.by_name))
            )
        return (fallback if name == FALLBACK or not _is_wearable(theme, colours) else theme), None

    def wearable(self, colours: Colours) -> list[ThemeSpec]:
        """The themes in which everything can be told apart on a terminal of so many colours."""
        return [theme for theme in self.by_name.values() if _is_wearable(theme, colours)]


def _is_wearable(theme: ThemeSpec, colours: Colours) -> bool:
    return colours is not Colours.NONE or theme.colours is Colours.NONE


def load_themes(shipped: Path, user: Path) -> Themes:
    """The shipped themes, and the user's over them where the names agree. Raises ShippedThemeError."""
    themes: dict[str, ThemeSpec] = {}
    problems: list[Problem] = []
    for folder in (shipped, user):
        for theme, found in _read_folder(folder):
            if theme is None:
                problems.append(found[0])
                continue
            problems += found
            themes[theme.name] = theme
        if folder is shipped and (problems or not {FALLBACK, *FALLBACKS.values()} <= set(themes)):
            listed = "; ".join(f"{problem.place}: {problem.title}" for problem in problems) or f"no {FALLBACK}"
            raise ShippedThemeError("The shipped themes are damaged", f"Install tui-desk again ({listed}).")
    by_name = {FALLBACK: themes[FALLBACK], **themes}
    return Themes(MappingProxyType(by_name), tuple(problems))


def read_theme(path: Path) -> tuple[ThemeSpec | None, list[Problem]]:
    """The theme in a file with its harmless mistakes; without a theme, every reason why it is refused."""
    file = read_toml(path)
    if isinstance(file, Problem):
        return None, [file]
    if reasons := list(_reasons_to_refuse(file)):
        return None, reasons
    palette, chosen = _tables(file)
    colours = _colours(file)
    tokens = {
        token: _colour(chosen[token], palette, colours) for token in (*TOKENS, *OPTIONAL_TOKENS) if token in chosen
    }
    parsed = {token: colour for token, colour in tokens.items() if colour is not None}
    theme = ThemeSpec(path.stem, file.values["dark"], MappingProxyType(parsed), colours)
    return theme, [*_unknown_names(file), *_hard_to_read(file, theme)]


def _read_folder(folder: Path) -> Iterator[tuple[ThemeSpec | None, list[Problem]]]:
    """Each file of the folder, read; a folder that cannot be read counts as one such file."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return
    except OSError as error:
        sentence = "Themes belong in a folder that you can read."
        yield None, [Problem(folder, None, f"{folder.name} cannot be read: {error.strerror}", sentence)]
        return
    yield from map(read_theme, files)


def _reasons_to_refuse(file: TomlFile) -> Iterator[Problem]:
    path = file.path
    if not isinstance(file.values.get("dark"), bool):
        sentence = "Write dark = true or dark = false at the top."
        yield Problem(path, file.line_of("dark"), f"{path.name} says neither dark nor light", sentence)
    if _limit(file) not in (None, *_LIMITS):
        sentence = "Write colours = 16 or colours = 0 at the top, or leave it out."
        yield Problem(path, file.line_of("colours"), f"{path.name} has no usable number of colours", sentence)
        return
    for table in ("palette", "tokens"):
        if not isinstance(file.values.get(table, {}), dict):
            yield Problem(path, file.line_of(table), f"{table} is a section", f"Write [{table}] and its colours below.")
            return
    yield from _wrong_colours(file)


def _wrong_colours(file: TomlFile) -> Iterator[Problem]:
    palette, chosen = _tables(file)
    colours = _colours(file)
    ways = f"one of {', '.join(_LIMITS[colours])}" if colours in _LIMITS else "#rrggbb, #rgb"
    for name, value in palette.items():
        if _colour(value, {}, colours) is None:
            title = f"palette.{name} is no colour"
            yield Problem(file.path, file.line_of("palette", name), title, f"Write {ways.replace(', #', ' or #')}.")
    for token, meaning in (TOKENS | OPTIONAL_TOKENS).items():
        if token not in chosen:
            if token in TOKENS:
                sentence = f"It stands for {meaning}: give it a colour under [tokens]."
                yield Problem(file.path, file.line_of("tokens"), f"{file.path.name} has no {token}", sentence)
        elif _colour(chosen[token], palette, colours) is None:
            title = f"tokens.{token} is no colour"
            sentence = f"Write {ways}, or a name from [palette]."
            yield Problem(file.path, file.line_of("tokens", token), title, sentence)


def _unknown_names(file: TomlFile) -> Iterator[Problem]:
    """Names that paint nothing: the theme is used all the same."""
    for name in file.values:
        if name not in _TOP_LEVEL:
            advice = nearest(name, _TOP_LEVEL)
            yield Problem(file.path, file.line_of(name), f"Nothing in a theme is called {name!r}", advice)
    for token in file.values.get("tokens", {}):
        if token not in TOKENS and token not in OPTIONAL_TOKENS:
            title = f"There is no token {token!r}"
            yield Problem(file.path, file.line_of("tokens", token), title, nearest(token, TOKENS))


def _hard_to_read(file: TomlFile, theme: ThemeSpec) -> Iterator[Problem]:
    """Colours too close to what they stand on: the theme is used all the same."""
    if theme.colours is Colours.NONE:
        return
    for poor in poor_contrasts(theme.tokens):
        title = f"tokens.{poor.token} is hard to see on {poor.ground}"
        # Never rounded up to what it ought to be.
        found = int(poor.found * 100) / 100
        sentence = f"Its contrast is {found} to 1: move the two apart until it is {poor.needed} to 1."
        yield Problem(file.path, file.line_of("tokens", poor.token), title, sentence)


def _tables(file: TomlFile) -> tuple[dict[str, Any], dict[str, Any]]:
    return file.values.get("palette", {}), file.values.get("tokens", {})


def _limit(file: TomlFile) -> Any:
    """What the file says of the number of colours, if anything; true and false are numbers to Python alone."""
    limit = file.values.get("colours")
    return str(limit) if isinstance(limit, bool | float | list | dict) else limit


def _colours(file: TomlFile) -> Colours:
    limit = _limit(file)
    return Colours.FULL if limit is None else Colours(limit)


def _colour(value: object, palette: dict[str, Any], colours: Colours) -> str | None:
    named = palette.get(value, value) if isinstance(value, str) else value
    if colours in _LIMITS:
        return _LIMITS[colours].get(named) if isinstance(named, str) else None
    return parse_colour(named)
