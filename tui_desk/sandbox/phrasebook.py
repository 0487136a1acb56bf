"""What people can say, by language and trade: our own lines from `phrases/`, read and completed for one use."""

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tui_desk.sandbox.people import Tone

PHRASES = Path(__file__).with_name("phrases")

INSTEAD = {
    "chase_angry": "chase",
    "still_waiting": "chase",
    "too_late": "give_up",
    "answer_contact": "answer_reference",
    "answer_when": "answer_other",
    "answer_tried": "answer_other",
    "answer_photo": "answer_other",
    "answer_yes": "answer_other",
    "misunderstands": "answer_other",
    "sorry_is_not_enough": "not_solved",
    "one_more_thing": "thanks",
    "prefers_public": "not_solved",
    "dm_reference": "answer_reference",
    "dm_contact": "dm_answer",
    "dm_will_wait": "will_wait",
    "dm_chase": "chase",
    "dm_sorry_is_not_enough": "not_solved",
    "dm_not_solved": "not_solved",
    "dm_first_contact": "dm_answer",
    "no_dm_here": "chase",
    "saw_dm": "will_wait",
    "cheerful_reply": "thanks",
    "friend_supports": "friend_same",
    "friend_advises": "friend_same",
    "back_to_friend": "thanks",
}
"""What is said where a language has no lines of its own for an occasion; the rest every language must have."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of everyday matter."""

    name: str
    weight: float
    """How often it comes up against the others; 0 waits for a surge."""
    is_praise: bool
    problems: tuple[str, ...]
    details: tuple[str, ...]
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    """What the customer says when the brand asks for particulars."""
    hashtags: tuple[str, ...]
    always_asks: bool = False
    """The problem is only a greeting or a setting: without one of the asks there is no matter."""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Everything one language has for one trade."""

    language: str
    occasions: Mapping[str, tuple[str, ...]]
    feelings: Mapping[str, tuple[str, ...]]
    emoji: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, Topic]
    slots: Mapping[str, tuple[str, ...]]

    def lines(self, occasion: str) -> tuple[str, ...]:
        """The lines for an occasion, or for what is said instead. Raises KeyError for an occasion nobody knows."""
        return self.occasions[occasion] if occasion in self.occasions else self.occasions[INSTEAD[occasion]]

    def feelings_of(self, tone: Tone, *, is_praise: bool) -> tuple[str, ...]:
        """Short outbursts that fit the temper, or the joy."""
        return self.feelings["happy" if is_praise else tone.value]

    def particulars(self, random: Random) -> dict[str, str]:
        """One value for every slot: the facts of one matter, the same for as long as it lasts."""
        return {name: _filled_pattern(random, random.choice(values)) for name, values in sorted(self.slots.items())}


def trades() -> set[str]:
    """The trades some language has topics for."""
    return {path.stem.partition("-")[2] for path in PHRASES.glob("*-*.toml")}


def languages(trade: str) -> set[str]:
    """The languages that can talk about a trade."""
    return {path.stem.partition("-")[0] for path in PHRASES.glob(f"*-{trade}.toml")}


@cache
def phrasebook(language: str, trade: str) -> Phrasebook:
    """The lines of one language for one trade. Raises FileNotFoundError where there are none."""
    talk = _read(language)
    matters = _read(f"{language}-{trade}")
    own_slots = matters.pop("slots", {})
    shared_slots = _read(f"en-{trade}")["slots"]
    feelings, emoji = talk.pop("feelings"), talk.pop("emoji")
    return Phrasebook(
        language=language,
        occasions={name: tuple(table["lines"]) for name, table in talk.items()},
        feelings={name: tuple(lines) for name, lines in feelings.items()},
        emoji={name: tuple(signs) for name, signs in emoji.items()},
        topics={name: _topic(name, table) for name, table in matters.items()},
        slots={name: tuple(values) for name, values in (shared_slots | own_slots).items()},
    )


@cache
def slots_of(line: str) -> frozenset[str]:
    """Names of the slots a line needs."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(line) if name)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((PHRASES / f"{name}.toml").read_text(encoding="utf-8"))


def _topic(name: str, table: dict[str, Any]) -> Topic:
    return Topic(
        name=name,
        weight=float(table["weight"]),
        is_praise=bool(table.get("praise", False)),
        problems=tuple(table["problems"]),
        details=tuple(table["details"]),
        asks=tuple(table["asks"]),
        answers=tuple(table["answers"]),
        hashtags=tuple(table["hashtags"]),
        always_asks=bool(table.get("always_asks", False)),
    )


def _filled_pattern(random: Random, pattern: str) -> str:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"  # without I, O and Q, as on real tickets
    return re.sub(
        r"[#^]", lambda sign: str(random.randint(1, 9)) if sign[0] == "#" else random.choice(letters), pattern
    )
