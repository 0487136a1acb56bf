"""What happened in one case, and who answered what: all that a figure is made of.

Only what a person wrote to the customer counts as an answer: never a note, a repost, or what was sent by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tui_desk.domain.case_flow import Move, Send, Turn
from tui_desk.domain.case_fold import Walk, walked
from tui_desk.domain.decisions import Decided
from tui_desk.domain.model import CaseState, Channel, FollowUp, Priority, Purpose


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that the customer wrote."""

    at: int
    """When it was published."""
    received_at: int
    """When it reached the desk."""
    is_praise: bool = False
    """It praises or thanks, and asks for nothing."""
    channel: Channel = Channel.REPLY
    is_heard: bool = True
    """False: it came while the public thread was muted, and waits for nothing."""
    left_at: int | None = None
    """When somebody left the next word to the customer with this unanswered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that went out in a case."""

    at: int
    channel: Channel
    purpose: Purpose = Purpose.ANSWER
    is_by_human: bool = True
    seen_until: int | None = None
    """For an answer from this desk: what had reached the desk by then, its agent had seen. None: written elsewhere."""

    @property
    def is_acknowledgement(self) -> bool:
        """Whether it says only that we are at it."""
        return self.purpose is Purpose.ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time; `until` is None while it lasts."""

    since: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise with a time of its own; `ended_at` is None while it is neither kept nor withdrawn."""

    until: int
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What happened in one case: what was said by its time, what became of it in the order it reached the desk.

    Raises ValueError for a case in which no customer ever wrote.
    """

    inbound: tuple[Inbound, ...]
    answers: tuple[Answer, ...] = ()
    """What went out after the customer had turned to us; words of ours from before answer nothing."""
    resolved_at: tuple[int, ...] = ()
    """Each solution, in private or not."""
    reopened_at: tuple[int, ...] = ()
    """Each return from a closed case: by the word that caused it, or by hand.

    A word that reached the desk late may have been written before the solution.
    """
    is_resolved: bool = False
    """It is resolved now, in private or not."""
    waits_for_customer: tuple[Stretch, ...] = ()
    solved_in_private_at: int | None = None
    followed_up_at: int | None = None
    """When the public closing word was with X."""
    follow_up_waived_at: int | None = None
    """When a written reason took its place."""
    no_answer_reason: str = ""
    """Why nothing needs an answer, where that is how the case was closed."""
    promises: tuple[Promise, ...] = ()
    priority: Priority = Priority.NORMAL

    def __post_init__(self) -> None:
        if not self.inbound:
            raise ValueError("a case needs an item its customer wrote")

    @property
    def is_closed(self) -> bool:
        """Whether nothing of it is left to answer."""
        return self.is_resolved or bool(self.no_answer_reason)


def opened_at(history: History) -> int:
    """When the customer's first item was published: where every customer's wait begins."""
    return min(item.at for item in history.inbound)


def seen_at(history: History) -> int:
    """When the case's first item reached the desk."""
    return min(item.received_at for item in history.inbound)


def history_of(
    turns: Iterable[Turn], decided: Sequence[Decided] = (), sends: Sequence[Send] = (), *, is_public: bool = True
) -> History:
    """What happened in a case, found on the way on which `case_fold.fold` finds its standing.

    Raises ValueError for a case in which no customer ever wrote.
    """
    walk = walked(turns, decided, sends, is_public=is_public)
    standing = walk.end()
    inbound = tuple(sorted((_inbound(turn, walk) for turn in walk.inbound), key=lambda item: item.at))
    running = () if walk.awaiting_since is None else (Stretch(walk.awaiting_since),)
    return History(
        inbound=inbound,
        answers=tuple(_with_thanks(sorted(map(_answer, walk.answers), key=lambda answer: answer.at), inbound)),
        resolved_at=tuple(walk.resolved_at),
        reopened_at=tuple(walk.reopened_at),
        is_resolved=standing.last_resolved_at is not None,
        waits_for_customer=(*(Stretch(since, until) for since, until in walk.awaited), *running),
        solved_in_private_at=walk.debt.owed_since,
        followed_up_at=walk.loop_closed_at if standing.follow_up is FollowUp.MET else None,
        follow_up_waived_at=walk.loop_closed_at if standing.follow_up is FollowUp.WAIVED else None,
        no_answer_reason=standing.reason if standing.state is CaseState.NO_ANSWER else "",
        promises=tuple(Promise(until, ended_at) for until, ended_at in walk.promises),
        priority=standing.priority,
    )


