"""The feed in words."""

import pytest
from at_the_desk import queue_row

from tui_desk.desk.views import Counts
from tui_desk.domain.model import CaseState, Channel, OutboxState
from tui_desk.tui.present.feed import (
    arrivals,
    card,
    compact_card,
    empty_feed,
    first_words,
    heading,
    marks,
    reach,
)
from tui_desk.tui.present.spans import Columns, Role, plain

NOW = 10_000_000
MINUTES = 60_000


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


@pytest.mark.parametrize(
    ("state", "is_answered", "said"),
    [
        (CaseState.NEW, False, "● new"),
        (CaseState.OPEN, False, "◐ again"),
        (CaseState.WAITING, True, "✓ answered"),
    ],
)
def test_a_state_is_a_glyph_and_a_word(state: CaseState, is_answered: bool, said: str) -> None:
    glyph, word = said.split()
    first, _ = card(queue_row(1, state=state, answered=is_answered), NOW, 60)
    assert plain(first.left) == f"{glyph} "
    assert plain(first.right).split()[-2] == word


def test_a_handle_stands_above_the_words_of_its_customer() -> None:
    first, second = card(queue_row(1), NOW, 60)
    assert len(plain(first.left)) == len(plain(second.left))


def test_the_longest_handle_is_whole_where_feed_and_thread_stand_side_by_side() -> None:
    first, _ = card(queue_row(1, handle="x" * 15, followers=2_100_000, channel=Channel.MESSAGE), NOW, 42)
    cursor, margin = 1, 1
    assert len(words(first)) + cursor + margin <= 42


def test_only_a_wide_reach_is_told() -> None:
    few, many = (card(queue_row(1, followers=number), NOW, 60)[0] for number in (999, 1_000))
    assert "999" not in words(few)
    assert "1k" in words(many)


def test_a_card_says_who_since_when_and_what() -> None:
    row = queue_row(
        1, handle="mia", name="Mia Sol", followers=2_140_000, waiting_since=NOW - 4 * MINUTES, words="Help\nme"
    )
    first, second = card(row, NOW, 60)
    assert plain(first.fill) == "@mia  Mia Sol"
    assert plain(first.right).split() == ["2.1M", "new", "4m"]
    assert plain(second.fill) == "Help me"


def test_the_age_of_an_answered_case_is_that_of_its_last_word() -> None:
    first, _ = card(queue_row(1, answered=True, waiting_since=NOW - 120 * MINUTES), NOW, 60)
    assert plain(first.right).split()[-1] == "2h"


@pytest.mark.parametrize("width", [20, 35, 36, 51, 52, 90])
def test_columns_stand_below_each_other(width: int) -> None:
    cards = [
        card(queue_row(1, followers=7), NOW, width)[0],
        card(queue_row(2, followers=2_100_000, channel=Channel.MESSAGE, state=CaseState.OPEN), NOW, width)[0],
    ]
    assert len({len(plain(columns.left)) for columns in cards}) == 1
    assert len({len(plain(columns.right)) for columns in cards}) == 1


def test_a_narrow_card_leaves_out_reach_and_name() -> None:
    first, _ = card(queue_row(1, name="Mia Sol", followers=2_140_000), NOW, 30)
    assert "2.1M" not in words(first)
    assert "Mia Sol" not in words(first)


def test_a_private_case_says_so() -> None:
    first, _ = card(queue_row(1, channel=Channel.MESSAGE), NOW, 60)
    assert [span.role for span in first.right if span.text.strip() == "DM"] == [Role.PRIVATE]
    assert "DM" in words(compact_card(queue_row(1, channel=Channel.MESSAGE), NOW))


@pytest.mark.parametrize(
    "state", [state for state in OutboxState if state not in (OutboxState.SENT, OutboxState.RECALLED)]
)
def test_every_unconfirmed_send_is_marked(state: OutboxState) -> None:
    assert plain(marks(queue_row(1, pending=state))).strip()


def test_what_is_unfinished_stands_at_the_right() -> None:
    _, second = card(queue_row(1, draft=True, pending=OutboxState.HELD), NOW, 60)
    assert plain(second.right) == " ✎ draft ! you decide"
    assert marks(queue_row(1)) == ()


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


def test_headings_count_their_group() -> None:
    counts = Counts(waiting=7, answered=4, queued=0, troubled=0, drafts=0)
    assert words(heading(answered=False, counts=counts)) == "Waiting for us  7"
    assert words(heading(answered=True, counts=counts)) == "Answered  4"
    assert words(heading(answered=True, counts=None)) == "Answered"


def test_arrivals_out_of_sight_are_counted() -> None:
    assert plain(arrivals(3, 0)) == "↑ 3 new above"
    assert plain(arrivals(1, 2)) == "↑ 1 new above · ↓ 2 new below"
    assert arrivals(0, 0) == ()


def test_an_empty_feed_teaches() -> None:
    assert "the first one is on its way" in empty_feed(practice=True)[1]
    assert "ractice" not in empty_feed(practice=False)[1]
