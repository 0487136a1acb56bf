"""A person at the screen: a desk app without a terminal, keys taken from the keymap, and the rows they would see."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import TypeVar, cast

from house import House
from textual.events import Key, Paste
from textual.pilot import Pilot

from tui_desk.config.keymap import ActionId, Keymap
from tui_desk.config.keys import strokes_of
from tui_desk.config.read_keymap import load_keymap
from tui_desk.config.resources import shipped_keymap, shipped_themes
from tui_desk.config.settings import Settings
from tui_desk.config.themes import ThemeSpec, load_themes
from tui_desk.desk.commands import Command
from tui_desk.desk.desk import Desk
from tui_desk.desk.engine_commands import RecordPosts
from tui_desk.desk.views import QueueKey, QueueRow
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.ids import AgentName, CaseId, UserId
from tui_desk.domain.model import CaseState, Channel, FollowUp, Lane, OutboxState, Person, Priority
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.desk import DeskScreen
from tui_desk.tui.shelf import Shelf

WIDE = (140, 40)
NARROW = (80, 24)
PATIENCE = 5.0
"""Seconds after which waiting for something to appear has failed."""

_NOWHERE = Path("absent")

C = TypeVar("C", bound=Command)


def keymap() -> Keymap:
    """The shipped keys."""
    return load_keymap(shipped_keymap(), _NOWHERE).keymap


def themes() -> list[ThemeSpec]:
    """The shipped themes."""
    return list(load_themes(shipped_themes(), _NOWHERE).by_name.values())


@dataclass
class Hand:
    """Presses keys and reads the screen."""

    app: DeskApp
    pilot: Pilot[None]
    keys: Keymap = field(default_factory=keymap)

    @property
    def screen(self) -> DeskScreen:
        """The desk's own screen, also while another lies over it."""
        return cast("DeskScreen", self.app.screen_stack[0])

    async def does(self, *actions: str) -> None:
        """Press the first key of each action."""
        for action in actions:
            await self.presses(*strokes_of(self.keys.keys_for(ActionId(action))[0]))

    async def types(self, text: str) -> None:
        """Type characters."""
        for character in text:
            self.app.post_message(Key("enter" if character == "\n" else character, character))
        await self.rests()

    async def pastes(self, text: str) -> None:
        """Paste from the clipboard."""
        self.app.post_message(Paste(text))
        await self.rests()

    async def presses(self, *keys: str) -> None:
        """Press keys by the names of the terminal library, all before the app has a moment to draw."""
        for key in keys:
            self.app.post_message(Key(key, key if len(key) == 1 else None))
        await self.rests()

    async def rests(self) -> None:
        """Let every message be handled that is under way, and those that they lead to."""
        for _ in range(3):
            await self.pilot._wait_for_screen()

    async def sees(self, words: str) -> None:
        """Wait until words stand on the screen."""
        await self.until(lambda: words in self.text(), f"never on the screen: {words!r}")

    async def misses(self, words: str) -> None:
        """Wait until words stand on the screen no more."""
        await self.until(lambda: words not in self.text(), f"still on the screen: {words!r}")

    async def until(self, condition: Callable[[], bool], otherwise: str = "it never came true") -> None:
        """Wait for a condition."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, f"{otherwise}\n{self.text()}"
            await self.pilot.pause(0.01)

    def rows(self) -> list[str]:
        """What stands on the screen, row by row."""
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.rows())


@asynccontextmanager
async def at_the_desk(
    desk: Desk,
    size: tuple[int, int] = WIDE,
    settings: Settings | None = None,
    keep_engine: Callable[[bool], object] | None = None,
    shelf: Shelf | None = None,
    keys: Keymap | None = None,
) -> AsyncIterator[Hand]:
    """Open the app on a desk. `keys`: those in the place of the shipped ones."""
    kept = keep_engine or (lambda alive: alive)

    async def keep(alive: bool) -> None:
        kept(alive)

    chosen = keys or keymap()
    app = DeskApp(desk, chosen, themes(), settings or Settings(), keep_engine=keep, zone=UTC, shelf=shelf or Shelf())
    async with app.run_test(size=size, notifications=True) as pilot:
        hand = Hand(app, pilot, chosen)
        await hand.rests()
        yield hand


def of(kind: type[C], commands: Sequence[Command]) -> list[C]:
    """The commands of a kind among those that reached the desk."""
    return [command for command in commands if isinstance(command, kind)]


async def queue_of(house: House, count: int) -> list[CaseId]:
    """So many waiting cases of as many customers, a minute apart, the longest wait first."""
    for number in range(count):
        person = Person(UserId(100 + number), f"customer{number}", f"Customer {number}", receives_messages=True)
        house.clock.forward(60_000)
        await house.recorder.do(RecordPosts((house.inbound(person, f"question {number}"),), (person,)))
    return [row.case_id for row in await house.desk.queue()]


def queue_row(
    case_id: int,
    *,
    rank: int | None = None,
    reach: int = 0,
    customer_id: int = 2,
    handle: str = "anna",
    name: str = "Anna",
    words: str = "My parcel is late",
    followers: int = 120,
    verified: bool = False,
    lane: Lane = Lane.NOW,
    state: CaseState = CaseState.NEW,
    waiting_since: int | None = 0,
    last_at: int = 0,
    due_at: int | None = None,
    due_kind: ClockKind | None = None,
    snoozed_until: int | None = None,
    follow_up: FollowUp = FollowUp.NONE,
    priority: Priority = Priority.NORMAL,
    owner: str | None = None,
    labels: tuple[str, ...] = (),
    is_watched: bool = False,
    is_heard: bool = False,
    channel: Channel = Channel.REPLY,
    draft: bool = False,
    pending: OutboxState | None = None,
    received_until: int = 0,
) -> QueueRow:
    """A row of the queue."""
    return QueueRow(
        QueueKey(case_id if rank is None else rank, reach, CaseId(case_id)),
        CaseId(case_id),
        UserId(customer_id),
        handle,
        name,
        followers,
        verified,
        lane,
        state,
        waiting_since,
        last_at,
        due_at,
        due_kind,
        snoozed_until,
        follow_up,
        priority,
        AgentName(owner) if owner is not None else None,
        labels,
        is_watched,
        is_heard,
        channel,
        words,
        "en",
        draft,
        pending,
        received_until,
    )


def queue_rows(cases: Sequence[int]) -> list[QueueRow]:
    """A queue of cases by their ids, in the given order."""
    return [queue_row(case, rank=place) for place, case in enumerate(cases)]
