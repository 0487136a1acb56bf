"""Turns what a piece of text is into how it looks, by the tokens of the theme in use."""

from enum import StrEnum

from rich.style import Style
from textual.theme import Theme

from tui_desk.config.abilities import Colours
from tui_desk.config.colours import VISIBLE, contrast
from tui_desk.config.legibility import CURSOR_TEXT
from tui_desk.config.themes import ThemeSpec
from tui_desk.tui.present.spans import Role

_PREFIX = "desk-"
"""Keeps our tokens apart from the variables that Textual derives from a theme."""

_BOLD = frozenset(
    {Role.CUSTOMER, Role.KEY, Role.MATCH, Role.PUBLIC, Role.PRIVATE, Role.NOTE, Role.UNKNOWN, Role.REFUSED, Role.ERROR}
)

_TOKENS_OF_ROLES = {Role.MATCH: "accent"}
"""The tokens of roles that have none of their name."""

_UNDERLINED = frozenset({Role.PRIVATE})
"""What is also underlined where there are no colours, to be told from the rest of what is bold."""

_COLOURS = _PREFIX + "colours"
"""Where a theme of Textual's keeps with how many colours ours paints."""


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
        self._colours = colours_of(theme)
        self._styles: dict[tuple[Role, Ground], Style] = {}

    def style(self, role: Role, ground: Ground) -> Style:
        """How text in this role looks on this ground."""
        key = role, ground
        if (style := self._styles.get(key)) is None:
            style = self._styles[key] = self._style(role, ground)
        return style

    def _style(self, role: Role, ground: Ground) -> Style:
        has_own_text = ground is Ground.CURSOR and variable(CURSOR_TEXT) in self._tokens
        is_underlined = role is Role.MATCH or (role in _UNDERLINED and not self._colours)
        return Style(
            color=self._token(CURSOR_TEXT if has_own_text else _TOKENS_OF_ROLES.get(role, role)),
            bgcolor=self._token(ground),
            bold=True if role in _BOLD else None,
            underline=True if is_underlined else None,
        )

    def banner(self) -> Style:
        """The practice banner: in the theme's colours as far as they can be told apart, in bold always."""
        ground, ink = self._token("practice"), self._token("practice_text")
        if contrast(ground, ink) < VISIBLE:
            ink = max("#000000", "#ffffff", key=lambda shade: contrast(ground, shade))
        return Style(color=ink, bgcolor=ground, bold=True)

    def _token(self, name: str) -> str:
        return self._tokens[variable(name)]


def variable(token: str) -> str:
    """The name of a token in stylesheets, without the dollar sign."""
    return _PREFIX + token.replace("_", "-")


def colours_of(theme: Theme) -> Colours:
    """The most colours that a theme paints with; one that is not ours may use all."""
    return Colours(int(theme.variables.get(_COLOURS, Colours.FULL)))


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
        variables={_COLOURS: str(int(spec.colours)), **{variable(token): colour for token, colour in tokens.items()}},
    )
