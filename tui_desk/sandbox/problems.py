"""How the simulated X says no: whole answers, and the problem objects that stand beside data."""

from collections.abc import Mapping, Sequence
from typing import Any

PROBLEM_BASE = "https://api.twitter.com/2/problems/"

Problem = dict[str, Any]

_WORDS = {"tweet": "Tweet", "user": "User"}


class RefusedError(Exception):
    """A request that gets an error for an answer, with status and body as X would send them."""

    def __init__(self, status: int, body: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(body.get("detail", body.get("title", str(status))))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def blank(status: int, title: str, detail: str | None = None) -> RefusedError:
    """The plain shape: type about:blank."""
    body = {"title": title, "detail": title if detail is None else detail, "type": "about:blank", "status": status}
    return RefusedError(status, body)


def invalid_request(*complaints: tuple[str, str, str]) -> RefusedError:
    """A 400 with one (parameter, value, message) for everything that is wrong; the shape mixes X's old and new."""
    body = {
        "errors": [{"parameters": {name: [value]}, "message": message} for name, value, message in complaints],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": PROBLEM_BASE + "invalid-request",
    }
    return RefusedError(400, body)


def unauthorized() -> RefusedError:
    """No token, an unknown one, or one that has expired: the answer does not say which."""
    return blank(401, "Unauthorized")


def forbidden(detail: str = "Forbidden") -> RefusedError:
    """A 403 whose only clue is the sentence in `detail`."""
    return blank(403, "Forbidden", detail)


def wrong_kind_of_token() -> RefusedError:
    """An app's own token used where a user's is needed."""
    body = {
        "title": "Unsupported Authentication",
        "detail": "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported"
        " authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
        "type": PROBLEM_BASE + "unsupported-authentication",
        "status": 403,
    }
    return RefusedError(403, body)


def credits_depleted() -> RefusedError:
    """The prepaid credits are used up."""
    body = {
        "title": "CreditsDepleted",
        "detail": "Your enrolled account does not have any credits to fulfill this request.",
        "type": PROBLEM_BASE + "credits",
    }
    return RefusedError(402, body)


def too_many_requests() -> RefusedError:
    """A 429 for a window or a day; only the headers tell which."""
    return blank(429, "Too Many Requests")


def usage_capped() -> RefusedError:
    """A 429 that lasts until the month is over, whatever the window's headers say."""
    body = {
        "account_id": 1,
        "product_name": "pay-per-use",
        "title": "UsageCapExceeded",
        "detail": "Usage cap exceeded: Monthly product cap",
        "type": PROBLEM_BASE + "usage-capped",
        "period": "Monthly",
        "scope": "Product",
    }
    return RefusedError(429, body)


def not_found(parameter: str, value: str, resource_type: str) -> Problem:
    """Beside data: no such thing, or it is gone."""
    return {
        "value": value,
        "detail": f"Could not find {resource_type} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": resource_type,
        "parameter": parameter,
        "resource_id": value,
        "type": PROBLEM_BASE + "resource-not-found",
    }


def not_authorized(parameter: str, value: str, resource_type: str, section: str = "data") -> Problem:
    """Beside data: it is there, but not for this account."""
    return {
        "resource_id": value,
        "parameter": parameter,
        "resource_type": resource_type,
        "section": section,
        "title": "Authorization Error",
        "value": value,
        "detail": f"Sorry, you are not authorized to see the {_WORDS[resource_type]} with {parameter}: [{value}].",
        "type": PROBLEM_BASE + "not-authorized-for-resource",
    }


def unavailable_part() -> Problem:
    """Beside data, or instead of it, under an answer that says 200."""
    return {
        "title": "Resource Unavailable Error",
        "detail": "The resource you requested is temporarily unavailable. Please try again later.",
        "resource_type": "tweet",
        "resource_id": "",
        "parameter": "id",
        "type": PROBLEM_BASE + "resource-unavailable",
    }


def one_of(name: str, value: str, allowed: Sequence[str]) -> tuple[str, str, str]:
    """The complaint about a value that is not in a list."""
    return name, value, f"The `{name}` query parameter value [{value}] is not one of [{','.join(allowed)}]"
