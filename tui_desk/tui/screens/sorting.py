"""The keys that set cases apart: priority, label, owner, star; and those that make two cases one, or one two."""

from typing import Protocol

from tui_desk.desk.commands import Accepted, MergeCases, SplitCase
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import Thread, ThreadPost
from tui_desk.domain.decisions import Assigned, Labelled, Prioritised, Unlabelled, Unwatched, Watched
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import Priority
from tui_desk.domain.refusals import NothingToMerge, NothingToSplit
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.deciding import Deciding
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.thread import ThreadPane

_STEPS = (Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT)
_LONGEST_NAME = 40


class Surroundings(Protocol):
    """What sorting needs of the screen around it."""

    feed: Feed
    pane: ThreadPane

    @property
    def thread(self) -> Thread | None:
        """The case on the screen."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...

    def say(self, words: Words) -> None:
        """Say what was done."""
        ...


class Sorting:
    """Changes what a case is called, whose it is, and what belongs to it."""

    def __init__(self, around: Surroundings, deciding: Deciding, asking: Asking, desk: Desk) -> None:
        """Sort by these decisions."""
        self._around = around
        self._deciding = deciding
        self._asking = asking
        self._desk = desk

    async def action_case_raise(self) -> None:
        """Raise the priority by a step; several cases all get one more than the highest of them."""
        await self._prioritise(1)

    async def action_case_lower(self) -> None:
        """Lower the priority by a step; several cases all get one less than the lowest of them."""
        await self._prioritise(-1)

    async def action_case_priority(self, name: str | None = None) -> None:
        """Set the priority by its name."""
        if (chosen := self._deciding.choose()) is None:
            return
        names = ", ".join(_STEPS)

        async def take(words: str) -> Words | None:
            priority = next((step for step in _STEPS if step == words.lower()), None)
            if priority is None:
                return Words("That is no priority", f"It is one of {names}.")
            await self._deciding.decide(Prioritised(priority), chosen)
            return None

        await self._asking.ask(
            f"{chosen.whose}: priority", take, answer=name, meaning=lambda words: "" if words else names
        )

    async def _prioritise(self, step: int) -> None:
        if (chosen := self._deciding.choose()) is None:
            return
        ranks = [_STEPS.index(row.priority) for row in chosen.rows]
        rank = (max(ranks) if step > 0 else min(ranks)) + step
        if 0 <= rank < len(_STEPS):
            await self._deciding.decide(Prioritised(_STEPS[rank]), chosen)
        else:
            end = _STEPS[-1] if step > 0 else _STEPS[0]
            self._around.tell(Words(f"It is {end.value} already", "There is no step beyond."))

    async def action_case_label(self, label: str | None = None) -> None:
        """Put a label on, or take one off that is there."""
        if (chosen := self._deciding.choose()) is None:
            return
        labels = list(dict.fromkeys(label for row in chosen.rows for label in row.labels))

        async def take(words: str) -> Words | None:
            written = " ".join(words.lower().split())[:_LONGEST_NAME]
            if not written:
                return Words("A label is needed", "Write a word or two, such as refund.")
            is_on_all = all(written in row.labels for row in chosen.rows)
            await self._deciding.decide(Unlabelled(written) if is_on_all else Labelled(written), chosen)
            return None

        def meaning(words: str) -> str:
            if words.lower() in labels:
                return "takes it off"
            return f"there already: {', '.join(labels)}" if labels else ""

        await self._asking.ask(f"{chosen.whose}: label", take, answer=label, meaning=meaning)

    async def action_case_take(self) -> None:
        """Make it ours; if it is, give it back."""
        if (chosen := self._deciding.choose()) is not None:
            is_ours = all(row.owner == self._desk.agent for row in chosen.rows)
            await self._deciding.decide(Assigned(None if is_ours else self._desk.agent), chosen)

    async def action_case_assign(self, agent: str | None = None) -> None:
        """Give it to somebody, or to nobody."""
        if (chosen := self._deciding.choose()) is None:
            return

        async def take(words: str) -> Words | None:
            if " " in words or len(words) > _LONGEST_NAME:
                return Words("That is no name of an agent", "Write a login name, or nothing for nobody.")
            await self._deciding.decide(Assigned(AgentName(words) if words else None), chosen)
            return None

        await self._asking.ask(
            f"{chosen.whose}: whose",
            take,
            answer=agent,
            text=chosen.first.owner or "",
            meaning=lambda words: "" if words else "nobody's",
        )

    async def action_case_watch(self) -> None:
        """Put the star on; if it is there, take it off."""
        if (chosen := self._deciding.choose()) is not None:
            is_watched = all(row.is_watched for row in chosen.rows)
            await self._deciding.decide(Unwatched() if is_watched else Watched(), chosen)

    async def action_case_merge(self) -> None:
        """Make the marked cases one."""
        marked = self._around.feed.marked
        if len(marked) < 2:
            self._deciding.refuse(NothingToMerge())
            return
        answer = await self._deciding.do(MergeCases(self._desk.agent, tuple(row.case_id for row in marked)))
        if isinstance(answer, Accepted):
            self._deciding.note_step(answer.case_ids)
            self._around.feed.clear_marks()
            self._around.feed.select(answer.case_ids[0])
            handle = marked[0].handle
            self._around.say(Words("Merged", f"{len(marked)} cases of @{handle} are one, from the oldest on."))

    async def action_thread_split(self) -> None:
        """Give the post under the cursor a case of its own."""
        thread, item = self._around.thread, self._around.pane.chosen
        if thread is None or not isinstance(item, ThreadPost):
            self._deciding.refuse(NothingToSplit())
            return
        answer = await self._deciding.do(SplitCase(self._desk.agent, thread.case.case_id, item.post.post_id))
        if isinstance(answer, Accepted):
            self._deciding.note_step((thread.case.case_id,))
            self._around.say(Words("Split off", f"What @{item.author.handle} wrote from here on is a case of its own."))
