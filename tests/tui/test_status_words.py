"""The status line says what is due, owed and unfinished, and proves that X is heard."""

from datetime import UTC

import pytest
from feed_rows import HOUR, MINUTE, NOW, counts

from tui_desk.desk.views import Counts, DeskStatus, SourceHealth
from tui_desk.domain.ids import UserId
from tui_desk.domain.model import Account, Budget, Channel
from tui_desk.tui.present.feed import LATE
from tui_desk.tui.present.spans import Columns, plain
from tui_desk.tui.present.status import counted, low_budgets, next_due, next_return, status_line

DAY = 24 * HOUR
US = Account(UserId(1), "brand", "Brand")
INTERVALS = {"mentions": 5_000}


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def status_of(
    *sources: SourceHealth,
    unfinished: Counts | None = None,
    account: Account | None = US,
    engine_until: int | None = NOW + MINUTE,
    next_due_at: int | None = None,
    returns_next_at: int | None = None,
) -> DeskStatus:
    return DeskStatus(account, engine_until, sources, unfinished or counts(), None, next_due_at, returns_next_at)


def told(*sources: SourceHealth, unfinished: Counts | None = None, **rest: int | None) -> str:
    return words(status_line(status_of(*sources, unfinished=unfinished, **rest), NOW, INTERVALS, UTC))  # type: ignore[arg-type] # the times of a status


def test_a_quiet_status_is_short() -> None:
    assert told().split() == ["@brand", "●", "live"]
    assert told(unfinished=counts(now=8, waiting=5, snoozed=3, everything=40)).split() == ["@brand", "●", "live"]


def test_before_anything_is_read_the_desk_is_opening() -> None:
    assert words(status_line(None, NOW, INTERVALS, UTC)).strip() == "opening the desk"


def test_an_account_that_is_not_known_yet_is_missed() -> None:
    assert "no account yet" in words(status_line(status_of(account=None), NOW, INTERVALS, UTC))


def test_what_is_owed_is_counted_and_what_is_not_is_left_out() -> None:
    unfinished = counts(queued=2, troubled=1, drafts=1, owed=3, now=7)
    assert plain(counted(unfinished)) == "! 1 to look at · ◆ 3 owed · ↑ 2 queued · ✎ 1 draft"
    assert plain(counted(counts(drafts=2))) == "✎ 2 drafts"
    assert counted(counts(now=7, owed=0)) == ()


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (-3 * HOUR, "! overdue by 3h"),
        (-MINUTE, "! overdue by 1m"),
        (0, "next due now"),
        (12 * MINUTE, "next due in 12m"),
        (HOUR, "next due 15:00"),
        (15 * HOUR, "next due Mon 05:00"),
    ],
)
def test_the_next_deadline_is_counted_down_within_the_hour(left: int, said: str) -> None:
    assert plain(next_due(NOW + left, NOW, UTC)) == said
    assert told(next_due_at=NOW + left).split("live")[1].strip() == said


def test_what_is_overdue_looks_otherwise() -> None:
    assert [span.role for span in next_due(NOW - HOUR, NOW, UTC)] == [LATE]


def test_no_deadline_is_not_mentioned() -> None:
    assert next_due(None, NOW, UTC) == ()


@pytest.mark.parametrize(
    ("returns_at", "said"),
    [(NOW + 5 * HOUR, "returns 19:00"), (NOW + 17 * HOUR, "returns Mon 07:00"), (NOW - DAY, "returns 14:00")],
)
def test_the_next_snoozed_case_is_never_forgotten(returns_at: int, said: str) -> None:
    assert plain(next_return(returns_at, NOW, UTC)) == said
    assert told(returns_next_at=returns_at).endswith(f"{said} ")


def test_what_presses_stands_before_what_can_wait() -> None:
    line = told(unfinished=counts(troubled=1, owed=2), next_due_at=NOW + 5 * MINUTE, returns_next_at=NOW + HOUR)
    assert line.strip().endswith("next due in 5m · ! 1 to look at · ◆ 2 owed · returns 15:00")


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (Budget(Channel.MESSAGE, 6, NOW + HOUR), ""),
        (Budget(Channel.MESSAGE, 5, NOW + HOUR), "5 messages left until 15:00"),
        (Budget(Channel.REPLY, 1, NOW + HOUR), "1 reply left until 15:00"),
        (Budget(Channel.REPLY, 0, NOW + HOUR), "no replies left until 15:00"),
        (Budget(Channel.REPOST, 2, NOW + 15 * HOUR), "2 reposts left until Mon 05:00"),
        (Budget(Channel.REPLY, 0, NOW), ""),
    ],
)
def test_a_budget_is_told_only_while_it_is_low(budget: Budget, said: str) -> None:
    assert plain(low_budgets([budget], NOW, UTC)) == said
    assert (said in words(status_line(status_of(), NOW, INTERVALS, UTC, [budget]))) is True


@pytest.mark.parametrize(
    ("engine_until", "said"),
    [
        (None, "… starting to listen to X"),
        (NOW, "! nobody talks to X since 14:00, starting again"),
        (NOW + 1, "● live"),
    ],
)
def test_the_engine_proves_that_it_lives(engine_until: int | None, said: str) -> None:
    assert said in told(engine_until=engine_until)


def test_a_source_in_trouble_is_named_with_its_reason() -> None:
    source = SourceHealth("mentions", NOW - 4 * MINUTE, NOW, "no connection", NOW + MINUTE)
    assert "! mentions: no connection, last read 4m ago, next try 14:01" in told(source)


def test_a_source_that_was_never_read_says_only_what_is_wrong() -> None:
    source = SourceHealth("listening", None, NOW, "the plan is too small", None)
    assert "! what is said of us elsewhere: the plan is too small · @brand" in told(source)


@pytest.mark.parametrize(("passed", "is_late"), [(3 * MINUTE + 5_000, False), (3 * MINUTE + 5_001, True)])
def test_silence_is_provably_silence(passed: int, is_late: bool) -> None:
    source = SourceHealth("mentions", NOW - passed, None, "", None)
    assert ("! mentions not read for 3m" in told(source)) is is_late
    assert "!" not in told(SourceHealth("threads", NOW - DAY, None, "", None))


def test_trouble_with_x_leaves_room_for_what_presses_and_for_nothing_else() -> None:
    line = told(engine_until=None, next_due_at=NOW + MINUTE, returns_next_at=NOW + HOUR)
    assert line.index("starting to listen") < line.index("@brand") < line.index("next due in 1m")
    assert "returns" not in line
