"""X's budgets: read from its headers, spread over their windows, and never overdrawn."""

import pytest

from tui_desk.desk.x_port import RateLimitedError
from tui_desk.x.pace import BLIND_WAIT_MS, Endpoint, Pace, retry_at, windows_in

NOW = 1_800_000_000_000
SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
AT_NOW = "Fri, 15 Jan 2027 08:00:00 GMT"


def headers(
    remaining: int | str, reset_in_seconds: int, limit: int = 15, prefix: str = "x-rate-limit", date: str = AT_NOW
) -> dict[str, str]:
    return {
        f"{prefix}-Limit": str(limit),
        f"{prefix}-Remaining": str(remaining),
        f"{prefix}-Reset": str(NOW // SECOND + reset_in_seconds),
        "Date": date,
    }


def known(remaining: int, reset_in_seconds: int, limit: int = 15) -> Pace:
    pace = Pace()
    pace.learn(Endpoint.MESSAGES, windows_in(headers(remaining, reset_in_seconds, limit), NOW))
    return pace


def test_a_used_up_window_stops_calls_until_its_end() -> None:
    pace = known(remaining=0, reset_in_seconds=300)
    for now in range(NOW, NOW + 300 * SECOND, 300):
        with pytest.raises(RateLimitedError) as limit:
            pace.check(Endpoint.MESSAGES, now)
        assert limit.value.until == NOW + 300 * SECOND
    pace.check(Endpoint.MESSAGES, NOW + 300 * SECOND)
    pace.check(Endpoint.MENTIONS, NOW)


def test_a_window_with_calls_left_stops_nothing() -> None:
    known(remaining=1, reset_in_seconds=300).check(Endpoint.MESSAGES, NOW)


def test_a_refusal_stops_calls_too() -> None:
    pace = Pace()
    pace.close(Endpoint.SEND_REPLY, until=NOW + MINUTE, now=NOW)
    with pytest.raises(RateLimitedError):
        pace.check(Endpoint.SEND_REPLY, NOW + MINUTE - 1)
    pace.check(Endpoint.SEND_REPLY, NOW + MINUTE)


def test_nothing_known_means_as_wanted() -> None:
    assert Pace().next_read_in(Endpoint.MESSAGES, 60.0, NOW) == 60.0


def test_the_budget_lasts_the_window_and_keeps_a_reserve() -> None:
    pace = known(remaining=14, reset_in_seconds=900)
    assert pace.next_read_in(Endpoint.MESSAGES, 20.0, NOW) == pytest.approx(900 / 11, abs=0.001), "3 of 15 are reserved"
    assert pace.next_read_in(Endpoint.MESSAGES, 200.0, NOW) == 200.0
    assert pace.next_read_in(Endpoint.MESSAGES, 1.0, NOW + 60 * SECOND) == pytest.approx(900 / 11 - 60, abs=0.001)


def test_what_is_left_is_what_the_tightest_window_leaves() -> None:
    pace = Pace()
    assert pace.tightest(Endpoint.REPOST, NOW) is None
    daily = headers(3, 7200, limit=1440, prefix="x-user-limit-24hour")
    pace.learn(Endpoint.REPOST, windows_in(headers(9, 300) | daily, NOW))
    window = pace.tightest(Endpoint.REPOST, NOW)
    assert window is not None
    assert (window.remaining, window.resets_at) == (3, NOW + 7200 * SECOND)
    assert pace.tightest(Endpoint.MESSAGES, NOW) is None
    assert pace.tightest(Endpoint.REPOST, NOW + 7200 * SECOND) is None


def test_of_two_used_up_windows_the_longer_counts() -> None:
    pace = Pace()
    daily = headers(0, 7200, limit=1440, prefix="x-user-limit-24hour")
    pace.learn(Endpoint.REPOST, windows_in(headers(0, 300) | daily, NOW))
    window = pace.tightest(Endpoint.REPOST, NOW)
    assert window is not None
    assert window.resets_at == NOW + 7200 * SECOND


def test_only_the_reserve_left_means_the_next_window() -> None:
    assert known(remaining=3, reset_in_seconds=500).next_read_in(Endpoint.MESSAGES, 20.0, NOW) == 500.0


def test_reading_at_this_pace_leaves_the_reserve() -> None:
    pace, now, remaining = Pace(), NOW, 15
    while now < NOW + 900 * SECOND:
        pace.check(Endpoint.MESSAGES, now)
        remaining -= 1
        answer = headers(remaining, 900)
        del answer["Date"]  # the clocks agree
        pace.learn(Endpoint.MESSAGES, windows_in(answer, now))
        now += int(pace.next_read_in(Endpoint.MESSAGES, 1.0, now) * SECOND)
    assert remaining in (3, 4), "the whole window is used, without the reserve"


def test_an_answer_without_headers_changes_nothing() -> None:
    pace = known(remaining=0, reset_in_seconds=300)
    pace.learn(Endpoint.MESSAGES, windows_in({}, NOW))
    with pytest.raises(RateLimitedError):
        pace.check(Endpoint.MESSAGES, NOW)


def test_a_clock_put_back_does_not_close_the_desk() -> None:
    pace = known(remaining=0, reset_in_seconds=300)
    pace.check(Endpoint.MESSAGES, NOW - 10 * 24 * HOUR)
    pace.check(Endpoint.MESSAGES, NOW + 10 * 24 * HOUR)


@pytest.mark.parametrize(
    ("skew_seconds", "date"), [(-7200, "Fri, 15 Jan 2027 06:00:00 GMT"), (7200, "Fri, 15 Jan 2027 10:00:00 GMT")]
)
def test_x_clock_is_translated_into_ours(skew_seconds: int, date: str) -> None:
    window = windows_in(headers(0, skew_seconds + 300, date=date), NOW)[0]
    assert window.resets_at == NOW + 300 * SECOND


def test_a_limit_ends_with_its_window() -> None:
    assert retry_at(headers(0, 300), NOW) == NOW + 300 * SECOND


def test_a_daily_limit_outlasts_the_window() -> None:
    daily = headers(0, 7200, limit=1440, prefix="x-user-limit-24hour")
    assert retry_at(headers(9, 300) | daily, NOW) == NOW + 7200 * SECOND
    daily = headers(0, 7200, limit=1440, prefix="x-app-limit-24hour")
    assert retry_at(headers(0, 300) | daily, NOW) == NOW + 7200 * SECOND


def test_a_reset_alone_counts() -> None:
    assert retry_at({"x-rate-limit-reset": str(NOW // SECOND + 300)}, NOW) == NOW + 300 * SECOND


@pytest.mark.parametrize(
    "absent_or_absurd",
    [
        {},
        {"x-rate-limit-reset": ""},
        {"x-rate-limit-reset": "soon"},
        {"x-rate-limit-reset": "-1"},
        {"x-rate-limit-reset": "9" * 400},
        {"x-rate-limit-reset": "٣"},
        {"x-rate-limit-reset": "1.8e9"},
        headers(0, -5),
        headers(0, 0),
        headers(0, 17 * 60),
        headers(0, 26 * 3600, prefix="x-app-limit-24hour"),
        headers(9, 300),
        headers(0, 0) | {"Date": "Fri, 99 Jan 2027 08:00:00 GMT"},
    ],
)
def test_without_a_believable_end_a_minute_passes(absent_or_absurd: dict[str, str]) -> None:
    assert retry_at(absent_or_absurd, NOW) == NOW + BLIND_WAIT_MS
