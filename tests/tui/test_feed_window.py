"""The feed holds still while the queue moves under it."""

from dataclasses import replace

import pytest
from feed_rows import feed_row, feed_rows, owed, resolved, snoozed
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_desk.desk.views import QueueRow
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Lane, OutboxState
from tui_desk.tui.present.feed_window import FeedWindow, Place

HEIGHTS = st.integers(0, 30)
CARD_ROWS = st.sampled_from([1, 2])
CASES = st.lists(st.integers(1, 60), unique=True, max_size=40)

MANY_CASES = st.lists(st.integers(1, 400), unique=True, min_size=20, max_size=40)
"""Enough to fill a page: where there is room left, what arrives is shown in it."""


def window_of(cases: list[int], height: int = 30, card_rows: int = 2) -> FeedWindow:
    window = FeedWindow(card_rows)
    window.resize(height)
    window.replace(feed_rows(cases), is_whole=True)
    return window


def shown(window: FeedWindow) -> list[int]:
    return [window.rows[place.index].case_id for place in window.places()]


def selected(window: FeedWindow) -> QueueRow:
    assert window.selected is not None
    return window.selected


def marked(window: FeedWindow) -> list[int]:
    return [row.case_id for row in window.marked]


# Where things are drawn.


@given(CASES, HEIGHTS, CARD_ROWS, st.lists(st.integers(-50, 50), max_size=8))
def test_nothing_is_drawn_twice_or_outside(cases: list[int], height: int, card_rows: int, goes: list[int]) -> None:
    window = window_of(cases, height, card_rows)
    for index in goes:
        window.go(index)
        taken = [y for place in window.places() for y in range(place.y, place.y + card_rows)]
        assert taken == list(range(len(taken)))
        assert len(taken) <= height


@given(CASES, st.integers(4, 30), CARD_ROWS, st.lists(st.integers(-50, 50), max_size=8))
def test_the_cursor_is_always_in_sight(cases: list[int], height: int, card_rows: int, goes: list[int]) -> None:
    assume(cases)
    window = window_of(cases, height, card_rows)
    for index in goes:
        window.go(index)
        assert window.place_of(window.cursor) is not None


@given(CASES, CASES, st.integers(0, 40), st.integers(4, 30))
def test_the_cursor_stays_on_its_case(before: list[int], after: list[int], at: int, height: int) -> None:
    window = window_of(before, height)
    window.go(at)
    case = window.selected
    window.replace(feed_rows(after), is_whole=True)
    if case is not None and case.case_id in after:
        assert selected(window).case_id == case.case_id
        assert window.place_of(window.cursor) is not None
    assert not window.rows or window.selected is not None


@given(MANY_CASES, st.integers(0, 40), st.integers(4, 20), CARD_ROWS, st.lists(st.integers(0, 60), max_size=10))
def test_arrivals_above_leave_the_first_visible_case_in_its_place(
    cases: list[int], at: int, height: int, card_rows: int, places: list[int]
) -> None:
    rows = [feed_row(case, rank=100 * place) for place, case in enumerate(cases)]
    window = FeedWindow(card_rows)
    window.resize(height)
    window.replace(rows, is_whole=True)
    window.go(at)
    seen = shown(window)
    first = window.rows[window.top].key.rank
    arrived = [feed_row(1_000 + number, rank=first - 1 - place) for number, place in enumerate(places)]
    window.replace(sorted([*rows, *arrived], key=lambda row: (row.key.rank, row.case_id)), is_whole=True)
    assert shown(window) == seen
    assert window.arrivals() == (len(places), 0)


def test_a_case_that_moves_away_does_not_drag_the_page_along() -> None:
    window = window_of(list(range(1, 31)), height=10)
    window.go(10)
    assert shown(window) == [11, 12, 13, 14, 15]
    window.go(12)
    window.replace([row for row in feed_rows(list(range(1, 31))) if row.case_id != 11], is_whole=True)
    assert shown(window) == [10, 12, 13, 14, 15]


def test_the_page_turns_at_its_edges() -> None:
    window = window_of(list(range(1, 21)), height=8)
    assert [window.go(index) for index in range(4)] == [False, False, False, False]
    assert window.go(4)
    assert shown(window) == [5, 6, 7, 8]
    assert window.go(3)
    assert shown(window) == [1, 2, 3, 4]


def test_the_last_page_is_full() -> None:
    window = window_of(list(range(1, 7)), height=8)
    window.go(5)
    assert shown(window) == [3, 4, 5, 6]


def test_a_row_of_the_screen_belongs_to_a_card() -> None:
    window = window_of([1, 2], height=9)
    assert [window.place_at(y) for y in range(5)] == [Place(0, 0), Place(0, 0), Place(2, 1), Place(2, 1), None]


# What came in.


def test_arrivals_count_until_they_have_been_in_sight() -> None:
    window = window_of(list(range(1, 11)), height=8)
    window.replace(feed_rows([*range(1, 11), 50, 51]), is_whole=True)
    assert window.arrivals() == (0, 2)
    window.go(11)
    assert window.arrivals() == (0, 0)


