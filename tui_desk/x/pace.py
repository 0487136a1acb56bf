"""How fast X may be asked: the windows that X tells of, and what follows from them for the next call.

X counts calls per endpoint, in windows of 15 minutes and for some also in days, and says in every answer how many are
left (docs.x.com/x-api/fundamentals/rate-limits). All times here are UTC milliseconds of our own clock; X's are
translated by the Date header of the answer that carried them, so a wrong clock on either side does no harm.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum

from tui_desk.desk.x_port import RateLimitedError

BLIND_WAIT_MS = 60_000
"""How long to stay away after a limit without a believable end."""

RECONCILING_SHARE = 0.2
"""The part of a window that regular reading leaves for looking up what became of a send."""

_MINUTE_MS = 60_000
_HEADERS = {
    "x-rate-limit": 16 * _MINUTE_MS,
    "x-user-limit-24hour": 25 * 60 * _MINUTE_MS,
    "x-app-limit-24hour": 25 * 60 * _MINUTE_MS,
}
"""The prefix of each kind of limit in the headers, and the longest believable wait for its end in milliseconds."""


class Endpoint(StrEnum):
    """What X counts separately."""

    ACCOUNT = "account"
    MENTIONS = "mentions"
    OWN_POSTS = "own_posts"
    SEARCH = "search"
    POSTS = "posts"
    PEOPLE = "people"
    MESSAGES = "messages"
    MESSAGES_WITH = "messages_with"
    SEND_REPLY = "send_reply"
    SEND_MESSAGE = "send_message"
    REPOST = "repost"


@dataclass(frozen=True, slots=True)
class Window:
    """One count of calls as it stood at `seen_at`."""

    limit: int
    remaining: int
    seen_at: int
    resets_at: int
    longest_ms: int
    """A reset further away than this is not believed, for instance after a clock was put back."""

    def is_open(self, now: int) -> bool:
        """Whether the count still says something about now."""
        return 0 < self.resets_at - now <= self.longest_ms


def windows_in(headers: Mapping[str, str], now: int) -> tuple[Window, ...]:
    """The believable windows that an answer tells of, received at `now`; header names in any case."""
    lowered = {name.lower(): value for name, value in headers.items()}
    ahead = now - (_date_in(lowered) or now)
    found = (_window(lowered, prefix, longest, now, ahead) for prefix, longest in _HEADERS.items())
    return tuple(window for window in found if window is not None and window.is_open(now))


def retry_at(headers: Mapping[str, str], now: int) -> int:
    """When a call that met a limit may be tried again: at the end of the used-up window, else after a blind wait.

    The end of a window with calls left says nothing: the limit that was met is another one.
    """
    used_up = [window.resets_at for window in windows_in(headers, now) if window.remaining == 0]
    return max(used_up, default=now + BLIND_WAIT_MS)


class Pace:
    """Remembers the windows of each endpoint."""

    def __init__(self) -> None:
        """Nothing is known before the first answer."""
        self._windows: dict[Endpoint, tuple[Window, ...]] = {}

    def learn(self, endpoint: Endpoint, windows: Iterable[Window]) -> None:
        """Take over what the latest answer said; an answer that says nothing changes nothing."""
        self._windows[endpoint] = tuple(windows) or self._windows.get(endpoint, ())

    def close(self, endpoint: Endpoint, until: int, now: int) -> None:
        """X refused a call: no other before `until`."""
        self.learn(endpoint, [Window(0, 0, seen_at=now, resets_at=until, longest_ms=until - now)])

    def check(self, endpoint: Endpoint, now: int) -> None:
        """Spare X a call that it would refuse. Raises RateLimitedError, with the time from which it will not."""
        closed = [window.resets_at for window in self._open(endpoint, now) if window.remaining == 0]
        if closed:
            raise RateLimitedError(
                "X takes no more calls of this kind for the moment; the next go out by themselves", max(closed)
            )

    def tightest(self, endpoint: Endpoint, now: int) -> Window | None:
        """The window that leaves the fewest calls, of equals the longest; None where nothing is known."""
        return min(self._open(endpoint, now), key=lambda window: (window.remaining, -window.resets_at), default=None)

    def next_read_in(self, endpoint: Endpoint, wanted_interval_seconds: float, now: int) -> float:
        """Seconds until the next regular read: as wanted, or later where X's budget would not last its window."""
        pauses = [_share_at(window) - now for window in self._open(endpoint, now)]
        return max(wanted_interval_seconds, *(pause / 1000 for pause in pauses), 0.0)

    def _open(self, endpoint: Endpoint, now: int) -> list[Window]:
        return [window for window in self._windows.get(endpoint, ()) if window.is_open(now)]


def _share_at(window: Window) -> int:
    """When the next call is due if those left, without the reserve, are spread evenly over the rest of the window."""
    usable = window.remaining - math.ceil(window.limit * RECONCILING_SHARE)
    if usable <= 0:
        return window.resets_at
    return window.seen_at + (window.resets_at - window.seen_at) // usable


def _window(headers: Mapping[str, str], prefix: str, longest_ms: int, now: int, ahead: int) -> Window | None:
    """One window from its three headers; one that does not say how much is left is taken as used up."""
    reset_seconds = _number(headers.get(f"{prefix}-reset"))
    if reset_seconds is None:
        return None
    limit = _number(headers.get(f"{prefix}-limit")) or 0
    remaining = _number(headers.get(f"{prefix}-remaining")) or 0
    return Window(limit, remaining, seen_at=now, resets_at=reset_seconds * 1000 + ahead, longest_ms=longest_ms)


def _number(text: str | None) -> int | None:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def _date_in(headers: Mapping[str, str]) -> int | None:
    """UTC milliseconds of the Date header; None where it is absent or no date."""
    try:
        moment = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(aware.timestamp() * 1000)
