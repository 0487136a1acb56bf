"""Doing it again at the desk: numbers before moves, the last decision on the next case, and macros."""

from collections.abc import Callable
from pathlib import Path

import pytest
from at_the_desk import at_the_desk, of, queue_of
from house import House

from tui_desk.config.keymap import ActionId, Keymap
from tui_desk.config.read_keymap import load_keymap, preset_file
from tui_desk.config.resources import shipped_keymap
from tui_desk.desk.commands import Command, DecideCases
from tui_desk.domain.decisions import Labelled, Resolved, Snoozed, Solved, Watched
from tui_desk.domain.ids import CaseId

HOUR = 60 * 60 * 1000
Keys = Callable[..., Keymap]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Keys of a preset, with a user's file over them."""

    def load(text: str = "", preset: str = "default") -> Keymap:
        file = tmp_path / "keybindings.toml"
        file.write_text(text)
        loaded = load_keymap(shipped_keymap(), file, preset_file(preset))
        assert loaded.problems == ()
        return loaded.keymap

    return load


def decided(commands: list[Command]) -> list[tuple[tuple[CaseId, ...], object]]:
    """For which cases what was decided."""
    return [(tuple(seen.case_id for seen in one.cases), one.decision) for one in of(DecideCases, commands)]


# Numbers.


async def test_a_number_moves_so_many_times(house: House, keys: Keys) -> None:
    cases = await queue_of(house, 8)
    async with at_the_desk(house.desk, keys=keys(preset="vim")) as hand:
        await hand.presses("5", "j")
        assert hand.screen.feed.selected is not None
        assert hand.screen.feed.selected.case_id == cases[5]
        await hand.presses("2", "k")
        assert hand.screen.feed.selected.case_id == cases[3]


async def test_with_lanes_on_the_digits_a_number_is_announced(house: House) -> None:
    cases = await queue_of(house, 8)
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.count")
        await hand.sees("a number, then:")
        await hand.presses("4")
        assert hand.rows()[-1].startswith(" 4 …  j Next")
        await hand.presses("j")
        assert hand.screen.feed.selected is not None
        assert hand.screen.feed.selected.case_id == cases[4]
        assert hand.rows()[-1].startswith(" j Next")


async def test_what_takes_no_number_is_not_done(house: House, keys: Keys, commands: list[Command]) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk, keys=keys(preset="vim")) as hand:
        await hand.presses("5", "s")
        await hand.sees("Watch takes no number")
    assert decided(commands) == []


# Sequences.


async def test_a_sequence_waits_and_says_what_may_follow(house: House) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.presses("h")
        await hand.until(lambda: hand.rows()[-1].startswith(" h …  1 1 hour"))
        await hand.presses("escape")
        await hand.until(lambda: hand.rows()[-1].startswith(" j Next"))


