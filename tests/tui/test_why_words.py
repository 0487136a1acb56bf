"""Why a case stands where it stands, in words."""

from dataclasses import replace
from datetime import UTC

import pytest
from feed_rows import HOUR, MINUTE, NOW

from tui_desk.domain.case_flow import Standing
from tui_desk.domain.clocks import Clock, ClockKind, ClockRules, running
from tui_desk.domain.model import CaseState, Channel, FollowUp, Priority
from tui_desk.tui.present.feed import LATE
from tui_desk.tui.present.spans import Spans, plain
from tui_desk.tui.present.why import why, why_title

OPENED = NOW - 48 * MINUTE
NEW = Standing(CaseState.NEW, OPENED, waiting_since=OPENED, last_inbound_at=OPENED, last_outbound_at=None)
RULES = ClockRules()


def lines(standing: Standing, clocks: tuple[Clock, ...] | None = None) -> tuple[Spans, ...]:
    return why(standing, running(standing, RULES) if clocks is None else clocks, NOW, UTC)


def said(standing: Standing, clocks: tuple[Clock, ...] | None = None) -> str:
    return "\n".join(plain(line) for line in lines(standing, clocks))


def test_a_first_wait_is_explained_to_the_minute() -> None:
    assert said(NEW).splitlines() == [
        "Now: the customer waits for an answer since 13:12.",
        "",
        "Its place goes by the time left on the nearest clock.",
        "Where two end in the same minute, more followers come first, then the older case.",
        "A case keeps its place as long as the cursor stands on it.",
        "",
        "First response  12m left  ends 14:12",
        "  Began 13:12, when the customer wrote.",
        "  Allowed: 60 minutes for a public post of normal priority, counted around the clock.",
        "",
        "Resolution  due Tue  ends Tuesday 24 November 13:12",
        "  Began 13:12, when the case was opened.",
        "  Allowed: 48 hours for a case of normal priority, counted around the clock.",
    ]


def test_the_page_names_the_customer() -> None:
    title = why_title("anna")
    assert plain((*title.left, *title.fill)) == "Why here  @anna"


def test_priority_channel_and_opening_hours_are_named() -> None:
    urgent = replace(NEW, priority=Priority.URGENT, channel=Channel.MESSAGE)
    clock = Clock(ClockKind.FIRST_RESPONSE, OPENED, NOW - HOUR, 15, in_business_time=True)
    told = said(urgent, (clock,))
    assert "15 minutes for a private message of urgent priority, counted in opening hours." in told
    assert "over by 1h" in told


def test_an_overdue_clock_looks_otherwise() -> None:
    late, early = (
        lines(NEW, (Clock(ClockKind.FIRST_RESPONSE, OPENED, NOW + left, 60),))[6][1].role for left in (-HOUR, HOUR)
    )
    assert late is LATE
    assert early is not LATE


def clock_of(kind: ClockKind) -> Clock:
    if kind is ClockKind.PROMISE:
        return Clock(kind, None, NOW + HOUR)
    return Clock(kind, OPENED, NOW + HOUR, 1)


@pytest.mark.parametrize("kind", ClockKind)
def test_every_clock_is_named_and_explained(kind: ClockKind) -> None:
    told = said(NEW, (clock_of(kind),)).splitlines()[6:]
    assert told[0].endswith("  60m left  ends 15:00")
    assert any("1 minute for" in line or "we named to the customer" in line for line in told)


def test_no_two_clocks_read_the_same() -> None:
    assert len({said(NEW, (clock_of(kind),)) for kind in ClockKind}) == len(ClockKind)


def test_a_reopened_case_began_anew() -> None:
    reopened = replace(NEW, state=CaseState.OPEN, reopened_at=NOW - HOUR)
    clock = Clock(ClockKind.FIRST_RESPONSE, NOW - HOUR, NOW + HOUR, 120)
    assert "Began 13:00, when the case was reopened." in said(reopened, (clock,))


def test_the_customers_time_is_left_out_of_the_resolution() -> None:
    waited = replace(NEW, customer_time_ms=5 * HOUR)
    clock = Clock(ClockKind.RESOLUTION, OPENED, NOW + HOUR, 2880)
    assert "The customer took 5h of it, not counted." in said(waited, (clock,))
    assert "The customer took" not in said(NEW, (clock,))


def test_praise_has_its_own_time() -> None:
    assert said(replace(NEW, is_praise=True)).startswith("Praise: ")
    assert "24 hours for praise of normal priority" in said(replace(NEW, is_praise=True))


@pytest.mark.parametrize(
    ("standing", "begins", "no_clock"),
    [
        (
            replace(NEW, state=CaseState.WAITING, waiting_since=None, awaiting_since=NOW),
            "Waiting: the next word is the customer's.",
            "No clock runs: nothing is promised, and the next word is the customer's.",
        ),
        (
            replace(NEW, state=CaseState.RESOLVED, waiting_since=None, reason="phone"),
            "Closed: resolved, phone.",
            "No clock runs: the case is closed.",
        ),
        (
            replace(NEW, state=CaseState.NO_ANSWER, waiting_since=None, reason="duplicate"),
            "Closed: no answer needed, duplicate.",
            "No clock runs: the case is closed.",
        ),
    ],
)
def test_a_case_without_a_clock_says_why(standing: Standing, begins: str, no_clock: str) -> None:
    told = said(standing)
    assert told.startswith(begins)
    assert told.endswith(no_clock)
    assert "Its place is after all that have a time, the latest word first." in told
    assert "same minute" not in told


def test_targets_that_are_switched_off_are_named_as_the_reason() -> None:
    assert said(NEW, ()).endswith("No clock runs: the settings name no target for it.")


def test_an_open_case_without_a_waiting_customer_is_ours_to_move() -> None:
    acknowledged = replace(NEW, state=CaseState.OPEN, waiting_since=None, first_response_at=NOW, last_outbound_at=NOW)
    assert said(acknowledged).startswith("Now: the customer has a word of ours")
    assert "Began 14:00, with our last word" in said(acknowledged)


@pytest.mark.parametrize(
    ("until", "begins", "place"),
    [
        (
            NOW + 17 * HOUR,
            "Snoozed: it comes back at Monday 23 November 07:00, or when the customer writes before.",
            "Its place goes by when it returns.",
        ),
        (None, "Snoozed: it comes back when the customer writes.", "Its place is after all that have a time"),
        (NOW - 1, "Now: ", "Its place goes by the time left on the nearest clock."),
    ],
)
def test_a_snoozed_case_says_when_it_comes_back(until: int | None, begins: str, place: str) -> None:
    told = said(replace(NEW, is_snoozed=True, snoozed_until=until))
    assert told.startswith(begins)
    assert place in told
    assert "First response" in told


@pytest.mark.parametrize(
    ("follow_up", "begins"),
    [(FollowUp.OWED, "Owed in public: it was solved"), (FollowUp.PROMISED, "Owed in public: the closing word is on")],
)
def test_an_owed_case_says_what_is_missing(follow_up: FollowUp, begins: str) -> None:
    told = said(replace(NEW, state=CaseState.OWED, waiting_since=None, follow_up=follow_up, owed_since=NOW - HOUR))
    assert told.startswith(begins)
    assert "Public follow-up  23h left" in told
    assert "Began 13:00, when it was solved in private." in told
