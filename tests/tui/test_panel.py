"""The panes that show a case beside the feed: the panel, and what the thread does with its header and decisions."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC

import pytest
from at_the_desk import keymap, themes
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from thread_of import ANNA, JO, MINUTE, NOW, STANDING, decided, note, post, send, thread

from tui_desk.desk.views import ThreadItem, ThreadNote, ThreadPost
from tui_desk.domain.decisions import NoAnswerNeeded, Watched
from tui_desk.domain.permission import Capabilities
from tui_desk.tui.palette import textual_theme
from tui_desk.tui.present.spans import Columns, Role, Span
from tui_desk.tui.present.thread import Reader
from tui_desk.tui.widgets.panel import Panel
from tui_desk.tui.widgets.thread import ThreadPane

READER = Reader(JO, NOW, UTC, lambda action: {"case.undo": "z"}[action])
TITLE = Columns(fill=(Span("How we answer", Role.KEY),))
SIZE = (60, 12)


class OnePane(App[None]):
    """A terminal with nothing but a pane."""

    CSS = "Panel, ThreadPane { height: 1fr; }"

    def __init__(self, pane: Panel | ThreadPane) -> None:
        super().__init__()
        self.pane = pane

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_mount(self) -> None:
        for spec in themes():
            self.register_theme(textual_theme(spec))
        self.theme = themes()[0].name


@asynccontextmanager
async def shown(pane: Panel | ThreadPane, size: tuple[int, int] = SIZE) -> AsyncIterator[Pilot[None]]:
    async with OnePane(pane).run_test(size=size) as pilot:
        yield pilot


async def rows(pilot: Pilot[None]) -> list[str]:
    await pilot.pause()
    return [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips()]


def numbered(count: int) -> list[Columns]:
    return [Columns(fill=(Span(f"line {number}"),)) for number in range(count)]


async def test_a_panel_is_closed_until_something_is_shown() -> None:
    panel = Panel()
    async with shown(panel) as pilot:
        was_open = [panel.is_open]
        panel.show(TITLE, numbered(2))
        was_open.append(panel.is_open)
        assert (await rows(pilot))[:4] == ["  How we answer", "", "  line 0", "  line 1"]
        panel.close()
        was_open.append(panel.is_open)
        assert was_open == [False, True, False]
        assert not any(await rows(pilot))


async def test_words_wrap_beside_what_stands_at_the_left() -> None:
    panel = Panel()
    async with shown(panel, (30, 8)) as pilot:
        panel.show(TITLE, [Columns(left=(Span("Place   "),), fill=(Span("a street by the old harbour"),))])
        assert (await rows(pilot))[2:5] == ["  Place   a street by the", "          old harbour", ""]


async def test_words_at_the_right_stay_there() -> None:
    panel = Panel()
    async with shown(panel, (30, 8)) as pilot:
        panel.show(TITLE, [Columns(fill=(Span("left"),), right=(Span("right"),))])
        assert (await rows(pilot))[2] == "  left" + " " * 17 + "right"


@pytest.mark.parametrize("width", [1, 2, 5, 12, 400])
async def test_a_page_is_drawn_at_any_width(width: int) -> None:
    panel = Panel()
    async with shown(panel, (width, 8)) as pilot:
        panel.show(TITLE, [Columns(left=(Span("Local time   "),), fill=(Span("not known at all"),)), *numbered(20)])
        assert all(len(row) <= width for row in await rows(pilot))


async def test_a_long_page_says_where_it_goes_on() -> None:
    panel = Panel()
    async with shown(panel) as pilot:
        panel.show(TITLE, numbered(30))
        assert (await rows(pilot))[0].endswith("↓ more")
        panel.action_panel_bottom()
        found = await rows(pilot)
        assert found[0].endswith("  ↑ more")
        assert found[-1] == "  line 29"
        panel.action_panel_up()
        assert (await rows(pilot))[0].endswith("↑↓ more")
        panel.action_panel_top()
        panel.action_panel_page_down()
        panel.action_panel_down()
        assert (await rows(pilot))[2] == "  line 10"
        panel.action_panel_page_up()
        assert (await rows(pilot))[2] == "  line 1"


async def test_the_same_page_keeps_its_place_and_another_begins_at_the_top() -> None:
    panel = Panel()
    async with shown(panel) as pilot:
        panel.show(TITLE, numbered(30))
        await pilot.pause()
        panel.action_panel_bottom()
        panel.show(TITLE, numbered(31))
        assert (await rows(pilot))[2] == "  line 20"
        panel.show(Columns(fill=(Span("Another"),)), numbered(31))
        assert (await rows(pilot))[2] == "  line 0"
        panel.action_panel_bottom()
        panel.close()
        panel.show(TITLE, numbered(30))
        assert (await rows(pilot))[2] == "  line 0"


async def test_a_page_that_became_shorter_leaves_no_gap() -> None:
    panel = Panel()
    async with shown(panel) as pilot:
        panel.show(TITLE, numbered(30))
        panel.action_panel_bottom()
        panel.show(TITLE, numbered(12))
        assert (await rows(pilot))[2:] == [f"  line {number}" for number in range(2, 12)]


async def test_nothing_from_outside_is_markup() -> None:
    panel = Panel()
    hostile = "[bold]x[/] \x1b[31mred\x07 [/nothing]"
    async with shown(panel) as pilot:
        panel.show(Columns(fill=(Span(hostile),)), [Columns(left=(Span("[b] "),), fill=(Span(hostile),))])
        found = await rows(pilot)
        assert found[0].startswith("  [bold]x[/]")
        assert found[2].startswith("  [b] [bold]x[/]")
        assert not any("\x1b" in row or "\x07" in row for row in found)


def test_every_key_of_the_panel_that_moves_is_its_own() -> None:
    moving = ["down", "up", "page_down", "page_up", "top", "bottom"]
    declared = {action.id for action in keymap().declared_in(Panel.context)}
    assert {f"panel.{name}" for name in moving} <= declared
    assert all(hasattr(Panel, f"action_panel_{name}") for name in moving)


# The thread's pane.


@asynccontextmanager
async def reading(items: Sequence[ThreadItem], size: tuple[int, int] = SIZE) -> AsyncIterator[ThreadPane]:
    pane = ThreadPane(Capabilities())
    async with shown(pane, size):
        pane.show(thread(*items), READER)
        yield pane


def the_id(item: ThreadItem | None) -> int:
    assert isinstance(item, ThreadPost)
    return item.post.post_id


async def test_decisions_are_drawn_as_rules_and_passed_by() -> None:
    items: list[ThreadItem] = [
        post(10),
        decided(NoAnswerNeeded("duplicate")),
        decided(Watched(), decision_id=8),
        post(11),
    ]
    pane = ThreadPane(Capabilities())
    async with shown(pane, (100, 20)) as pilot:
        pane.show(thread(*items), READER)
        found = await rows(pilot)
        ruled = [row.strip(" ─") for row in found if "─" in row]
        assert ruled[1:] == ["20:00 · jo closed it, no answer needed: duplicate", "20:00 · jo marked it with a star"]
        assert pane.chosen is None
        pane.action_thread_previous_post()
        assert the_id(pane.chosen) == 11
        pane.action_thread_previous_post()
        assert the_id(pane.chosen) == 10
        pane.action_thread_previous_post()
        assert the_id(pane.chosen) == 10
        pane.action_thread_next_post()
        assert the_id(pane.chosen) == 11
        pane.action_thread_next_post()
        assert pane.chosen is None


async def test_a_thread_of_decisions_alone_has_nothing_to_choose() -> None:
    async with reading([decided(Watched())]) as pane:
        pane.action_thread_previous_post()
        assert pane.chosen is None


async def test_what_is_chosen_stays_chosen_while_others_come_in_before_it() -> None:
    async with reading([post(10), post(11), note()]) as pane:
        pane.action_thread_previous_post()
        assert isinstance(pane.chosen, ThreadNote)
        pane.action_thread_previous_post()
        pane.show(thread(post(9), decided(Watched()), post(10), post(11), note()), READER)
        assert the_id(pane.chosen) == 11
        pane.show(thread(post(9), note()), READER)
        assert pane.chosen is None


async def test_another_case_begins_with_nothing_chosen() -> None:
    async with reading([post(10), post(11)]) as pane:
        pane.action_thread_previous_post()
        pane.show(thread(post(10), post(11), case_id=2), READER)
        assert pane.chosen is None


async def test_the_header_ages_with_the_minutes() -> None:
    pane = ThreadPane(Capabilities())
    waiting = replace(STANDING, waiting_since=NOW - 5 * MINUTE)
    person = replace(ANNA, asked_at=NOW - 3 * MINUTE)
    async with shown(pane, (100, 20)) as pilot:
        pane.show(thread(post(), standing=waiting, customer=person), READER)
        found = await rows(pilot)
        assert found[0].endswith("asked 3m ago")
        assert found[2].strip() == "● new, waits 5m"
        pane.tick(NOW + MINUTE)
        found = await rows(pilot)
        assert found[0].endswith("asked 4m ago")
        assert found[2].strip() == "● new, waits 6m"


async def test_a_countdown_goes_on_below_a_header_that_stands_still() -> None:
    pane = ThreadPane(Capabilities())
    async with shown(pane, (100, 20)) as pilot:
        pane.show(thread(post(), send()), READER)
        assert any("leaves in 7 s" in row for row in await rows(pilot))
        pane.tick(NOW + 2_000)
        assert any("leaves in 5 s" in row for row in await rows(pilot))
