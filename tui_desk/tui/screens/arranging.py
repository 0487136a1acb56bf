"""How the agent sets the screen up by key: who has how much of the width, one pane alone, how dense the feed is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from tui_desk.config.habits import Density, Habits
from tui_desk.tui.present.words import Words
from tui_desk.tui.widgets.feed import Feed

STEP = 4
"""Per cent of the width by which a key moves the border between feed and thread."""


class Surroundings(Protocol):
    """What setting it up needs of the screen."""

    feed: Feed
    feed_percent: int

    def give_feed(self, percent: int) -> None:
        """Give the feed so much of the width, in per cent."""
        ...

    def toggle_class(self, *class_names: str) -> object:
        """Give the screen a class, or take it away."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...


class Arranging:
    """Does at once what a key asks for, and has it kept."""

    def __init__(self, around: Surroundings, habits: Habits, keep: Callable[[Habits], None]) -> None:
        """`habits`: as the agent left them; `keep` keeps them for the next start, and raises OSError."""
        self._around = around
        self._habits = habits
        self._keep = keep

    @property
    def habits(self) -> Habits:
        """As they are now."""
        return self._habits

    def change(self, habits: Habits) -> None:
        """Keep these habits from now on; where they cannot be kept, they hold until the desk is closed."""
        if habits == self._habits:
            return
        self._habits = habits
        try:
            self._keep(habits)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._around.tell(Words("That is not kept for the next start", f"Its file cannot be written: {reason}."))

    def action_desk_feed_narrower(self) -> None:
        """Give the thread more of the width."""
        self._give_feed(-STEP)

    def action_desk_feed_wider(self) -> None:
        """Give the feed more of the width."""
        self._give_feed(STEP)

    def action_desk_one_pane(self) -> None:
        """Show the pane with the keys alone, or all of them again."""
        self._around.toggle_class("-alone")

    def action_desk_density(self) -> None:
        """Take one row for a case instead of two, or two again."""
        feed = self._around.feed
        feed.show_density(compact=not feed.is_compact)
        density: Density = "compact" if feed.is_compact else "comfortable"
        self.change(replace(self._habits, density=density))

    def _give_feed(self, more: int) -> None:
        self._around.give_feed(self._around.feed_percent + more)
        self.change(replace(self._habits, feed_percent=self._around.feed_percent))
