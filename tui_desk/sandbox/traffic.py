"""How often, how long and how soon customers write: the measured shape of support traffic, as curves to draw from."""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Curve:
    """A distribution known by some of its quantiles: (share, value) with both rising."""

    points: tuple[tuple[float, float], ...]

    def at(self, share: float) -> float:
        """The value below which `share` of all cases lie. Between two known points it moves on a logarithmic scale,
        because delays and lengths both have long tails; outside the known points it stays at the nearest."""
        below = self.points[0]
        for point in self.points:
            if share <= point[0]:
                return _between(below, point, share)
            below = point
        return below[1]


def _between(low: tuple[float, float], high: tuple[float, float], share: float) -> float:
    if high[0] == low[0]:
        return high[1]
    part = (share - low[0]) / (high[0] - low[0])
    return math.exp(math.log(low[1]) + part * (math.log(high[1]) - math.log(low[1])))


@dataclass(frozen=True, slots=True)
class Traffic:
    """The measured shape of what customers write; shares are of all their posts."""

    share: dict[str, float]
    length: Curve
    """Characters of a post, handles included."""
    customer_reply_minutes: Curve
    language: dict[str, float]
    by_hour: tuple[float, ...]
    """Weight of each hour of the day, with mean 1."""

    def rhythm(self, story_ms: int) -> float:
        """How busy this moment of the day is against the day's mean (1.0); story time 0 is midnight."""
        return self.by_hour[story_ms % DAY // HOUR]


def _curve(table: dict[str, float]) -> Curve:
    return Curve(tuple(sorted((float(share), float(value)) for share, value in table.items())))


def _read() -> Traffic:
    table = tomllib.loads(Path(__file__).with_name("traffic.toml").read_text(encoding="utf-8"))
    hours = table["rhythm"]["by_hour"]
    mean = sum(hours) / len(hours)
    return Traffic(
        share=table["share"],
        length=_curve(table["length"]),
        customer_reply_minutes=_curve(table["customer_reply_minutes"]),
        language=table["language"],
        by_hour=tuple(hour / mean for hour in hours),
    )


TRAFFIC = _read()


def dice(*names: object) -> Random:
    """A generator that depends on these names only, so that a restart draws what an unbroken run would have drawn."""
    return Random("/".join(str(name) for name in names))


def weighted(random: Random, weights: dict[str, float]) -> str:
    """One of the keys, drawn by weight; keys are taken in sorted order so that a reordered file changes nothing."""
    keys = sorted(weights)
    return random.choices(keys, [weights[key] for key in keys])[0]
