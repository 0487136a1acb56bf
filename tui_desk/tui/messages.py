"""What the widgets and the store say happened; the screen answers. A widget never acts on another one."""

from dataclasses import dataclass

from textual.message import Message

from tui_desk.domain.ids import CaseId
from tui_desk.tui.present.words import Words


class StoreChanged(Message):
    """Something was committed; what, the screen has noted. An unread one covers any number of them."""

    def can_replace(self, message: Message) -> bool:
        """One is enough."""
        return isinstance(message, StoreChanged)


@dataclass
class CaseSelected(Message):
    """The cursor of the feed came to stand on another case."""

    case_id: CaseId


class MoreWanted(Message):
    """The feed comes to the end of what is loaded."""

    def can_replace(self, message: Message) -> bool:
        """One is enough."""
        return isinstance(message, MoreWanted)


class DraftChanged(Message):
    """The text in the composer is another one."""

    def can_replace(self, message: Message) -> bool:
        """One is enough."""
        return isinstance(message, DraftChanged)


class NothingMarked(Message):
    """Marks were to be taken off, and there were none."""


@dataclass
class Alarm(Message):
    """Something presses so much that the agent should hear of it, wherever they look."""

    words: Words
    """For a desktop notification: they name nobody."""
