"""Reads the account's secrets for X. For the engine only: no other process has a use for them."""

import os
import stat
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.toml_file import LARGEST_FILE_BYTES, parse_toml

BEARER_FIELDS = ("bearer_token",)
OAUTH1_FIELDS = ("api_key", "api_key_secret", "access_token", "access_token_secret")


class CredentialsError(ConfigurationError):
    """The credentials cannot be used. Its words never repeat anything out of the file."""


class Secret:
    """A text that shows itself only when asked by name: crash reports and logs print the values they find."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for a request to X and nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class BearerCredentials:
    """An OAuth 2.0 user token, or an app-only token, which reads public posts and nothing more."""

    bearer_token: Secret


@dataclass(frozen=True, slots=True)
class OAuth1Credentials:
    """The four secrets of OAuth 1.0a, by the names X's developer console gives them. They do not expire."""

    api_key: Secret
    api_key_secret: Secret
    access_token: Secret
    access_token_secret: Secret


Credentials = BearerCredentials | OAuth1Credentials


def read_credentials(path: Path, environ: MutableMapping[str, str] = os.environ) -> Credentials | None:
    """The credentials from the environment if it has any, else from the file; None if there are none.

    TUI_DESK_BEARER_TOKEN, TUI_DESK_API_KEY and so on are removed from `environ`, so that no child process and no
    crash report gets them. Raises CredentialsError.
    """
    given = {name: environ.pop(f"TUI_DESK_{name.upper()}", "") for name in (*BEARER_FIELDS, *OAUTH1_FIELDS)}
    given = {name: value for name, value in given.items() if value}
    if given:
        return _credentials(given, "the environment")
    content = _read_private(path)
    if content is None:
        return None
    file = parse_toml(path, content)
    if isinstance(file, Problem):
        where = f"line {file.line}" if file.line else "the file"
        raise CredentialsError(f"{path.name} is not valid TOML", f"Correct {where} in {path}.")
    return _credentials(file.values, str(path))


def _credentials(values: Mapping[str, object], source: str) -> Credentials:
    names = set(values)
    if names not in ({*BEARER_FIELDS}, {*OAUTH1_FIELDS}):
        raise CredentialsError(
            f"The credentials in {source} are incomplete or mixed",
            f"Give either bearer_token, or {', '.join(OAUTH1_FIELDS[:-1])} and {OAUTH1_FIELDS[-1]}, and nothing else.",
        )
    secrets = {name: Secret(_header_safe(name, value, source)) for name, value in values.items()}
    return BearerCredentials(**secrets) if "bearer_token" in names else OAuth1Credentials(**secrets)


def _header_safe(name: str, value: object, source: str) -> str:
    """A secret travels in an HTTP header, where a line break would begin another one."""
    if isinstance(value, str) and value and all("!" <= character <= "~" for character in value):
        return value
    raise CredentialsError(
        f"{name} in {source} is no token", "Copy it again from X's developer console, in one piece and without spaces."
    )


def _read_private(path: Path) -> bytes | None:
    """The file's bytes if it is ours alone; None if there is no file. Raises CredentialsError."""
    try:
        # Looked at through the open file: between a look by name and the opening it could be exchanged.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CredentialsError(f"{path.name} cannot be read", f"{error.strerror}: {path}") from error
    try:
        _insist_private(path, os.fstat(descriptor))
        return os.read(descriptor, LARGEST_FILE_BYTES)
    finally:
        os.close(descriptor)


def _insist_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise CredentialsError(f"{path.name} is not a file", f"Put a file in its place: {path}")
    if found.st_uid != os.geteuid():
        raise CredentialsError(f"{path.name} belongs to another user", f"Make it yours, or remove it: {path}")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise CredentialsError(f"{path.name} is open to others", f"Close it: chmod 600 {path}")
