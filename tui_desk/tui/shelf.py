"""What stands within an agent's reach: saved replies, the written policy, what is named before a send, their habits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui_desk.config.habits import Habits
from tui_desk.config.policy import PolicyPage
from tui_desk.config.problems import Problem
from tui_desk.config.settings import DeskSettings, PricesSettings
from tui_desk.config.views import SavedView, ViewError
from tui_desk.domain.prices import MILLIONTHS
from tui_desk.domain.saved_replies import SavedReply


def no_policy(labels: Sequence[str]) -> PolicyPage | None:
    """A desk without a written policy has no page for any labels."""
    del labels
    return None


def keeps_nothing(habits: Habits) -> None:
    """A desk without a place to keep its habits forgets them."""
    del habits


def keeps_no_view(view: SavedView) -> None:
    """A desk without a folder of its own keeps no views."""
    raise ViewError("The view could not be saved", f"This desk has no folder to keep {view.name} in.")


def no_problems() -> Sequence[Problem]:
    """A desk without files of its own has none."""
    return ()


_DESK = DeskSettings()
_FIRST_DAY = Habits()


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a desk is handed beside its store. The codes name saved replies; a shelf without them offers none."""

    replies: tuple[SavedReply, ...] = ()
    policy_for: Callable[[Sequence[str]], PolicyPage | None] = no_policy
    """The page of the policy for a case with these labels."""
    acknowledgement: str = _DESK.acknowledgement
    """The code of the saved reply that is offered first when a case is acknowledged."""
    follow_up: str = _DESK.follow_up
    """The code of the saved reply for a public follow-up."""
    thanks: str = "thanks"
    """The code of the saved reply that answers praise."""
    repeat_warning: int = _DESK.repeat_warning
    """A public text that left this often in a day is named before it leaves again; 0: never."""
    warn_over: int = round(PricesSettings().warn_over * MILLIONTHS)
    """A text dearer than this, in millionths of a dollar, is named before it leaves."""
    habits: Habits = _FIRST_DAY
    """How the agent left the desk."""
    keep_habits: Callable[[Habits], None] = keeps_nothing
    """Keeps them for the next start. Raises OSError."""
    offers_tour: bool = False
    """Whether the desk begins with the tour, unless that is over."""
    late_problems: Callable[[], Sequence[Problem]] = no_problems
    """What is wrong with files that the first page does without; reads them, which takes its time."""
    views: tuple[SavedView, ...] = ()
    save_view: Callable[[SavedView], None] = keeps_no_view
    """Keeps a view for good. Raises ViewError."""
