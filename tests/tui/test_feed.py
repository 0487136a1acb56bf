"""The feed as a widget: what it draws, what it draws again, and what it says happened."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

import pytest
from feed_rows import HOUR, MINUTE, NOW, counts, feed_row, feed_rows, owed, resolved, snoozed
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tui_desk.config.resources import shipped_themes
from tui_desk.config.themes import FALLBACK, load_themes
from tui_desk.desk.views import QueueRow, QueueView
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Channel, OutboxState, Priority
from tui_desk.tui.messages import CaseSelected, MoreWanted
from tui_desk.tui.palette import textual_theme
from tui_desk.tui.widgets.feed import Feed

SIZE = (68, 12)
PATIENCE = 5.0
COUNTS = counts(now=8, mine=2, owed=1, waiting=5, praise=2, everything=31)


class FeedApp(App[None]):
    """Shows a feed and nothing else."""

    CSS = "Feed { width: 1fr; height: 1fr; }"

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        theme = load_themes(shipped_themes(), Path("absent")).by_name[FALLBACK]
        self.register_theme(textual_theme(theme))
        self.theme = FALLBACK
        self.feed = feed
        self.selections: list[int] = []
        self.wants_more = False

    def compose(self) -> ComposeResult:
        yield self.feed

    @on(CaseSelected)
    def note_selection(self, message: CaseSelected) -> None:
        self.selections.append(message.case_id)

    @on(MoreWanted)
    def note_want(self) -> None:
        self.wants_more = True


@dataclass
class Eye:
    """Looks at a feed."""

    app: FeedApp
    pilot: Pilot[None]

    @property
    def feed(self) -> Feed:
        return self.app.feed

    def cursor_on(self) -> int | None:
        """The case under the cursor."""
        return self.feed.selected.case_id if self.feed.selected is not None else None

    def text(self) -> list[str]:
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    async def sees(self, words: str) -> None:
        """Wait until words stand on the screen."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not any(words in row for row in self.text()):
            assert asyncio.get_running_loop().time() < deadline, "\n".join([words, *self.text()])
            await self.pilot.pause(0.01)

    async def rests(self) -> None:
        """Let every message be handled that is under way."""
        for _ in range(3):
            await self.pilot._wait_for_screen()


@asynccontextmanager
async def looking_at(
    rows: list[QueueRow] | None = None,
    *,
    compact: bool = False,
    practice: bool = False,
    keys: str = "1234567",
    size: tuple[int, int] = SIZE,
) -> AsyncIterator[Eye]:
    """Open a feed on these rows; None: it has been shown none yet."""
    feed = Feed(compact=compact, practice=practice, agent=AgentName("jo"), zone=UTC, keys=keys)
    app = FeedApp(feed)
    async with app.run_test(size=size) as pilot:
        eye = Eye(app, pilot)
        if rows is not None:
            feed.show_rows(rows, NOW, is_whole=True)
        await eye.rests()
        yield eye


async def test_a_day_at_a_glance_on_half_a_wide_screen() -> None:
    rows = [
        feed_row(1, due_at=NOW - 3 * HOUR, priority=Priority.URGENT, followers=21_000, owner=AgentName("mia")),
        feed_row(2, handle="ben_the_baker", name="Ben", channel=Channel.MESSAGE, is_watched=True),
        snoozed(3, handle="cleo", labels=("refund",), is_heard=True),
        owed(4, handle="dan"),
    ]
    async with looking_at(rows) as eye:
        eye.feed.show_counts(COUNTS)
        eye.feed.window.go(1)
        eye.feed.toggle_mark()
        eye.feed.refresh()
        await eye.sees("■ 1 marked")
        assert [row.rstrip() for row in eye.text()[:9]] == [
            "[1 Now 8] 2 Mine 2 3 Owed 1 4 Wait 5 5 6·2 7 All 31      ■ 1 marked",
            " ● @anna  Anna Sol                        21k       new  over by 3h",
            "   My parcel is late                               urgent · for mia",
            "▌■ @ben_the_baker  Ben             ★  DM            new    12m left",
            "▌■ My parcel is late",
            " ☾ @cleo  Anna Sol                  ≈           snoozed  back 07:00",
            "   My parcel is late                                         refund",
            " ◆ @dan  Anna Sol                                  owed    19h left",
            "   My parcel is late                                   since 5h ago",
        ]


@pytest.mark.parametrize("size", [(79, 12), (68, 12), (42, 12), (20, 5)])
@pytest.mark.parametrize("compact", [False, True])
async def test_every_row_has_the_width_of_the_feed(size: tuple[int, int], *, compact: bool) -> None:
    rows = [feed_row(1, pending=OutboxState.HELD, labels=("a" * 40,)), snoozed(2, until=None), resolved(3), owed(4)]
    async with looking_at(rows, compact=compact, size=size) as eye:
        eye.feed.show_counts(COUNTS)
        await eye.rests()
        assert {len(row) for row in eye.text()} == {size[0]}


async def test_nothing_from_outside_is_markup() -> None:
    async with looking_at([feed_row(1, words="[red]no[/x] [/]", name="[b]", labels=("[/y]",))]) as eye:
        await eye.sees("[red]no[/x] [/]")
        await eye.sees("[b]")
        await eye.sees("[/y]")


async def test_a_compact_feed_has_a_case_in_every_row() -> None:
    async with looking_at(feed_rows([1, 2, 3]), compact=True) as eye:
        await eye.sees("@anna  My parcel is late")
        assert sum("@anna" in row for row in eye.text()) == 3


