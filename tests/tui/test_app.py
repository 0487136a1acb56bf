"""The app around the desk: keys, help, palette, themes, and its end."""

import asyncio
import logging
import subprocess
import sys
from datetime import UTC

import pytest
from at_the_desk import NARROW, at_the_desk, keymap, themes
from house import House
from support import REPOSITORY

from tui_desk.config.keymap import ContextName
from tui_desk.config.settings import DeskSettings, Settings
from tui_desk.tui.app import FAULT, DeskApp
from tui_desk.tui.present.spans import Columns
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.help import HelpPane, HelpScreen
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.widgets.ask_text import AskText
from tui_desk.tui.widgets.choice_line import ChoiceLine
from tui_desk.tui.widgets.composer_text import ComposerText
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.panel import Panel
from tui_desk.tui.widgets.reply_list import ReplyList
from tui_desk.tui.widgets.review import DecideLine, ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane

KEYS = keymap()
PLACES: dict[str, type] = {
    "feed": Feed,
    "thread": ThreadPane,
    "panel": Panel,
    "composer": ComposerText,
    "replies": ReplyList,
    "review": ReviewLine,
    "decide": DecideLine,
    "help": HelpPane,
}
"""The widget that has the keys of a context that is always its own."""

LINES = ("ask", "search", "command")
"""The contexts of the lines in which words are written; each line has one of its own."""

CHOICES = ("resolve", "thank", "consent")
"""The contexts that the line with a few answers takes in turn."""


@pytest.mark.parametrize("context", KEYS.contexts)
async def test_every_action_leads_somewhere(house: House, context: ContextName) -> None:
    app = app_of(house)
    screen = app.get_default_screen()
    places = (HelpPane, HelpScreen, app) if context == "help" else (PLACES.get(context), screen, *screen.acting, app)
    for action in KEYS.declared_in(context) if context == "help" else KEYS.actions_in(context):
        name = f"action_{action.id.replace('.', '_')}"
        assert any(hasattr(place, name) for place in places), f"{action.id} does nothing in {context}"


def test_every_place_has_the_keys_of_its_context() -> None:
    assert {*PLACES, *LINES, *CHOICES, "case", "desk"} == set(KEYS.contexts)
    assert [context for context, place in PLACES.items() if getattr(place, "context", None) != context] == []
    assert [AskText(ContextName(context), 10).context for context in LINES] == [*LINES]
    line = ChoiceLine()
    for context in CHOICES:
        line.offer(ContextName(context), Columns())
        assert line.context == context


def app_of(house: House) -> DeskApp:
    """An app that is not run."""

    async def keep(alive: bool) -> None:
        del alive

    return DeskApp(house.desk, KEYS, themes(), Settings(), keep_engine=keep, zone=UTC, shelf=Shelf())


