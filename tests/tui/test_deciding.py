"""The keys that decide: what reaches the desk, where the cursor is then, what is said, and what undoing brings back."""

from datetime import UTC, datetime

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, of, queue_of
from house import ANNA, BEN, House

from tui_desk.desk.commands import Command, DecideCases, MergeCases, SplitCase
from tui_desk.desk.views import QueueView
from tui_desk.domain import decisions as by_hand
from tui_desk.domain.decisions import Decision, Solved
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import CaseState, Priority

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
HOUR = 60 * 60 * 1000
JO = AgentName("jo")


def decided(commands: list[Command]) -> list[Decision]:
    return [command.decision for command in of(DecideCases, commands)]


def selected(hand: Hand) -> str:
    """The handle under the cursor."""
    row = hand.screen.feed.selected
    return row.handle if row is not None else ""


async def answers(hand: Hand, words: str = "On its way") -> None:
    """Answer the case under the cursor in public."""
    await hand.does("case.reply")
    await hand.types(words)
    await hand.does("composer.send", "review.send")


# Closing.


@SIZES
async def test_a_solved_case_stays_under_the_cursor(
    house: House, commands: list[Command], size: tuple[int, int]
) -> None:
    cases = await queue_of(house, 2)
    async with at_the_desk(house.desk, size) as hand:
        await answers(hand)
        await hand.does("case.resolve")
        await hand.sees("@customer0: solved")
        await hand.does("resolve.here")
        assert of(DecideCases, commands)[0].cases[0].case_id == cases[0]
        assert decided(commands) == [by_hand.Resolved()]
        await hand.until(lambda: cases[0] not in [row.case_id for row in hand.screen.feed.window.rows[1:]])
        assert selected(hand) == "customer0"
        await hand.sees("Resolved it")
        await hand.sees("z undoes it")
        assert hand.app.focused is hand.screen.feed


async def test_a_solved_case_makes_way_for_the_next(house: House, commands: list[Command]) -> None:
    await queue_of(house, 3)
    async with at_the_desk(house.desk) as hand:
        await answers(hand)
        await hand.does("case.resolve_next")
        assert decided(commands) == [by_hand.Resolved()]
        assert selected(hand) == "customer1"
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 2)
        assert selected(hand) == "customer1"


async def test_nobody_answered_so_it_is_not_solved(house: House) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.resolve", "resolve.here")
        await hand.sees("Nobody has answered yet")
        await hand.sees("r answers; # closes it without, for a reason")


async def test_a_solution_by_phone_owes_a_public_word(house: House, commands: list[Command]) -> None:
    cases = await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.resolve", "resolve.phone")
        assert decided(commands) == [by_hand.Resolved(Solved.PHONE)]
        await hand.sees("f writes the public closing word")
        await hand.does("case.view_owed")
        assert [row.case_id for row in hand.screen.feed.window.rows] == cases
        await hand.does("case.resolve", "resolve.here")
        await hand.sees("A public word is owed")
        await hand.sees("f writes the closing word, F waives it with a reason")
        await hand.does("case.waive")
        await hand.types("they asked us not to")
        await hand.does("ask.take")
        assert decided(commands)[-1] == by_hand.FollowUpWaived("they asked us not to")


