"""Scenario files: which brand, how busy, who plays a part, what they say when, and what goes wrong with X meanwhile."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from tui_desk.sandbox.faults import Fault
from tui_desk.sandbox.people import LANGUAGES
from tui_desk.sandbox.phrasebook import languages, phrasebook, trades
from tui_desk.sandbox.text import TEXT_LIMIT, weighted_length
from tui_desk.sandbox.traffic import DAY, HOUR, MINUTE, TRAFFIC

SCENARIOS = Path(__file__).with_name("scenarios")

_Record = TypeVar("_Record")
_CLOCK_TIME = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
_HANDLE = re.compile(r"\w{1,15}", re.ASCII)


class ScenarioInvalidError(ValueError):
    """A scenario file cannot be used; the message names the file and says what to change."""


class When(StrEnum):
    """What a beat waits for, after an earlier beat has been spoken."""

    SPOKEN = "spoken"
    """Nothing more: only its delay."""
    UNANSWERED = "unanswered"
    """The brand has not said a word to this character when the delay is over."""
    ANSWERED = "answered"
    """The brand answers the character in public, in whatever way."""
    INVITED = "invited"
    """The brand asks the character in public for a direct message."""
    MESSAGED = "messaged"
    """The brand writes to the character in private."""


@dataclass(frozen=True, slots=True)
class Brand:
    """Whom the customers write to."""

    name: str
    handle: str
    bio: str
    trade: str
    """Which topics its customers have; one of the trades in `phrases/`."""
    followers: int = 48_000
    also_called: tuple[str, ...] = ()
    """Its name as people misspell it, and what else they call it."""


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody whose words the scenario gives."""

    id: str
    name: str
    handle: str
    bio: str = ""
    followers: int = 300
    location: str = ""
    verified_type: str = "none"
    receives_dm: bool = True


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing a character says, in these very words."""

    id: str
    who: str
    text: str
    at: int | None = None
    """Story milliseconds after the scenario's start; or else `after`."""
    after: tuple[str, ...] = ()
    """Beats of which one must have been spoken. A beat that waits for the brand follows the character's newest words,
    reminders (`unanswered`) not counted, so that a story that forks goes on along one branch."""
    when: When = When.SPOKEN
    delay: int = 0
    """Story milliseconds between what the beat waits for and the words."""
    is_private: bool = False
    reply_to: str = ""
    """The beat whose post this answers, "brand" for the brand's last public word to this character, or nothing."""
    opens_topic: str = ""
    """The post opens a matter on this topic, in which the ordinary story goes on where the script has no words."""
    blocks_brand: bool = False
    """With these words the character blocks the brand."""


@dataclass(frozen=True, slots=True)
class Surge:
    """A stretch in which more people write than usual."""

    at: int
    until: int
    factor: float
    """Of the usual rate."""
    topics: Mapping[str, float] = field(default_factory=dict)
    """What they write about; empty for the usual mixture."""


@dataclass(frozen=True, slots=True)
class TimedFault:
    """A fault of X with the story time in which it is in force."""

    at: int
    until: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Scenario:
    """One world to practise in. Shares are of 1; story times are milliseconds after the scenario's start."""

    name: str
    title: str
    about: str
    brand: Brand
    seed: int
    speed: float
    """Story seconds in one real second."""
    starts_at: int
    """Time of day in the story when it begins, in milliseconds after midnight."""
    matters_per_hour: float
    """New matters in an average story hour; the hour of the day moves it up and down."""
    waiting_at_start: int
    """Matters that are open already when the scenario begins."""
    languages: Mapping[str, float] = field(default_factory=lambda: TRAFFIC.language)
    attentive_share: float = 0.8
    """Customers who sit at their phone and react soon; the others come back hours later."""
    unaddressed_share: float = 0.06
    """Posts about the brand that do not name its handle."""
    friends_share: float = 0.09
    """Posts under which somebody else joins in."""
    edited_share: float = 0.02
    returning_share: float = 0.22
    """Matters that are opened by somebody who has written before."""
    company_share: float = 0.145
    """Opening posts that name other people beside the brand."""
    characters: tuple[Character, ...] = ()
    beats: tuple[Beat, ...] = ()
    surges: tuple[Surge, ...] = ()
    faults: tuple[TimedFault, ...] = ()


