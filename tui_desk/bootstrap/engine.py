"""What the engine of a profile works with: a recorder on its store, and a client for its X, real or simulated.

No other process reads secrets.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.profile import Profile, SetUpError
from tui_desk.bootstrap.rules import listening_of
from tui_desk.config.credentials import BearerCredentials, Credentials, Secret, read_credentials
from tui_desk.config.targets import clock_rules
from tui_desk.desk.handlers.intake import IntakeRules
from tui_desk.desk.recorder import Recorder
from tui_desk.desk.store_port import Store
from tui_desk.desk.x_port import XClient
from tui_desk.store.sqlite import open_store
from tui_desk.x.access import Access, SigningKeys, UserToken, Way
from tui_desk.x.wire import Vocabulary

PRACTICE_TOKEN = "practice-token"  # noqa: S105 - opens the simulated X on this machine and nothing else


@asynccontextmanager
async def open_recorder(profile: Profile) -> AsyncIterator[tuple[Recorder, Store]]:
    """A recorder on the profile's store. Raises StoreError where the store cannot be used."""
    async with open_store(profile.paths.database, profile.paths.runtime_folder, "engine", now_ms) as store:
        loaded = listening_of(profile)
        rules = IntakeRules(loaded.listening, loaded.praise_rules)
        recorder = Recorder(store, clock_rules(profile.settings), rules, now_ms)
        yield recorder, store


@asynccontextmanager
async def open_x(profile: Profile) -> AsyncIterator[XClient]:
    """A client for X. Raises ConfigurationError where the credentials are missing or unusable."""
    # The X libraries take longer to load than a desk takes to start, and only an engine gets this far.
    from tui_desk.x.client import open_client

    client = open_client(_access(_credentials(profile)), _way(profile))
    try:
        yield client
    finally:
        await client.close()


def _credentials(profile: Profile) -> Credentials:
    if profile.practice:
        return BearerCredentials(Secret(PRACTICE_TOKEN))
    credentials = read_credentials(profile.paths.credentials_file)
    if credentials is None:
        raise SetUpError("No credentials", f"Put the account's keys into {profile.paths.credentials_file}.")
    return credentials


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
