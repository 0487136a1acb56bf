"""Searching at the screen: what comes while one types, where Enter and Escape lead, limits, saved views and numbers."""

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, keymap, queue_of
from house import ANNA, BEN, House

from tui_desk.config.views import SavedView, with_views
from tui_desk.desk.views import QueueView
from tui_desk.domain import decisions as by_hand
from tui_desk.tui.shelf import Shelf

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def handles(hand: Hand) -> list[str]:
    """The customers in the feed, from the top."""
    return [row.handle for row in hand.screen.feed.window.rows]


async def finds(hand: Hand, *expected: str) -> None:
    """Wait until the feed shows the cases of these customers."""
    await hand.until(lambda: handles(hand) == list(expected), f"never found {expected}")


async def two_cases(house: House) -> None:
    """Anna's kettle hums, then Ben's parcel is late."""
    await house.new_case(ANNA, "The kettle hums at night")
    house.clock.forward(60_000)
    await house.new_case(BEN, "My parcel is late")


@SIZES
async def test_results_come_while_one_types_and_enter_opens_the_first(house: House, size: tuple[int, int]) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("case.search")
        await hand.types("kett")
        await finds(hand, "anna")
        await hand.sees("[/ kett 1]")
        await hand.sees("post  The kettle hums at night")
        await hand.does("search.open")
        assert hand.screen.pane.has_focus
        await hand.sees("The kettle hums at night")
        await hand.does("thread.back")
        assert hand.screen.feed.has_focus
        assert handles(hand) == ["anna"]


async def test_escape_goes_back_to_the_lane_as_it_was(house: House) -> None:
    await queue_of(house, 3)
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.next", "case.mark", "case.search")
        await hand.types("question 2")
        await finds(hand, "customer2")
        await hand.does("search.leave")
        feed = hand.screen.feed
        assert handles(hand) == ["customer0", "customer1", "customer2"]
        assert feed.selected is not None
        assert feed.selected.handle == "customer1"
        assert [row.handle for row in feed.marked] == ["customer1"]
        assert feed.has_focus
        await hand.until(lambda: hand.screen.thread is not None and hand.screen.thread.customer.handle == "customer1")


async def test_a_search_begun_in_the_thread_gives_the_keys_back_to_it(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk, NARROW) as hand:
        await hand.does("feed.open", "case.search")
        await hand.types("parcel")
        await finds(hand, "ben")
        await hand.does("search.leave")
        assert hand.screen.pane.has_focus
        await hand.sees("The kettle hums at night")


