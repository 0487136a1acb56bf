"""Opening hours from the settings: the calendar they make, what is wrong with them, and the machine's own zone."""

import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tui_desk.config.hours import DAYS, ZoneError, calendar_of, mistakes_in, zone_named
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.config.paths import Paths
from tui_desk.config.problems import Problem
from tui_desk.config.read import load_settings
from tui_desk.config.settings import HoursSettings, Settings
from tui_desk.domain.calendar import HOUR, MINUTE, Calendar, Opening, due_at, open_ms

WEEKDAYS = "\n".join(f'{day} = ["09:00-17:00"]' for day in DAYS[:5])
OFFICE = f'[hours]\nzone = "Europe/Berlin"\n{WEEKDAYS}\nsaturday = []\nsunday = []\nholidays = ["2026-12-25"]\n'


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the machine's zone, as TZ has it."""

    def set_up(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_up
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def no_zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without a time zone database."""
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(to=[tmp_path / "nothing"])
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()


def problems_of(paths: Paths, text: str) -> list[Problem]:
    paths.config_file.write_text(text)
    loaded = load_settings(paths)
    assert loaded.settings == Settings()
    return list(loaded.problems)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """A moment in Berlin; the first of two."""
    return int(datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1000)


def test_by_default_the_desk_is_always_open() -> None:
    assert calendar_of(HoursSettings()) is None
    assert calendar_of(HoursSettings(zone="Europe/Berlin", monday=("12:00-24:00", "0:00-12:00"))) is None


def test_hours_make_a_calendar(paths: Paths) -> None:
    paths.config_file.write_text(OFFICE)
    hours = load_settings(paths).settings.hours
    office = (Opening(9 * 60, 17 * 60),)
    expected = Calendar(ZoneInfo("Europe/Berlin"), (*[office] * 5, (), ()), frozenset({date(2026, 12, 25)}))
    assert calendar_of(hours) == expected
    assert due_at(expected, at(2026, 12, 24, 16, 30), HOUR) == at(2026, 12, 28, 9, 30)


def test_the_calendar_is_the_same_on_the_second_start(paths: Paths) -> None:
    paths.config_file.write_text(OFFICE)
    first = load_settings(paths)
    assert paths.settings_snapshot.exists()
    assert load_settings(paths) == first
    assert calendar_of(load_settings(paths).settings.hours) == calendar_of(first.settings.hours)


def test_a_holiday_alone_makes_a_calendar() -> None:
    calendar = calendar_of(HoursSettings(zone="UTC", holidays=("2026-12-25",)))
    assert calendar is not None
    begin = int(datetime(2026, 12, 24, tzinfo=UTC).timestamp() * 1000)
    assert open_ms(calendar, begin, begin + 72 * HOUR) == 48 * HOUR


def test_periods_may_stand_in_any_order_and_touch() -> None:
    hours = HoursSettings(zone="UTC", monday=("13:30-24:00", "7:00-9:00", "09:00-12:30"))
    assert list(mistakes_in(hours)) == []
    calendar = calendar_of(hours)
    assert calendar is not None
    assert calendar.week[0] == (Opening(420, 540), Opening(540, 750), Opening(810, 1440))


@pytest.mark.parametrize(
    ("line", "title", "sentence"),
    [
        ('monday = ["9-17"]', "monday has a value", 'a list of periods such as ["09:00-12:30", "13:30-17:00"]; until'),
        ('monday = ["09:00-25:00"]', "monday has a value", "until then it is 00:00-24:00"),
        ('monday = ["09:00-24:01"]', "monday has a value", "until then it is 00:00-24:00"),
        ('monday = ["24:00-24:00"]', "monday has a value", "a list of periods"),
        ('monday = ["09:00-17:00\\n"]', "monday has a value", "a list of periods"),
        ("monday = [9]", "monday has a value", "a list of periods"),
        ('monday = "09:00-17:00"', "monday has a value", "a list of periods"),
        ('monday = ["17:00-09:00"]', "monday has hours", "17:00-09:00 does not end after it begins"),
        ('monday = ["09:00-09:00"]', "monday has hours", "Until then it is open all day."),
        ('sunday = ["09:00-12:30", "12:00-17:00"]', "sunday has hours", "09:00-12:30 and 12:00-17:00 overlap"),
        ('sunday = ["09:00-17:00", "09:00-17:00"]', "sunday has hours", "make one period of them"),
        ('sunday = ["10:00-11:00", "9:00-17:00"]', "sunday has hours", "9:00-17:00 and 10:00-11:00 overlap"),
        ('zone = "Europe/Berln"', "There is no time zone 'Europe/Berln'", "Did you mean Europe/Berlin?"),
        (
            'zone = "Mars/Olympus-Mons"',
            "There is no time zone",
            'Write an IANA name, which is mostly "Continent/City".',
        ),
        ('zone = "Europe"', "There is no time zone", "Until then it is the machine's."),
        (f'zone = "{"x" * 9_000}"', "There is no time zone", "Until then it is the machine's."),
        ('zone = "../../etc/passwd"', "zone has a value", "the IANA name of a time zone"),
        ('zone = "/usr/share/zoneinfo/UTC"', "zone has a value", "until then it is empty"),
        ('holidays = ["25.12.2026"]', "holidays has a value", 'such as ["2026-12-25"]; until then it is empty'),
        ("holidays = [2026-12-25]", "holidays has a value", "in quotation marks"),
        ('holidays = ["2026-02-30"]', "holidays has a date", "There is no 2026-02-30 in the calendar"),
    ],
)
def test_a_mistake_has_its_line_and_leaves_the_default(paths: Paths, line: str, title: str, sentence: str) -> None:
    (problem,) = problems_of(paths, f"[hours]\n\n{line}\n")
    assert (problem.file, problem.line) == (paths.config_file, 3)
    assert problem.title.startswith(title)
    assert sentence in problem.sentence
    assert not paths.settings_snapshot.exists()


def test_a_desk_that_is_never_open_is_not_accepted(paths: Paths) -> None:
    (problem,) = problems_of(paths, "[hours]\n" + "\n".join(f"{day} = []" for day in DAYS))
    assert (problem.line, problem.title) == (2, "The desk is never open")
    assert problem.sentence.startswith("Give at least one day its hours")


def test_mistakes_leave_the_other_hours_in_force(paths: Paths) -> None:
    paths.config_file.write_text('[hours]\nmonday = ["9:00-8:00"]\ntuesday = ["9:00-17:00"]\nholidays = ["2026-13-01"]')
    loaded = load_settings(paths)
    assert [problem.line for problem in loaded.problems] == [2, 4]
    assert loaded.settings.hours == HoursSettings(tuesday=("9:00-17:00",))


def test_hours_in_the_environment(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUI_DESK_HOURS__FRIDAY", "09:00-12:30, 13:30-17:00")
    monkeypatch.setenv("TUI_DESK_HOURS__SUNDAY", "")
    paths.config_file.write_text('[hours]\nfriday = ["10:00-11:00"]')
    loaded = load_settings(paths)
    assert loaded.problems == ()
    assert loaded.settings.hours == HoursSettings(friday=("09:00-12:30", "13:30-17:00"), sunday=())
    assert load_settings(paths) == loaded


@pytest.mark.parametrize("value", ["always", "17:00-09:00", '["09:00-17:00"]', "[", "09:00-12:30;13:30-17:00"])
def test_a_mistake_in_the_environment(paths: Paths, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TUI_DESK_HOURS__FRIDAY", value)
    (problem,) = problems_of(paths, "")
    assert (problem.file, problem.line) == (Path("TUI_DESK_HOURS__FRIDAY"), None)


@pytest.mark.usefixtures("no_zones")
def test_a_machine_without_zones_says_so(paths: Paths) -> None:
    (problem,) = problems_of(paths, '[hours]\nzone = "Europe/Berlin"\n')
    assert (problem.line, problem.title) == (2, "This machine has no time zones")
    assert "tzdata" in problem.sentence


@pytest.mark.usefixtures("no_zones")
def test_a_zone_that_was_lost_since_is_not_replaced_in_silence() -> None:
    with pytest.raises(ZoneError, match="no time zones"):
        calendar_of(HoursSettings(zone="Europe/Berlin", sunday=()))
    assert calendar_of(HoursSettings(sunday=())) is not None


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"),
        ("America/New_York", "America/New_York"),
        ("Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("UTC0", "UTC"),
    ],
)
def test_the_machines_zone_knows_summer_time(machine: Callable[[str], None], written: str, zone: str) -> None:
    machine(written)
    reference = ZoneInfo(zone)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    for half_hours in range(365 * 48):
        moment = begin + timedelta(minutes=30 * half_hours)
        local, expected = moment.astimezone(MACHINE_ZONE), moment.astimezone(reference)
        assert (local.replace(tzinfo=None), local.fold) == (expected.replace(tzinfo=None), expected.fold)
        assert local.utcoffset() == expected.utcoffset()
        assert local.timestamp() == moment.timestamp()


def test_hours_in_the_machines_zone(machine: Callable[[str], None]) -> None:
    machine("Europe/Berlin")
    calendar = calendar_of(HoursSettings(sunday=("01:00-04:00",)))
    assert calendar is not None
    assert open_ms(calendar, at(2026, 3, 29), at(2026, 3, 30)) == 2 * HOUR
    assert open_ms(calendar, at(2026, 10, 25), at(2026, 10, 26)) == 4 * HOUR
    assert due_at(calendar, at(2026, 10, 25, 0, 30), 61 * MINUTE) == at(2026, 10, 25, 2, 1)


def test_the_machines_zone_names_itself_alike_in_each_process(machine: Callable[[str], None]) -> None:
    machine("Europe/Berlin")
    assert repr(zone_named("")) == "MachineZone('CET', 'CEST')"
    assert datetime(2026, 7, 1, tzinfo=MACHINE_ZONE).tzname() == "CEST"
