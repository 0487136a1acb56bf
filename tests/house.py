"""A desk on a real store in a temporary folder, with a clock that the test moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fake_x import US, FakeX

from tui_desk.config.prices import prices_of
from tui_desk.config.settings import Settings
from tui_desk.desk.commands import Answer, DecideCases, SeenCase
from tui_desk.desk.desk import Desk, DeskRules
from tui_desk.desk.engine_commands import RecordAccount, RecordPosts
from tui_desk.desk.handlers.intake import IntakeRules
from tui_desk.desk.handlers.writing import WritingRules
from tui_desk.desk.lengths import Outgoing
from tui_desk.desk.recorder import Recorder
from tui_desk.desk.store_port import Store
from tui_desk.desk.views import QueueRow, QueueView, Thread
from tui_desk.domain.clocks import ClockRules, Targets
from tui_desk.domain.decisions import Decision
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, PostId, UserId
from tui_desk.domain.listening import Listening, ListeningRule, NoiseRule
from tui_desk.domain.model import Channel, Person, Post
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.praise import PraiseRules
from tui_desk.store.sqlite import open_store

JO = AgentName("jo")
ANNA = Person(UserId(2), "anna", "Anna", followers=120, receives_messages=True)
BEN = Person(UserId(3), "ben", "Ben", receives_messages=False)
UNDO_MS = 10_000
LISTENING = Listening(
    rules=(ListeningRule("brand", words=("parcelfox",)),), noise=(NoiseRule("giveaway", phrases=("retweet to win",)),)
)
PRAISE = {"en": PraiseRules("en", praises=("wonderful", "thank you"), takes_back=("but", "?"))}


@dataclass
class Clock:
    """UTC milliseconds, moved by hand."""

    at: int = 1_800_000_000_000

    def __call__(self) -> int:
        return self.at

    def forward(self, milliseconds: int) -> None:
        self.at += milliseconds


@dataclass
class House:
    """Everything a test of the desk or the engine needs."""

    desk: Desk
    recorder: Recorder
    store: Store
    x: FakeX
    clock: Clock
    next_id: int = field(default=100)

    def inbound(self, author: Person = ANNA, text: str = "My parcel is late", **more: object) -> Post:
        """A post of a customer that mentions us, not stored yet."""
        self.next_id += 1
        post_id = PostId(self.next_id)
        fields: dict[str, object] = {"conversation_id": ConversationId(post_id), "mentioned_ids": (US.user_id,), **more}
        return Post(post_id, post_id, author_id=author.user_id, text=text, posted_at=self.clock(), **fields)  # type: ignore[arg-type]

    async def record(self, *posts: Post) -> None:
        """Let posts arrive."""
        await self.recorder.do(RecordPosts(posts, (ANNA, BEN)))
        self.x.inbound.extend(posts)

    async def seen(self, case_id: CaseId) -> int:
        """What an agent who looks at the case now has seen."""
        thread = await self.desk.thread(case_id)
        assert thread is not None
        return thread.received_until

    async def new_case(self, author: Person = ANNA, text: str = "My parcel is late") -> tuple[CaseId, Post]:
        """A customer turns to us."""
        post = self.inbound(author, text)
        await self.record(post)
        return await self.newest_case(author), post

    async def newest_case(self, author: Person = ANNA) -> CaseId:
        """The newest case of a customer, in whichever lane."""
        return max(row.case_id for row in await self.everything() if row.handle == author.handle)

    async def everything(self) -> Sequence[QueueRow]:
        """All cases."""
        return await self.desk.queue(QueueView.EVERYTHING)

    async def lane(self, view: QueueView) -> list[CaseId]:
        """The cases of a view, in their order."""
        return [row.case_id for row in await self.desk.queue(view)]

    async def thread(self, case_id: CaseId) -> Thread:
        """A case as an agent reads it now."""
        thread = await self.desk.thread(case_id)
        assert thread is not None
        return thread

    async def decide(self, case_id: CaseId, decision: Decision) -> Answer:
        """An agent who has seen all of a case decides."""
        return await self.desk.do(DecideCases(JO, (SeenCase(case_id, await self.seen(case_id)),), decision))


@asynccontextmanager
async def open_house(folder: Path) -> AsyncIterator[House]:
    """A house whose account is known."""
    clock = Clock()
    capabilities = Capabilities()
    undo_ms = {Channel.REPLY: UNDO_MS, Channel.MESSAGE: UNDO_MS, Channel.REPOST: UNDO_MS}
    writing = WritingRules(Outgoing(len, "^JO", capabilities), capabilities, undo_ms)
    clocks = ClockRules(Targets())
    async with open_store(folder / "desk.db", folder, "desk", clock) as store:
        desk = Desk(store, DeskRules(writing, clocks, prices_of(Settings().prices)), JO, clock, practice=True)
        recorder = Recorder(store, clocks, IntakeRules(LISTENING, PRAISE), clock)
        await recorder.do(RecordAccount(US))
        yield House(desk, recorder, store, FakeX(clock, people_known={ANNA.user_id: ANNA, BEN.user_id: BEN}), clock)
