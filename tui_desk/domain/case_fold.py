"""The fold of a case's history through the table of `case_flow`, in the order in which it reached the desk.

A case's standing is never patched step by step. It is folded anew from everything that happened in it: what the
customer wrote, what we answered, what people decided, what is on its way. So posts that arrive late, twice or out of
order lead to the same standing, and a decision that is struck leaves no trace. This file knows no storage and reads no
clock.

An answer or a closing decision of this desk ends the wait only for what its agent had seen: a word that reached the
desk later is still unanswered, whatever the clocks say. And a text that was on its way when something was decided is
older than that decision, whenever X confirms it. What a person holds open, by an acknowledgement or by hand, stays open
until something later settles it.
"""

from collections.abc import Iterable, Sequence
from typing import assert_never

from tui_desk.domain import decisions as by_hand
from tui_desk.domain.case_flow import CLOSED, MOVES, OURS_TO_MOVE, Move, Send, Standing, Turn
from tui_desk.domain.decisions import Closing, Decided, Decision, Solved
from tui_desk.domain.follow_up_flow import UNMET, PublicDebt, Word
from tui_desk.domain.ids import AgentName, OutboxId
from tui_desk.domain.model import CaseState, Channel, OutboxState, Priority
from tui_desk.domain.outbox_flow import IN_FLIGHT, UNDECIDED

_SOLVED_STATES = frozenset({CaseState.OWED, CaseState.RESOLVED})
_DONE_STATES = _SOLVED_STATES | {CaseState.NO_ANSWER}
_ARRIVES = IN_FLIGHT | {OutboxState.SENT}
"""A send in one of these is with X, or on its way there."""


def fold(
    turns: Iterable[Turn], decided: Sequence[Decided] = (), sends: Sequence[Send] = (), *, is_public: bool = True
) -> Standing:
    """The standing that a history leads to.

    The customer waits since the oldest item we have not answered; a later item of theirs does not move that moment,
    and any answer of ours, in either channel, ends the wait for what it answers. `is_public`: the matter has a post of
    the customer in public, so that a private solution owes a public word.

    Raises ValueError for a history in which no customer ever wrote: nothing of ours opens a case.
    """
    return walked(turns, decided, sends, is_public=is_public).end()


def walked(
    turns: Iterable[Turn], decided: Sequence[Decided] = (), sends: Sequence[Send] = (), *, is_public: bool = True
) -> "Walk":
    """The whole way through a history, with what it passed. Raises ValueError as `fold` does."""
    said = sorted(set(turns), key=_order)
    if all(turn.move is not Move.CUSTOMER_WROTE for turn in said):
        raise ValueError("a case needs an item its customer wrote")
    walk = Walk(said, sends, is_public=is_public)
    events: list[Turn | Decided] = [*said, *decided]
    for event in sorted(events, key=_order):
        walk.take(event)
    return walk


def _order(event: Turn | Decided) -> tuple[int, int, int, str]:
    """What reached the desk first comes first; of what has one place, the customer's words, ours, then decisions.

    Two cases that became one can have the same places, so that what is alike in all this still needs a fixed order.
    """
    if isinstance(event, Decided):
        return event.order, 2, event.decision_id, ""
    return event.received_at, int(event.move is not Move.CUSTOMER_WROTE), event.at, repr(event)


