"""What the terminal can show, as far as its environment tells: how many colours, and which characters.

Nothing is asked of the terminal itself: an answer may come late over a slow link, or not at all.
"""

import codecs
import locale
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

SymbolsSetting = Literal["auto", "unicode", "ascii"]
"""Which symbols the desk draws its own lines and marks with."""

_COLOURLESS = re.compile(r"|dumb|unknown|vt\d.*|.*-m|.*-mono")
_SIXTEEN_ONLY = re.compile(r"linux.*")
_FULL = re.compile(r".*-direct\d*|.*-truecolor|(?:xterm-)?(?:kitty|ghostty)|alacritty.*|foot.*|wezterm.*|contour.*")
_INDEXED = re.compile(r".*-256color.*")
_ASCII_ONLY = re.compile(r"|dumb|unknown|linux.*|vt\d.*")
"""The console of Linux has few symbols in its fonts, and shows a blank or a lozenge for the others."""


class Colours(IntEnum):
    """How many colours there are to paint with."""

    NONE = 0
    SIXTEEN = 16
    INDEXED = 256
    FULL = 1 << 24


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a terminal can show."""

    colours: Colours = Colours.FULL
    has_symbols: bool = True
    """Whether it can draw more than ASCII where the desk draws for itself: borders, marks, arrows."""
    encoding: str = "utf-8"
    """How characters are sent to it and come from it, by Python's name."""


def abilities_in_use(symbols: SymbolsSetting = "auto") -> Abilities:
    """What the terminal of this process can show."""
    return abilities_of(os.environ, locale.getencoding(), symbols)


def abilities_of(environment: Mapping[str, str], encoding: str, symbols: SymbolsSetting = "auto") -> Abilities:
    """What a terminal with this environment and this encoding of its locale can show."""
    name = _known(encoding)
    is_plain = name != "utf-8" or _ASCII_ONLY.fullmatch(environment.get("TERM", "")) is not None
    return Abilities(_colours(environment), symbols == "unicode" or (symbols == "auto" and not is_plain), name)


def _known(encoding: str) -> str:
    """Python's name of an encoding; every terminal can show ASCII."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "ascii"


def _colours(environment: Mapping[str, str]) -> Colours:
    """As NO_COLOR (https://no-color.org), TERM and COLORTERM say."""
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR") or _COLOURLESS.fullmatch(term):
        return Colours.NONE
    if _SIXTEEN_ONLY.fullmatch(term):
        return Colours.SIXTEEN
    # GNU screen hands on the COLORTERM of the terminal around it, and muddles the colours it promises.
    if "STY" not in environment and (
        environment.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or _FULL.fullmatch(term)
    ):
        return Colours.FULL
    return Colours.INDEXED if _INDEXED.fullmatch(term) or _FULL.fullmatch(term) else Colours.SIXTEEN
