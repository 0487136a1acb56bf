"""The only wiring: a profile's files and settings become a store, a desk on it, or a client for X."""

import os
import pwd
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tui_desk.config.credentials import BearerCredentials, Credentials, Secret, read_credentials
from tui_desk.config.paths import PRACTICE, Paths, paths_for, profiles_with_credentials
from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.read import load_settings
from tui_desk.config.settings import Settings, practice
from tui_desk.desk.desk import Desk
from tui_desk.desk.handlers.writing import WritingRules
from tui_desk.desk.lengths import Outgoing
from tui_desk.desk.store_port import Store
from tui_desk.desk.x_port import XClient
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import Channel
from tui_desk.domain.permission import Capabilities
from tui_desk.store.sqlite import open_store
from tui_desk.x.access import Access, SigningKeys, UserToken, Way
from tui_desk.x.length import weighted_length
from tui_desk.x.wire import Vocabulary

PRACTICE_TOKEN = "practice-token"  # noqa: S105 - opens the simulated X on this machine and nothing else
PRACTICE_SOCKET = "x.sock"
FIRST_SCENARIO = "ordinary-day"
"""What happens on the profile "practice"; on "practice-NAME" it is the scenario NAME, with a store of its own."""

Role = Literal["desk", "engine", "tool"]


class SetUpError(ConfigurationError):
    """The profile cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One account's (or the practice desk's) files and settings."""

    name: str
    paths: Paths
    settings: Settings
    problems: tuple[Problem, ...]

    @property
    def practice(self) -> bool:
        """Whether X is simulated."""
        return _is_practice(self.name)

    @property
    def scenario(self) -> str:
        """What happens on the practice desk."""
        return self.name.removeprefix(PRACTICE).removeprefix("-") or FIRST_SCENARIO

    @property
    def practice_socket(self) -> Path:
        """Where the simulated X listens."""
        return self.paths.socket(PRACTICE_SOCKET)


def now_ms() -> int:
    """UTC milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def choose_profile(wanted: str | None) -> Profile:
    """The profile asked for; else the one account that is set up; else the practice desk.

    Raises ConfigurationError where the choice is open or a folder cannot be used.
    """
    name = wanted or _only_account() or PRACTICE
    paths = paths_for(name)
    paths.create()
    loaded = load_settings(paths)
    settings = practice(loaded.settings) if _is_practice(name) else loaded.settings
    return Profile(name, paths, settings, loaded.problems)


@asynccontextmanager
async def open_desk(profile: Profile, role: Role = "desk") -> AsyncIterator[tuple[Desk, Store]]:
    """A desk on the profile's store. Raises StoreError where the store cannot be used."""
    async with open_store(profile.paths.database, profile.paths.runtime_folder, role, now_ms) as store:
        yield Desk(store, _writing_rules(profile.settings), agent_name(), now_ms, practice=profile.practice), store


@asynccontextmanager
async def open_x(profile: Profile) -> AsyncIterator[XClient]:
    """A client for X, or for the simulated X. For the engine only: it alone reads secrets and loads the X libraries.

    Raises ConfigurationError where the credentials are missing or unusable.
    """
    # The X libraries take longer to load than a desk takes to start, and no desk needs them.
    from tui_desk.x.client import open_client

    client = open_client(_access(_credentials(profile)), _way(profile))
    try:
        yield client
    finally:
        await client.close()


def _access(credentials: Credentials) -> Access:
    if isinstance(credentials, BearerCredentials):
        return UserToken(credentials.bearer_token.reveal())
    return SigningKeys(
        credentials.api_key.reveal(),
        credentials.api_key_secret.reveal(),
        credentials.access_token.reveal(),
        credentials.access_token_secret.reveal(),
    )


def _way(profile: Profile) -> Way:
    engine, account = profile.settings.engine, profile.settings.account
    return Way(
        base_url=account.base_url,
        socket=profile.practice_socket if profile.practice else None,
        connect_seconds=engine.connect_timeout_seconds,
        total_seconds=engine.request_timeout_seconds,
        body_limit=engine.body_limit_bytes,
        vocabulary=Vocabulary(account.vocabulary),
    )


def agent_name() -> AgentName:
    """Who sits at the desk: the login name of the real user, from the system and not from the environment."""
    try:
        return AgentName(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return AgentName(f"user-{os.getuid()}")


def _is_practice(name: str) -> bool:
    return name == PRACTICE or name.startswith(f"{PRACTICE}-")


def _only_account() -> str | None:
    accounts = profiles_with_credentials()
    if len(accounts) > 1:
        raise SetUpError("Several accounts are set up", f"Say which: --profile {' or --profile '.join(accounts)}.")
    return accounts[0] if accounts else None


def _credentials(profile: Profile) -> Credentials:
    if profile.practice:
        return BearerCredentials(Secret(PRACTICE_TOKEN))
    credentials = read_credentials(profile.paths.credentials_file)
    if credentials is None:
        raise SetUpError("No credentials", f"Put the account's keys into {profile.paths.credentials_file}.")
    return credentials


def _writing_rules(settings: Settings) -> WritingRules:
    capabilities = Capabilities(settings.account.may_reply_unsummoned, settings.account.post_length_limit)
    return WritingRules(
        outgoing=Outgoing(weighted_length, settings.desk.sign_off, capabilities),
        capabilities=capabilities,
        undo_ms={
            Channel.REPLY: int(settings.desk.undo_seconds_reply * 1000),
            Channel.MESSAGE: int(settings.desk.undo_seconds_message * 1000),
        },
    )