def test_a_case_that_comes_back_to_us_has_arrived() -> None:
    window = FeedWindow(2)
    window.resize(6)
    rows = feed_rows(list(range(1, 9)))
    window.replace([*rows, feed_row(20, rank=90, lane=Lane.WAITING)], is_whole=True)
    window.replace([*rows, feed_row(20, rank=90)], is_whole=True)
    assert window.arrivals() == (0, 1)


def test_rows_that_were_only_not_loaded_have_not_arrived() -> None:
    rows = feed_rows(list(range(1, 11)))
    window = FeedWindow(2)
    window.resize(8)
    window.replace(rows[:5], is_whole=False)
    assert window.wants_more()
    window.extend(rows[3:], is_whole=True)
    assert [row.case_id for row in window.rows] == list(range(1, 11))
    assert window.arrivals() == (0, 0)
    window.replace(rows[:5], is_whole=False)
    window.replace(rows, is_whole=True)
    assert window.arrivals() == (0, 0)


# The case under the cursor.


@pytest.mark.parametrize("as_it_is_now", [resolved(2), snoozed(2), owed(2), feed_row(2, rank=99, lane=Lane.WAITING)])
def test_a_case_that_left_the_view_keeps_its_place_until_the_cursor_leaves_it(as_it_is_now: QueueRow) -> None:
    window = window_of([1, 2, 3, 4])
    window.go(1)
    others = [row for row in feed_rows([1, 2, 3, 4]) if row.case_id != 2]
    window.replace(others, is_whole=True, held=as_it_is_now)
    assert shown(window) == [1, 2, 3, 4]
    assert selected(window) == replace(as_it_is_now, key=selected(window).key)
    window.go(window.cursor + 1)
    assert selected(window).case_id == 3
    assert shown(window) == [1, 3, 4]


def test_a_case_that_is_held_keeps_its_place_while_the_view_is_read_again() -> None:
    window = window_of([1, 2, 3, 4])
    window.go(1)
    others = [row for row in feed_rows([1, 2, 3, 4]) if row.case_id != 2]
    for _ in range(3):
        window.replace([*others, feed_row(9, rank=90)], is_whole=True, held=resolved(2))
    assert shown(window) == [1, 2, 3, 4, 9]


def test_a_case_that_moved_within_the_view_keeps_its_place_too() -> None:
    window = window_of([1, 2, 3])
    window.replace([*feed_rows([1, 2, 3])[1:], feed_row(1, rank=50)], is_whole=True)
    assert shown(window) == [1, 2, 3]
    assert selected(window).case_id == 1
    window.go(1)
    assert selected(window).case_id == 2
    assert shown(window) == [2, 3, 1]


def test_a_case_that_is_gone_leaves_the_cursor_to_the_next_one() -> None:
    window = window_of([1, 2, 3])
    window.go(1)
    window.replace([row for row in feed_rows([1, 2, 3]) if row.case_id != 2], is_whole=True)
    assert selected(window).case_id == 3


def test_a_row_read_for_the_case_before_does_not_replace_the_one_under_the_cursor() -> None:
    window = window_of([1, 2, 3])
    window.go(1)
    others = [row for row in feed_rows([1, 2, 3]) if row.case_id != 2]
    window.replace(others, is_whole=True, held=resolved(1))
    assert shown(window) == [1, 2, 3]
    assert selected(window).case_id == 2


def test_a_step_that_was_undone_ends_the_holding() -> None:
    window = window_of([1, 2, 3])
    rows = feed_rows([1, 2, 3])
    window.replace(rows[1:], is_whole=True, held=resolved(1))
    window.replace(rows, is_whole=True)
    window.replace([*rows[1:], feed_row(1, rank=50)], is_whole=True)
    window.go(1)
    assert shown(window) == [2, 3, 1]


def test_ties_are_held_by_reach_then_by_age() -> None:
    wide, older, younger = feed_row(5, rank=7, reach=900), feed_row(3, rank=7), feed_row(4, rank=7)
    window = FeedWindow(1)
    window.resize(9)
    window.replace([wide, older, younger], is_whole=True)
    window.go(1)
    window.replace([wide, younger], is_whole=True, held=resolved(3))
    assert shown(window) == [5, 3, 4]
    window.go(0)
    window.replace([older, younger], is_whole=True, held=resolved(5))
    assert shown(window) == [5, 3, 4]
    assert selected(window).case_id == 5


def test_a_case_can_be_selected_by_its_id() -> None:
    window = window_of([1, 2, 3], height=10)
    assert window.select(CaseId(3))
    assert window.cursor == 2
    assert not window.select(CaseId(9))
    assert window.cursor == 2


