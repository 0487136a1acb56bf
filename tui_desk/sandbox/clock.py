"""The time of the simulated world, which may run faster than ours, or stand still until moved."""

import time
from collections.abc import Callable


def wall_clock() -> int:
    """UTC milliseconds of the machine."""
    return time.time_ns() // 1_000_000


class WorldClock:
    """World time in UTC milliseconds, `speed` times as fast as the machine's; at speed 0 only `advance` moves it."""

    def __init__(self, starts_at: int, speed: float = 1.0, real_now: Callable[[], int] = wall_clock) -> None:
        if speed < 0:
            raise ValueError("the world's time cannot run backwards: give a speed of 0 or more")
        self.speed = speed
        self._real_now = real_now
        self._real_start = real_now()
        self._starts_at = starts_at

    def now(self) -> int:
        """World time now."""
        return self._starts_at + int((self._real_now() - self._real_start) * self.speed)

    def advance(self, milliseconds: int) -> None:
        """Let this much world time pass at once."""
        if milliseconds < 0:
            raise ValueError("the world's time cannot run backwards: advance by 0 or more milliseconds")
        self._starts_at += milliseconds

    def real_time_of(self, world_at: int) -> int:
        """The machine's UTC milliseconds at which it will be `world_at` in the world.

        A world that stands still is measured as if it ran at the machine's pace.
        """
        return self._real_now() + int((world_at - self.now()) / (self.speed or 1.0))
