"""The tour: eight things an agent does in a day, how each is done, and by what it is seen that it was done."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from tui_desk.desk.views import Thread, ThreadDecision, ThreadSend
from tui_desk.domain.decisions import Resolved, Solved
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import OutboxItem, OutboxState, Purpose
from tui_desk.tui.present.spans import Columns, KeyOf, Role, Span, Spans, in_words, joined

TOUR_ROWS = 4
"""Rows that the tour takes: its title, the steps, and two for what to do."""


class TourStep(StrEnum):
    """What is to be done, in the order in which the tour asks for it; its value is its name on the screen."""

    MOVE = "Move"
    READ = "Read"
    ACKNOWLEDGE = "Acknowledge"
    ANSWER = "Answer"
    TAKE_BACK = "Take back"
    RESOLVE = "Resolve"
    OWE = "Owe"
    FOLLOW_UP = "Follow up"


def next_step(done: Collection[TourStep]) -> TourStep | None:
    """What to do next; None once all is done."""
    return next((step for step in TourStep if step not in done), None)


def done_in(before: Thread | None, thread: Thread, agent: AgentName, since: int) -> frozenset[TourStep]:
    """What an agent has done in a case since the tour began. `before`: the case as it was read before, if it was."""
    sends = _sends(thread, agent, since)
    purposes = {
        Purpose.ACKNOWLEDGEMENT: TourStep.ACKNOWLEDGE,
        Purpose.ANSWER: TourStep.ANSWER,
        Purpose.FOLLOW_UP: TourStep.FOLLOW_UP,
    }
    done = {purposes[item.purpose] for item in sends if item.purpose in purposes}
    if before is not None and before.case.case_id == thread.case.case_id:
        kept = {item.outbox_id for item in sends}
        gone = [item for item in _sends(before, agent, since) if item.outbox_id not in kept]
        drafted = {draft.channel for draft in thread.drafts}
        if any(item.state is OutboxState.QUEUED and item.channel in drafted for item in gone):
            done.add(TourStep.TAKE_BACK)
    return frozenset(done | set(_solved(thread, agent, since)))


def tour_lines(done: Collection[TourStep], key_of: KeyOf) -> tuple[Columns, Columns, Spans]:
    """The title; all the steps with what has been done of them; and what to do now, to be wrapped."""
    step = next_step(done)
    leave = (Span(key_of("feed.unmark"), Role.KEY), Span(" in the feed leaves the tour", Role.DIM), Span(" "))
    if step is None:
        title = Columns((Span(" THE TOUR IS DONE", Role.KEY),), right=leave)
    else:
        number = list(TourStep).index(step) + 1
        where = Span(f" · {number} of {len(TourStep)} · {step}", Role.TEXT)
        title = Columns((Span(" TOUR", Role.KEY), where), right=leave)
    steps = Columns(fill=(Span(" "), *joined(list(_marks(done, step)), " ")))
    return title, steps, _sentence(step, key_of)


def _sends(thread: Thread, agent: AgentName, since: int) -> list[OutboxItem]:
    """What the agent has put into the outbox since then, as far as X has not confirmed it."""
    items = [item.item for item in thread.items if isinstance(item, ThreadSend)]
    return [item for item in items if item.agent == agent and item.queued_at >= since]


def _solved(thread: Thread, agent: AgentName, since: int) -> Iterator[TourStep]:
    for item in thread.items:
        if isinstance(item, ThreadDecision) and item.decided.agent == agent and item.decided.at >= since:
            decision = item.decided.decision
            if isinstance(decision, Resolved):
                yield TourStep.RESOLVE if decision.where is Solved.HERE else TourStep.OWE


def _marks(done: Collection[TourStep], present: TourStep | None) -> Iterator[Spans]:
    for step in TourStep:
        if step in done:
            yield (Span("✓ ", Role.SENT), Span(step, Role.DIM))
        elif step is present:
            yield (Span("● ", Role.KEY), Span(step, Role.TEXT))
        else:
            yield (Span("○ ", Role.DIM), Span(step, Role.DIM))


_SENTENCES = {
    TourStep.MOVE: (
        "{feed.next} and {feed.previous} move from case to case, and the conversation follows. On top stands the one "
        "with the least time left."
    ),
    TourStep.READ: "{feed.open} goes into the conversation; there {thread.next_post} and {thread.previous_post} go "
    "from post to post. {thread.back} comes back.",
    TourStep.ACKNOWLEDGE: "{case.acknowledge} tells the customer that you are at it, with a saved reply. "
    "{composer.send} shows where it goes, {review.send} lets it go. It is no answer yet.",
    TourStep.ANSWER: "{case.reply} writes a public reply. Again {composer.send} shows it once more, and {review.send} "
    "lets it go. {composer.close} would keep it as a draft.",
    TourStep.TAKE_BACK: "What you let go waits a few seconds before it leaves: now {case.undo} makes it a draft again. "
    "Too late? Answer once more.",
    TourStep.RESOLVE: "Let an answer go and stay. Then {case.resolve} and {resolve.here} say that your last word "
    "solved it, and the case is closed.",
    TourStep.OWE: "On another case, {case.resolve} and {resolve.phone} say that it was solved on the phone. Now the "
    "public is owed a closing word, and the case stays until it has it.",
    TourStep.FOLLOW_UP: "{case.view_owed} shows what is owed. {case.follow_up} writes the closing word under the "
    "customer's first post; {composer.send} and {review.send} let it go.",
}
"""Each says how; an action in braces stands for its key."""

_AT_THE_END = (
    "That is the day. {desk.help} shows the keys that work where you are, {desk.palette} finds an action by its name, "
    "and {case.view_now} goes back to what is due."
)


def _sentence(step: TourStep | None, key_of: KeyOf) -> Spans:
    words = _SENTENCES[step] if step is not None else _AT_THE_END
    # What stands in braces comes out at the odd places.
    parts = enumerate(words.replace("}", "{").split("{"))
    return in_words(tuple(Span(key_of(part), Role.KEY) if index % 2 else Span(part) for index, part in parts))