def test_the_next_case_is_the_one_below_and_after_the_last_the_first() -> None:
    window = window_of([1, 2, 3, 4])
    window.go(1)
    assert window.next_after(()) == 3
    assert window.next_after({CaseId(2), CaseId(3)}) == 4
    window.go(3)
    assert window.next_after({CaseId(4)}) == 1
    assert window.next_after({CaseId(1), CaseId(2), CaseId(3), CaseId(4)}) is None
    assert window_of([1]).next_after(()) is None
    assert FeedWindow(2).next_after(()) is None


def test_undecided_sends_are_found_in_turn() -> None:
    window = FeedWindow(2)
    window.resize(9)
    states = {1: None, 2: OutboxState.HELD, 3: OutboxState.QUEUED, 4: OutboxState.REFUSED}
    window.replace([feed_row(case, pending=state) for case, state in states.items()], is_whole=True)
    assert window.next_undecided() == 2
    window.go(1)
    assert window.next_undecided() == 4
    window.go(3)
    assert window.next_undecided() == 2


# Marks.


def test_a_mark_is_set_and_taken_away() -> None:
    window = window_of([1, 2, 3])
    window.toggle_mark()
    window.go(2)
    window.toggle_mark()
    assert marked(window) == [1, 3]
    window.toggle_mark()
    assert marked(window) == [1]
    window.clear_marks()
    assert marked(window) == []


def test_a_range_goes_from_the_last_mark_to_the_cursor_in_either_direction() -> None:
    window = window_of([1, 2, 3, 4, 5, 6])
    window.go(3)
    window.toggle_mark()
    window.go(1)
    window.mark_to_cursor()
    assert marked(window) == [2, 3, 4]
    window.go(2)
    window.mark_to_cursor()
    assert marked(window) == [2, 3, 4]
    window.go(4)
    window.mark_to_cursor()
    assert marked(window) == [2, 3, 4, 5]


def test_a_range_without_a_mark_to_begin_with_is_one_case() -> None:
    window = window_of([1, 2, 3])
    window.go(1)
    window.mark_to_cursor()
    assert marked(window) == [2]
    window.toggle_mark()
    window.go(2)
    window.mark_to_cursor()
    assert marked(window) == [3]


@pytest.mark.parametrize(
    ("words", "cases"),
    [
        ("PARCEL", [1, 3]),
        ("@anna", [1]),
        ("straße", [2]),
        ("STRASSE", [2]),
        ("refund", [4]),
        ("parcel berlin", [3]),
        ("berlin parcel late", []),
        ("  ", []),
        (".*", []),
    ],
)
def test_marks_by_words_look_at_handle_name_words_and_labels(words: str, cases: list[int]) -> None:
    window = FeedWindow(1)
    window.resize(9)
    rows = [
        feed_row(1, handle="anna", name="A", words="My Parcel is late"),
        feed_row(2, handle="ben", name="Ben Straße", words="Hello"),
        feed_row(3, handle="cleo", name="C", words="where is my parcel", labels=("Berlin",)),
        feed_row(4, handle="dan", name="D", words="Hi", labels=("vip", "Refund")),
    ]
    window.replace(rows, is_whole=True)
    assert window.mark_matching(words) == len(cases)
    assert marked(window) == cases


def test_marks_by_words_add_to_those_that_are_there() -> None:
    window = window_of([1, 2])
    window.replace([feed_row(1, words="one"), feed_row(2, words="two")], is_whole=True)
    window.toggle_mark()
    assert window.mark_matching("two") == 1
    assert marked(window) == [1, 2]


def test_marked_cases_stay_marked_while_the_view_is_read_again_and_lose_it_when_they_leave() -> None:
    window = window_of([1, 2, 3, 4])
    window.mark_matching("parcel")
    window.replace([row for row in feed_rows([1, 2, 3, 4]) if row.case_id != 3], is_whole=True)
    assert marked(window) == [1, 2, 4]
    window.replace(feed_rows([1, 2, 3, 4]), is_whole=True)
    assert marked(window) == [1, 2, 4]


def test_marked_cases_below_the_cursor_have_to_stay_loaded() -> None:
    window = window_of([1, 2, 3, 4])
    assert window.last_needed == 0
    window.go(2)
    assert window.last_needed == 2
    window.toggle_mark()
    window.go(0)
    assert window.last_needed == 2
    assert FeedWindow(2).last_needed == 0


def test_nothing_is_marked_where_nothing_is() -> None:
    window = FeedWindow(2)
    window.toggle_mark()
    window.mark_to_cursor()
    assert window.mark_matching("a") == 0
    assert window.marked == ()


def test_another_view_begins_on_top_with_nothing_marked() -> None:
    window = window_of([1, 2, 3])
    window.go(2)
    window.toggle_mark()
    window.replace(feed_rows([1, 2, 3])[:2], is_whole=True, held=resolved(3))
    window.clear()
    assert window.selected is None
    window.replace(feed_rows([3, 4]), is_whole=True)
    assert selected(window).case_id == 3
    assert shown(window) == [3, 4]
    assert window.marked == ()
    assert window.arrivals() == (0, 0)