def _inbound(turn: Turn, walk: Walk) -> Inbound:
    is_heard = turn not in walk.silent
    return Inbound(turn.at, turn.received_at, turn.is_praise, turn.channel, is_heard, walk.left_at.get(turn))


def _answer(turn: Turn) -> Answer:
    purpose = Purpose.FOLLOW_UP if turn.is_follow_up else Purpose.ANSWER
    if turn.move is Move.WE_ACKNOWLEDGED:
        purpose = Purpose.ACKNOWLEDGEMENT
    return Answer(turn.at, turn.channel, purpose, seen_until=turn.seen_until)


def _with_thanks(answers: Iterable[Answer], inbound: Sequence[Inbound]) -> Iterator[Answer]:
    """The answers, oldest first; an answer to nothing but praise is thanks, wherever it was written."""
    unanswered = list(inbound)
    for answer in answers:
        answered = [item for item in unanswered if is_answer(answer, item)]
        unanswered = [item for item in unanswered if item not in answered]
        is_thanks = answer.purpose is Purpose.ANSWER and answered and all(item.is_praise for item in answered)
        yield replace(answer, purpose=Purpose.THANKS) if is_thanks else answer


def human_answers(history: History) -> Iterator[Answer]:
    """What persons wrote to the customer in answer to something, oldest first."""
    for answer in history.answers:
        to_customer = answer.channel in (Channel.REPLY, Channel.MESSAGE)
        if answer.is_by_human and to_customer and any(is_answer(answer, item) for item in history.inbound):
            yield answer


def words_of_substance(history: History) -> Iterator[Answer]:
    """What persons wrote that is more than an acknowledgement, oldest first."""
    return (answer for answer in human_answers(history) if not answer.is_acknowledgement)


def answer_to(item: Inbound, history: History) -> Answer | None:
    """The first answer to an item."""
    return next((answer for answer in human_answers(history) if is_answer(answer, item)), None)


def is_answer(answer: Answer, item: Inbound) -> bool:
    """Whether an answer was given to an item: its agent had seen it, or, written elsewhere, it was written after it."""
    if answer.seen_until is None:
        return answer.at >= item.at
    return item.received_at <= answer.seen_until


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait of the customer's: what one answer of ours ended, or, with None, what no answer has ended."""

    answer: Answer | None
    left_at: int | None
    """When it ended without an answer, in that the next word was left to the customer."""
    since: int
    channel: Channel
    is_praise: bool


def all_waits(history: History) -> Iterator[Wait]:
    """The customer's waits; a later item of theirs is part of the wait that its answer ends."""
    items: dict[tuple[Answer | None, int | None], list[Inbound]] = {}
    for item in history.inbound:
        if item.is_heard:
            items.setdefault(_end_of_wait(item, history), []).append(item)
    for (answer, left_at), awaiting in items.items():
        first = min(awaiting, key=lambda item: _waits_since(item, answer, history))
        is_praise = all(item.is_praise for item in awaiting)
        yield Wait(answer, left_at, _waits_since(first, answer, history), first.channel, is_praise)


def _end_of_wait(item: Inbound, history: History) -> tuple[Answer | None, int | None]:
    answer = answer_to(item, history)
    is_left = item.left_at is not None and (answer is None or item.left_at < answer.at)
    return (None, item.left_at) if is_left else (answer, None)


def _waits_since(item: Inbound, answer: Answer | None, history: History) -> int:
    """Since when an item waits. Closing the case settled it, so after a reopening it waits from there."""
    reopenings = (at for at in history.reopened_at if answer is None or at <= answer.at)
    return max((item.at, *reopenings))
