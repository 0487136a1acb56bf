"""The feed in words: cards, the row of views, empty views."""

import re
from datetime import UTC
from typing import Any

import pytest
from feed_rows import HOUR, MINUTE, NOW, counts, feed_row, owed, resolved, snoozed

from tui_desk.desk.views import QueueRow, QueueView
from tui_desk.domain.clocks import ClockKind
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import CaseState, Channel, FollowUp, Lane, OutboxState, Priority
from tui_desk.tui.present.feed import (
    Onlooker,
    beside_views,
    card,
    compact_card,
    first_words,
    marks,
    reach,
    when,
)
from tui_desk.tui.present.lanes import VIEW_KEYS, empty_view, view_row
from tui_desk.tui.present.spans import Columns, Role, plain

JO = AgentName("jo")
HERE = Onlooker(JO, NOW, UTC)
WIDTHS = [42, 53, 54, 58, 68, 79]
COUNTS = counts(now=8, mine=2, owed=1, waiting=5, praise=2, everything=31)


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def first_row(row: QueueRow, width: int = 68) -> str:
    return words(card(row, HERE, width)[0])


def said(row: QueueRow, room: int = 60) -> str:
    return plain(marks(row, HERE, room)).strip()


# Time.


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (feed_row(), "new 12m left"),
        (feed_row(due_at=NOW - 3 * HOUR, due_kind=ClockKind.NEXT_RESPONSE, state=CaseState.OPEN), "again over by 3h"),
        (feed_row(due_at=NOW, due_kind=ClockKind.PROMISE), "promised due now"),
        (feed_row(due_at=NOW + 2 * HOUR, due_kind=ClockKind.UPDATE, state=CaseState.OPEN), "update 2h left"),
        (feed_row(due_at=NOW + 30 * HOUR, due_kind=ClockKind.RESOLUTION), "to solve due Mon"),
        (feed_row(due_at=NOW + HOUR, due_kind=ClockKind.FOLLOW_UP, state=CaseState.OPEN), "owed 60m left"),
        (feed_row(due_at=None, due_kind=None), "new waits 48m"),
        (owed(), "owed 19h left"),
        (snoozed(), "snoozed back 07:00"),
        (snoozed(until=NOW + 50 * HOUR), "snoozed back Tue"),
        (snoozed(until=None), "snoozed until reply"),
        (snoozed(until=NOW - 1), "snoozed back now"),
        (feed_row(lane=Lane.PRAISE, due_at=NOW + 20 * HOUR), "praise 20h left"),
        (
            feed_row(lane=Lane.WAITING, state=CaseState.WAITING, waiting_since=None, due_at=None, due_kind=None),
            "waiting 48m ago",
        ),
        (resolved(), "resolved just now"),
        (resolved(state=CaseState.NO_ANSWER, last_at=NOW - HOUR), "no answer 1h ago"),
    ],
)
def test_a_card_says_in_words_what_its_time_is(row: QueueRow, told: str) -> None:
    assert " ".join(first_row(row).split()).endswith(told)


@pytest.mark.parametrize(
    ("left", "role"),
    [(HOUR, Role.WAITING), (15 * MINUTE, Role.WAITING), (14 * MINUTE, Role.WARNING), (0, Role.WARNING)],
)
def test_a_clock_with_little_left_is_called_to_mind(left: int, role: Role) -> None:
    assert when(feed_row(due_at=NOW + left), NOW, UTC)[1] is role


def test_a_clock_that_has_run_out_looks_and_reads_otherwise() -> None:
    over, left = (when(feed_row(due_at=NOW + time), NOW, UTC) for time in (-MINUTE, MINUTE))
    assert over[0] == "over by 1m"
    assert over[1] is not left[1]


def test_a_case_that_was_closed_has_no_deadline_even_if_one_is_stored() -> None:
    assert when(resolved(due_at=NOW - HOUR), NOW, UTC)[0] == "just now"


