"""A person at the screen: a desk app without a terminal, keys taken from the keymap, and the rows they would see."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import cast

from textual.events import Key, Paste
from textual.pilot import Pilot

from tui_desk.config.keymap import ActionId, Keymap
from tui_desk.config.keys import strokes_of
from tui_desk.config.read_keymap import load_keymap
from tui_desk.config.resources import shipped_keymap, shipped_themes
from tui_desk.config.settings import Settings
from tui_desk.config.themes import ThemeSpec, load_themes
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import QueueKey, QueueRow
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import CaseState, Channel, OutboxState
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.desk import DeskScreen

WIDE = (140, 40)
NARROW = (80, 24)
PATIENCE = 5.0
"""Seconds after which waiting for something to appear has failed."""

_NOWHERE = Path("absent")


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
) -> AsyncIterator[Hand]:
    """Open the app on a desk."""
    kept = keep_engine or (lambda alive: alive)

    async def keep(alive: bool) -> None:
        kept(alive)

    app = DeskApp(desk, keymap(), themes(), settings or Settings(), keep_engine=keep, zone=UTC)
    async with app.run_test(size=size, notifications=True) as pilot:
        hand = Hand(app, pilot)
        await hand.rests()
        yield hand


def queue_row(
    case_id: int,
    *,
    answered: bool = False,
    rank: int | None = None,
    handle: str = "anna",
    name: str = "Anna",
    words: str = "My parcel is late",
    followers: int = 120,
    state: CaseState | None = None,
    waiting_since: int = 0,
    channel: Channel = Channel.REPLY,
    draft: bool = False,
    pending: OutboxState | None = None,
) -> QueueRow:
    """A row of the queue."""
    return QueueRow(
        QueueKey(answered, case_id if rank is None else rank, CaseId(case_id)),
        CaseId(case_id),
        handle,
        name,
        followers,
        verified=False,
        state=state or (CaseState.WAITING if answered else CaseState.NEW),
        waiting_since=None if answered else waiting_since,
        last_at=waiting_since,
        channel=channel,
        words=words,
        lang="en",
        draft=draft,
        pending=pending,
    )


def queue_rows(waiting: Sequence[int], answered: Sequence[int] = ()) -> list[QueueRow]:
    """A queue of cases by their ids, in the given order."""
    rows = [queue_row(case, rank=place) for place, case in enumerate(waiting)]
    return rows + [queue_row(case, rank=place, answered=True) for place, case in enumerate(answered)]
