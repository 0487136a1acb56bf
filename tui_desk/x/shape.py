"""Single values of an answer, checked: strictly where the answer is worthless without, leniently where not.

Strict readers raise OddPayloadError. Lenient ones, called `…_or_…`, take a value of the wrong type for an absent one.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

LARGEST_ID = 2**63 - 1
_ID = re.compile("[0-9]{1,19}")
_TOKEN = re.compile("[!-~]{1,500}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OddPayloadError(ValueError):
    """An answer that is not of the shape that X documents; the message names the place, never the content."""


def object_of(value: Any, place: str) -> Json:
    """A JSON object. Strict."""
    if not isinstance(value, dict):
        raise OddPayloadError(f"{place}: not an object")
    return value


def list_of(value: Any, place: str) -> list[Any]:
    """A list; absent means empty. Strict."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise OddPayloadError(f"{place}: not a list")
    return value


def objects_of(value: Any, place: str) -> list[Json]:
    """A list of JSON objects; absent means empty. Strict."""
    return [object_of(each, place) for each in list_of(value, place)]


def text_of(value: Any, place: str) -> str:
    """A text. Strict."""
    if not isinstance(value, str):
        raise OddPayloadError(f"{place}: not a text")
    return value


def id_of(value: Any, place: str) -> int:
    """An id: one to nineteen digits that fit into 64 bits. Strict."""
    digits = str(value) if isinstance(value, int) else value
    if not isinstance(digits, str) or not _ID.fullmatch(digits) or int(digits) > LARGEST_ID:
        raise OddPayloadError(f"{place}: not an id")
    return int(digits)


def optional_id_of(value: Any, place: str) -> int | None:
    """An id, or None where it is absent. Strict."""
    return None if value is None else id_of(value, place)


def token_of(value: Any) -> str | None:
    """A token is handed back as it came, so it must fit into an address. Strict."""
    if value is None:
        return None
    token = text_of(value, "next page")
    if not _TOKEN.fullmatch(token):
        raise OddPayloadError("next page: not a token")
    return token


def time_of(value: Any) -> int | None:
    """UTC milliseconds of a time with or without fractions of a second; None for anything else. Lenient."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(milliseconds=1)


def text_or_empty(value: Any) -> str:
    """A text. Lenient."""
    return value if isinstance(value, str) else ""


def object_or_empty(value: Any) -> Json:
    """A JSON object. Lenient."""
    return value if isinstance(value, dict) else {}


def list_or_empty(value: Any) -> list[Any]:
    """A list. Lenient."""
    return value if isinstance(value, list) else []


def count_or_zero(value: Any) -> int:
    """A count of zero or more; X sometimes writes numbers as text. Lenient."""
    try:
        return id_of(value, "count")
    except OddPayloadError:
        return 0