@pytest.mark.parametrize(
    "row",
    [
        feed_row(),
        owed(),
        snoozed(),
        resolved(),
        resolved(state=CaseState.NO_ANSWER),
        feed_row(state=CaseState.OPEN),
        feed_row(state=CaseState.WAITING, lane=Lane.WAITING),
        feed_row(lane=Lane.PRAISE),
    ],
)
def test_every_lane_and_state_has_a_glyph_of_one_cell(row: QueueRow) -> None:
    assert len(plain(card(row, HERE, 42)[0].left)) == 2


def test_lanes_and_states_are_told_apart_by_their_glyphs() -> None:
    rows = [
        feed_row(),
        feed_row(state=CaseState.OPEN),
        owed(),
        snoozed(),
        resolved(),
        resolved(state=CaseState.NO_ANSWER),
        feed_row(state=CaseState.WAITING, lane=Lane.WAITING),
        feed_row(lane=Lane.PRAISE),
    ]
    assert len({plain(card(row, HERE, 42)[0].left) for row in rows}) == len(rows)


# Who.


def test_a_card_says_who_and_what() -> None:
    first, second = card(feed_row(followers=2_140_000, words="@brand Help\nme"), HERE, 68)
    assert plain(first.fill) == "@anna  Anna Sol"
    assert "2.1M" in plain(first.right)
    assert plain(second.fill) == "Help me"


def test_a_handle_stands_above_the_words_of_its_customer() -> None:
    first, second = card(feed_row(), HERE, 60)
    assert len(plain(first.left)) == len(plain(second.left))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_longest_handle_is_whole_wherever_feed_and_thread_stand_side_by_side(width: int) -> None:
    row = snoozed(
        until=None, handle="x" * 15, followers=2_100_000, channel=Channel.MESSAGE, is_watched=True, is_heard=True
    )
    first, _ = card(row, HERE, width)
    cursor, margin, handle = 1, 1, 16
    assert cursor + len(plain(first.left)) + handle + len(plain(first.right)) + margin <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_stand_below_each_other(width: int) -> None:
    rows = [
        feed_row(followers=7),
        feed_row(followers=2_100_000, channel=Channel.MESSAGE, is_watched=True, is_heard=True),
        snoozed(until=None),
        resolved(state=CaseState.NO_ANSWER),
    ]
    firsts = [card(row, HERE, width)[0] for row in rows]
    assert len({len(plain(first.left)) for first in firsts}) == 1
    assert len({len(plain(first.right)) for first in firsts}) == 1


def test_only_a_wide_reach_is_told_and_only_where_there_is_room() -> None:
    assert "999" not in first_row(feed_row(followers=999))
    assert "1k" in first_row(feed_row(followers=1_000))
    assert "2.1M" not in first_row(feed_row(followers=2_140_000), 42)
    assert "Anna Sol" not in first_row(feed_row(), 42)


def test_what_is_private_watched_or_only_heard_is_flagged() -> None:
    assert "DM" in first_row(feed_row(channel=Channel.MESSAGE))
    assert "★" in first_row(feed_row(is_watched=True))
    assert "≈" in first_row(feed_row(is_heard=True))
    assert not {"★", "≈", "M"} & set(first_row(feed_row(name="anna")))
    compact = words(compact_card(feed_row(channel=Channel.MESSAGE, is_watched=True, is_heard=True), HERE, 79))
    assert "★≈ DM" in compact


# What sets a case apart.


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ""),
        ({"priority": Priority.URGENT}, "urgent"),
        ({"priority": Priority.HIGH}, "high"),
        ({"priority": Priority.LOW}, "low"),
        ({"owner": AgentName("mia")}, "for mia"),
        ({"owner": JO}, ""),
        ({"labels": ("refund", "vip")}, "refund · vip"),
        ({"draft": True}, "✎ draft"),
        ({"follow_up": FollowUp.OWED, "state": CaseState.OPEN}, "◆ owed in public"),
        ({"follow_up": FollowUp.MET, "state": CaseState.OPEN}, ""),
        ({"pending": OutboxState.HELD, "draft": True, "priority": Priority.LOW}, "! you decide · ✎ draft · low"),
    ],
)
def test_a_card_says_what_sets_it_apart(fields: dict[str, Any], told: str) -> None:
    assert said(feed_row(**fields)) == told


