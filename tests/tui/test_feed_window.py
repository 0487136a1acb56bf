"""The feed holds still while the queue moves under it."""

from at_the_desk import queue_rows
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_desk.domain.ids import CaseId
from tui_desk.tui.present.feed_window import HEADING_ROWS, FeedWindow

HEIGHTS = st.integers(0, 30)
CARD_ROWS = st.sampled_from([1, 2])
CASES = st.lists(st.integers(1, 60), unique=True, max_size=40)

MANY_CASES = st.lists(st.integers(1, 400), unique=True, min_size=20, max_size=40)
"""Enough to fill a page: where there is room left, what arrives is shown in it."""


def window_of(waiting: list[int], answered: list[int], height: int, card_rows: int = 2) -> FeedWindow:
    window = FeedWindow(card_rows)
    window.resize(height)
    window.replace(queue_rows(waiting, answered), is_whole=True)
    return window


def visible(window: FeedWindow) -> list[int]:
    return [window.rows[place.index].case_id for place in window.places() if not place.is_heading]


@given(CASES, st.integers(0, 40), HEIGHTS, CARD_ROWS, st.lists(st.integers(-50, 50), max_size=8))
def test_nothing_is_drawn_twice_or_outside(
    cases: list[int], split: int, height: int, card_rows: int, goes: list[int]
) -> None:
    window = window_of(cases[:split], cases[split:], height, card_rows)
    for index in goes:
        window.go(index)
        taken: list[int] = []
        for place in window.places():
            rows = HEADING_ROWS if place.is_heading else card_rows
            taken += range(place.y, min(place.y + rows, height) if place.is_heading else place.y + rows)
        assert taken == list(range(len(taken)))
        assert len(taken) <= height


@given(CASES, st.integers(0, 40), st.integers(4, 30), CARD_ROWS, st.lists(st.integers(-50, 50), max_size=8))
def test_the_cursor_is_always_in_sight(
    cases: list[int], split: int, height: int, card_rows: int, goes: list[int]
) -> None:
    assume(cases)
    window = window_of(cases[:split], cases[split:], height, card_rows)
    for index in goes:
        window.go(index)
        assert window.place_of(window.cursor) is not None


@given(CASES, CASES, CASES, CASES, st.integers(0, 40), st.integers(4, 30))
def test_the_cursor_stays_on_its_case(
    before: list[int], before_answered: list[int], after: list[int], after_answered: list[int], at: int, height: int
) -> None:
    old_answered = [case for case in before_answered if case not in before]
    window = window_of(before, old_answered, height)
    window.go(at)
    selected = window.selected
    new_answered = [case for case in after_answered if case not in after]
    window.replace(queue_rows(after, new_answered), is_whole=True)
    if selected is not None and selected.case_id in {*after, *new_answered}:
        assert window.selected is not None
        assert window.selected.case_id == selected.case_id
        assert window.place_of(window.cursor) is not None
    assert not window.rows or window.selected is not None


@given(MANY_CASES, st.integers(0, 40), st.integers(4, 20), CARD_ROWS, st.lists(st.integers(0, 60), max_size=10))
def test_arrivals_above_leave_the_first_visible_case_in_its_place(
    cases: list[int], at: int, height: int, card_rows: int, places: list[int]
) -> None:
    window = window_of(cases, [], height, card_rows)
    window.go(at)
    seen = visible(window)
    grown = list(cases)
    for number, place in enumerate(places):
        grown.insert(min(place, grown.index(seen[0])), 1_000 + number)
    window.replace(queue_rows(grown), is_whole=True)
    assert visible(window) == seen
    assert window.arrivals() == (len(places), 0)


def test_a_case_that_moves_away_does_not_drag_the_page_along() -> None:
    window = window_of(list(range(1, 31)), [], height=10)
    window.go(10)
    assert visible(window) == [11, 12, 13, 14, 15]
    window.go(12)
    window.replace(queue_rows([case for case in range(1, 31) if case != 11], [11]), is_whole=True)
    assert visible(window) == [10, 12, 13, 14, 15]


