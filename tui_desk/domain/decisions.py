"""What people decide about a case: each a frozen record of something that happened, in the past tense.

A case keeps its decisions in the order in which they were taken. Undoing one strikes it, and the case is folded without
it (`case_flow`), so every decision can be undone at any time, whatever came after.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui_desk.domain.ids import AgentName, CaseId, DecisionId, OutboxId
from tui_desk.domain.model import Priority


class Solved(StrEnum):
    """Where a customer's matter was solved."""

    HERE = "here"
    """In our last word to the customer, in whichever channel that was."""
    MESSAGE = "message"
    PHONE = "phone"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The matter is solved."""

    where: Solved = Solved.HERE
    relies_on: tuple[OutboxId, ...] = ()
    """The texts that were on their way then, oldest first: if any is refused or taken back, nothing was solved."""


@dataclass(frozen=True, slots=True)
class NoAnswerNeeded:
    """There is nothing to answer, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class MarkedSpam:
    """It is spam: nothing to answer, and nothing owed."""


@dataclass(frozen=True, slots=True)
class Muted:
    """The public thread goes on without us; its posts stay in the case and start no clock."""


@dataclass(frozen=True, slots=True)
class Unmuted:
    """The public thread is heard again."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """Somebody of ours says there is more to do."""


@dataclass(frozen=True, slots=True)
class LeftToCustomer:
    """The next word is the customer's, although the last one was theirs, too."""


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Out of sight until a moment, or until the customer writes: whichever comes first."""

    until: int | None
    """None: until the customer writes."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Back in sight before its time."""


@dataclass(frozen=True, slots=True)
class FollowUpWaived:
    """No public closing word is needed, for this written reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Promised:
    """We said that something would be done or said by then."""

    until: int
    words: str = ""
    """The words of ours that promise it."""
    relies_on: OutboxId | None = None
    """The send that says so: if it never arrives, nothing was promised."""


@dataclass(frozen=True, slots=True)
class PromiseEnded:
    """The promise is kept, or no longer stands."""


@dataclass(frozen=True, slots=True)
class Prioritised:
    """How much sooner than usual it has to be answered."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class Labelled:
    """It bears this label."""

    label: str


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """It bears this label no more."""

    label: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whose case it is; None: nobody's."""

    owner: AgentName | None


@dataclass(frozen=True, slots=True)
class Watched:
    """Marked to be kept an eye on."""


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Marked no more."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The case is part of another case of the same customer."""

    into: CaseId


@dataclass(frozen=True, slots=True)
class ConsentNoted:
    """Whether the customer agrees that what they are outside X is kept beside what they are on X."""

    given: bool


@dataclass(frozen=True, slots=True)
class ChannelPreferred:
    """Where the customer prefers to be answered, in a word or two: message, mail, phone."""

    channel: str


@dataclass(frozen=True, slots=True)
class ZoneNoted:
    """The customer's time zone, by its IANA name."""

    zone: str


Decision = (
    Resolved
    | NoAnswerNeeded
    | MarkedSpam
    | Muted
    | Unmuted
    | Reopened
    | LeftToCustomer
    | Snoozed
    | Woken
    | FollowUpWaived
    | Promised
    | PromiseEnded
    | Prioritised
    | Labelled
    | Unlabelled
    | Assigned
    | Watched
    | Unwatched
    | Merged
    | ConsentNoted
    | ChannelPreferred
    | ZoneNoted
)

Closing = Resolved | NoAnswerNeeded | MarkedSpam | Muted
"""After these the desk is done with the case, but for what it owes."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in the history of a case: who took it, when, and what they had seen of the case."""

    decision_id: DecisionId
    case_id: CaseId
    decision: Decision
    agent: AgentName
    at: int
    order: int
    """Its place among all that happened in the case: later than what had reached the desk by then."""
    seen_until: int
    """What had reached the desk by then, the agent had on screen."""
