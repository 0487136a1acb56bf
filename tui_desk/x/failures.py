"""What went wrong, as one of the few errors that the rest of the program knows.

An answer is judged by the first of these that has an opinion: the problem's type, its code in X's older shape, a mark
in its sentence, the HTTP status. X's types: docs.x.com/x-api/fundamentals/response-codes-and-errors. Its sentences have
changed twice in 2026, so a refusal that is not recognised keeps X's words and is a refusal all the same.

Where nobody can say whether a write arrived, it is OutcomeUnknownError; a read that failed is UnreachableError.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import aiohttp

from tui_desk.desk.x_port import (
    NotSignedInError,
    OutcomeUnknownError,
    OutOfCreditError,
    RateLimitedError,
    RefusedError,
    UnreachableError,
    XError,
)
from tui_desk.domain.clean import clean_line
from tui_desk.x.pace import retry_at
from tui_desk.x.wire import WireProblem, problems_in

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_TITLE_LIMIT = 100
_DETAIL_LIMIT = 400


class _Verdict(Enum):
    """What a failed answer means."""

    SIGN_IN = auto()
    NO_CREDIT = auto()
    LIMITED = auto()
    DUPLICATE = auto()
    GONE = auto()
    REFUSED = auto()
    TROUBLE = auto()


_BY_KIND = {
    "usage-capped": _Verdict.NO_CREDIT,
    "credits": _Verdict.NO_CREDIT,
    "unsupported-authentication": _Verdict.SIGN_IN,
    "client-forbidden": _Verdict.SIGN_IN,
    "resource-not-found": _Verdict.GONE,
    "not-authorized-for-resource": _Verdict.GONE,
    "disallowed-resource": _Verdict.GONE,
    "resource-unavailable": _Verdict.TROUBLE,
    "internal-error": _Verdict.TROUBLE,
}

_BY_CODE = {
    32: _Verdict.SIGN_IN,  # could not authenticate you
    89: _Verdict.SIGN_IN,  # invalid or expired token
    88: _Verdict.LIMITED,
    144: _Verdict.GONE,  # no post with that id
    385: _Verdict.GONE,  # answers a post that is deleted or not visible
    187: _Verdict.DUPLICATE,
    327: _Verdict.DUPLICATE,  # already reposted
}

_BY_SENTENCE = {
    403: (
        ("duplicate content", _Verdict.DUPLICATE),
        ("already retweeted", _Verdict.DUPLICATE),
        ("already reposted", _Verdict.DUPLICATE),
        ("deleted or not visible", _Verdict.GONE),
    ),
    429: (("usage cap exceeded", _Verdict.NO_CREDIT),),
}
"""Marks in the detail, in small letters, by status."""

_BY_STATUS = {
    401: _Verdict.SIGN_IN,
    402: _Verdict.NO_CREDIT,
    404: _Verdict.GONE,
    408: _Verdict.TROUBLE,
    410: _Verdict.GONE,
    429: _Verdict.LIMITED,
}

_CLEAR_WITHOUT_WORDS = frozenset({401, 402, 403, 429})
"""Statuses that mean what they say even over an error page of somebody on the way."""


def error_of_answer(status: int, headers: Mapping[str, str], body: Any, *, is_write: bool, now: int) -> XError:
    """The error behind an answer whose status is not a success; `body` is None where it was no JSON."""
    problems = problems_in(body)
    verdict = _verdict(status, problems) if 400 <= status < 500 else _Verdict.TROUBLE
    title, detail = _words(status, problems)
    if verdict is _Verdict.LIMITED:
        return RateLimitedError(
            f"X asks to wait ({detail or title}); the call is tried again by itself", retry_at(headers, now)
        )
    if verdict is _Verdict.TROUBLE:
        return trouble(f"X answered with status {status} ({detail or title})", is_write=is_write)
    return _final(verdict, title, detail)


def error_of_problem(problem: WireProblem) -> XError:
    """The error behind a read that X answered with a success and a problem in place of the data."""
    verdict = _BY_KIND.get(problem.kind, _Verdict.TROUBLE)
    title, detail = _words(HTTPStatus.OK, (problem,))
    if verdict is _Verdict.TROUBLE:
        return trouble(f"X could not answer ({detail or title})", is_write=False)
    return _final(verdict, title, detail)


def error_of_network(error: Exception, *, is_write: bool) -> XError:
    """The error behind a connection that was not made, was cut or took too long."""
    never_connected = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    if never_connected:
        return UnreachableError(f"X cannot be reached ({type(error).__name__}); check the connection")
    return trouble(f"the connection to X broke ({type(error).__name__})", is_write=is_write)


def trouble(what: str, *, is_write: bool) -> XError:
    """Something went wrong after the request left: a write may have arrived, a read has failed."""
    return OutcomeUnknownError(what) if is_write else UnreachableError(what)


def names_gone(problem: WireProblem) -> bool:
    """Whether a problem says that what it names is deleted or out of sight, rather than late."""
    return _BY_KIND.get(problem.kind) is _Verdict.GONE


def _verdict(status: int, problems: Sequence[WireProblem]) -> _Verdict:
    for problem in problems:
        if problem.kind in _BY_KIND:
            return _BY_KIND[problem.kind]
        if problem.code in _BY_CODE:
            return _BY_CODE[problem.code]
        for mark, verdict in _BY_SENTENCE.get(status, ()):
            if mark in problem.detail.lower():
                return verdict
    if not problems and status not in _CLEAR_WITHOUT_WORDS:
        return _Verdict.TROUBLE
    return _BY_STATUS.get(status, _Verdict.REFUSED)


def _words(status: int, problems: Sequence[WireProblem]) -> tuple[str, str]:
    """Title and detail in X's words, cleaned; what X leaves out is filled from the status."""
    phrase = _PHRASES.get(status, f"Status {status}")
    title = next((problem.title for problem in problems if problem.title), phrase)
    detail = next((problem.detail for problem in reversed(problems) if problem.detail), "")
    return clean_line(title, _TITLE_LIMIT), clean_line(detail, _DETAIL_LIMIT)


def _final(verdict: _Verdict, title: str, detail: str) -> XError:
    words = detail or title
    if verdict is _Verdict.SIGN_IN:
        return NotSignedInError(f"X does not accept the credentials ({words}); sign in again")
    if verdict is _Verdict.NO_CREDIT:
        return OutOfCreditError(
            f"the account's allowance at X is used up ({words}); top it up in X's developer console"
        )
    return RefusedError(title, detail, duplicate=verdict is _Verdict.DUPLICATE, gone=verdict is _Verdict.GONE)