async def test_no_answer_needs_a_reason(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.no_answer")
        await hand.sees("@customer0: why it needs no answer")
        await hand.does("ask.take")
        await hand.sees("A reason is needed")
        assert not decided(commands)
        await hand.types("duplicate")
        await hand.does("ask.take")
        assert decided(commands) == [by_hand.NoAnswerNeeded("duplicate")]
        await hand.misses("why it needs no answer")
        assert hand.app.focused is hand.screen.feed


async def test_leaving_a_question_changes_nothing(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.open", "case.waive")
        await hand.types("because")
        await hand.does("ask.leave")
        await hand.misses("why no public word")
        await hand.does("case.resolve", "resolve.leave")
        await hand.misses("solved")
        assert not decided(commands)
        assert hand.app.focused is hand.screen.pane


async def test_what_came_in_while_a_reason_was_written_stops_the_decision(
    house: House, commands: list[Command]
) -> None:
    case_id, post = await house.new_case(ANNA)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.no_answer")
        await hand.types("thanks only")
        house.clock.forward(5_000)
        await house.record(house.inbound(ANNA, "and one more thing", conversation_id=post.conversation_id))
        await hand.sees("and one more thing")
        await hand.does("ask.take")
        await hand.sees("The thread has moved")
        await hand.sees("@anna wrote since you looked")
        await hand.does("case.no_answer")
        await hand.types("all said")
        await hand.does("ask.take")
        seen = [command.cases[0].seen_until for command in of(DecideCases, commands)]
        assert seen[0] < seen[1]
        standing = (await house.thread(case_id)).standing
        assert (standing.state, standing.reason) == (CaseState.NO_ANSWER, "all said")


async def test_a_closed_case_is_opened_again(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.spam", "case.spam")
        await hand.sees("O opens it again")
        await hand.does("case.reopen", "case.reopen")
        await hand.sees("It is open")
        assert decided(commands)[2] == by_hand.Reopened()


async def test_the_key_that_mutes_a_thread_hears_it_again(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.mute")
        await hand.until(lambda: hand.screen.thread is not None and hand.screen.thread.standing.is_muted)
        await hand.does("case.mute")
        assert decided(commands) == [by_hand.Muted(), by_hand.Unmuted()]


# Times.


async def test_a_snoozed_case_goes_out_of_sight_and_comes_back_by_itself(house: House, commands: list[Command]) -> None:
    cases = await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.snooze_hour")
        assert decided(commands) == [by_hand.Snoozed(house.clock() + HOUR)]
        assert selected(hand) == "customer1"
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 1)
        await hand.does("case.view_snoozed")
        assert [row.case_id for row in hand.screen.feed.window.rows] == cases[:1]
        house.clock.forward(HOUR + 60_000)
        await hand.screen._beat()
        await hand.does("case.view_now")
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 2)


@pytest.mark.parametrize(
    ("action", "until"),
    [
        ("case.snooze_four_hours", datetime(2027, 1, 15, 12, 0, tzinfo=UTC)),
        ("case.snooze_tomorrow", datetime(2027, 1, 16, 9, 0, tzinfo=UTC)),
        ("case.snooze_week", datetime(2027, 1, 18, 9, 0, tzinfo=UTC)),
        ("case.snooze_until_reply", None),
    ],
)
async def test_each_snooze_has_its_key(
    house: House, commands: list[Command], action: str, until: datetime | None
) -> None:
    await queue_of(house, 1)
    house.clock.at = int(datetime(2027, 1, 15, 8, 0, tzinfo=UTC).timestamp() * 1000)
    async with at_the_desk(house.desk) as hand:
        await hand.does(action)
        expected = None if until is None else int(until.timestamp() * 1000)
        assert decided(commands) == [by_hand.Snoozed(expected)]


async def test_a_snooze_in_words_says_how_it_is_understood(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.snooze_custom")
        await hand.sees("3h, tomorrow 14:30")
        await hand.types("some day")
        await hand.does("ask.take")
        await hand.sees("No time to come")
        assert not decided(commands)
        await hand.presses("ctrl+u")
        await hand.types("3h")
        at = datetime.fromtimestamp(house.clock() / 1000 + 3 * 3600, UTC)
        await hand.sees(f"{at:%H:%M}")
        await hand.does("ask.take")
        assert decided(commands) == [by_hand.Snoozed(house.clock() + 3 * HOUR)]


async def test_a_snoozed_case_is_woken(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.snooze_until_reply", "case.view_snoozed", "case.wake")
        assert decided(commands)[-1] == by_hand.Woken()
        assert selected(hand) == "customer0"
        assert await house.lane(QueueView.SNOOZED) == []


async def test_a_promise_has_a_time_and_ends_without_one(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.promise")
        await hand.types("2h")
        await hand.does("ask.take", "case.promise", "ask.take")
        assert decided(commands) == [by_hand.Promised(house.clock() + 2 * HOUR), by_hand.PromiseEnded()]
        await hand.does("case.promise", "ask.take")
        await hand.sees("Nothing is promised")


async def test_after_the_beginning_of_a_sequence_its_ends_are_shown(house: House) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.presses("h")
        assert "t Tomorrow" in hand.rows()[-1]
        await hand.presses("escape")
        assert hand.rows()[-1].startswith(" j Next")


# Sorting.


async def test_what_sets_a_case_apart_is_put_on_and_taken_off(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        for action in ("case.take", "case.watch", "case.raise"):
            await hand.does(action)
        await hand.until(lambda: (row := hand.screen.feed.selected) is not None and row.priority is Priority.HIGH)
        await hand.does("case.take", "case.watch", "case.lower")
        assert decided(commands) == [
            by_hand.Assigned(JO),
            by_hand.Watched(),
            by_hand.Prioritised(Priority.HIGH),
            by_hand.Assigned(None),
            by_hand.Unwatched(),
            by_hand.Prioritised(Priority.NORMAL),
        ]


async def test_beyond_the_last_priority_there_is_none(house: House, commands: list[Command]) -> None:
    case_id, *_ = await queue_of(house, 1)
    await house.decide(case_id, by_hand.Prioritised(Priority.URGENT))
    commands.clear()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.raise")
        await hand.sees("It is urgent already")
        assert not decided(commands)


async def test_a_label_that_is_there_is_taken_off(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.label")
        await hand.types("Lost Parcel")
        await hand.does("ask.take")
        await hand.until(lambda: (row := hand.screen.feed.selected) is not None and row.labels == ("lost parcel",))
        await hand.does("case.label")
        await hand.sees("there already: lost parcel")
        await hand.types("lost parcel")
        await hand.sees("takes it off")
        await hand.does("ask.take")
        assert decided(commands) == [by_hand.Labelled("lost parcel"), by_hand.Unlabelled("lost parcel")]


async def test_a_case_is_given_to_somebody(house: House, commands: list[Command]) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.assign")
        await hand.types("two names")
        await hand.does("ask.take")
        await hand.sees("no name of an agent")
        await hand.presses("ctrl+u")
        await hand.types("kim")
        await hand.does("ask.take")
        assert decided(commands) == [by_hand.Assigned(AgentName("kim"))]


async def test_cases_of_one_customer_become_one(house: House, commands: list[Command]) -> None:
    first, _ = await house.new_case(ANNA, "one")
    house.clock.forward(60_000)
    second, _ = await house.new_case(ANNA, "two")
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.merge")
        await hand.sees("Merging takes two cases")
        await hand.does("case.mark", "feed.next", "case.mark", "case.merge")
        assert [set(command.case_ids) for command in of(MergeCases, commands)] == [{first, second}]
        await hand.sees("2 cases of @anna are one")
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 1)
        await hand.does("case.undo")
        await hand.sees("Undone")
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 2)


async def test_a_post_gets_a_case_of_its_own(house: House, commands: list[Command]) -> None:
    case_id, post = await house.new_case(ANNA, "one matter")
    house.clock.forward(60_000)
    later = house.inbound(ANNA, "another matter", conversation_id=post.conversation_id)
    await house.record(later)
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.open", "thread.split")
        await hand.sees("Nothing to split off")
        await hand.does("thread.previous_post", "thread.split")
        assert of(SplitCase, commands) == [SplitCase(JO, case_id, later.post_id)]
        await hand.sees("a case of its own")
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 2)


# Several at once.


async def test_a_decision_is_for_all_marked_cases_and_is_undone_as_a_whole(
    house: House, commands: list[Command]
) -> None:
    cases = await queue_of(house, 4)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.mark", "feed.next", "feed.next", "case.mark_range", "case.spam")
        assert [seen.case_id for seen in of(DecideCases, commands)[0].cases] == cases[:3]
        await hand.sees("3 done.")
        assert hand.screen.feed.marked == ()
        await hand.until(lambda: selected(hand) == "customer2")
        await hand.does("case.undo")
        await hand.sees("3 cases: marked it as spam")
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 4)


async def test_where_some_are_refused_it_is_said_which_and_why(house: House) -> None:
    cases = await queue_of(house, 3)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.view_everything")
        await house.decide(cases[1], by_hand.MarkedSpam())
        await hand.does("case.mark_pattern")
        await hand.types("QUESTION")
        await hand.does("ask.take", "case.spam")
        await hand.sees("2 done; 1 not:")
        await hand.sees("@customer1 (it is closed)")


async def test_marks_by_words_that_nobody_wrote_are_said_to_be_none(house: House) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.mark_pattern")
        await hand.types("refund")
        await hand.does("ask.take")
        await hand.sees("No case has these words")
        await hand.does("ask.leave", "case.mark", "feed.unmark")
        assert hand.screen.feed.marked == ()


# Undoing.


async def test_undoing_says_what_was_undone(house: House) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.label")
        await hand.types("vip")
        await hand.does("ask.take", "case.snooze_until_reply")
        assert selected(hand) == "customer1"
        await hand.does("case.undo")
        await hand.sees("@customer0: snoozed it until the customer writes")
        await hand.does("case.undo")
        await hand.sees("@customer0: labelled it “vip”")
        await hand.does("case.undo")
        await hand.sees("Nothing to undo")


async def test_an_undone_note_is_a_draft_again(house: House) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.note")
        await hand.types("knows")
        await hand.does("composer.send", "review.send", "case.undo")
        await hand.sees("your note, which is a draft again")


# Looking.


@SIZES
async def test_a_view_is_one_key_away(house: House, size: tuple[int, int]) -> None:
    cases = await queue_of(house, 2)
    await house.decide(cases[1], by_hand.Assigned(JO))
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("feed.next", "feed.open", "case.view_mine")
        assert hand.app.focused is hand.screen.feed
        assert [row.case_id for row in hand.screen.feed.window.rows] == cases[1:]
        await hand.does("case.view_praise")
        assert hand.screen.feed.selected is None
        await hand.until(lambda: hand.screen.thread is None)
        await hand.does("case.spam")
        await hand.sees("The case is gone")
        await hand.does("case.view_now")
        assert selected(hand) == "customer0"


@SIZES
async def test_the_customer_stands_in_the_place_of_the_thread(
    house: House, commands: list[Command], size: tuple[int, int]
) -> None:
    await house.new_case(ANNA)
    house.clock.forward(60_000)
    await house.new_case(BEN)
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("case.customer")
        await hand.sees("Customer  @anna")
        assert hand.screen.panel.has_focus
        await hand.does("panel.consent", "consent.given", "panel.zone")
        await hand.types("lisbon")
        await hand.does("ask.take", "panel.prefers")
        await hand.types("phone")
        await hand.does("ask.take")
        assert decided(commands) == [
            by_hand.ConsentNoted(given=True),
            by_hand.ZoneNoted("Europe/Lisbon"),
            by_hand.ChannelPreferred("phone"),
        ]
        await hand.sees("Europe/Lisbon")
        await hand.does("panel.close")
        await hand.misses("Customer  @anna")
        assert hand.screen.feed.has_focus


async def test_an_open_panel_follows_the_cursor(house: House) -> None:
    await house.new_case(ANNA)
    house.clock.forward(60_000)
    await house.new_case(BEN)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.why")
        await hand.sees("Why here  @anna")
        await hand.does("desk.next_pane", "feed.next")
        await hand.sees("Why here  @ben")
        await hand.does("case.why")
        await hand.misses("Why here")


async def test_a_zone_that_nobody_knows_is_asked_for_again(house: House, commands: list[Command]) -> None:
    await house.new_case(ANNA)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.customer", "panel.zone")
        await hand.types("Europe/Lisbom")
        await hand.does("ask.take")
        await hand.sees("There is no time zone")
        assert not decided(commands)


async def test_a_desk_without_a_policy_says_so(house: House) -> None:
    await house.new_case(ANNA)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.policy")
        await hand.sees("There is no policy")
        assert not hand.screen.panel.is_open


async def test_the_address_of_a_post_is_copied_and_shown(house: House) -> None:
    _, post = await house.new_case(ANNA)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.copy")
        await hand.sees(f"x.com/i/status/{post.post_id}")
        assert hand.app.clipboard.endswith(f"/{post.post_id}")


async def test_an_empty_desk_has_nothing_to_decide_on(house: House, commands: list[Command]) -> None:
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.spam", "case.customer", "case.label", "case.copy")
        assert not decided(commands)
        assert not hand.screen.panel.is_open
