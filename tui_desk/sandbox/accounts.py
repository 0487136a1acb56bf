"""Who a request comes from: the tokens the simulated X has given out, and when they end."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from tui_desk.sandbox.problems import unauthorized

_OAUTH1_TOKEN = re.compile(r'oauth_token="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Account:
    """What a token stands for."""

    user_id: int | None
    """None for an app's own token, which stands for no user."""
    expires_at: int | None = None
    """World time in UTC milliseconds; None for a token that stays valid."""


class Accounts:
    """The tokens in use. Signatures are not checked: the socket file is the lock."""

    def __init__(self, now: Callable[[], int], user_ids_by_token: Mapping[str, int]) -> None:
        """`now` is world time, by which tokens expire."""
        self._now = now
        self._accounts = {token: Account(user_id) for token, user_id in user_ids_by_token.items()}

    def give(self, token: str, user_id: int | None, expires_at: int | None = None) -> None:
        """Accept `token` for a user, or for the app itself when there is none."""
        self._accounts[token] = Account(user_id, expires_at)

    def expire(self, token: str) -> None:
        """Let a token end now. Raises KeyError for one that was never given."""
        self._accounts[token] = replace(self._accounts[token], expires_at=self._now())

    def identify(self, authorization: str) -> Account:
        """The account behind an Authorization header, OAuth 2 or OAuth 1.0a. Raises RefusedError (401)."""
        account = self._accounts.get(_token_in(authorization))
        if account is None or (account.expires_at is not None and account.expires_at <= self._now()):
            raise unauthorized()
        return account


def _token_in(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    found = _OAUTH1_TOKEN.search(rest) if scheme.lower() == "oauth" else None
    return found[1] if found else ""
