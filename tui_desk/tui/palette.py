"""Turns what a piece of text is into how it looks, by the tokens of the theme in use."""

from enum import StrEnum

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tui_desk.config.themes import ThemeSpec
from tui_desk.tui.present.spans import Role

_PREFIX = "desk-"
"""Keeps our tokens apart from the variables that Textual derives from a theme."""

_BOLD = frozenset(
    {Role.CUSTOMER, Role.KEY, Role.PUBLIC, Role.PRIVATE, Role.NOTE, Role.UNKNOWN, Role.REFUSED, Role.ERROR}
)

_READABLE = 3.0
"""The contrast below which the practice banner takes black or white in place of the theme's colour."""


class Ground(StrEnum):
    """What a row is drawn on, by the theme's token for it."""

    BACKGROUND = "background"
    SURFACE = "surface"
    PANEL = "panel"
    CURSOR = "cursor"


class Palette:
    """The styles of one theme."""

    def __init__(self, theme: Theme) -> None:
        """Take the theme's tokens; a theme that is not ours has none, and is a mistake (KeyError on first use)."""
        self._tokens = theme.variables
        self._styles: dict[tuple[Role, Ground], Style] = {}

    def style(self, role: Role, ground: Ground) -> Style:
        """How text in this role looks on this ground."""
        key = role, ground
        if (style := self._styles.get(key)) is None:
            style = Style(color=self._token(role), bgcolor=self._token(ground), bold=True if role in _BOLD else None)
            self._styles[key] = style
        return style

    def banner(self) -> Style:
        """The practice banner: in the theme's colours as far as they can be told apart, in bold always."""
        ground, ink = Color.parse(self._token("practice")), Color.parse(self._token("practice_text"))
        if _contrast(ground, ink) < _READABLE:
            ink = ground.get_contrast_text(1.0)
        return Style(color=ink.hex, bgcolor=ground.hex, bold=True)

    def _token(self, name: str) -> str:
        return self._tokens[variable(name)]


def variable(token: str) -> str:
    """The name of a token in stylesheets, without the dollar sign."""
    return _PREFIX + token.replace("_", "-")


def textual_theme(spec: ThemeSpec) -> Theme:
    """A theme of ours as Textual wants it: its own colours from our tokens, and our tokens beside them."""
    tokens = spec.tokens
    return Theme(
        name=spec.name,
        dark=spec.dark,
        primary=tokens["accent"],
        accent=tokens["accent"],
        foreground=tokens["text"],
        background=tokens["background"],
        surface=tokens["surface"],
        panel=tokens["panel"],
        success=tokens["success"],
        warning=tokens["warning"],
        error=tokens["error"],
        variables={variable(token): colour for token, colour in tokens.items()},
    )


def _contrast(one: Color, other: Color) -> float:
    """The contrast of two colours by the rule of the Web Content Accessibility Guidelines 2.1: 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
