"""What the desk says in passing: what was done, why not, and what went wrong; each as long as it can be of use."""

from collections.abc import Callable

from textual.notifications import SeverityLevel
from textual.screen import Screen

from tui_desk.tui.present.words import Words

SAYING_STAYS = 4.0
"""Seconds that what was done can be read, unless the agent goes on before."""

REFUSAL_STAYS = 6.0
"""Seconds that a "no" can be read, unless the agent goes on before."""

ERROR_STAYS = 15.0
"""Seconds that an error can be read, whatever the agent does."""


class Notices:
    """Lie over the thread, so that they go as soon as they have been of use; the same words in a row are told once."""

    def __init__(self, screen: Screen[None], now: Callable[[], int]) -> None:
        """Say it on this screen; `now` gives UTC milliseconds."""
        self._screen = screen
        self._now = now
        self._has_said = False
        self._said_last: Words | None = None
        """What was said since the agent went on."""
        self._error: Words | None = None
        """The error that was told last, until the agent goes on after its time."""
        self._error_until = 0

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not. A "no" goes with the next action, an error stays its time."""
        if not is_error:
            self._say_once(words, "warning", REFUSAL_STAYS)
        elif words != self._error:
            self._error = words
            self._error_until = self._now() + int(ERROR_STAYS * 1000)
            self._notify(words, "error", ERROR_STAYS)

    def say(self, words: Words) -> None:
        """Say what was done; it goes with the next action."""
        self._say_once(words, "information", SAYING_STAYS)

    def clear(self) -> None:
        """Take off the screen what was said: the agent has gone on."""
        self._said_last = None
        if self._has_said and self._now() >= self._error_until:
            self._has_said = False
            self._error = None
            self._screen.app.clear_notifications()
            # The terminal library leaves the empty frame of each notice behind, and the next one below it.
            self._screen.query("ToastHolder").remove()
            self._screen.app.screen.query("ToastHolder").remove()

    def _say_once(self, words: Words, severity: SeverityLevel, seconds: float) -> None:
        if words != self._said_last:
            self._said_last = words
            self._notify(words, severity, seconds)

    def _notify(self, words: Words, severity: SeverityLevel, seconds: float) -> None:
        self._has_said = True
        self._screen.app.notify(words.sentence, title=words.title, severity=severity, markup=False, timeout=seconds)