def scenario_names() -> list[str]:
    """The scenarios that come with the program."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml"))


def load_scenario(name: str) -> Scenario:
    """The scenario of this name, or of this TOML file. Raises ScenarioInvalidError."""
    path = Path(name) if name.endswith(".toml") else SCENARIOS / f"{name}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioInvalidError(
            f"{path}: there is no such scenario; choose {' or '.join(scenario_names())}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ScenarioInvalidError(f"{path}: cannot be read as TOML: {error}") from error
    try:
        return _scenario(path.stem, table)
    except ValueError as error:
        raise ScenarioInvalidError(f"{path}: {error}") from error


def _scenario(name: str, table: dict[str, Any]) -> Scenario:
    """Raises ValueError with a sentence that says what to change."""
    readers: dict[str, Callable[[Any], Any]] = {
        "brand": _brand,
        "starts_at": lambda value: _story_time("starts_at", value),
        "characters": lambda rows: _each("characters", rows, lambda where, row: _record(Character, where, row)),
        "beats": lambda rows: _each("beats", rows, _beat),
        "surges": lambda rows: _each("surges", rows, _surge),
        "faults": lambda rows: _each("faults", rows, _timed_fault),
    }
    values = {key: readers[key](value) if key in readers else value for key, value in table.items()}
    scenario = _record(Scenario, "the file", {"name": name, **values})
    _check_shape(scenario)
    _check_words(scenario)
    _check_script(scenario)
    return scenario


def _record(kind: type[_Record], where: str, row: Any) -> _Record:
    """A record from a table, with every key known, every needed key there, and every value of its type."""
    if not isinstance(row, dict):
        raise ValueError(f"{where} must be a table")  # noqa: TRY004 - every complaint about a file is one kind of error
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]  # only called with dataclasses
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise ValueError(f"{where} has the unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")
    missing = [
        each.name
        for each in known.values()
        if each.default is MISSING and each.default_factory is MISSING and each.name not in row
    ]
    if missing:
        raise ValueError(f"{where} needs {missing[0]!r}")
    for key, value in row.items():
        if isinstance(value, dict) and not all(_is_number(weight) for weight in value.values()):
            raise ValueError(f"{where}: every value in {key} must be a number")
        expected = _PLAIN_TYPES.get(known[key].type)
        if expected is not None and (not isinstance(value, expected) or isinstance(value, bool) != (expected is bool)):
            raise ValueError(f"{where}: {key} must be {_TYPE_WORDS[known[key].type]}, not {value!r}")
    return kind(**row)


def _brand(row: Any) -> Brand:
    if isinstance(row, dict) and "also_called" in row:
        names = row["also_called"]
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            raise ValueError(f"brand: also_called must be a list of names, not {names!r}")
        row = {**row, "also_called": tuple(names)}
    return _record(Brand, "brand", row)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_PLAIN_TYPES: dict[Any, Any] = {str: str, int: int, float: (int, float), bool: bool, Mapping[str, float]: dict}
_TYPE_WORDS: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    Mapping[str, float]: "a table of weights",
}


def _each(name: str, rows: Any, read: Callable[[str, Any], _Record]) -> tuple[_Record, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{name} must be written as [[{name}]] tables")
    return tuple(read(f"{name} number {number}", row) for number, row in enumerate(rows, start=1))


def _beat(where: str, row: dict[str, Any]) -> Beat:
    values = dict(row)
    if ("at" in row) == ("after" in row):
        raise ValueError(f"{where} needs either 'at' (a story time) or 'after' (another beat)")
    if "after" in row:
        values["after"] = (row["after"],) if isinstance(row["after"], str) else tuple(row["after"])
    for key in {"at", "delay"} & row.keys():
        values[key] = _story_time(f"{where}: {key}", row[key])
    if "when" in row:
        if row["when"] not in set(When):
            raise ValueError(f"{where}: when must be one of {', '.join(When)}, not {row['when']!r}")
        values["when"] = When(row["when"])
    return _record(Beat, where, values)


def _surge(where: str, row: dict[str, Any]) -> Surge:
    return _record(Surge, where, _window(where, row))


def _timed_fault(where: str, row: dict[str, Any]) -> TimedFault:
    window = _window(where, {key: value for key, value in row.items() if key in {"at", "lasts"}})
    try:
        fault = Fault.from_json({key: value for key, value in row.items() if key not in {"at", "lasts"}})
    except (ValueError, TypeError) as error:
        raise ValueError(f"{where}: {error}") from error
    return TimedFault(at=window["at"], until=window["until"], fault=fault)


def _window(where: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row with its `at` and `lasts` turned into `at` and `until`."""
    for key in ("at", "lasts"):
        if key not in row:
            raise ValueError(f"{where} needs {key!r}")
    at = _story_time(f"{where}: at", row["at"])
    rest = {key: value for key, value in row.items() if key not in {"at", "lasts"}}
    return rest | {"at": at, "until": at + _story_time(f"{where}: lasts", row["lasts"])}


