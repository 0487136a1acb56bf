"""What a query finds, page by page: how far it goes by itself, and what a second look at the newest changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest
from feed_rows import feed_row, snoozed

from tui_desk.desk.desk import Desk
from tui_desk.desk.search import Found, FoundKind, SearchPage, SearchPlace
from tui_desk.desk.views import QueueRow, QueueView
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.model import Lane
from tui_desk.domain.search import Operator, Query
from tui_desk.domain.search_words import Snippet
from tui_desk.tui.finding import MOST_CASES, MOST_PAGES, Trail, as_found, in_order, lane_words, stands_in, within

JO = AgentName("jo")


@dataclass
class Pages:
    """Stands for a desk: hands out pages of what is found in one go, newest first."""

    found: list[Found]
    length: int = 2
    asked: list[SearchPlace | None] = field(default_factory=list)

    async def search(self, query: Query, after: SearchPlace | None = None) -> SearchPage:
        del query
        self.asked.append(after)
        begin = after.before[FoundKind.POST] if after is not None else 0
        page = self.found[begin : begin + self.length]
        if begin + self.length >= len(self.found):
            return SearchPage(tuple(page), None)
        return SearchPage(tuple(page), SearchPlace({FoundKind.POST: begin + self.length}, frozenset()), page[-1].at)

    async def rows(self, case_ids: Sequence[CaseId]) -> Sequence[QueueRow]:
        return [feed_row(case_id) for case_id in case_ids if case_id < 100]


def hit(case_id: int, at: int) -> Found:
    return Found(CaseId(case_id), FoundKind.POST, at, at, "", Snippet("", ()))


def trail(pages: Pages, only: int | None = None) -> Trail:
    return Trail(cast("Desk", pages), Query(), CaseId(only) if only is not None else None)


async def test_it_goes_on_page_by_page_until_all_is_found() -> None:
    pages = Pages([hit(case, 90 - case) for case in range(5)])
    following = trail(pages)
    await following.go_on()
    assert (list(following.found), following.looked_back_to) == ([0, 1], 89)
    await following.go_on()
    await following.go_on()
    assert list(following.found) == [0, 1, 2, 3, 4]
    assert following.is_whole
    assert following.looked_back_to is None
    await following.go_on()
    assert len(pages.asked) == 3


async def test_by_itself_it_goes_so_far() -> None:
    following = trail(Pages([hit(case, 500 - case) for case in range(200)]))
    while not following.is_long:
        await following.go_on()
    assert len(following.found) == 2 * MOST_PAGES
    many = trail(Pages([hit(case, 9000 - case) for case in range(2 * MOST_CASES)], length=MOST_CASES // 4))
    while not many.is_long:
        await many.go_on()
    assert len(many.found) == MOST_CASES


async def test_a_second_look_finds_what_came_and_forgets_what_went() -> None:
    pages = Pages([hit(1, 90), hit(2, 80), hit(3, 70), hit(4, 60), hit(5, 50)])
    following = trail(pages)
    await following.go_on()
    await following.go_on()
    assert list(following.found) == [1, 2, 3, 4]
    pages.found = [hit(6, 99), hit(3, 95), hit(4, 60), hit(5, 50)]
    await following.look_again()
    assert [(each.case_id, each.at) for each in following.found.values()] == [
        (6, 99),
        (3, 95),
        (1, 90),
        (2, 80),
        (4, 60),
    ]
    assert not following.is_whole


async def test_where_one_page_holds_all_a_second_look_knows_all() -> None:
    pages = Pages([hit(1, 90), hit(2, 80), hit(3, 70)])
    following = trail(pages)
    await following.go_on()
    pages.found = [hit(2, 80)]
    await following.look_again()
    assert list(following.found) == [2]
    assert following.is_whole


async def test_one_case_by_its_number_is_found_as_it_stands() -> None:
    following = trail(Pages([]), only=7)
    await following.go_on()
    assert [(each.case_id, each.kind) for each in following.found.values()] == [(7, FoundKind.CASE)]
    assert following.is_whole
    gone = trail(Pages([]), only=100)
    await gone.go_on()
    assert not gone.found


def test_what_was_found_stands_in_its_order() -> None:
    rows = [as_found(feed_row(case), hit(case, at)) for case, at in ((1, 50), (2, 90), (3, 70))]
    assert [row.case_id for row in sorted(rows, key=in_order)] == [2, 3, 1]


@pytest.mark.parametrize("view", QueueView)
def test_a_limit_asks_of_the_lane_alone(view: QueueView) -> None:
    lanes = within(Query(), view).values_of(Operator.LANE)
    assert lanes == (() if view is QueueView.EVERYTHING else (view.value,))
    assert lane_words(view) == ("" if view is QueueView.EVERYTHING else f"lane:{view.value}")


def test_a_case_stands_in_its_lane_and_its_owners() -> None:
    assert stands_in(feed_row(), QueueView.NOW, JO)
    assert not stands_in(snoozed(), QueueView.NOW, JO)
    assert stands_in(snoozed(), QueueView.SNOOZED, JO)
    assert stands_in(snoozed(), QueueView.EVERYTHING, JO)
    assert stands_in(feed_row(owner=JO), QueueView.MINE, JO)
    assert not stands_in(feed_row(owner=AgentName("carl")), QueueView.MINE, JO)
    assert not stands_in(feed_row(owner=JO, lane=Lane.CLOSED), QueueView.MINE, JO)
