"""A desk worked by arrows, Enter, Esc and function keys alone."""

from pathlib import Path

import pytest
from at_the_desk import NARROW, at_the_desk, of, queue_of
from house import House

from tui_desk.config.keymap import ActionId, ContextName
from tui_desk.config.read_keymap import load_keymap, preset_file
from tui_desk.config.resources import shipped_keymap
from tui_desk.desk.commands import Command, DecideCases, QueueReply
from tui_desk.desk.views import Counts, QueueView
from tui_desk.domain.decisions import Resolved, Solved
from tui_desk.tui.present.hints import hints
from tui_desk.tui.present.lanes import view_row
from tui_desk.tui.present.spans import plain

KEYS = load_keymap(shipped_keymap(), Path("absent"), preset_file("arrows")).keymap


async def test_a_customer_is_answered(house: House, commands: list[Command]) -> None:
    _, second = await queue_of(house, 2)
    async with at_the_desk(house.desk, keys=KEYS) as hand:
        await hand.presses("down", "enter", "f2")
        await hand.types("We are looking into it.")
        await hand.presses("f2")
        await hand.sees("F4 send")
        assert of(QueueReply, commands) == []
        await hand.presses("f4")
        await hand.until(lambda: len(of(QueueReply, commands)) == 1)
        assert of(QueueReply, commands)[0].case_id == second


async def test_a_key_pressed_twice_by_accident_sends_and_resolves_nothing(
    house: House, commands: list[Command]
) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk, keys=KEYS) as hand:
        await hand.presses("f2")
        await hand.types("On its way")
        await hand.presses("f2", "f2", "f2", "escape", "escape", "f5", "f5", "f5")
        await hand.sees("F3 phone")
    assert of(QueueReply, commands) == []
    assert of(DecideCases, commands) == []


async def test_words_typed_in_the_wrong_place_do_nothing(house: House, commands: list[Command]) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk, keys=KEYS) as hand:
        before = hand.rows()
        await hand.types("Hello, we are 100% sorry! #Ey")
        assert hand.rows()[2:] == before[2:]
    assert commands == []


async def test_a_case_is_resolved_and_lanes_are_turned(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk, keys=KEYS) as hand:
        await hand.sees("[Now 1]")
        await hand.presses("f5", "f3")
        await hand.until(lambda: len(of(DecideCases, commands)) == 1)
        await hand.presses("right", "right")
        await hand.sees("[Owed")
        assert hand.screen.feed.view is QueueView.OWED
        await hand.presses("left", "left", "left")
        assert hand.screen.feed.view is list(QueueView)[-1]
    assert of(DecideCases, commands)[0].decision == Resolved(Solved.PHONE)


async def test_what_has_no_key_is_in_the_menu(house: House) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk, NARROW, keys=KEYS) as hand:
        await hand.sees("F9 Menu")
        await hand.presses("f9")
        await hand.types("note")
        await hand.presses("enter")
        await hand.until(lambda: hand.screen.composer.is_open)


@pytest.mark.parametrize("context", ["feed", "thread", "composer", "ask", "review"])
def test_every_function_key_is_in_sight(context: str) -> None:
    here = [action for action in KEYS.actions_in(ContextName(context)) if action.keys and action.keys[0][:1] == "f"]
    shown = hints(KEYS, ContextName(context), 160)
    words = plain((*shown.left, *shown.fill, *shown.right))
    # A question shows the keys of its answers itself.
    answers = {ActionId(name) for name in ("review.send", "review.send_resolve", "review.promise")}
    missing = [action.id for action in here if KEYS.display_key(action.keys[0]) not in words]
    assert set(missing) <= answers


def test_lanes_without_a_key_go_by_their_names() -> None:
    counts = Counts(dict.fromkeys(QueueView, 3), queued=0, troubled=0, drafts=0)
    no_keys = [""] * len(QueueView)
    assert plain(view_row(QueueView.MINE, counts, no_keys, 99)).startswith(" Now 3 [Mine 3] Owed 3")
    assert plain(view_row(QueueView.MINE, counts, no_keys, 20)) == "[Mine 3]"