async def test_the_help_shows_the_keys_of_the_place(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.help")
        await hand.sees("Keys · Feed")
        await hand.sees("Move to the next case; the thread follows.")
        await hand.does("help.close")
        await hand.misses("Keys · Feed")
        await hand.does("feed.open", "desk.help")
        await hand.sees("Keys · Thread")


async def test_a_help_that_is_longer_than_the_screen_can_be_read_to_its_end(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, NARROW) as hand:
        await hand.does("desk.help")
        await hand.misses("Leave the desk")
        await hand.does(*["help.down"] * 3)
        await hand.misses("Keys · Feed")
        await hand.does(*["help.page_down"] * 9)
        await hand.sees("Leave the desk")
        await hand.does(*["help.page_up"] * 9)
        await hand.sees("Keys · Feed")


async def test_in_a_narrow_terminal_the_help_leaves_no_scraps_of_the_desk_beside_it(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, NARROW) as hand:
        await hand.does("desk.help")
        await hand.sees("Keys · Feed")
        await hand.until(lambda: hand.app.screen.query_one(HelpPane).outer_size.width == NARROW[0])


async def test_the_help_leaves_the_practice_banner_in_sight(house: House) -> None:
    async with at_the_desk(house.desk, NARROW) as hand:
        await hand.does("desk.help")
        await hand.sees("Keys · Feed")
        await hand.until(lambda: hand.rows()[0].startswith(" PRACTICE DESK"))


async def test_the_help_says_how_it_is_left(house: House) -> None:
    async with at_the_desk(house.desk, NARROW) as hand:
        await hand.does("desk.help")
        await hand.sees("j down · k up · Esc close")


async def test_a_no_goes_with_the_next_action_and_an_error_stays(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.undo")
        await hand.sees("Nothing to undo")
        await hand.does("feed.open")
        await hand.misses("Nothing to undo")
        hand.screen.tell(Words("The disk is full", "Make room on it."), is_error=True)
        await hand.does("thread.back")
        await hand.sees("The disk is full")


async def test_one_notice_takes_the_place_of_the_other(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        places = []
        for _ in range(3):
            await hand.does("case.undo")
            await hand.sees("Nothing to undo")
            places.append([place for place, row in enumerate(hand.rows()) if "Nothing to undo" in row])
        assert places == [places[0]] * 3


async def test_what_cannot_be_done_over_the_desk_says_so(house: House) -> None:
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.help", "desk.next_pane")
        await hand.sees("Close what lies over the desk first")


async def test_the_hints_are_those_of_the_place(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        assert hand.rows()[-1].startswith(" j Next")
        await hand.does("case.reply")
        await hand.sees("^S Review and send")


async def test_the_palette_does_what_it_offers_and_offers_no_more(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.palette")
        await hand.sees("a name, a label or a key")
        await hand.types("screenshot")
        await hand.sees("no such action here")
        await hand.does("command.leave", "desk.palette")
        await hand.types("message")
        await hand.sees("Write a direct message to the customer")
        await hand.does("command.run")
        await hand.sees("PRIVATE MESSAGE")


async def test_tab_goes_round_the_panes(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        places = []
        for action in ("desk.next_pane", "desk.next_pane", "desk.previous_pane"):
            await hand.does(action)
            places.append(hand.app.focused)
        pane, feed = hand.screen.pane, hand.screen.feed
        assert places == [pane, feed, pane]


async def test_a_theme_is_worn_and_changed(house: House) -> None:
    await house.new_case()
    names = [spec.name for spec in themes()]
    async with at_the_desk(house.desk, settings=Settings(desk=DeskSettings(theme=names[-1]))) as hand:
        assert hand.app.theme == names[-1]
        await hand.does("desk.next_theme")
        assert hand.app.theme == names[0]
        await hand.does("desk.redraw")


async def test_quitting_ends_well(house: House) -> None:
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.quit")
    assert hand.app.exit_code == 0


async def test_an_end_without_a_word_is_a_failure(house: House) -> None:
    async with at_the_desk(house.desk) as hand:
        assert hand.app.return_code is None
        assert hand.app.exit_code == FAULT


async def test_a_fault_ends_calmly_and_tells_nothing_private(
    house: House, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id, _ = await house.new_case()
    secret = "card 4444 3333"

    def fail() -> None:
        private = secret
        raise ValueError(private)

    async def work_until_it_fails() -> None:
        async with at_the_desk(house.desk) as hand:
            apps.append(hand.app)
            await hand.does("case.reply")
            await hand.types("kept")
            hand.screen.call_later(fail)
            await asyncio.wait_for(hand.app._exception_event.wait(), 5)

    apps: list[DeskApp] = []
    with caplog.at_level(logging.CRITICAL), pytest.raises(ValueError, match=secret):
        await work_until_it_fails()
    assert apps[0].exit_code == FAULT
    shown = "".join(capsys.readouterr())
    assert "The desk had to close" in shown
    assert secret not in shown + caplog.text
    assert "ValueError" in caplog.text
    assert "fail" in caplog.text
    found = await house.desk.thread(case_id)
    assert found is not None
    assert [draft.text for draft in found.drafts] == ["kept"]


def test_the_screen_loads_nothing_it_does_not_need_at_once() -> None:
    probe = "import sys, tui_desk.tui.app; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", probe], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    unwanted = {
        "aiosqlite", "markdown_it", "pydantic", "pygments", "tree_sitter", "tweepy", "textual.widgets._data_table",
        "textual.widgets._footer", "textual.widgets._markdown",
    }  # fmt: skip
    assert unwanted & set(loaded) == set()
