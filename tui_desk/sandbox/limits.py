"""How often each endpoint may be called, as X counts it: fixed windows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tui_desk.sandbox.clock import WorldClock

WINDOW_MS = 15 * 60 * 1000
DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Limit:
    """Calls allowed to one endpoint; None where X sets no limit of that kind."""

    per_user: int | None = None
    """In 15 minutes, for each user."""
    per_app: int | None = None
    """In 15 minutes, for all users together."""
    per_user_day: int | None = None
    per_app_day: int | None = None


_DM_READ = Limit(per_user=15)
_DM_SEND = Limit(per_user=15, per_user_day=1_440, per_app_day=1_440)
_USER_LOOKUP = Limit(per_user=900, per_app=300)

X_LIMITS: Mapping[str, Limit] = {
    "GET /2/users/me": Limit(per_user=75),
    "GET /2/users/{id}": _USER_LOOKUP,
    "GET /2/users": _USER_LOOKUP,
    "GET /2/users/by": _USER_LOOKUP,
    "GET /2/users/by/username/{username}": _USER_LOOKUP,
    "GET /2/users/{id}/mentions": Limit(per_user=300, per_app=450),
    "GET /2/users/{id}/tweets": Limit(per_user=900, per_app=10_000),
    "GET /2/tweets/search/recent": Limit(per_user=300, per_app=450),
    "GET /2/tweets/{id}": Limit(per_user=900, per_app=450),
    "GET /2/tweets": Limit(per_user=5_000, per_app=3_500),
    "POST /2/tweets": Limit(per_user=100, per_app_day=10_000),
    "DELETE /2/tweets/{id}": Limit(per_user=50),
    "POST /2/users/{id}/retweets": Limit(per_user=50),
    "DELETE /2/users/{id}/retweets/{source_tweet_id}": Limit(per_user=50),
    "PUT /2/tweets/{tweet_id}/hidden": Limit(per_user=50),
    "GET /2/dm_events": _DM_READ,
    "GET /2/dm_events/{event_id}": _DM_READ,
    "GET /2/dm_conversations/with/{participant_id}/dm_events": _DM_READ,
    "GET /2/dm_conversations/{id}/dm_events": _DM_READ,
    "POST /2/dm_conversations/with/{participant_id}/messages": _DM_SEND,
    "POST /2/dm_conversations/{dm_conversation_id}/messages": _DM_SEND,
}
"""X's published limits of 2026; user context is limited per user, an app's own token per app."""


@dataclass(slots=True)
class _Window:
    allowed: int
    used: int = 0
    resets_at: int = 0

    def roll(self, now: int, length: int) -> None:
        """Begin afresh when the window is over; the next one starts with the call that comes then."""
        if now >= self.resets_at:
            self.used, self.resets_at = 0, now + length

    @property
    def remaining(self) -> int:
        return max(self.allowed - self.used, 0)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether a call is allowed, and the headers that say how much is left after it."""

    is_allowed: bool
    headers: Mapping[str, str] = field(default_factory=dict)


class Limits:
    """Counts calls. Windows live in memory: a restart of the simulated X begins new ones."""

    def __init__(self, clock: WorldClock, limits: Mapping[str, Limit] = X_LIMITS, pace: float = 1.0) -> None:
        """Windows run on `clock`, `pace` times as fast: a desk that practises at ten times the pace of a day gets ten
        times the calls. Reset times are told in the machine's time. Raises ValueError when `pace` is not above 0.
        """
        if pace <= 0:
            raise ValueError("limits must renew some time: give a pace above 0")
        self._clock = clock
        self._pace = pace
        self._limits = limits
        self._windows: dict[tuple[str, str, int | None], _Window] = {}

    def take(self, endpoint: str, user_id: int | None) -> Allowance:
        """Count one call of `endpoint`, such as "GET /2/users/{id}/mentions", by a user, or by the app (None)."""
        windows = self._windows_of(endpoint, user_id)
        is_allowed = all(window.remaining > 0 for window in windows.values())
        if is_allowed:
            for window in windows.values():
                window.used += 1
        headers: dict[str, str] = {}
        for prefix, window in windows.items():
            headers |= limit_headers(prefix, window.allowed, window.remaining, self.reset_seconds(window.resets_at))
        return Allowance(is_allowed, headers)

    def reset_seconds(self, world_at: int) -> int:
        """Epoch seconds of the machine, rounded up, at which it is `world_at` in the world."""
        return -(-self._clock.real_time_of(world_at) // 1000)

    def _windows_of(self, endpoint: str, user_id: int | None) -> dict[str, _Window]:
        limit = self._limits.get(endpoint)
        if limit is None:
            return {}
        per_window = limit.per_app if user_id is None else limit.per_user
        kinds = (
            ("x-rate-limit", per_window, WINDOW_MS, user_id),
            ("x-user-limit-24hour", limit.per_user_day, DAY_MS, user_id),
            ("x-app-limit-24hour", limit.per_app_day, DAY_MS, None),
        )
        now = self._clock.now()
        found: dict[str, _Window] = {}
        for prefix, allowed, length, owner in kinds:
            if allowed is not None:
                window = self._windows.setdefault((endpoint, prefix, owner), _Window(allowed))
                window.roll(now, round(length / self._pace))
                found[prefix] = window
        return found


def limit_headers(prefix: str, limit: int, remaining: int, reset_at: int) -> dict[str, str]:
    """The three headers of one limit; `reset_at` in epoch seconds."""
    return {f"{prefix}-limit": str(limit), f"{prefix}-remaining": str(remaining), f"{prefix}-reset": str(reset_at)}
