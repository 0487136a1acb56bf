"""The customer's time of day: by the zone that was noted, else by the city in their profile, which is a guess."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from tui_desk.tui.present.ages import SECOND, clock

_CONTINENTS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
"""The folders of the zone database whose names are cities or islands, first where a name stands in several."""

_BETWEEN_PLACES = re.compile(r"[,;/|•·()]|\s-\s")
_CITY = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+){0,4}")
_SMALL_WORDS = frozenset({"au", "es", "of"})
"""Words that the zone database writes small inside a name: Dar_es_Salaam."""


@dataclass(frozen=True, slots=True)
class GuessedZone:
    """A zone that nobody noted."""

    name: str
    """Its IANA name."""
    place: str
    """The words of the profile that it was guessed from."""


def zone_named(name: str) -> tzinfo | None:
    """The zone with this IANA name; None where this machine knows none."""
    # Few looks at the desk need it, and its start does without.
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Not a zone, not a name that could be one, or a folder of zones.
        return None


@lru_cache(maxsize=64)
def guessed_zone(location: str) -> GuessedZone | None:
    """The zone of the first city in a profile's location that has one by its own name.

    Two cities of one name, or a joke, cannot be told from the words alone: whoever shows it says that it is a guess.
    """
    for place in _places(location):
        for name in _zone_names(place):
            if zone_named(name) is not None:
                return GuessedZone(name, place)
    return None


def hour_there(now: int, there: tzinfo, here: tzinfo | None) -> str:
    """The hour where the customer is, and how far that is from the agent's: 03:02 tomorrow, 7 h ahead of you."""
    moment = datetime.fromtimestamp(now / SECOND, UTC)
    theirs, ours = moment.astimezone(there), moment.astimezone(here)
    apart = (theirs.utcoffset() or timedelta()) - (ours.utcoffset() or timedelta())
    if not apart:
        return f"{clock(now, there)}, as with you"
    day = {1: " tomorrow", -1: " yesterday"}.get((theirs.date() - ours.date()).days, "")
    hours, minutes = divmod(int(abs(apart).total_seconds()) // 60, 60)
    length = " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number)
    return f"{clock(now, there)}{day}, {length} {'ahead of' if apart > timedelta() else 'behind'} you"


def _places(location: str) -> Iterator[str]:
    """What may be the name of a city: words between commas and the like, without whatever is not a letter around."""
    for part in _BETWEEN_PLACES.split(location):
        words = re.sub(r"[^\w '-]+", " ", part).strip()
        if _CITY.fullmatch(words):
            yield words


def _zone_names(place: str) -> Iterator[str]:
    """The names under which the zone database could have a city."""
    letters = unicodedata.normalize("NFKD", place.lower().replace("ł", "l").replace("ø", "o"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = [word if word in _SMALL_WORDS else word.capitalize() for word in re.split(r"[ -]", plain)]
    joiner = "-" if "-" in place else "_"
    for continent in _CONTINENTS:
        yield f"{continent}/{joiner.join(words)}"
