"""Colours as a theme writes them, the sixteen that every colour terminal has, and how well one reads on another."""

import re
from functools import lru_cache
from types import MappingProxyType

SIXTEEN = MappingProxyType(
    {
        "black": "#000000",
        "red": "#aa0000",
        "green": "#00aa00",
        "yellow": "#aa5500",
        "blue": "#0000aa",
        "magenta": "#aa00aa",
        "cyan": "#00aaaa",
        "white": "#aaaaaa",
        "bright-black": "#555555",
        "bright-red": "#ff5555",
        "bright-green": "#55ff55",
        "bright-yellow": "#ffff55",
        "bright-blue": "#5555ff",
        "bright-magenta": "#ff55ff",
        "bright-cyan": "#55ffff",
        "bright-white": "#ffffff",
    }
)
"""The terminal's own colours in the order of their numbers, with the shades of the console of Linux. Each terminal has
its own shades; these, which are among the darkest, stand for them where one colour has to be compared with another."""

READABLE = 4.5
"""The least contrast of text: https://www.w3.org/TR/WCAG22/#contrast-minimum."""
VISIBLE = 3.0
"""The least contrast of what separates and says nothing: https://www.w3.org/TR/WCAG22/#non-text-contrast."""

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def parse_colour(value: object) -> str | None:
    """The colour #rgb or #rrggbb as #rrggbb in small letters; None if it is not one."""
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        return None
    digits = value[1:].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour #rrggbb, from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear(channel: int) -> float:
    """The light of a channel, from 0 to 1, as screens give it out (sRGB)."""
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """The relative luminance of a colour #rrggbb, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = map(linear, channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours #rrggbb, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
