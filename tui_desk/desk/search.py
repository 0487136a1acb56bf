"""Read models of search: what was found, in which case, and where the next page begins. Times are UTC milliseconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import CaseId
from tui_desk.domain.search_words import Snippet


class FoundKind(StrEnum):
    """What matched."""

    POST = "post"
    MESSAGE = "message"
    NOTE = "note"
    PERSON = "person"
    """The customer's handle or name."""
    CASE = "case"
    """The case as it stands: no words were asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A case, and the newest item in it that matched."""

    case_id: CaseId
    kind: FoundKind
    item_id: int
    """The id of the post, message, note, customer or case."""
    at: int
    """When the item was written; of a customer or a case, when something last happened."""
    by: str
    """Who wrote it: a handle without the @, or the agent of a note; empty where that is not known."""
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """Where a search goes on. Only the search that gave it knows what to do with it."""

    before: Mapping[FoundKind, int]
    """Of each kind, items with smaller ids have not been looked at."""
    found: frozenset[CaseId]
    """These cases were shown, with a newer item."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what a search finds, newest first.

    It may hold fewer cases than asked for, even none, and still go on: a page looks at a bounded number of items, and a
    condition on cases may let few of them pass.
    """

    found: tuple[Found, ...]
    next: SearchPlace | None
    """None: there is nothing more."""
    looked_back_to: int | None = None
    """Everything written later has been looked at; None where nothing was looked at."""
