"""The settings reach the rules they are for: targets the clocks, prices the composer."""

from dataclasses import fields, replace

import pytest

from tui_desk.config.hours import calendar_of
from tui_desk.config.paths import Paths
from tui_desk.config.prices import prices_of
from tui_desk.config.read import load_settings
from tui_desk.config.settings import HoursSettings, PricesSettings, Settings, TargetsSettings
from tui_desk.config.targets import clock_rules
from tui_desk.domain.clocks import ClockKind, ClockRules, Targets
from tui_desk.domain.model import Channel, Priority
from tui_desk.domain.prices import Prices


def test_the_default_rules_are_those_of_the_clocks() -> None:
    assert clock_rules(Settings()) == ClockRules()


def test_every_target_reaches_its_clock(paths: Paths) -> None:
    names = [field.name for field in fields(TargetsSettings) if field.name != "count"]
    numbered = "\n".join(f"{name} = {number}" for number, name in enumerate(names, start=1))
    paths.config_file.write_text(f"[targets]\n{numbered}")
    assert clock_rules(load_settings(paths).settings).targets == Targets(
        first_response_public=1,
        first_response_private=2,
        next_response_public=3,
        next_response_private=4,
        update=5,
        follow_up=6,
        resolution=7,
        praise=8,
        urgent_percent=9,
        high_percent=10,
        low_percent=11,
        grace_minutes=12,
    )


def test_a_target_is_shorter_for_an_urgent_case_and_none_for_nought() -> None:
    settings = replace(Settings(), targets=TargetsSettings(first_response_minutes_message=40, resolution_minutes=0))
    targets = clock_rules(settings).targets
    assert targets.minutes(ClockKind.FIRST_RESPONSE, Channel.MESSAGE, Priority.URGENT) == 10
    assert targets.minutes(ClockKind.RESOLUTION) == 0


def test_calendar_time_ignores_the_hours() -> None:
    settings = replace(Settings(), hours=HoursSettings(zone="UTC", sunday=()))
    assert clock_rules(settings).calendar == calendar_of(settings.hours)
    assert clock_rules(settings).calendar is not None
    assert clock_rules(replace(settings, targets=TargetsSettings(count="calendar"))).calendar is None


def test_prices_are_whole_millionths_of_a_dollar() -> None:
    assert prices_of(PricesSettings()) == Prices(
        post=15_000,
        post_with_link=200_000,
        reply=10_000,
        reply_with_link=200_000,
        repost=15_000,
        message=15_000,
        warn_over=50_000,
    )
    assert prices_of(PricesSettings(post=0.000_001, reply=0.29)).post == 1
    assert prices_of(PricesSettings(post=0.000_001, reply=0.29)).reply == 290_000


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("[targets]\ncount = 'office'", '"business" or "calendar"; until then it is business'),
        ("[targets]\nupdate_minutes = -1", "a whole number from 0 to 43,200"),
        ("[targets]\nurgent_percent = 0", "a whole number from 1 to 1,000"),
        ("[prices]\nreply = '0.01'", "a number from 0 to 100; until then it is 0.01"),
        ("[desk]\nacknowledgement = 'two words'", "the code of a saved reply; until then it is ack"),
        ("[desk]\nrepeat_warning = 101", "a whole number from 0 to 100"),
        ("[listening]\ninterval_seconds = 9", "a number from 10 to 3,600"),
        ("[listening]\nquery_limit = 5_000", "a whole number from 128 to 4,096"),
    ],
)
def test_a_mistake_has_its_line(paths: Paths, line: str, sentence: str) -> None:
    paths.config_file.write_text(line)
    loaded = load_settings(paths)
    (problem,) = loaded.problems
    assert loaded.settings == Settings()
    assert (problem.file, problem.line) == (paths.config_file, 2)
    assert sentence in problem.sentence
