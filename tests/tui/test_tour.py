"""The tour: what it asks for, by what it sees that it was done, and how it stays out of the way."""

from dataclasses import replace

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, keymap, queue_of
from house import ANNA, BEN, House
from thread_of import JO, MINUTE, NOW, decided, message, send, thread

from tui_desk.config.habits import Habits
from tui_desk.desk.views import Thread, ThreadItem
from tui_desk.domain.decisions import Resolved, Solved, Watched
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Channel, Draft, OutboxState, Purpose
from tui_desk.tui.present.hints import key_of
from tui_desk.tui.present.spans import Role, plain
from tui_desk.tui.present.tour import TOUR_ROWS, TourStep, done_in, next_step, tour_lines
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.strips import flow

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
BEGAN = NOW - MINUTE


def seen(*items: ThreadItem, before: Thread | None = None, drafts: tuple[Draft, ...] = ()) -> set[TourStep]:
    return set(done_in(before, thread(*items, drafts=drafts), JO, BEGAN))


def draft(channel: Channel = Channel.REPLY) -> Draft:
    return Draft(CaseId(1), channel, "It is on its way", None, NOW)


# What it sees.


@pytest.mark.parametrize(
    ("purpose", "steps"),
    [
        (Purpose.ANSWER, {TourStep.ANSWER}),
        (Purpose.ACKNOWLEDGEMENT, {TourStep.ACKNOWLEDGE}),
        (Purpose.FOLLOW_UP, {TourStep.FOLLOW_UP}),
        (Purpose.THANKS, set()),
    ],
)
def test_a_text_that_was_let_go_is_seen_for_what_it_is(purpose: Purpose, steps: set[TourStep]) -> None:
    assert seen(send(purpose=purpose)) == steps


@pytest.mark.parametrize(
    ("where", "step"),
    [
        (Solved.HERE, TourStep.RESOLVE),
        (Solved.PHONE, TourStep.OWE),
        (Solved.MAIL, TourStep.OWE),
        (Solved.MESSAGE, TourStep.OWE),
    ],
)
def test_a_solution_in_private_leaves_the_public_owed_a_word(where: Solved, step: TourStep) -> None:
    assert seen(decided(Resolved(where))) == {step}


def test_what_others_did_or_what_was_done_before_does_not_count() -> None:
    sam = AgentName("sam")
    assert seen(send(agent=sam), decided(Resolved(), sam)) == set()
    assert seen(decided(Resolved(), ago=2 * MINUTE), decided(Watched()), message()) == set()


def test_a_text_that_became_a_draft_again_was_taken_back() -> None:
    queued = thread(send())
    assert seen(before=queued, drafts=(draft(),)) == {TourStep.TAKE_BACK}
    assert seen(before=queued) == set()
    assert seen(before=queued, drafts=(draft(Channel.NOTE),)) == set()
    assert seen(before=replace(queued, case=replace(queued.case, case_id=CaseId(2))), drafts=(draft(),)) == set()
    assert seen(before=thread(send(OutboxState.SENDING)), drafts=(draft(),)) == set()


# What it says.


def test_it_asks_for_what_is_not_done_yet_in_any_order() -> None:
    assert next_step(()) is TourStep.MOVE
    assert next_step({TourStep.MOVE, TourStep.ANSWER}) is TourStep.READ
    assert next_step(list(TourStep)) is None


@pytest.mark.parametrize("count", range(len(TourStep) + 1))
@pytest.mark.parametrize("width", [NARROW[0], WIDE[0]])
def test_every_step_fits_into_its_rows_and_names_its_keys(count: int, width: int) -> None:
    shipped = keymap()
    title, steps, sentence = tour_lines(list(TourStep)[:count], lambda action: key_of(shipped, action))
    assert len(plain((*title.left, *title.right))) <= width
    assert len(plain(steps.fill)) <= width
    assert len(flow(sentence, width - 2)) <= TOUR_ROWS - 2
    assert any(span.role is Role.KEY for span in sentence)
    assert "{" not in plain(sentence)
    assert plain(steps.fill).count("✓") == count


# At the desk.


def touring(kept: list[Habits] | None = None, *, is_over: bool = False) -> Shelf:
    keep = (kept if kept is not None else []).append
    return Shelf(offers_tour=True, habits=Habits(tour_is_over=is_over), keep_habits=keep)


