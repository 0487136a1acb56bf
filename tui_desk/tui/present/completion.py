"""Completing what is written, round and round: the same key leads from one possibility to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Options = Callable[[str], Sequence[str]]
"""What a text may be completed to, each a whole text, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Turning:
    """Where on its way round a completion is."""

    typed: str
    """What the agent wrote."""
    place: int
    """Which of the possibilities for it stands there now."""


class Round:
    """Goes through the possibilities for what the agent wrote, for as long as nothing else is written."""

    def __init__(self, options: Options) -> None:
        """Complete to these."""
        self._options = options
        self._typed = ""
        self._found: Sequence[str] = ()
        self._place = 0

    def turn(self, written: str, steps: int = 1) -> str | None:
        """The next possibility, or with a negative step the one before; None where there is none.

        A text that was completed to the only possibility is completed further.
        """
        if self.around(written) is not None:
            self._place = (self._place + steps) % len(self._found)
        else:
            self._typed, self._found = written, self._options(written)
            self._place = 0 if steps > 0 else len(self._found) - 1
        return self._found[self._place] if self._found else None

    def around(self, written: str) -> Turning | None:
        """Where on its way round a text is; None for one that the agent wrote."""
        if len(self._found) < 2 or written != self._found[self._place]:
            return None
        return Turning(self._typed, self._place)