class Walk:
    """One pass through a history, oldest first."""

    def __init__(self, said: Sequence[Turn], sends: Sequence[Send], *, is_public: bool) -> None:
        self.inbound = [turn for turn in said if turn.move is Move.CUSTOMER_WROTE]
        self.is_public = is_public
        self.sends = {send.outbox_id: send for send in sends}
        self.state = CaseState.NEW
        self.debt = PublicDebt(self._private_words(said))
        self._settled_by: Word | None = None
        """Our last answer, or the last decision that stands for one."""
        self._left_open_by: Word | None = None
        """Our last acknowledgement, or a reopening by hand: something is ours to do until a later word settles it."""
        self._seen_until = -1
        """What had reached the desk by then is answered: by a word of this desk, or by a decision."""
        self._written_until = -1
        """What was written by then is answered by a word of ours from elsewhere."""
        self._unanswered: list[Turn] = []
        self.silent: set[Turn] = set()
        """What came while the public thread was muted."""
        self.left_at: dict[Turn, int] = {}
        """When the next word was left to the customer with one of theirs unanswered."""
        self.answers: list[Turn] = []
        self.resolved_at: list[int] = []
        self.reopened_at: list[int] = []
        self.loop_closed_at: int | None = None
        self.awaited: list[tuple[int, int]] = []
        """From when until when the case waited for the customer, without the running stretch."""
        self.awaiting_since: int | None = None
        self.promises: list[tuple[int, int | None]] = []
        """By when something was promised, and when that promise was kept or dropped; None: it stands."""
        self._promise: by_hand.Promised | None = None
        self._promised_by: Word | None = None
        self._is_open_for_promise_alone = False
        self._snooze: by_hand.Snoozed | None = None
        self.priority = Priority.NORMAL
        self.owner: AgentName | None = None
        self._owner_is_chosen = False
        self.is_watched = False
        self.is_muted = False
        self.labels: dict[str, None] = {}
        self.reason = ""

    def take(self, event: Turn | Decided) -> None:
        """Let one thing happen, and see what the customer still waits for then."""
        promise_before = self._promise
        if isinstance(event, Decided):
            self._decide(event)
        elif event.move is Move.CUSTOMER_WROTE:
            self._hear(event)
        else:
            self._speak(event)
        self._unanswered = [turn for turn in self._unanswered if not self._is_answered(turn)]
        if self._unanswered and self.state not in OURS_TO_MOVE:
            self._move(Move.CUSTOMER_WROTE, min(turn.at for turn in self._unanswered))
        if self._promise is not None and self.state is CaseState.WAITING:
            self._move(Move.WE_PROMISED, event.at)
        if self._promise is not promise_before:
            self._note_promises(promise_before, event.at)

    # What is said.

    def _hear(self, turn: Turn) -> None:
        """The customer wrote. A word that somebody had answered already by the time it arrived moves nothing."""
        if self.is_muted and turn.channel is Channel.REPLY:
            self.silent.add(turn)
            return
        self._snooze = None
        self.debt.hear()
        self._unanswered.append(turn)

    def _speak(self, turn: Turn) -> None:
        """We wrote. Words of ours from before the customer turned to us answer nothing."""
        if not self._answers_something(turn):
            return
        self.answers.append(turn)
        if turn.seen_until is None:
            self._written_until = max(self._written_until, turn.at)
        else:
            self._seen_until = max(self._seen_until, turn.seen_until)
        if not self._owner_is_chosen and self.owner is None:
            self.owner = turn.agent
        word = self._word(turn)
        is_overtaken = not _is_after(word, self._settled_by)
        may_move = not is_overtaken or (turn.move is Move.WE_ANSWERED and self.state is not CaseState.NO_ANSWER)
        if may_move and _is_after(word, self._left_open_by):
            self._left_open_by = word if turn.move is Move.WE_ACKNOWLEDGED else None
            self._move(turn.move, turn.at)
        if turn.move is Move.WE_ANSWERED:
            self._settled_by = self._settled_by if is_overtaken else word
            self._say_substance(turn, word)

    def _say_substance(self, turn: Turn, word: Word) -> None:
        if self._promised_by is not None and word.is_after(self._promised_by):
            is_its_own_text = word.outbox_id is not None and word.outbox_id == self._promised_by.outbox_id
            self._promise = self._promise if is_its_own_text else None
        if turn.channel is Channel.REPLY and self.debt.say(word):
            self._move(Move.LOOP_CLOSED, turn.at)

    def _answers_something(self, turn: Turn) -> bool:
        return any(_answers(turn, item) for item in self.inbound)

    def _word(self, turn: Turn) -> Word:
        send = self.sends.get(turn.outbox_id) if turn.outbox_id is not None else None
        place = turn.received_at if send is None else send.order
        return Word(place, turn.at, send is not None, turn.outbox_id, turn.is_follow_up)

    def _private_words(self, said: Sequence[Turn]) -> list[Word]:
        """Every word of substance to the customer alone, be it said already or on its way."""
        ours = [turn for turn in said if turn.move is Move.WE_ANSWERED and self._answers_something(turn)]
        words = [self._word(turn) for turn in ours if turn.channel is Channel.MESSAGE]
        arrived = {turn.outbox_id for turn in said}
        return words + [
            _expected(send)
            for send in self.sends.values()
            if send.channel is Channel.MESSAGE and send.state in _ARRIVES and not send.is_acknowledgement
            if send.outbox_id not in arrived
        ]

    # What is decided.

    def _decide(self, decided: Decided) -> None:
        """Somebody decided something. What relied on a send that never arrives is as if it had not been decided."""
        decision = decided.decision
        if any(self._is_lost(text) for text in _texts_behind(decision)):
            return
        match decision:
            case by_hand.Resolved() | by_hand.NoAnswerNeeded() | by_hand.MarkedSpam() | by_hand.Muted():
                self._close(decided, decision)
            case by_hand.FollowUpWaived(reason):
                if self.debt.waive(decided.order):
                    self.reason = reason
                    self._move(Move.LOOP_CLOSED, decided.at)
            case by_hand.Reopened():
                self._snooze = None
                self.is_muted = False
                self._left_open_by = _word_of(decided)
                self._move(Move.REOPENED, decided.at)
            case by_hand.LeftToCustomer():
                self._seen_until = max(self._seen_until, decided.seen_until)
                self.left_at |= {turn: decided.at for turn in self._unanswered if self._is_answered(turn)}
                self._settled_by, self._left_open_by = _word_of(decided), None
                self._move(Move.LEFT_TO_CUSTOMER, decided.at)
            case by_hand.Snoozed():
                overtaken = any(
                    turn.received_at > decided.seen_until
                    for turn in self.inbound
                    if turn.received_at <= decided.order and turn not in self.silent
                )
                self._snooze = None if overtaken else decision
            case by_hand.Woken():
                self._snooze = None
            case by_hand.Promised():
                self._promise, self._promised_by = decision, _word_of(decided)
                self._move(Move.REOPENED if self.state in CLOSED else Move.WE_PROMISED, decided.at)
            case by_hand.PromiseEnded():
                self._promise = None
                if self._is_open_for_promise_alone:
                    self._move(Move.LEFT_TO_CUSTOMER, decided.at)
            case _:
                self._mark(decided)

    def _mark(self, decided: Decided) -> None:
        """What is noted about a case without moving it."""
        match decided.decision:
            case by_hand.Unmuted():
                self.is_muted = False
            case by_hand.Prioritised(priority):
                self.priority = priority
            case by_hand.Labelled(label):
                self.labels[label] = None
            case by_hand.Unlabelled(label):
                self.labels.pop(label, None)
            case by_hand.Assigned(owner):
                self.owner, self._owner_is_chosen = owner, True
            case by_hand.Watched():
                self.is_watched = True
            case by_hand.Unwatched():
                self.is_watched = False

    def _close(self, decided: Decided, closing: Closing) -> None:
        """Close the case; where the public word is owed it stays open to that."""
        self._seen_until = max(self._seen_until, decided.seen_until)
        self._snooze = self._promise = self._left_open_by = None
        self._settled_by = _word_of(decided)
        if self.is_public and not isinstance(closing, by_hand.MarkedSpam | by_hand.Muted):
            is_elsewhere = isinstance(closing, by_hand.Resolved) and closing.where is not Solved.HERE
            self.debt.close(self._settled_by, is_elsewhere=is_elsewhere)
        self.is_muted = isinstance(closing, by_hand.Muted)
        match closing:
            case by_hand.Resolved(where):
                self.reason = "" if where is Solved.HERE else where.value
                move = Move.SOLVED
            case by_hand.NoAnswerNeeded(reason):
                self.reason = reason
                move = Move.EXCUSED
            case by_hand.MarkedSpam():
                self.reason = "spam"
                move = Move.EXCUSED
            case by_hand.Muted():
                self.reason = "muted"
                move = Move.EXCUSED
            case _:
                assert_never(closing)
        self._move(Move.SOLVED_IN_PRIVATE if self.debt.state in UNMET else move, decided.at)

    # What follows.

    def end(self) -> Standing:
        """The standing at the end of the history."""
        unanswered = self._unanswered
        has_failed_send = any(send.state in UNDECIDED for send in self.sends.values())
        snooze = None if has_failed_send else self._snooze
        self.debt.expect(
            _expected(send)
            for send in self.sends.values()
            if send.channel is Channel.REPLY and send.state in IN_FLIGHT and not send.is_acknowledgement
        )
        last_heard = max(self.inbound, key=lambda turn: (turn.at, turn.received_at))
        substance = [turn.at for turn in self.answers if turn.move is Move.WE_ANSWERED]
        return Standing(
            state=self.state,
            opened_at=min(turn.at for turn in self.inbound),
            waiting_since=min((turn.at for turn in unanswered), default=None),
            last_inbound_at=last_heard.at,
            last_outbound_at=max((turn.at for turn in self.answers), default=None),
            channel=min(unanswered, key=lambda turn: turn.at).channel if unanswered else last_heard.channel,
            first_response_at=min((turn.at for turn in self.answers), default=None),
            substance_at=min(substance, default=None),
            first_resolved_at=self.resolved_at[0] if self.resolved_at else None,
            last_resolved_at=self.resolved_at[-1] if self.state in _SOLVED_STATES else None,
            reopened_at=self.reopened_at[-1] if self.reopened_at else None,
            customer_time_ms=sum(max(0, until - since) for since, until in self.awaited),
            awaiting_since=self.awaiting_since,
            follow_up=self.debt.state,
            owed_since=self.debt.owed_since if self.debt.state in UNMET else None,
            promise_until=self._promise.until if self._promise is not None else None,
            snoozed_until=self._returns_at(snooze),
            is_snoozed=snooze is not None,
            priority=self.priority,
            owner=self.owner,
            is_watched=self.is_watched,
            is_muted=self.is_muted,
            is_praise=self._is_only_praise(),
            labels=tuple(self.labels),
            reason=self.reason if self.state in _DONE_STATES else "",
        )

    def _is_only_praise(self) -> bool:
        """Whether all that waits for an answer is praise, and nothing else is ours to do."""
        is_ours = self._left_open_by is not None or self._promise is not None or self.debt.state in UNMET
        return not is_ours and bool(self._unanswered) and all(turn.is_praise for turn in self._unanswered)

    def _returns_at(self, snooze: by_hand.Snoozed | None) -> int | None:
        """When a snoozed case comes back by itself: at the latest when what we promised is due."""
        if snooze is None:
            return None
        ends = (snooze.until, self._promise.until if self._promise is not None else None)
        return min((at for at in ends if at is not None), default=None)

    def _move(self, move: Move, at: int) -> None:
        before, self.state = self.state, MOVES[self.state, move]
        if move is not Move.WE_PROMISED or self.state is not before:
            self._is_open_for_promise_alone = move is Move.WE_PROMISED and before is CaseState.WAITING
        if move is Move.LOOP_CLOSED:
            self.loop_closed_at = at
        if self.state is before:
            if move in (Move.SOLVED, Move.SOLVED_IN_PRIVATE):
                self.resolved_at.append(at)
            return
        if before is CaseState.WAITING and self.awaiting_since is not None:
            self.awaited.append((self.awaiting_since, at))
        self.awaiting_since = at if self.state is CaseState.WAITING else None
        if self.state in _SOLVED_STATES and before not in _SOLVED_STATES:
            self.resolved_at.append(at)
        elif before in _DONE_STATES and self.state not in _DONE_STATES:
            self.reopened_at.append(at)

    def _note_promises(self, before: by_hand.Promised | None, at: int) -> None:
        if before is not None:
            self.promises[-1] = (before.until, at)
        if self._promise is not None:
            self.promises.append((self._promise.until, None))

    def _is_lost(self, text: OutboxId) -> bool:
        send = self.sends.get(text)
        return send is None or send.state not in _ARRIVES

    def _is_answered(self, turn: Turn) -> bool:
        return turn.received_at <= self._seen_until or turn.at <= self._written_until


def _answers(answer: Turn, turn: Turn) -> bool:
    """Whether an answer was given to an item: its agent had seen it, or, written elsewhere, it was written after it."""
    if answer.seen_until is None:
        return answer.at >= turn.at
    return turn.received_at <= answer.seen_until


def _expected(send: Send) -> Word:
    """A text that X is not known to have."""
    return Word(send.order, None, is_from_here=True, outbox_id=send.outbox_id, is_follow_up=send.is_follow_up)


def _is_after(word: Word, other: Word | None) -> bool:
    """Whether a word was written later than another, if there is another."""
    return other is None or word.is_after(other)


def _texts_behind(decision: Decision) -> tuple[OutboxId, ...]:
    """The texts without which a decision does not count, oldest first."""
    match decision:
        case by_hand.Resolved(relies_on=texts):
            return texts
        case by_hand.Promised(relies_on=text) if text is not None:
            return (text,)
        case _:
            return ()


def _word_of(decided: Decided) -> Word:
    """A decision that says something. Of the texts it relies on, the last is the one that says it for us."""
    texts = _texts_behind(decided.decision)
    return Word(decided.order, decided.at, is_from_here=True, outbox_id=texts[-1] if texts else None)