def ticks(hand: Hand) -> int:
    """How many steps are done, as the screen shows it; the tour's rows begin with its title."""
    rows = hand.rows()
    title = next(row for row, words in enumerate(rows) if words.startswith((" TOUR", " THE TOUR")))
    return rows[title + 1].count("✓")


async def reaches(hand: Hand, count: int) -> None:
    await hand.until(lambda: ticks(hand) == count, f"never {count} steps done")


@SIZES
async def test_the_whole_tour_by_the_keys_that_it_names(house: House, size: tuple[int, int]) -> None:
    await queue_of(house, 4)
    kept: list[Habits] = []
    async with at_the_desk(house.desk, size, shelf=touring(kept)) as hand:
        await hand.sees("TOUR · 1 of 8 · Move")
        assert ticks(hand) == 0
        await hand.does("feed.next")
        await reaches(hand, 1)
        await hand.does("feed.open", "thread.back")
        await reaches(hand, 2)
        await hand.does("case.acknowledge")
        await hand.types("We are at it")
        await hand.does("composer.send", "review.send")
        await reaches(hand, 3)
        await hand.does("case.reply")
        await hand.types("It comes tomorrow")
        await hand.does("composer.send", "review.send")
        await reaches(hand, 4)
        await hand.does("case.undo")
        await reaches(hand, 5)
        await hand.does("composer.send", "review.send")
        await hand.does("case.resolve", "resolve.here")
        await reaches(hand, 6)
        await hand.does("feed.next", "case.resolve", "resolve.phone")
        await reaches(hand, 7)
        assert kept == []
        await hand.does("case.view_owed", "case.follow_up")
        await hand.types("Glad that we could help on the phone")
        await hand.does("composer.send", "review.send")
        await reaches(hand, 8)
        await hand.sees("THE TOUR IS DONE")
    assert kept == [Habits(tour_is_over=True)]


async def test_a_case_that_is_closed_and_left_in_one_key_counts(house: House) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk, shelf=touring()) as hand:
        await hand.sees("TOUR")
        await hand.does("case.reply")
        await hand.types("It comes tomorrow")
        await hand.does("composer.send", "review.send_resolve")
        await hand.sees("✓ Resolve")
        await hand.sees("✓ Answer")


async def test_a_case_that_comes_by_itself_is_no_move(house: House) -> None:
    async with at_the_desk(house.desk, shelf=touring()) as hand:
        await hand.sees("TOUR")
        await house.new_case(ANNA)
        await hand.sees("@anna")
        await house.new_case(BEN)
        await hand.sees("@ben")
        assert ticks(hand) == 0


async def test_escape_leaves_it_for_good_but_only_where_it_has_nothing_else_to_do(house: House) -> None:
    await queue_of(house, 2)
    kept: list[Habits] = []
    async with at_the_desk(house.desk, shelf=touring(kept)) as hand:
        await hand.sees("TOUR")
        await hand.does("case.reply")
        await hand.presses("escape")
        await hand.does("feed.open")
        await hand.presses("escape")
        await hand.does("case.mark")
        await hand.presses("escape")
        assert (ticks(hand), kept) == (1, [])
        await hand.presses("escape")
        await hand.misses("TOUR")
    assert kept == [Habits(tour_is_over=True)]


@pytest.mark.parametrize("shelf", [touring(is_over=True), Shelf()], ids=["left before", "not offered"])
async def test_it_begins_by_itself_on_the_first_day_alone_and_by_key_any_day(house: House, shelf: Shelf) -> None:
    await queue_of(house, 1)
    async with at_the_desk(house.desk, shelf=shelf) as hand:
        await hand.until(lambda: hand.screen.composer.writing is not None)
        await hand.rests()
        assert "TOUR" not in hand.text()
        await hand.does("desk.tour")
        await hand.sees("TOUR · 1 of 8")
        await hand.does("desk.tour")
        await hand.misses("TOUR")


async def test_it_takes_no_keys(house: House) -> None:
    await queue_of(house, 2)
    async with at_the_desk(house.desk, shelf=touring()) as hand:
        await hand.sees("TOUR")
        assert hand.app.focused is hand.screen.feed
        assert not hand.screen.query_one("#tour").can_focus
