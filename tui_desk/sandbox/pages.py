"""Lists in pages, newest first: the bounds a request sets, the opaque tokens, and the meta member."""

import base64
import binascii
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from tui_desk.sandbox.platform import first_id_at
from tui_desk.sandbox.problems import invalid_request

Record = TypeVar("Record")

_TOKEN = struct.Struct(">?QI")
_ID_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which ids a request asks for: greater than `after_id` and smaller than `before_id`."""

    after_id: int = 0
    before_id: int = 10**_ID_DIGITS

    def hold(self, record_id: int) -> bool:
        """Whether an id lies between the bounds; ids are numbers, whatever their length as text."""
        return self.after_id < record_id < self.before_id


def bounds_from(query: Mapping[str, str]) -> Bounds:
    """Read since_id, until_id, start_time and end_time. Raises RefusedError (400)."""
    after = [number_from(query, "since_id")] if "since_id" in query else [0]
    before = [number_from(query, "until_id")] if "until_id" in query else [Bounds().before_id]
    if "start_time" in query:
        after.append(first_id_at(time_from(query, "start_time")) - 1)
    if "end_time" in query:
        before.append(first_id_at(time_from(query, "end_time")))
    return Bounds(max(after), min(before))


def number_from(query: Mapping[str, str], name: str) -> int:
    """An id given as a parameter. Raises RefusedError (400) when it is not 1 to 19 digits."""
    return id_from(name, query[name])


def id_from(name: str, value: str) -> int:
    """An id of X: 1 to 19 ASCII digits. Raises RefusedError (400)."""
    if not (value.isascii() and value.isdigit() and len(value) <= _ID_DIGITS):
        message = f"The `{name}` query parameter value [{value}] is not valid. It must match ^[0-9]{{1,19}}$"
        raise invalid_request((name, value, message))
    return int(value)


def time_from(query: Mapping[str, str], name: str) -> int:
    """A time parameter in UTC milliseconds. Raises RefusedError (400) for anything but RFC 3339 in UTC."""
    value = query[name]
    for pattern in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ"):
        try:
            moment = datetime.strptime(value, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        return int(moment.timestamp() * 1000)
    message = (
        f"The `{name}` query parameter value [{value}] is not a valid time: it must look like 2026-11-22T08:15:00Z"
    )
    raise invalid_request((name, value, message))


def size_from(query: Mapping[str, str], smallest: int, largest: int, default: int) -> int:
    """max_results. Raises RefusedError (400) outside the bounds."""
    value = query.get("max_results", str(default))
    if not (value.isascii() and value.isdigit() and smallest <= int(value) <= largest):
        message = f"The `max_results` query parameter value [{value}] is not between {smallest} and {largest}"
        raise invalid_request(("max_results", value, message))
    return int(value)


@dataclass(frozen=True, slots=True)
class Page(Generic[Record]):
    """One page of a list with its neighbours."""

    records: Sequence[Record]
    next_token: str | None
    previous_token: str | None

    def meta(self, ids: Sequence[int], with_edges: bool = True) -> dict[str, Any]:
        """The meta member; newest and oldest id are absent from an empty page and from lists of messages."""
        meta: dict[str, Any] = {"result_count": len(ids)}
        if ids and with_edges:
            meta |= {"newest_id": str(ids[0]), "oldest_id": str(ids[-1])}
        if self.next_token is not None:
            meta["next_token"] = self.next_token
        if self.previous_token is not None:
            meta["previous_token"] = self.previous_token
        return meta


class Pager:
    """Cuts one list into pages; a token holds the place by id, so that arrivals in between shift nothing."""

    def __init__(self, list_name: str, token: tuple[str, str] | None, size: int, shown: int) -> None:
        """`list_name` ties tokens to their list; `token` is (parameter, value).

        A page shows `shown` records, at most the `size` that was asked for. Raises RefusedError (400) for a token of
        another list or of nobody's.
        """
        self._list_name = list_name
        self._size = size
        self._shown = shown
        self._token = None if token is None else self._decoded(*token)

    def page(self, records: Iterable[Record], id_of: Callable[[Record], int]) -> Page[Record]:
        """The page of `records`, newest first, that the token points at."""
        if self._token is None:
            return self._older(records, id_of, None)
        is_forward, anchor = self._token
        if is_forward:
            return self._older((record for record in records if id_of(record) < anchor), id_of, anchor)
        return self._newer([record for record in records if id_of(record) >= anchor], id_of, anchor)

    def _older(self, records: Iterable[Record], id_of: Callable[[Record], int], anchor: int | None) -> Page[Record]:
        """The first of `records`, all of which have ids below `anchor`."""
        ahead = list(islice(records, self._shown + 1))
        shown = ahead[: self._shown]
        next_token = None
        if len(ahead) > self._shown:
            next_token = self._encoded(True, id_of(shown[-1]) if shown else id_of(ahead[0]) + 1)
        return Page(shown, next_token, None if anchor is None else self._encoded(False, anchor))

    def _newer(self, records: Sequence[Record], id_of: Callable[[Record], int], anchor: int) -> Page[Record]:
        """The last of `records`, all of which have ids from `anchor` up."""
        shown = records[-self._size :]
        has_newer = len(records) > self._size
        previous_token = self._encoded(False, id_of(shown[0]) + 1) if has_newer else None
        return Page(shown, self._encoded(True, anchor), previous_token)

    def _encoded(self, is_forward: bool, anchor: int) -> str:
        return base64.b32hexencode(_TOKEN.pack(is_forward, anchor, self._check)).decode().rstrip("=").lower()

    def _decoded(self, parameter: str, value: str) -> tuple[bool, int]:
        try:
            padded = value.upper() + "=" * (-len(value) % 8)
            is_forward, anchor, check = _TOKEN.unpack(base64.b32hexdecode(padded))
        except (binascii.Error, struct.error, ValueError):
            check, is_forward, anchor = None, False, 0
        if check != self._check:
            message = f"The `{parameter}` query parameter value [{value}] is not a valid token of this list"
            raise invalid_request((parameter, value, message))
        return bool(is_forward), int(anchor)

    @property
    def _check(self) -> int:
        return zlib.crc32(self._list_name.encode())


def refuse_unknown(query: Mapping[str, str], documented: Collection[str]) -> None:
    """Refuse parameters the endpoint does not have. Raises RefusedError (400)."""
    listed = ",".join(sorted(documented))
    unknown = [
        (name, value, f"The query parameter [{name}] is not one of [{listed}]")
        for name, value in query.items()
        if name not in documented
    ]
    if unknown:
        raise invalid_request(*unknown)


def list_from(query: Mapping[str, str], name: str, most: int = 100) -> list[str]:
    """A comma-separated parameter, each value once. Raises RefusedError (400) for none or too many."""
    values = list(dict.fromkeys(value for value in query.get(name, "").split(",") if value))
    if not 1 <= len(values) <= most:
        message = (
            f"The number of values in the `{name}` query parameter list [{len(values)}] is not between 1 and {most}"
        )
        raise invalid_request((name, query.get(name, ""), message))
    return values