def _story_time(where: str, value: Any) -> int:
    found = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{where} must be a time such as "07:30" or "00:04:30", not {value!r}')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * HOUR + minutes * MINUTE + seconds * 1_000


def _check_shape(scenario: Scenario) -> None:
    if scenario.speed <= 0:
        raise ValueError("speed must be above 0")
    if scenario.starts_at >= DAY:
        raise ValueError("starts_at must be a time of day, before 24:00")
    if scenario.matters_per_hour < 0 or scenario.waiting_at_start < 0:
        raise ValueError("matters_per_hour and waiting_at_start must not be negative")
    for each in fields(scenario):
        share = getattr(scenario, each.name)
        if each.name.endswith("_share") and not 0 <= share <= 1:
            raise ValueError(f"{each.name} must lie between 0 and 1, not {share!r}")
    for handle in (scenario.brand.handle, *(character.handle for character in scenario.characters)):
        if not _HANDLE.fullmatch(handle):
            raise ValueError(f"the handle {handle!r} must be 1 to 15 letters, digits or underscores, without the @")


def _check_words(scenario: Scenario) -> None:
    trade = scenario.brand.trade
    if trade not in trades():
        raise ValueError(f"brand: there are no phrases for the trade {trade!r}; choose {' or '.join(sorted(trades()))}")
    speakable = languages(trade) & LANGUAGES.keys()
    for language, share in scenario.languages.items():
        if language not in speakable:
            raise ValueError(
                f"nobody can speak {language!r} about {trade!r}; choose from {', '.join(sorted(speakable))}"
            )
        if share < 0:
            raise ValueError(f"languages: the share of {language!r} must be 0 or more")
    if not any(scenario.languages.values()):
        raise ValueError("languages needs at least one share above 0")
    topics = phrasebook("en", trade).topics
    for surge in scenario.surges:
        for topic in surge.topics:
            if topic not in topics:
                raise ValueError(f"surges: there is no topic {topic!r}; choose from {', '.join(topics)}")


def _check_script(scenario: Scenario) -> None:
    cast = {character.id for character in scenario.characters}
    topics = phrasebook("en", scenario.brand.trade).topics
    spoken: dict[str, Beat] = {}
    for beat in scenario.beats:
        if beat.id in spoken or beat.id == "brand":
            raise ValueError(f"beat {beat.id!r}: the id is taken")
        if beat.who not in cast:
            raise ValueError(f"beat {beat.id!r}: there is no character {beat.who!r}")
        for key, earlier in [*(("after", each) for each in beat.after), ("reply_to", beat.reply_to)]:
            if earlier not in {"", "brand"} | spoken.keys():
                raise ValueError(f"beat {beat.id!r}: {key} names {earlier!r}, which is no earlier beat")
        if beat.reply_to in spoken and spoken[beat.reply_to].is_private:
            raise ValueError(f"beat {beat.id!r}: reply_to names {beat.reply_to!r}, which is private")
        if beat.opens_topic and (beat.opens_topic not in topics or beat.is_private or beat.reply_to):
            raise ValueError(
                f"beat {beat.id!r}: opens_topic needs one of {', '.join(topics)} and a public post of its own"
            )
        if not beat.text.strip() or (not beat.is_private and weighted_length(beat.text) > TEXT_LIMIT):
            raise ValueError(f"beat {beat.id!r}: the text must have 1 to {TEXT_LIMIT} weighted characters")
        spoken[beat.id] = beat
