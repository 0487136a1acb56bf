"""A few lines in the colours of a theme, as a desk in that theme would have them on this terminal."""

from collections.abc import Iterator

from tui_desk.config.abilities import Colours
from tui_desk.config.colours import channels
from tui_desk.config.legibility import CURSOR_TEXT
from tui_desk.config.themes import ThemeSpec
from tui_desk.tui.fewer_colours import reduced
from tui_desk.tui.sgr import transition

_WIDTH = 72
_BOLD = frozenset({"customer", "accent", "public", "direct_message", "note", "refused", "unknown", "error"})
_UNDERLINED = frozenset({"direct_message"})
"""Where there are no colours."""

_Row = tuple[str, tuple[tuple[str, str], ...]]
"""What the row stands on, and its words with their tokens."""

_ROWS: tuple[_Row, ...] = (
    ("practice", (("practice_text", " PRACTICE - nothing here reaches anybody"),)),
    (
        "background",
        (
            ("text", "  "),
            ("customer", "@dorit_k"),
            ("text", "  Where is my parcel?"),
            ("late", "  12m late"),
            ("owed", "  owed in public"),
            ("text_dim", "  2h ago"),
        ),
    ),
    (
        "cursor",
        (
            ("accent", "> "),
            ("customer", "@ben_hale"),
            ("text", "  Still no word from you"),
            ("waiting", "  8m left"),
            ("text_muted", "  selected line"),
        ),
    ),
    (
        "surface",
        (
            ("text", "  "),
            ("public", "public"),
            ("border", " | "),
            ("direct_message", "private"),
            ("border", " | "),
            ("note", "note"),
            ("ours", "  our own name"),
            ("third_party", "  anybody else"),
        ),
    ),
    (
        "panel",
        (
            ("text", "  "),
            *((token, f"{token} ") for token in ("queued", "sending", "sent", "refused", "unknown")),
            *((token, f" {token}") for token in ("success", "warning", "error")),
        ),
    ),
)

_BOLD_ON, _UNDERLINE_ON = "1", "4"


def sample(theme: ThemeSpec, colours: Colours) -> Iterator[str]:
    """The lines, for a terminal of so many colours."""
    painted_with = min(colours, theme.colours)
    for ground, words in _ROWS:
        blank = " " * (_WIDTH - sum(len(text) for _, text in words))
        parts = (_painted(text, token, ground, theme, painted_with) for token, text in (*words, ("text", blank)))
        yield "".join(parts)


def _painted(text: str, token: str, ground: str, theme: ThemeSpec, colours: Colours) -> str:
    tokens = theme.tokens
    shade = tokens.get(CURSOR_TEXT, tokens[token]) if ground == "cursor" else tokens[token]
    attributes = [_BOLD_ON] if token in _BOLD else []
    attributes += [_UNDERLINE_ON] if token in _UNDERLINED and colours is Colours.NONE else []
    full = ";".join([*attributes, _spelled("38", shade), _spelled("48", tokens[ground])])
    style = reduced(full, colours)
    return f"{transition('', style)}{text}{transition(style, '')}" if style else text


def _spelled(kind: str, colour: str) -> str:
    return ";".join([kind, "2", *map(str, channels(colour))])
