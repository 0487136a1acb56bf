"""Scenario files: those that come with the program are sound, and a bad one is refused with its name and the reason."""

from pathlib import Path

import pytest

from tui_desk.sandbox.faults import FaultKind
from tui_desk.sandbox.scenario import Scenario, ScenarioInvalidError, When, load_scenario, scenario_names
from tui_desk.sandbox.traffic import HOUR, MINUTE

SMALL = """
title = "Small"
about = "Just enough."
seed = 1
speed = 10.0
starts_at = "09:00"
matters_per_hour = 4
waiting_at_start = 2

[brand]
name = "Smallrail"
handle = "SmallrailHelp"
bio = "We try."
trade = "rail"
"""

CAST = """
[[characters]]
id = "ann"
name = "Ann Other"
handle = "ann_other"
"""


def written(folder: Path, text: str) -> Scenario:
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(str(path))


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_of_ours_loads(name: str) -> None:
    scenario = load_scenario(name)

    assert scenario.name == name
    assert scenario.waiting_at_start >= 4
    assert scenario.title


def test_the_four_scenarios_are_there() -> None:
    assert scenario_names() == ["lost-luggage", "ordinary-day", "outage", "quiet-night"]


def test_the_famous_customer_has_two_million_readers() -> None:
    assert max(each.followers for each in load_scenario("lost-luggage").characters) > 2_000_000


def test_a_small_file_is_enough(tmp_path: Path) -> None:
    scenario = written(tmp_path, SMALL)

    assert scenario.starts_at == 9 * HOUR
    assert scenario.brand.handle == "SmallrailHelp"
    assert scenario.languages["en"] > 0.9


def test_beats_surges_and_faults_are_read(tmp_path: Path) -> None:
    beats = (
        CAST
        + """
    [[beats]]
    id = "first"
    at = "00:01:30"
    who = "ann"
    text = "Hello @SmallrailHelp"
    opens_topic = "delay"

    [[beats]]
    id = "second"
    after = "first"
    when = "unanswered"
    delay = "00:10"
    who = "ann"
    reply_to = "first"
    text = "Hello?"

    [[surges]]
    at = "01:00"
    lasts = "00:30"
    factor = 3
    topics = { app = 1.0 }

    [[faults]]
    at = "00:05"
    lasts = "00:05"
    kind = "latency"
    milliseconds = 900
    """
    )

    scenario = written(tmp_path, SMALL + beats)

    first, second = scenario.beats
    assert (first.at, second.after, second.when, second.delay) == (90_000, ("first",), When.UNANSWERED, 10 * MINUTE)
    assert (scenario.surges[0].at, scenario.surges[0].until) == (60 * MINUTE, 90 * MINUTE)
    assert (scenario.faults[0].fault.kind, scenario.faults[0].until) == (FaultKind.LATENCY, 10 * MINUTE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("seed = 1", "sede = 1"), "unknown key 'sede'"),
        (("seed = 1\n", ""), "needs 'seed'"),
        (("seed = 1", 'seed = "one"'), "seed must be a whole number"),
        (("seed = 1", "seed = true"), "seed must be a whole number"),
        (("speed = 10.0", "speed = 0"), "speed must be above 0"),
        (('"09:00"', '"9 o\'clock"'), "starts_at must be a time"),
        (('"09:00"', '"25:00"'), "before 24:00"),
        (("matters_per_hour = 4", "matters_per_hour = -1"), "must not be negative"),
        (('"SmallrailHelp"', '"@SmallrailHelp"'), "without the @"),
        (('"rail"', '"cheese"'), "no phrases for the trade 'cheese'"),
        (
            ("waiting_at_start = 2", "waiting_at_start = 2\nfriends_share = 1.5"),
            "friends_share must lie between 0 and 1",
        ),
        (("waiting_at_start = 2", "waiting_at_start = 2\nlanguages = { xx = 1.0 }"), "nobody can speak 'xx'"),
        (("waiting_at_start = 2", "waiting_at_start = 2\nlanguages = { en = 0 }"), "at least one share above 0"),
        (("waiting_at_start = 2", 'waiting_at_start = 2\nlanguages = { en = "all" }'), "languages must be a number"),
        (("[brand]", "beats = 3\n[brand]"), "[[beats]]"),
        (('trade = "rail"', 'trade = "rail"\nalso_called = "Smalrail"'), "also_called must be a list of names"),
        (('trade = "rail"', 'trade = "rail"\nalso_called = [" "]'), "also_called must be a list of names"),
        (("[brand]", "[brand"), "cannot be read as TOML"),
    ],
)
def test_a_wrong_value_is_refused_with_file_and_reason(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    before, after = change
    assert before in SMALL

    with pytest.raises(ScenarioInvalidError) as refused:
        written(tmp_path, SMALL.replace(before, after))

    assert str(tmp_path / "small.toml") in str(refused.value)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ('[[beats]]\nid = "a"\nwho = "ann"\ntext = "x"', "needs either 'at'"),
        ('[[beats]]\nid = "a"\nat = "soon"\nwho = "ann"\ntext = "x"', "must be a time such as"),
        ('[[beats]]\nid = "a"\nat = "00:01"\nwho = "bob"\ntext = "x"', "no character 'bob'"),
        ('[[beats]]\nid = "a"\nafter = "z"\nwho = "ann"\ntext = "x"', "'z', which is no earlier beat"),
        ('[[beats]]\nid = "a"\nat = "00:01"\nwhen = "bored"\nwho = "ann"\ntext = "x"', "when must be one of"),
        ('[[beats]]\nid = "a"\nat = "00:01"\nwho = "ann"\ntext = " "', "must have 1 to 280"),
        (f'[[beats]]\nid = "a"\nat = "00:01"\nwho = "ann"\ntext = "{"x" * 281}"', "must have 1 to 280"),
        (
            '[[beats]]\nid = "a"\nat = "00:01"\nwho = "ann"\ntext = "x"\nopens_topic = "cheese"',
            "opens_topic needs one of",
        ),
        ('[[surges]]\nat = "00:01"\nlasts = "00:01"\nfactor = 2\ntopics = { cheese = 1.0 }', "no topic 'cheese'"),
        ('[[surges]]\nat = "00:01"\nfactor = 2', "surges number 1 needs 'lasts'"),
        ('[[faults]]\nat = "00:01"\nlasts = "00:01"\nkind = "gremlin"', "faults number 1: 'gremlin'"),
        ('[[faults]]\nat = "00:01"\nlasts = "00:01"\nkind = "latency"\nvolume = 3', "faults number 1: a fault"),
        ('[[characters]]\nid = "eve"\nname = "Eve"', "characters number 2 needs 'handle'"),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_reason(tmp_path: Path, extra: str, reason: str) -> None:
    with pytest.raises(ScenarioInvalidError) as refused:
        written(tmp_path, f"{SMALL}{CAST}\n{extra}\n")

    assert str(tmp_path / "small.toml") in str(refused.value)
    assert reason in str(refused.value)


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(ScenarioInvalidError, match="ordinary-day"):
        load_scenario("carnival")