async def test_only_the_newest_query_counts_however_fast_one_types_and_opens(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.presses(*"parcel", "backspace", "backspace", *"el", "enter")
        await hand.until(lambda: hand.screen.pane.has_focus)
        await hand.until(lambda: hand.screen.thread is not None and hand.screen.thread.customer.handle == "ben")
        assert handles(hand) == ["ben"]


async def test_the_cursor_moves_through_the_results_while_one_types(house: House) -> None:
    await queue_of(house, 3)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types("question")
        await finds(hand, "customer2", "customer1", "customer0")
        await hand.does("search.next", "search.next", "search.previous")
        await hand.until(lambda: hand.screen.thread is not None and hand.screen.thread.customer.handle == "customer1")
        await hand.does("search.page_down", "search.open")
        await hand.until(lambda: hand.screen.thread is not None and hand.screen.thread.customer.handle == "customer0")


async def test_where_it_was_found_is_said(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.note")
        await hand.types("tungsten inside")
        await hand.does("composer.send", "review.send", "case.search")
        await hand.types("tungsten")
        await hand.sees("note  tungsten inside  ")
        await hand.sees("jo  just now")


async def test_what_is_not_understood_is_said_in_one_line(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.sees("words, from:anna, label:loud, is:owed")
        await hand.types("label:")
        await hand.sees("label: is written so: label:loud")
        assert handles(hand) == ["anna", "ben"]
        await hand.types("x from:@ben")
        await hand.until(lambda: handles(hand) == [])


async def test_tab_completes_operators_and_their_values(house: House) -> None:
    case_id, _ = await house.new_case(ANNA)
    await house.decide(case_id, by_hand.Labelled("bulk buyer"))
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types("fr")
        await hand.does("search.complete")
        assert hand.screen.search_line.typed == "from:"
        await hand.types("anna la")
        await hand.does("search.complete", "search.complete")
        assert hand.screen.search_line.typed == "from:anna label:"
        await hand.presses(*["backspace"] * 6)
        await hand.types("label:bu")
        await hand.does("search.complete")
        assert hand.screen.search_line.typed == 'from:anna label:"bulk buyer" '
        await finds(hand, "anna")


async def test_nothing_found_teaches_how_to_ask(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types("zeppelin")
        await hand.sees("Nothing found")
        await hand.sees("label:loud")
        await hand.does("search.open")
        assert not hand.screen.pane.has_focus
        await hand.presses(*["backspace"] * 8)
        await finds(hand, "anna", "ben")


@pytest.mark.parametrize("words", ["届きません", "посылка", "Łódź", "🔥"])
async def test_every_script_is_found(house: House, words: str) -> None:
    await two_cases(house)
    await house.new_case(ANNA, f"荷物が {words} — again")
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types(words)
        await hand.sees("again")
        await hand.until(lambda: len(handles(hand)) == 1)


async def test_a_post_that_comes_while_results_stand_there_is_among_them(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types("parcel")
        await finds(hand, "ben")
        await hand.does("search.open", "thread.back")
        house.clock.forward(60_000)
        await house.new_case(ANNA, "where is my parcel")
        await finds(hand, "anna", "ben")
        assert hand.screen.feed.selected is not None
        assert hand.screen.feed.selected.handle == "ben"


async def test_decisions_are_for_the_case_under_the_cursor_of_the_results(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types("parcel")
        await finds(hand, "ben")
        await hand.does("search.open", "case.take", "thread.back", "feed.unmark")
        await finds(hand, "anna", "ben")
        assert await house.lane(QueueView.MINE) == [await house.newest_case(BEN)]


async def test_a_lane_key_leaves_the_results(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.search")
        await hand.types("parcel")
        await finds(hand, "ben")
        await hand.does("search.open", "thread.back", "case.view_now")
        await finds(hand, "anna", "ben")
        await hand.sees("[1 Now 2]")


# Limits.


async def test_a_limit_keeps_the_order_of_the_lane_and_escape_lifts_it(house: House) -> None:
    await queue_of(house, 4)
    house.clock.forward(60_000)
    await house.new_case(ANNA, "something else")
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.limit")
        await hand.types("question")
        await finds(hand, "customer0", "customer1", "customer2", "customer3")
        await hand.does("search.open")
        assert hand.screen.feed.has_focus
        await hand.sees("& question 4")
        await hand.does("feed.unmark")
        await finds(hand, "customer0", "customer1", "customer2", "customer3", "anna")
        await hand.misses("& question")


async def test_a_limit_holds_for_what_comes_and_what_goes(house: House) -> None:
    cases = await queue_of(house, 2)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.limit")
        await hand.types("question")
        await hand.does("search.open")
        await finds(hand, "customer0", "customer1")
        house.clock.forward(60_000)
        await house.new_case(ANNA, "one more question")
        await house.new_case(BEN, "no such word")
        await finds(hand, "customer0", "customer1", "anna")
        await house.decide(cases[1], by_hand.NoAnswerNeeded("duplicate"))
        await finds(hand, "customer0", "anna")


async def test_an_empty_limit_lifts_it_and_escape_keeps_the_one_before(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.limit")
        await hand.types("parcel")
        await hand.does("search.open")
        await finds(hand, "ben")
        await hand.does("case.limit")
        await hand.types("x")
        await hand.sees("Nothing here has this")
        await hand.does("search.leave")
        await finds(hand, "ben")
        await hand.does("case.limit")
        await hand.presses(*["backspace"] * len("parcel"))
        await hand.does("search.open")
        await finds(hand, "anna", "ben")


async def test_a_search_over_a_limited_lane_goes_back_to_it(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.limit")
        await hand.types("parcel")
        await hand.does("search.open", "case.search")
        await hand.types("kettle")
        await finds(hand, "anna")
        await hand.does("search.leave")
        await finds(hand, "ben")
        await hand.sees("& parcel 1")


# Views and numbers.


async def test_a_view_is_saved_and_shown_by_its_name(house: House) -> None:
    await two_cases(house)
    saved: list[SavedView] = []
    async with at_the_desk(house.desk, shelf=Shelf(save_view=saved.append)) as hand:
        await hand.does("desk.palette")
        await hand.types("view save late ones\n")
        await hand.sees("There is nothing to save")
        await hand.does("case.limit")
        await hand.types("parcel")
        await hand.does("search.open", "desk.palette")
        await hand.types("view save late ones\n")
        await hand.sees("Saved as late ones")
        assert saved == [SavedView("late ones", "parcel lane:now")]
        await hand.does("feed.unmark", "desk.palette")
        await hand.types("view late ones\n")
        await hand.sees("[late ones 1]")
        await finds(hand, "ben")
        await hand.does("desk.palette")
        await hand.types("view nowhere\n")
        await hand.sees("There is no view “nowhere”")
        await hand.does("desk.palette")
        await hand.types("view everything\n")
        await finds(hand, "anna", "ben")
        await hand.sees("[7 All 2]")


async def test_a_view_with_a_key_is_shown_by_it(house: House) -> None:
    await two_cases(house)
    views = (SavedView("late ones", "parcel", "g u"),)
    async with at_the_desk(house.desk, shelf=Shelf(views=views), keys=with_views(keymap(), views)) as hand:
        await hand.does("feed.open")
        await hand.presses("g", "u")
        await hand.sees("[late ones 1]")
        await finds(hand, "ben")
        await hand.does("feed.unmark", "desk.palette")
        await finds(hand, "anna", "ben")
        await hand.types("late")
        await hand.sees("Show your saved view: parcel")
        await hand.does("command.run")
        await finds(hand, "ben")


async def test_a_view_that_cannot_be_kept_is_refused(house: House) -> None:
    await two_cases(house)
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.palette")
        await hand.types("search parcel\n")
        await finds(hand, "ben")
        await hand.does("desk.palette")
        await hand.types("view save late\n")
        await hand.sees("The view could not be saved")


async def test_a_case_is_shown_by_its_number(house: House) -> None:
    await two_cases(house)
    case_id = await house.newest_case(ANNA)
    await house.decide(case_id, by_hand.NoAnswerNeeded("duplicate"))
    async with at_the_desk(house.desk) as hand:
        await hand.does("desk.palette")
        await hand.types(f"goto {case_id}\n")
        await finds(hand, "anna")
        await hand.sees(f"[/ case {case_id} 1]")
        await hand.does("desk.palette")
        await hand.types("goto 999\n")
        await hand.sees("The case is gone")
        await hand.does("desk.palette")
        await hand.types("goto anna\n")
        await hand.sees("That is no number of a case")
