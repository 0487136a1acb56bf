"""The command line at the screen: what it offers, completes and does, and what it leaves to keys."""

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, of, queue_of
from house import ANNA, BEN, House

from tui_desk.desk.commands import Command, DecideCases
from tui_desk.domain import decisions as by_hand
from tui_desk.domain.decisions import Decision
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import Priority

HOUR = 60 * 60 * 1000
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def decided(commands: list[Command]) -> list[Decision]:
    return [command.decision for command in of(DecideCases, commands)]


async def commands_line(hand: Hand, line: str) -> None:
    """Open the line and write in it."""
    await hand.does("desk.palette")
    await hand.types(line)


@SIZES
async def test_it_lists_what_works_here_and_does_it_where_the_agent_was(house: House, size: tuple[int, int]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("feed.open", "desk.palette")
        await hand.sees("next-post")
        await hand.types("bott")
        await hand.sees("Move to the end of the thread")
        await hand.misses("next-post")
        await hand.types("om")
        await hand.does("command.run")
        await hand.misses("Move to the end of the thread")
        assert hand.screen.pane.has_focus


async def test_letters_that_stand_apart_find_an_action(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "rslv")
        await hand.sees("Say that the matter is solved")
        await hand.does("command.run")
        await hand.sees("@anna: solved")


async def test_it_offers_nothing_that_sends(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("On its way")
        await hand.presses("ctrl+k")
        await hand.types("review")
        await hand.sees("no such action here")
        await hand.does("command.run")
        await hand.sees("There is no such action here")
        await hand.does("command.leave")
        assert hand.screen.composer.writing is not None
        assert hand.screen.composer.writing.has_focus
        await hand.types(" now")
        await hand.sees("On its way now")


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("label Refund", by_hand.Labelled("refund")),
        ("no-answer duplicate", by_hand.NoAnswerNeeded("duplicate")),
        ("assign carl", by_hand.Assigned(AgentName("carl"))),
        ("priority high", by_hand.Prioritised(Priority.HIGH)),
        ("watch", by_hand.Watched()),
        ("lab two words", by_hand.Labelled("two words")),
    ],
)
async def test_words_go_after_the_name(house: House, commands: list[Command], line: str, decision: Decision) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, f"{line}\n")
        await hand.until(lambda: decided(commands) == [decision], f"never decided: {decided(commands)}")
        assert hand.screen.feed.has_focus


async def test_a_snooze_takes_a_time(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "snooze 3h\n")
        await hand.until(lambda: decided(commands) == [by_hand.Snoozed(house.clock() + 3 * HOUR)])


async def test_times_say_what_they_mean(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "snooze tom")
        await hand.sees("tomorrow 9:00     = Sat 09:00")
        await hand.does("command.complete", "command.complete")
        assert hand.screen.command_line.typed == "snooze tomorrow 14:00"
        await hand.does("command.complete_back")
        assert hand.screen.command_line.typed == "snooze tomorrow 9:00"


async def test_without_words_an_action_asks(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "no-answer\n")
        await hand.sees("@anna: why it needs no answer")
        await hand.types("spam bot")
        await hand.does("ask.take")
        assert decided(commands) == [by_hand.NoAnswerNeeded("spam bot")]


async def test_words_that_cannot_be_are_refused_and_so_are_words_for_what_takes_none(
    house: House, commands: list[Command]
) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "snooze yesterday\n")
        await hand.sees("No time to come")
        await commands_line(hand, "priority huge\n")
        await hand.sees("That is no priority")
        await commands_line(hand, "watch it\n")
        await hand.sees("Watch takes no words")
        assert not decided(commands)


async def test_labels_in_use_complete(house: House) -> None:
    case_id, _ = await house.new_case(ANNA)
    await house.decide(case_id, by_hand.Labelled("refund"))
    await house.new_case(BEN)
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "label r")
        await hand.does("command.complete")
        assert hand.screen.command_line.typed == "label refund"


async def test_a_name_completes_and_goes_on_to_its_words(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "prior")
        await hand.does("command.complete")
        assert hand.screen.command_line.typed == "priority "
        await hand.sees("urgent")
        await hand.types("u")
        await hand.does("command.complete")
        assert hand.screen.command_line.typed == "priority urgent"


async def test_themes_and_lanes_go_by_name(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "theme desk-light\n")
        await hand.until(lambda: hand.app.theme == "desk-light")
        await commands_line(hand, "theme desk-loud\n")
        await hand.sees("There is no theme “desk-loud”")
        await commands_line(hand, "view mine\n")
        await hand.sees("[2 Mine")


async def test_the_lines_before_come_back_by_up_and_down(house: House, commands: list[Command]) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "label refund\n")
        await commands_line(hand, "watch\n")
        await commands_line(hand, "xy")
        line = hand.screen.command_line
        await hand.does("command.earlier")
        assert line.typed == "watch"
        await hand.does("command.earlier", "command.earlier")
        assert line.typed == "label refund"
        await hand.does("command.later", "command.later")
        assert line.typed == "xy"
        await hand.does("command.earlier", "command.run")
        assert decided(commands)[-1] == by_hand.Unwatched()


async def test_its_own_key_and_escape_close_it(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await commands_line(hand, "spam")
        await hand.does("command.leave")
        assert hand.screen.feed.has_focus
        await hand.misses("Close the case as spam")
        await commands_line(hand, "spam")
        await hand.presses("ctrl+k")
        assert hand.screen.feed.has_focus
        await hand.does("desk.palette", "command.run")
        assert hand.screen.feed.has_focus


async def test_over_the_help_there_is_none(house: House) -> None:
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.help", "desk.palette")
        await hand.sees("Close what lies over the desk first")
