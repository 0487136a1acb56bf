"""How the public closing word of a case moves: one table, from the private solution to X's confirmation.

What was solved in private is closed in public, under the customer's own post. The debt outlives everything but two
things: a public answer that X has confirmed, or a written reason. A customer who writes again does not end it, nor does
any way of closing the case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from tui_desk.domain.ids import OutboxId
from tui_desk.domain.model import FollowUp


class FollowUpEvent(StrEnum):
    """What can happen to the debt."""

    SOLVED_IN_PRIVATE = "solved_in_private"
    """A public case was closed while our last word to its customer was a private one."""
    QUEUED = "queued"
    """A public answer is on its way."""
    CONFIRMED = "confirmed"
    """X has a public answer of ours, written after the private one."""
    LOST = "lost"
    """The one on its way was refused, held or taken back."""
    WAIVED = "waived"
    """Somebody wrote down why none is needed."""


MOVES: dict[tuple[FollowUp, FollowUpEvent], FollowUp] = {
    **{(state, FollowUpEvent.SOLVED_IN_PRIVATE): FollowUp.OWED for state in FollowUp},
    (FollowUp.PROMISED, FollowUpEvent.SOLVED_IN_PRIVATE): FollowUp.PROMISED,
    (FollowUp.OWED, FollowUpEvent.QUEUED): FollowUp.PROMISED,
    (FollowUp.OWED, FollowUpEvent.CONFIRMED): FollowUp.MET,
    (FollowUp.OWED, FollowUpEvent.WAIVED): FollowUp.WAIVED,
    (FollowUp.PROMISED, FollowUpEvent.QUEUED): FollowUp.PROMISED,
    (FollowUp.PROMISED, FollowUpEvent.CONFIRMED): FollowUp.MET,
    (FollowUp.PROMISED, FollowUpEvent.LOST): FollowUp.OWED,
    (FollowUp.PROMISED, FollowUpEvent.WAIVED): FollowUp.WAIVED,
}
"""What is not named changes nothing: nobody can lose, meet or waive what is not owed."""

UNMET = frozenset({FollowUp.OWED, FollowUp.PROMISED})
"""A case in one of these cannot be closed."""


def follow_up_after(state: FollowUp, event: FollowUpEvent) -> FollowUp:
    """The state that follows."""
    return MOVES.get((state, event), state)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of ours: with X, on its way there, or given outside X by closing the case."""

    place: int
    """Its place among all that happened in the case: when it was put into the outbox, was decided, or came in."""
    at: int | None
    """When it was written; None: X does not have it yet."""
    is_from_here: bool
    """From this desk, so that its place tells when it was written."""
    outbox_id: OutboxId | None = None
    is_follow_up: bool = False

    def is_after(self, other: "Word") -> bool:
        """Whether it was written later. X may confirm two texts of this desk in either order; that changes nothing."""
        if self.is_from_here and other.is_from_here and self.place != other.place:
            return self.place > other.place
        return (inf if self.at is None else self.at) > (inf if other.at is None else other.at)


class PublicDebt:
    """What one case owes the public, as its history goes on."""

    def __init__(self, private: Sequence[Word]) -> None:
        """`private`: all that was said to the customer alone in the whole history, or is on its way to them."""
        self.state = FollowUp.NONE
        self.owed_since: int | None = None
        """When the case was closed so that the debt began."""
        self._private = private
        self._public: list[Word] = []
        self._unfollowed: list[Word] = []
        """What the debt is for: private words that no public one stands after yet."""
        self._solved_elsewhere: list[Word] = []
        self._closing_word_stands = False
        """A public follow-up stands after the customer's last word: solving it outside X owes no other."""
        self._waived_until = -1

    def hear(self) -> None:
        """The customer wrote."""
        self._closing_word_stands = False

    def close(self, closing: Word, *, is_elsewhere: bool) -> None:
        """The case was closed. `is_elsewhere`: solved outside our words to the customer, by phone or mail."""
        known = [word for word in self._private if self._waived_until < word.place <= closing.place]
        unfollowed = [word for word in known if not any(public.is_after(word) for public in self._public)]
        if is_elsewhere and not self._closing_word_stands:
            self._solved_elsewhere.append(closing)
            unfollowed.append(closing)
        if not unfollowed:
            return
        self._unfollowed += unfollowed
        if self.state not in UNMET:
            self.owed_since = closing.at
        self.state = follow_up_after(self.state, FollowUpEvent.SOLVED_IN_PRIVATE)

    def say(self, public: Word) -> bool:
        """X has a public answer of ours. Returns whether that ends the debt."""
        self._public.append(public)
        self._closing_word_stands = self._closing_word_stands or public.is_follow_up
        self._unfollowed = [word for word in self._unfollowed if not self._closes(public, word)]
        return not self._unfollowed and self._end(FollowUpEvent.CONFIRMED)

    def waive(self, place: int) -> bool:
        """Somebody wrote down why nothing is owed for what was said so far. Returns whether that ends a debt."""
        if self.state not in UNMET:
            return False
        self._waived_until, self._unfollowed = place, []
        return self._end(FollowUpEvent.WAIVED)

    def expect(self, on_their_way: Iterable[Word]) -> None:
        """Promise what one of these public answers will meet, should it arrive."""
        if any(all(self._closes(public, word) for word in self._unfollowed) for public in on_their_way):
            self.state = follow_up_after(self.state, FollowUpEvent.QUEUED)

    def _closes(self, public: Word, private: Word) -> bool:
        """Whether a public word is the last on a private one. A solution outside X may follow its own closing word."""
        if private in self._solved_elsewhere:
            relied_on = public.outbox_id is not None and public.outbox_id == private.outbox_id
            return relied_on or public.is_follow_up or public.is_after(private)
        return public.is_after(private)

    def _end(self, event: FollowUpEvent) -> bool:
        was_owed = self.state in UNMET
        self.state = follow_up_after(self.state, event)
        return was_owed and self.state not in UNMET
