"""Which colours of a theme can hardly be told from what they stand on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tui_desk.config.colours import READABLE, VISIBLE, contrast

GROUNDS = ("background", "surface", "panel", "cursor")
"""What text stands on."""
DECORATION = ("border", "border_focus")
"""What separates and says nothing."""
BANNER = ("practice", "practice_text")
"""The ground of the practice banner and its text, which meet nothing else."""
CURSOR_TEXT = "cursor_text"
"""The text of the selected line, where a theme gives it one of its own."""
_ON_ANY_CURSOR = frozenset({"text"})
"""What stands on the ground of the selected line all the same: text that is marked in the composer."""


@dataclass(frozen=True, slots=True)
class PoorContrast:
    """A token that stands out too little from a ground."""

    token: str
    ground: str
    found: float
    """The contrast, 1 to 21."""
    needed: float


def poor_contrasts(tokens: Mapping[str, str]) -> Iterator[PoorContrast]:
    """The tokens, by their colours #rrggbb, that stand out too little, each with the ground where it does so least."""
    for token in tokens:
        needed = VISIBLE if token in DECORATION else READABLE
        found, ground = min(
            ((contrast(tokens[token], tokens[ground]), ground) for ground in grounds_of(token, tokens)),
            default=(needed, ""),
        )
        if found < needed:
            yield PoorContrast(token, ground, found, needed)


def grounds_of(token: str, tokens: Mapping[str, str]) -> tuple[str, ...]:
    """What a token stands on; nothing for one that is a ground itself."""
    ground, banner_text = BANNER
    if token in {*GROUNDS, ground}:
        return ()
    if token == banner_text:
        return (ground,)
    if token == CURSOR_TEXT:
        return ("cursor",)
    if CURSOR_TEXT in tokens and token not in _ON_ANY_CURSOR:
        return tuple(ground for ground in GROUNDS if ground != "cursor")
    return GROUNDS
