"""Faults on request: what goes wrong, at which endpoints, how often. Nothing goes wrong by itself."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Self


class FaultKind(StrEnum):
    """What can go wrong, in the order in which it would strike one request."""

    LATENCY = "latency"
    """The request waits `milliseconds` before anything happens to it."""
    DROPPED_BEFORE = "dropped-before"
    """The connection closes and nothing was done."""
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    """403 with the words of `detail`."""
    CREDITS_DEPLETED = "credits-depleted"
    RATE_LIMITED = "rate-limited"
    """429 whose window ends in `milliseconds`; with 0 it carries no reset header at all."""
    DAILY_LIMITED = "daily-limited"
    """429 with calls left in the window and none in the day."""
    USAGE_CAPPED = "usage-capped"
    SERVER_ERROR = "server-error"
    """An HTML page with `status`; nothing was done."""
    ERRORS_WITH_200 = "errors-with-200"
    """Status 200, errors and no data; nothing was done."""
    SHORT_PAGE = "short-page"
    """A page holds half of what was asked for although there is more; pages of one become empty."""
    VISIBILITY_LAG = "visibility-lag"
    """The account's own posts and messages stay out of lists and look-ups for `milliseconds` of world time."""
    SERVER_ERROR_AFTER = "server-error-after"
    """The write is done, and the answer is an HTML page with `status`."""
    SLOW_ANSWER = "slow-answer"
    """The write is done, and the answer waits `milliseconds`."""
    TRUNCATED = "truncated"
    """The write is done, and the JSON of the answer breaks off in the middle."""
    DROPPED_AFTER = "dropped-after"
    """The write is done, and the connection closes without an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong until it is cleared or has struck often enough."""

    kind: FaultKind
    endpoints: str = "*"
    """Which endpoints, as a shell pattern over "METHOD /path", such as "POST /2/tweets" or "GET *"."""
    times: int | None = None
    """How often it strikes before it is over; None for ever."""
    probability: float = 1.0
    milliseconds: int = 0
    status: int = 503
    detail: str = "Forbidden"

    def __post_init__(self) -> None:
        if not 0 < self.probability <= 1:
            raise ValueError("probability must be above 0 and at most 1")
        if self.times is not None and self.times < 1:
            raise ValueError("times must be at least 1, or absent for a fault that stays")
        if self.milliseconds < 0:
            raise ValueError("milliseconds must not be negative")
        if not 500 <= self.status <= 599:
            raise ValueError("status must be between 500 and 599")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a fault from a scenario or a request. Raises ValueError with a sentence when it makes no sense."""
        known = {each.name for each in fields(cls)}
        unknown = sorted(set(data) - known)
        if unknown or "kind" not in data:
            raise ValueError(
                f"a fault needs a kind and knows only {', '.join(sorted(known))}; not {', '.join(unknown)}"
            )
        return cls(**{**data, "kind": FaultKind(data["kind"])})


class Faults:
    """The faults in force, and the dice they are thrown with."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._active: dict[int, Fault] = {}
        self._added = 0

    def add(self, fault: Fault) -> int:
        """Put a fault in force; the answer is the number to clear it by."""
        self._added += 1
        self._active[self._added] = fault
        return self._added

    def clear(self, fault_id: int | None = None) -> None:
        """End one fault, or all of them; one that is over already is fine."""
        if fault_id is None:
            self._active.clear()
        else:
            self._active.pop(fault_id, None)

    def active(self) -> Sequence[tuple[int, Fault]]:
        """The faults in force with their numbers; `times` is what is left."""
        return list(self._active.items())

    def strike(self, endpoint: str) -> dict[FaultKind, Fault]:
        """Throw the dice for one request: the faults that strike it, at most one of each kind, counted down."""
        struck: dict[FaultKind, Fault] = {}
        for fault_id, fault in self.active():
            if fault.kind in struck or not fnmatchcase(endpoint, fault.endpoints):
                continue
            if self._random.random() >= fault.probability:
                continue
            struck[fault.kind] = fault
            self._count_down(fault_id, fault)
        return struck

    def _count_down(self, fault_id: int, fault: Fault) -> None:
        if fault.times == 1:
            del self._active[fault_id]
        elif fault.times is not None:
            self._active[fault_id] = replace(fault, times=fault.times - 1)


def fault_json(fault_id: int, fault: Fault) -> dict[str, Any]:
    """A fault in force, for those who ask."""
    return {"fault_id": fault_id, **asdict(fault)}