async def test_a_key_that_leads_nowhere_says_so_and_does_nothing(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.presses("h", "s")
        await hand.sees("h s leads nowhere")
        await hand.sees("After h comes 1, 4, t, w, c, r, h; nothing was done.")
    assert decided(commands) == []


# Repeat.


async def test_the_last_decision_is_taken_again_with_its_words(house: House, commands: list[Command]) -> None:
    first, second = await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.label")
        await hand.types("refund")
        await hand.does("ask.take", "feed.next", "case.repeat")
        await hand.until(lambda: len(decided(commands)) == 2)
    assert decided(commands) == [((first,), Labelled("refund")), ((second,), Labelled("refund"))]


async def test_an_answer_is_given_again(house: House, commands: list[Command]) -> None:
    first, second = await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.resolve", "resolve.phone")
        await hand.until(lambda: len(decided(commands)) == 1)
        await hand.does("feed.next", "case.repeat")
        await hand.until(lambda: len(decided(commands)) == 2)
    assert decided(commands) == [((first,), Resolved(Solved.PHONE)), ((second,), Resolved(Solved.PHONE))]


async def test_what_is_only_looked_at_or_sent_is_not_repeated(house: House, commands: list[Command]) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.repeat")
        await hand.sees("There is nothing to repeat yet")
        await hand.does("case.watch", "case.why", "panel.close", "case.reply")
        await hand.types("on its way")
        await hand.does("composer.close", "feed.next", "case.repeat")
        await hand.until(lambda: len(decided(commands)) == 2)
        assert not hand.screen.composer.is_open
    assert [decision for _, decision in decided(commands)] == [Watched(), Watched()]


async def test_a_question_that_was_left_is_not_repeated(house: House, commands: list[Command]) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.watch", "case.resolve", "resolve.leave", "feed.next", "case.repeat")
        await hand.until(lambda: len(decided(commands)) == 2)
    assert [decision for _, decision in decided(commands)] == [Watched(), Watched()]


def test_no_action_that_sends_repeats(keys: Keys) -> None:
    assert [action.id for action in keys().actions.values() if action.sends and action.repeats] == []


# Words given with an action.


async def test_an_action_takes_the_words_it_would_ask_for(house: House, commands: list[Command]) -> None:
    (case,) = await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.app.run_with(ActionId("case.label"), "refund")
        await hand.app.run_with(ActionId("case.watch"), "refund")
        await hand.sees("Watch takes no words")
    assert decided(commands) == [((case,), Labelled("refund"))]


# Macros.

MACRO = '[macros]\n"; a" = ["case.label refund", "case.watch", "case.snooze_custom 3h"]'


async def test_a_macro_does_its_steps_to_one_case(house: House, keys: Keys, commands: list[Command]) -> None:
    first, second = await queue_of(house, 2)
    async with at_the_desk(house.desk, keys=keys(MACRO)) as hand:
        await hand.presses(*"; a".replace(";", "semicolon").split())
        await hand.until(lambda: len(decided(commands)) == 3)
        assert hand.screen.feed.selected is not None
        assert hand.screen.feed.selected.case_id == second
    assert decided(commands) == [
        ((first,), Labelled("refund")),
        ((first,), Watched()),
        ((first,), Snoozed(house.clock.at + 3 * HOUR)),
    ]


async def test_a_macro_does_them_to_every_marked_case(house: House, keys: Keys, commands: list[Command]) -> None:
    first, second, third = await queue_of(house, 3)
    async with at_the_desk(house.desk, keys=keys(MACRO)) as hand:
        await hand.does("case.mark", "feed.last", "case.mark")
        await hand.presses("semicolon", "a")
        await hand.until(lambda: len(decided(commands)) == 6)
    assert [cases for cases, _ in decided(commands)] == [(first,)] * 3 + [(third,)] * 3
    assert second not in [case for cases, _ in decided(commands) for case in cases]


async def test_a_step_that_is_refused_ends_the_macro(house: House, keys: Keys, commands: list[Command]) -> None:
    await queue_of(house, 1)
    macro = '[macros]\n"; a" = ["case.watch", "case.snooze_custom long ago", "case.label refund"]'
    async with at_the_desk(house.desk, keys=keys(macro)) as hand:
        await hand.presses("semicolon", "a")
        await hand.until(lambda: len(decided(commands)) == 1)
        await hand.rests()
    assert [decision for _, decision in decided(commands)] == [Watched()]


async def test_a_step_that_takes_the_keys_ends_the_macro(house: House, keys: Keys, commands: list[Command]) -> None:
    await queue_of(house, 1)
    macro = '[macros]\n"; a" = ["case.watch", "case.reply", "case.label refund"]'
    async with at_the_desk(house.desk, keys=keys(macro)) as hand:
        await hand.presses("semicolon", "a")
        await hand.until(lambda: hand.screen.composer.is_open)
        await hand.rests()
    assert [decision for _, decision in decided(commands)] == [Watched()]


async def test_a_macro_is_repeated_and_stands_in_the_help(house: House, keys: Keys, commands: list[Command]) -> None:
    first, second = await queue_of(house, 2)
    async with at_the_desk(house.desk, keys=keys('[macros]\n"; w" = ["case.watch"]')) as hand:
        await hand.presses("semicolon", "w")
        await hand.does("feed.next", "case.repeat")
        await hand.until(lambda: len(decided(commands)) == 2)
        await hand.presses("semicolon")
        await hand.until(lambda: hand.rows()[-1].startswith(" ; …  w Watch"))
    assert decided(commands) == [((first,), Watched()), ((second,), Watched())]
