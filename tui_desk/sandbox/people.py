"""The cast of the simulated X: people who exist only here, each drawn from the scenario's seed and a number."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random

from tui_desk.sandbox.traffic import MINUTE, dice

LANGUAGES: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("people.toml").read_text(encoding="utf-8")
)
"""Names, bios and places by language; the languages that have a cast are its keys."""

HANDLE_LENGTH = 15
"""X allows handles of 1 to 15 letters, digits and underscores."""


class Tone(StrEnum):
    """How somebody sounds when something goes wrong."""

    CALM = "calm"
    CURT = "curt"
    WARM = "warm"
    ANGRY = "angry"


TONE_SHARE = {Tone.CALM: 0.38, Tone.CURT: 0.24, Tone.WARM: 0.2, Tone.ANGRY: 0.18}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes: what X shows of them, and the temper that it does not show."""

    name: str
    """The name X shows."""
    given_name: str
    family_name: str
    handle: str
    bio: str
    language: str
    location: str
    followers: int
    tone: Tone
    patience: int
    """Story milliseconds before an unanswered person writes again."""
    accepts_messages: bool
    verified_type: str
    """X's own words: "none", "blue", "business" or "government"."""


def person(seed: int, number: int, language: str) -> Person:
    """The person with this number in this seed's world; the same three arguments always give the same person."""
    random = dice(seed, "person", number, language)
    stock = LANGUAGES[language]
    given, given_latin = _spellings(random.choice(stock["given"]))
    family, family_latin = _spellings(random.choice(stock["family"]))
    tone = random.choices(list(TONE_SHARE), list(TONE_SHARE.values()))[0]
    return Person(
        name=_shown_name(random, given, family, language),
        given_name=given,
        family_name=family,
        handle=_handle(random, given_latin, family_latin, number),
        bio=random.choice(stock["bios"]),
        language=language,
        location=random.choice(stock["places"]),
        followers=_followers(random),
        tone=tone,
        patience=_patience(random, tone),
        accepts_messages=random.random() < 0.7,
        verified_type="blue" if random.random() < 0.06 else "none",
    )


def _spellings(entry: str) -> tuple[str, str]:
    written, _, latin = entry.partition("|")
    return written, latin or written


def _shown_name(random: Random, given: str, family: str, language: str) -> str:
    if language == "ja":
        return f"{family} {given}"
    style = random.random()
    if style < 0.62:
        return f"{given} {family}"
    if style < 0.8:
        return given
    if style < 0.92:
        return f"{given} {family[0]}."
    return f"{given} {random.choice('🌻🐝🚲🎷🌙☕')}"


def _handle(random: Random, given: str, family: str, number: int) -> str:
    """A handle nobody else in this world has: it ends in the person's number, read in base 36."""
    stem = random.choice([given + family, f"{given}_{family}", given[0] + family, family + given, f"the_{given}"])
    latin = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    tail = _base36(number)
    letters = re.sub(r"\W", "", latin)[: HANDLE_LENGTH - len(tail) - 1].rstrip("_")
    return f"{letters}_{tail}" if random.random() < 0.3 else f"{letters}{tail.zfill(2)}"[:HANDLE_LENGTH]


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def _followers(random: Random) -> int:
    """Most people have a few hundred followers, one in some hundreds is widely read."""
    return round(min(random.lognormvariate(5.3, 1.5), 400_000))


def _patience(random: Random, tone: Tone) -> int:
    """People expect an answer within the hour; the angry wait half as long as the warm."""
    middle = {Tone.ANGRY: 55, Tone.CURT: 75, Tone.CALM: 95, Tone.WARM: 110}[tone]
    return round(middle * random.uniform(0.5, 2.0) * MINUTE)
