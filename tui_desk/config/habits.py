"""What an agent sets up by key at the desk, kept between starts. No setting: it is nobody's to write by hand."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from tui_desk.config.paths import Paths
from tui_desk.config.private_files import write_private_file

SMALLEST_FEED, LARGEST_FEED = 24, 72
"""Per cent of the screen's width: beyond these, one of the two panes cannot be read."""

Density = Literal["comfortable", "compact"]


@dataclass(frozen=True, slots=True)
class Habits:
    """How this agent left the desk."""

    feed_percent: int = 42
    """How much of the width the feed has beside the thread."""
    density: Density | None = None
    """How much room a case takes in the feed; None: as the setting says."""
    tour_is_over: bool = False
    """Whether the tour was done, or left for good."""


def habits_file(paths: Paths) -> Path:
    """Where a profile's habits are kept; the file may be deleted at any time."""
    return paths.settings_snapshot.with_name("habits.json")


def read_habits(file: Path) -> Habits:
    """The habits that were kept; whatever is missing or damaged is as on the first day."""
    try:
        kept = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Habits()
    return _usable(kept) if isinstance(kept, dict) else Habits()


def write_habits(file: Path, habits: Habits) -> None:
    """Keep the habits. Raises OSError."""
    write_private_file(file, json.dumps(asdict(habits)).encode())


def _usable(kept: dict[str, Any]) -> Habits:
    habits = Habits(tour_is_over=kept.get("tour_is_over") is True)
    percent, density = kept.get("feed_percent"), kept.get("density")
    if type(percent) is int and SMALLEST_FEED <= percent <= LARGEST_FEED:
        habits = replace(habits, feed_percent=percent)
    if density in ("comfortable", "compact"):
        habits = replace(habits, density=density)
    return habits
