"""What a terminal draws in the place of characters that it has not: one cell of ASCII for each cell.

Where the desk may draw ASCII only, its own marks, lines and quotation marks are replaced, wherever they stand: a
customer's “ looks like the desk's. Letters, other scripts and emoji stay as long as the terminal's encoding has them.
What is stored, counted and sent is never touched.
"""

import unicodedata
from functools import lru_cache
from types import MappingProxyType

from tui_desk.config.abilities import Abilities

_TYPOGRAPHY = {
    "·": "-",
    "•": "*",
    "…": "~",
    **dict.fromkeys("–—", "-"),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’", "'"),
    "‹": "<",
    "›": ">",
    "×": "x",
    "≈": "~",
    "\N{REPLACEMENT CHARACTER}": "?",
}
_MARKS = {
    "←": "<",
    "↑": "^",
    "→": ">",
    "↓": "v",
    "↪": ">",
    "✓": "+",
    "✗": "x",
    "✎": "/",
    "●": "O",
    "◐": "%",
    "○": "o",
    "◆": "#",
    "■": "=",
    "★": "*",
    "☾": "z",
    "♡": "&",
}
_LINES = {
    **dict.fromkeys(map(chr, range(0x2500, 0x2580)), "+"),
    # What everybody reads has plain lines,
    **dict.fromkeys("─━╴╶╸╺╼╾", "-"),
    **dict.fromkeys("│┃╵╷╹╻╽╿", "|"),
    # what only the customer reads has double ones,
    "═": "=",
    "║": "#",
    # and what only colleagues read has broken ones.
    **dict.fromkeys("┄┅┈┉╌╍", "."),
    **dict.fromkeys("┆┇┊┋╎╏", ":"),
    "╱": "/",
    "╲": "\\",
    "╳": "x",
}
_BLOCKS = {
    **dict.fromkeys(map(chr, range(0x2580, 0x25A0)), "#"),
    **dict.fromkeys("▀▔", '"'),
    **dict.fromkeys("▁▂▃▄", "_"),
    **dict.fromkeys("▌▍▎▏▐▕", "|"),
    **dict.fromkeys("░▒▓", ":"),
}
_PICTURES_OF_CONTROLS = dict.fromkeys(map(chr, range(0x2400, 0x2427)), "?")
"""What stands for a control character in text from outside."""

STAND_INS = MappingProxyType({**_TYPOGRAPHY, **_MARKS, **_LINES, **_BLOCKS, **_PICTURES_OF_CONTROLS})
"""One character of ASCII for each character that the desk draws by itself, or Textual for it."""


def cells_of(cluster: str, width: int, abilities: Abilities) -> tuple[str, ...]:
    """A cluster in as many cells as it is wide: as it is with its further cells empty, or what stands for it."""
    if not abilities.has_symbols and cluster in STAND_INS:
        return (STAND_INS[cluster],)
    if abilities.encoding == "utf-8":
        return (cluster, *[""] * (width - 1))
    return _encodable_cells(cluster, width, abilities.encoding)


@lru_cache(maxsize=4096)
def _encodable_cells(cluster: str, width: int, encoding: str) -> tuple[str, ...]:
    composed = unicodedata.normalize("NFC", cluster)
    if _is_encodable(composed, encoding):
        return (composed, *[""] * (width - 1))
    # A letter without its accent can still be read.
    bare = STAND_INS.get(cluster) or unicodedata.normalize("NFKD", cluster)[0]
    if width == 1 and bare.isprintable() and _is_encodable(bare, encoding):
        return (bare,)
    return ("?",) * width


def _is_encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