# Views.


async def test_another_view_begins_on_top_with_nothing_marked() -> None:
    async with looking_at(feed_rows([1, 2, 3])) as eye:
        eye.feed.action_feed_last()
        eye.feed.toggle_mark()
        eye.feed.show_view(QueueView.SNOOZED)
        assert eye.cursor_on() is None
        assert eye.feed.marked == ()
        eye.feed.show_rows([snoozed(3), snoozed(4)], NOW, is_whole=True)
        assert eye.cursor_on() == 3
        await eye.sees("[5 Snoozed]")
        await eye.rests()
        assert eye.app.selections == [1, 3, 3]


async def test_the_view_that_is_shown_already_keeps_its_cursor() -> None:
    async with looking_at(feed_rows([1, 2])) as eye:
        eye.feed.action_feed_next()
        eye.feed.show_view(QueueView.NOW)
        assert eye.cursor_on() == 2


async def test_an_empty_view_teaches_once_it_is_known_to_be_empty() -> None:
    async with looking_at(practice=True) as eye:
        assert not any("case" in row.lower() for row in eye.text())
        eye.feed.show_rows([], NOW, is_whole=True)
        await eye.sees("No cases yet")
        eye.feed.show_counts(COUNTS)
        await eye.sees("Nobody waits for an answer")
        eye.feed.show_view(QueueView.OWED)
        eye.feed.show_rows([], NOW, is_whole=True)
        await eye.sees("Nothing is owed in public")


async def test_the_views_bear_the_agents_own_keys() -> None:
    async with looking_at([], keys="asdfghj") as eye:
        await eye.sees("[a Now] s Mine")


# The cursor.


async def test_a_case_that_was_resolved_stays_under_the_cursor_as_what_it_is_now() -> None:
    async with looking_at(feed_rows([1, 2, 3])) as eye:
        eye.feed.action_feed_next()
        eye.feed.show_rows(
            [row for row in feed_rows([1, 2, 3]) if row.case_id != 2], NOW, is_whole=True, held=resolved(2)
        )
        await eye.sees("✓ @anna")
        await eye.sees("resolved    just now")
        assert eye.feed.select_next()
        assert eye.cursor_on() == 3
        await eye.rests()
        assert not any("resolved" in row for row in eye.text())
        assert eye.app.selections == [1, 2, 3]


async def test_going_on_passes_over_what_was_closed_just_now() -> None:
    async with looking_at(feed_rows([1, 2, 3])) as eye:
        assert eye.feed.select_next({CaseId(1), CaseId(2)})
        await eye.rests()
        assert eye.app.selections == [1, 3]
        assert not eye.feed.select_next({CaseId(1), CaseId(2), CaseId(3)})


async def test_an_undecided_send_is_gone_to() -> None:
    async with looking_at([feed_row(1), feed_row(2, pending=OutboxState.HELD)]) as eye:
        assert eye.feed.select_undecided()
        await eye.rests()
        assert eye.app.selections == [1, 2]
        assert not eye.feed.select_undecided()


async def test_the_end_of_what_is_loaded_asks_for_more() -> None:
    async with looking_at() as eye:
        eye.feed.show_rows(feed_rows(list(range(30))), NOW, is_whole=False)
        eye.feed.action_feed_last()
        await eye.rests()
        assert eye.app.wants_more
        eye.feed.add_rows([feed_row(case) for case in range(30, 40)], is_whole=True)
        eye.feed.action_feed_last()
        assert eye.cursor_on() == 39


# What is drawn again.


async def test_a_minute_later_only_the_cards_with_other_words_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        feed_row(1, due_at=NOW + 12 * MINUTE),
        feed_row(2, due_at=NOW + 30 * HOUR),
        snoozed(3),
        feed_row(4, due_at=NOW - MINUTE),
    ]
    async with looking_at(rows) as eye:
        drawn: list[Region] = []
        monkeypatch.setattr(eye.feed, "refresh", lambda *regions: drawn.extend(regions))
        eye.feed.show_ages(NOW + MINUTE)
        assert [(region.y, region.height) for region in drawn] == [(1, 2), (7, 2)]
        monkeypatch.undo()
        eye.feed.refresh()
        await eye.sees("11m left")
        await eye.sees("over by 2m")


async def test_a_mark_draws_its_card_and_the_row_of_views(monkeypatch: pytest.MonkeyPatch) -> None:
    async with looking_at(feed_rows([1, 2])) as eye:
        drawn: list[Region] = []
        monkeypatch.setattr(eye.feed, "refresh", lambda *regions: drawn.extend(regions))
        eye.feed.toggle_mark()
        assert [(region.y, region.height) for region in drawn] == [(1, 2), (0, 1)]


async def test_marks_by_range_and_by_words_are_seen_and_taken_away() -> None:
    rows = [feed_row(1), feed_row(2), feed_row(3), replace(feed_row(4), words="Refund please")]
    async with looking_at(rows) as eye:
        eye.feed.toggle_mark()
        eye.feed.action_feed_next()
        eye.feed.mark_to_cursor()
        await eye.sees("■ 2 marked")
        assert eye.feed.mark_matching("refund") == 1
        await eye.sees("■ 3 marked")
        assert [row.case_id for row in eye.feed.marked] == [1, 2, 4]
        eye.feed.clear_marks()
        await eye.rests()
        assert not any("■" in row for row in eye.text())
