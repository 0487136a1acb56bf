"""Reads the themes: files of colours by meaning, every colour parsed before anyone paints with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_desk.config.problems import ConfigurationError, Problem, nearest
from tui_desk.config.toml_file import TomlFile, read_toml

FALLBACK = "desk-dark"

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

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class ShippedThemeError(ConfigurationError):
    """The theme to fall back on is absent or wrong: a fault of the program, not of the user."""


@dataclass(frozen=True, slots=True)
class ThemeSpec:
    """One theme: a colour, as #rrggbb, for each name in TOKENS."""

    name: str
    """The file's name without its ending."""
    dark: bool
    tokens: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes that can be used, by name, and what is wrong with the files of the others."""

    by_name: Mapping[str, ThemeSpec]
    problems: tuple[Problem, ...] = ()

    def choose(self, name: str, chosen_in: Path) -> tuple[ThemeSpec, Problem | None]:
        """The theme of that name; desk-dark, and the problem in the file `chosen_in`, if there is none."""
        if (theme := self.by_name.get(name)) is not None:
            return theme, None
        title = f"There is no theme {name!r}"
        return self.by_name[FALLBACK], Problem(chosen_in, None, title, nearest(name, sorted(self.by_name)))


def load_themes(shipped: Path, user: Path) -> Themes:
    """The shipped themes, and the user's over them where the names agree. Raises ShippedThemeError."""
    themes: dict[str, ThemeSpec] = {}
    problems: list[Problem] = []
    for folder in (shipped, user):
        for file, found in _read_folder(folder):
            if isinstance(file, Problem):
                problems.append(file)
                continue
            problems += found
            themes[file.name] = file
        if folder is shipped and (problems or FALLBACK not in themes):
            listed = "; ".join(f"{problem.place}: {problem.title}" for problem in problems) or f"no {FALLBACK}"
            raise ShippedThemeError("The shipped themes are damaged", f"Install tui-desk again ({listed}).")
    return Themes(MappingProxyType(themes), tuple(problems))


def parse_colour(value: object) -> str | None:
    """The colour #rgb or #rrggbb as #rrggbb in small letters; None if it is not one."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        return None
    digits = value[1:].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _read_folder(folder: Path) -> Iterator[tuple[ThemeSpec | Problem, list[Problem]]]:
    """Each file of the folder as a theme with its harmless mistakes, or as the reason it is refused."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return
    except OSError as error:
        sentence = "Themes belong in a folder that you can read."
        yield Problem(folder, None, f"{folder.name} cannot be read: {error.strerror}", sentence), []
        return
    for path in files:
        file = read_toml(path)
        yield (file, []) if isinstance(file, Problem) else _theme(file)


def _theme(file: TomlFile) -> tuple[ThemeSpec | Problem, list[Problem]]:
    mistake = next(_reasons_to_refuse(file), None)
    if mistake is not None:
        return mistake, []
    palette, chosen = _tables(file)
    tokens = {token: _colour(chosen[token], palette) for token in TOKENS}
    parsed = {token: colour for token, colour in tokens.items() if colour is not None}
    return ThemeSpec(file.path.stem, file.values["dark"], MappingProxyType(parsed)), list(_unknown_names(file))


def _reasons_to_refuse(file: TomlFile) -> Iterator[Problem]:
    path = file.path
    if not isinstance(file.values.get("dark"), bool):
        sentence = "Write dark = true or dark = false at the top."
        yield Problem(path, file.line_of("dark"), f"{path.name} says neither dark nor light", sentence)
    for table in ("palette", "tokens"):
        if not isinstance(file.values.get(table, {}), dict):
            yield Problem(path, file.line_of(table), f"{table} is a section", f"Write [{table}] and its colours below.")
            return
    palette, chosen = _tables(file)
    for name, value in palette.items():
        if parse_colour(value) is None:
            title = f"palette.{name} is no colour"
            yield Problem(path, file.line_of("palette", name), title, "Write it as #rrggbb or #rgb.")
    for token, meaning in TOKENS.items():
        if token not in chosen:
            sentence = f"It stands for {meaning}: give it a colour under [tokens]."
            yield Problem(path, file.line_of("tokens"), f"{path.name} has no {token}", sentence)
        elif _colour(chosen[token], palette) is None:
            title = f"tokens.{token} is no colour"
            sentence = "Write #rrggbb, #rgb, or a name from [palette]."
            yield Problem(path, file.line_of("tokens", token), title, sentence)


def _unknown_names(file: TomlFile) -> Iterator[Problem]:
    """Names that paint nothing: the theme is used all the same."""
    for name in file.values:
        if name not in ("dark", "palette", "tokens"):
            advice = nearest(name, ("dark", "palette", "tokens"))
            yield Problem(file.path, file.line_of(name), f"Nothing in a theme is called {name!r}", advice)
    for token in file.values.get("tokens", {}):
        if token not in TOKENS:
            title = f"There is no token {token!r}"
            yield Problem(file.path, file.line_of("tokens", token), title, nearest(token, TOKENS))


def _tables(file: TomlFile) -> tuple[dict[str, Any], dict[str, Any]]:
    return file.values.get("palette", {}), file.values.get("tokens", {})


def _colour(value: object, palette: dict[str, Any]) -> str | None:
    return parse_colour(palette.get(value, value) if isinstance(value, str) else value)