def test_the_page_turns_at_its_edges() -> None:
    window = window_of(list(range(1, 21)), [], height=8)
    assert [window.go(index) for index in range(4)] == [False, False, False, False]
    assert window.go(4)
    assert visible(window) == [5, 6, 7, 8]
    assert window.go(3)
    assert visible(window) == [1, 2, 3, 4]


def test_the_last_page_is_full() -> None:
    window = window_of(list(range(1, 7)), [], height=8)
    window.go(5)
    assert visible(window) == [3, 4, 5, 6]


def test_answered_cases_begin_below_a_heading() -> None:
    window = window_of([1], [2, 3], height=9)
    assert [(place.y, place.is_heading) for place in window.places()] == [(0, False), (2, True), (4, False), (6, False)]
    found = window.place_at(3)
    assert found is not None
    assert found.is_heading
    assert window.place_at(8) is None


def test_arrivals_count_until_they_have_been_in_sight() -> None:
    window = window_of(list(range(1, 11)), [], height=8)
    window.replace(queue_rows([*range(1, 11), 50, 51]), is_whole=True)
    assert window.arrivals() == (0, 2)
    window.go(11)
    assert window.arrivals() == (0, 0)


def test_a_case_that_comes_back_to_us_has_arrived() -> None:
    window = window_of(list(range(1, 9)), [20], height=6)
    window.replace(queue_rows([*range(1, 9), 20]), is_whole=True)
    assert window.arrivals() == (0, 1)


def test_rows_that_were_only_not_loaded_have_not_arrived() -> None:
    window = FeedWindow(2)
    window.resize(8)
    window.replace(queue_rows(list(range(1, 6))), is_whole=False)
    assert window.wants_more()
    window.extend(queue_rows(list(range(4, 11))), is_whole=True)
    assert [row.case_id for row in window.rows] == list(range(1, 11))
    assert window.arrivals() == (0, 0)
    window.replace(queue_rows(list(range(1, 6))), is_whole=False)
    window.replace(queue_rows(list(range(1, 11))), is_whole=True)
    assert window.arrivals() == (0, 0)


def test_a_case_can_be_selected_by_its_id() -> None:
    window = window_of([1, 2, 3], [], height=10)
    assert window.select(CaseId(3))
    assert window.cursor == 2
    assert not window.select(CaseId(9))
    assert window.cursor == 2


def test_a_case_that_was_answered_keeps_its_place_until_the_cursor_leaves_it() -> None:
    window = window_of([1, 2, 3, 4], [9], 30)
    window.go(1)
    window.replace(queue_rows([1, 3, 4], [2, 9]), is_whole=True)
    assert visible(window) == [1, 2, 3, 4, 9]
    assert window.selected is not None
    assert window.selected.case_id == 2
    window.go(window.cursor + 1)
    assert window.selected.case_id == 3
    assert visible(window) == [1, 3, 4, 2, 9]


def test_a_case_that_went_to_a_part_that_is_not_loaded_is_held_too() -> None:
    window = window_of([1, 2, 3], [], 30)
    window.go(1)
    window.replace(queue_rows([1, 3], []), is_whole=False)
    assert visible(window) == [1, 2, 3]
    window.go(0)
    assert visible(window) == [1, 3]


def test_a_customer_who_writes_back_at_once_does_not_take_the_cursor_away() -> None:
    window = window_of([1, 2, 3, 4], [9], 30)
    window.replace(queue_rows([2, 3, 4], [1, 9]), is_whole=True)
    window.replace(queue_rows([2, 3, 4, 1], [9]), is_whole=True)
    assert visible(window) == [1, 2, 3, 4, 9]
    window.go(window.cursor + 1)
    assert window.selected is not None
    assert window.selected.case_id == 2
    assert visible(window) == [2, 3, 4, 1, 9]


def test_a_text_that_was_taken_back_ends_the_holding() -> None:
    window = window_of([1, 2, 3], [], 30)
    window.replace(queue_rows([2, 3], [1]), is_whole=True)
    window.replace(queue_rows([1, 2, 3]), is_whole=True)
    window.replace(queue_rows([3, 1, 2]), is_whole=True)
    assert visible(window) == [3, 1, 2]