def test_an_owed_case_says_since_when() -> None:
    assert said(owed()) == "since 5h ago"


@pytest.mark.parametrize(
    "state", [state for state in OutboxState if state not in (OutboxState.SENT, OutboxState.RECALLED)]
)
def test_every_unconfirmed_send_is_marked(state: OutboxState) -> None:
    assert said(feed_row(pending=state))


def test_where_room_is_short_the_weightiest_stays_whole() -> None:
    row = feed_row(
        pending=OutboxState.REFUSED, priority=Priority.URGENT, owner=AgentName("benedikta"), labels=("a", "vip")
    )
    assert said(row) == "! refused · urgent · for benedikta · a · vip"
    assert said(row, 25) == "! refused · urgent · a"
    assert said(row, 12) == "! refused"
    assert said(row, 5) == "a"


@pytest.mark.parametrize("width", [30, *WIDTHS])
@pytest.mark.parametrize("state", [OutboxState.HELD, OutboxState.UNKNOWN])
def test_what_becomes_of_a_send_is_told_however_narrow_the_row_is(state: OutboxState, width: int) -> None:
    row = feed_row(pending=state, draft=True, priority=Priority.LOW)
    word = plain(marks(feed_row(pending=state), HERE, 60))
    assert word in plain(card(row, HERE, width)[1].right)
    assert word in plain(compact_card(row, HERE, width).right)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_words_keep_a_third_of_their_row(width: int) -> None:
    row = feed_row(
        pending=OutboxState.HELD,
        draft=True,
        priority=Priority.URGENT,
        owner=AgentName("benedikta"),
        labels=tuple(f"label{number}" for number in range(9)),
    )
    _, second = card(row, HERE, width)
    assert len(plain(second.right)) <= width * 2 // 3
    compact = compact_card(row, HERE, width)
    assert plain(compact.right).rstrip().endswith("12m left")
    assert len(plain(compact.right)) <= width


def test_a_marked_card_bears_its_mark_on_both_rows() -> None:
    marked, unmarked = (card(feed_row(), HERE, 68, is_marked=is_marked) for is_marked in (True, False))
    assert [plain(row.left) for row in marked] == ["■ ", "■ "]
    assert "■" not in words(unmarked[0]) + words(unmarked[1])
    assert plain(compact_card(feed_row(), HERE, 68, is_marked=True).left) == "■ "
    assert [words(row)[2:] for row in marked] == [words(row)[2:] for row in unmarked]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@brand my parcel", "my parcel"),
        ("@brand @other_1 my\n\nparcel", "my parcel"),
        ("my @brand parcel", "my @brand parcel"),
        ("@brand", "@brand"),
        ("@brand ", "@brand"),
        ("", ""),
    ],
)
def test_first_words_begin_after_the_addressees(text: str, shown: str) -> None:
    assert first_words(text) == shown


@pytest.mark.parametrize(
    ("followers", "shown"),
    [
        (-1, "0"),
        (0, "0"),
        (999, "999"),
        (1_000, "1k"),
        (2_130, "2.1k"),
        (9_999, "9.9k"),
        (15_300, "15k"),
        (999_999, "999k"),
        (2_140_000, "2.1M"),
        (1_000_000_000, "1G"),
    ],
)
def test_reach_is_short_and_never_rounded_up(followers: int, shown: str) -> None:
    assert reach(followers) == shown
    assert len(shown) <= 4


# The row of views.


