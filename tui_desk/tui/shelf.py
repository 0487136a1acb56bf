"""What stands within an agent's reach: the saved replies, the written policy, and what is named before a send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui_desk.config.policy import PolicyPage
from tui_desk.config.settings import DeskSettings, PricesSettings
from tui_desk.domain.prices import MILLIONTHS
from tui_desk.domain.saved_replies import SavedReply


def no_policy(labels: Sequence[str]) -> PolicyPage | None:
    """A desk without a written policy has no page for any labels."""
    del labels
    return None


_DESK = DeskSettings()


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
