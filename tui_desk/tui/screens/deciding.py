"""Deciding about cases: which ones a key is for, carrying the decision out, saying what came of it, and undoing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from tui_desk.desk.commands import Accepted, Answer, Command, DecideCases, Refused, SeenCase, UndoLast
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import QueueRow, Thread, ThreadDecision, ThreadItem, ThreadNote
from tui_desk.domain.decisions import (
    Assigned,
    Decision,
    Labelled,
    Prioritised,
    Resolved,
    Unlabelled,
    Unwatched,
    Watched,
)
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.domain.ids import CaseId, OutboxId
from tui_desk.domain.refusals import NoSuchCase, Refusal, ThreadMoved
from tui_desk.tui.present.decisions import decision_words
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.words import Words, done_words, refusal_words, undone_words
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.thread import ThreadPane

_SEEN_ON_THE_CARD = Prioritised | Labelled | Unlabelled | Assigned | Watched | Unwatched
"""Of one case, these change a mark that is in sight: nothing has to be said."""

_STEPS_REMEMBERED = 50


class Surroundings(Protocol):
    """What deciding needs of the screen around it."""

    feed: Feed
    pane: ThreadPane

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    async def read_thread(self) -> Thread | None:
        """Read the thread of the selected case anew."""
        ...

    async def take_back(self, outbox_id: OutboxId) -> None:
        """Bring a text that was taken out of the outbox back to where it is written."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...

    def say(self, words: Words) -> None:
        """Say what was done."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases that a key is for, as they stood on the screen when it was pressed."""

    rows: tuple[QueueRow, ...]
    seen: tuple[SeenCase, ...]
    thread: Thread | None
    """The thread of the one case; None for several."""

    @property
    def first(self) -> QueueRow:
        """The first of them."""
        return self.rows[0]

    @property
    def whose(self) -> str:
        """Whose cases these are, for a question."""
        return f"@{self.first.handle}" if len(self.rows) == 1 else f"{len(self.rows)} cases"


class Deciding:
    """Carries decisions out at one desk."""

    def __init__(self, around: Surroundings, desk: Desk, key_of: KeyOf, zone: tzinfo) -> None:
        """Decide in these surroundings; times are told in `zone`."""
        self._around = around
        self._desk = desk
        self._key_of = key_of
        self._zone = zone
        self._steps: list[tuple[CaseId, ...]] = []
        """The cases of each step taken here, so that undoing it can say what it was."""

    def choose(self) -> Chosen | None:
        """The marked cases if any are marked, else the one under the cursor. None where there is none: that is said."""
        marked = self._around.feed.marked
        return self._chosen(marked) if marked else self.under_cursor()

    def under_cursor(self) -> Chosen | None:
        """The case under the cursor, whatever is marked. None where there is none: that is said."""
        if (selected := self._around.feed.selected) is not None:
            return self._chosen((selected,))
        self.refuse(NoSuchCase())
        return None

    async def decide(self, decision: Decision, chosen: Chosen | None = None, *, goes_on: bool = False) -> bool:
        """Take a decision, on the chosen cases if they are given, and say what came of it. Returns whether it was.

        `goes_on`: the cursor then moves to the next case; else the case stays under it.
        """
        if (chosen := chosen or self.choose()) is None:
            return False
        answer = await self.do(DecideCases(self._desk.agent, chosen.seen, decision))
        if not isinstance(answer, Accepted):
            if isinstance(answer, Refused) and isinstance(answer.reason, ThreadMoved):
                await self._around.read_thread()
            return False
        self.note_step(answer.case_ids)
        self._around.feed.clear_marks()
        await self._say_done(decision, chosen, answer)
        if goes_on:
            self._around.feed.select_next(answer.case_ids)
        return True

    async def do(self, command: Command) -> Answer | None:
        """Carry a command out. A refusal and trouble with the store are said; None after the latter."""
        try:
            answer = await self._desk.do(command)
        except StoreError as error:
            self._around.tell(Words(error.title, error.sentence), is_error=True)
            return None
        if isinstance(answer, Refused):
            self.refuse(answer.reason)
        return answer

    def refuse(self, refusal: Refusal) -> None:
        """Say why not, and what is possible instead."""
        self._around.tell(refusal_words(refusal, self._key_of))

    def note_step(self, case_ids: Sequence[CaseId]) -> None:
        """Remember in which cases something was done that can be undone."""
        self._steps = [*self._steps[-_STEPS_REMEMBERED:], tuple(case_ids)]

    async def action_case_undo(self) -> None:
        """Undo the agent's last step, whatever it was, and say what that was."""
        before = await self._items_of((*self._shown(), *(self._steps[-1] if self._steps else ())))
        answer = await self.do(UndoLast(self._desk.agent))
        if not isinstance(answer, Accepted):
            return
        if self._steps and set(self._steps[-1]) & set(answer.case_ids):
            self._steps.pop()
        if answer.outbox_id is not None:
            await self._around.take_back(answer.outbox_id)
            return
        after = await self._items_of(answer.case_ids)
        undone = (item for case, items in after.items() for item in before.get(case, ()) if item not in items)
        handles = [row.handle for row in await self._rows(answer.case_ids)]
        self._around.say(undone_words(self._what(next(undone, None)), handles))

    def _chosen(self, rows: tuple[QueueRow, ...]) -> Chosen:
        thread = self._around.thread
        shown = {thread.case.case_id: thread.received_until} if thread is not None else {}
        seen = tuple(SeenCase(row.case_id, shown.get(row.case_id, row.received_until)) for row in rows)
        is_shown = len(rows) == 1 and rows[0].case_id in shown
        return Chosen(rows, seen, thread if is_shown else None)

    async def _say_done(self, decision: Decision, chosen: Chosen, answer: Accepted) -> None:
        if len(chosen.rows) == 1 and isinstance(decision, _SEEN_ON_THE_CARD):
            return
        handle_of = {row.case_id: row.handle for row in chosen.rows}
        handles = [handle_of[case_id] for case_id in answer.case_ids]
        refused = [(handle_of[case_id], reason) for case_id, reason in answer.refused]
        rows = await self._rows(answer.case_ids) if isinstance(decision, Resolved) else ()
        is_owed = any(row.follow_up in UNMET for row in rows)
        what = self._in_words(decision)
        self._around.say(done_words(what, handles, refused, self._key_of, is_owed=is_owed))

    def _shown(self) -> tuple[CaseId, ...]:
        thread = self._around.thread
        return (thread.case.case_id,) if thread is not None else ()

    async def _rows(self, case_ids: Sequence[CaseId]) -> Sequence[QueueRow]:
        try:
            return await self._desk.rows(case_ids)
        except StoreError:  # only words would be lost: the step itself is done
            return ()

    async def _items_of(self, case_ids: Sequence[CaseId]) -> Mapping[CaseId, Sequence[ThreadItem]]:
        """What stands in the threads of some cases."""
        try:
            threads = {case_id: await self._desk.thread(case_id) for case_id in dict.fromkeys(case_ids)}
        except StoreError:  # as above
            return {}
        return {case_id: thread.items for case_id, thread in threads.items() if thread is not None}

    def _what(self, undone: ThreadItem | None) -> str:
        """What was undone, in words; empty where the threads do not tell."""
        match undone:
            case ThreadDecision(decided):
                return self._in_words(decided.decision)
            case ThreadNote():
                return "your note, which is a draft again"
            case _:
                return ""

    def _in_words(self, decision: Decision) -> str:
        return decision_words(decision, self._desk.agent, self._desk.now(), self._zone)