@pytest.mark.parametrize(
    ("view", "width", "told"),
    [
        (QueueView.NOW, 79, "[1 Now 8] 2 Mine 2  3 Owed 1  4 Waiting 5  5 Snoozed  6 Praise 2  7 All 31 "),
        (QueueView.OWED, 79, " 1 Now 8  2 Mine 2 [3 Owed 1] 4 Waiting 5  5 Snoozed  6 Praise 2  7 All 31 "),
        (QueueView.NOW, 68, "[1 Now 8] 2 Mine 2 3 Owed 1 4 Wait 5 5 Snooze 6 Praise 2 7 All 31"),
        (QueueView.NOW, 64, "[1 Now 8] 2 Mine 2 3 Owed 1 4 Wait 5 5 Snooze 6·2 7 All 31"),
        (QueueView.PRAISE, 58, " 1 Now 8 2 Mine 2 3 Owed 1 4 Wait 5 5[6 Praise 2] 7 All 31"),
        (QueueView.WAITING, 42, " 1 Now 8 2·2 3 Owed 1[4 Wait 5] 5 6·2 7·31"),
        (QueueView.WAITING, 35, " 1·8 2·2 3·1[4 Wait 5] 5 6·2 7·31"),
        (QueueView.WAITING, 20, "[4 Waiting 5]"),
    ],
)
def test_the_views_fit_their_width_and_the_present_one_stands_in_brackets(
    view: QueueView, width: int, told: str
) -> None:
    assert plain(view_row(view, COUNTS, VIEW_KEYS, width)) == told
    assert len(told) <= width


def test_the_views_bear_the_keys_they_are_given() -> None:
    keys = ["F1", "F2", "F3", "F4", "F5", "F6", "F7"]
    assert plain(view_row(QueueView.MINE, COUNTS, keys, 99)).startswith(" F1 Now 8 [F2 Mine 2] F3 Owed 1")


def test_large_numbers_are_shortened_and_unknown_ones_left_out() -> None:
    assert "7 All 99k" in plain(view_row(QueueView.NOW, counts(everything=99_999), VIEW_KEYS, 79))
    assert plain(view_row(QueueView.NOW, None, VIEW_KEYS, 79)).startswith("[1 Now] 2 Mine  3 Owed ")


def test_every_view_is_named_and_counted() -> None:
    number_of = {view.value: 11 + number for number, view in enumerate(QueueView)}
    told = plain(view_row(QueueView.NOW, counts(**number_of), VIEW_KEYS, 200))
    assert re.findall(r"\d [A-Z]\w+ (\d+)", told) == [str(number) for number in number_of.values()]


def test_marks_and_arrivals_stand_beside_the_views() -> None:
    assert plain(beside_views(3, 2, 1)) == "■ 3 marked · ↑ 2 ↓ 1 new"
    assert plain(beside_views(0, 0, 4)) == "↓ 4 new"
    assert beside_views(0, 0, 0) == ()


# Empty views.


@pytest.mark.parametrize("view", QueueView)
def test_an_empty_view_teaches_what_belongs_there(view: QueueView) -> None:
    title, sentence = empty_view(view, counts(everything=3), practice=False)
    assert title
    assert 1 <= sentence.count(".") <= 2
    assert len({empty_view(each, counts(everything=3), practice=False) for each in QueueView}) == len(QueueView)


def test_a_desk_without_cases_says_what_will_come() -> None:
    assert "the first one is on its way" in empty_view(QueueView.NOW, counts(), practice=True)[1]
    assert "ractice" not in empty_view(QueueView.NOW, counts(), practice=False)[1]
    assert empty_view(QueueView.NOW, None, practice=False)[0] == "No cases yet"
    assert empty_view(QueueView.NOW, counts(everything=1), practice=True)[0] == "Nobody waits for an answer"
    assert empty_view(QueueView.OWED, None, practice=True)[0] == "Nothing is owed in public"
