"""What the adapter needs to reach X: the credentials, and the way there."""

from dataclasses import dataclass, field
from pathlib import Path

from tui_desk.x.wire import Vocabulary

X_ADDRESS = "https://api.twitter.com"
"""Where tweepy sends requests, and what it signs them for."""


@dataclass(frozen=True, slots=True)
class UserToken:
    """An OAuth 2 access token of a user. Raises ValueError for what cannot stand in a header."""

    token: str = field(repr=False)

    def __post_init__(self) -> None:
        _check_header_text("token", self.token)


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The four values of OAuth 1.0a. Raises ValueError for what cannot stand in a header."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    access_token_secret: str = field(repr=False)

    def __post_init__(self) -> None:
        for name in ("consumer_key", "consumer_secret", "access_token", "access_token_secret"):
            _check_header_text(name, getattr(self, name))


Access = UserToken | SigningKeys
"""On whose behalf the account's posts and messages are read and written."""


@dataclass(frozen=True, slots=True)
class Way:
    """How requests travel. Raises ValueError for an address that is not one."""

    base_url: str = X_ADDRESS
    """Scheme and host. OAuth 1.0a always signs for api.twitter.com, so another host of X needs OAuth 2."""
    socket: Path | None = None
    """A Unix socket, such as the simulated X listens on; the address then only fills the Host header."""
    connect_seconds: float = 5.0
    total_seconds: float = 30.0
    """Deadline of one call, from its start to the last byte of the answer."""
    body_limit: int = 10 * 1024 * 1024
    """Bytes of an answer after decompression; a longer one is not read to its end."""
    vocabulary: Vocabulary = Vocabulary.TWEET
    """The words in which X is asked; answers are understood in both."""

    def __post_init__(self) -> None:
        scheme, _, host = self.base_url.partition("://")
        if scheme not in ("http", "https") or not host or "/" in host:
            raise ValueError(f"the address of X must look like {X_ADDRESS}, not {self.base_url}")


def _check_header_text(name: str, value: str) -> None:
    if not value or not all("!" <= char <= "~" for char in value):
        raise ValueError(f"the {name} is empty or holds a blank or a character that no credential has: copy it again")
