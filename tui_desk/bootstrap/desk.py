"""A desk on a profile's store."""

import os
import pwd
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.profile import Profile
from tui_desk.config.prices import prices_of
from tui_desk.config.settings import Settings
from tui_desk.config.targets import clock_rules
from tui_desk.desk.desk import Desk, DeskRules
from tui_desk.desk.handlers.writing import WritingRules
from tui_desk.desk.lengths import Outgoing
from tui_desk.desk.store_port import Store
from tui_desk.domain.ids import AgentName
from tui_desk.domain.model import Channel
from tui_desk.domain.permission import Capabilities
from tui_desk.store.sqlite import open_store
from tui_desk.x.length import weighted_length


@asynccontextmanager
async def open_desk(profile: Profile) -> AsyncIterator[tuple[Desk, Store]]:
    """A desk on the profile's store. Raises StoreError where the store, ConfigurationError where the hours fail."""
    async with open_store(profile.paths.database, profile.paths.runtime_folder, "desk", now_ms) as store:
        yield Desk(store, _rules(profile.settings), agent_name(), now_ms, practice=profile.practice), store


def agent_name() -> AgentName:
    """Who sits at the desk: the login name of the real user, from the system and not from the environment."""
    try:
        return AgentName(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:
        return AgentName(f"user-{os.getuid()}")


def _rules(settings: Settings) -> DeskRules:
    return DeskRules(_writing_rules(settings), clock_rules(settings), prices_of(settings.prices))


def _writing_rules(settings: Settings) -> WritingRules:
    capabilities = Capabilities(settings.account.may_reply_unsummoned, settings.account.post_length_limit)
    return WritingRules(
        outgoing=Outgoing(weighted_length, settings.desk.sign_off, capabilities),
        capabilities=capabilities,
        undo_ms={
            Channel.REPLY: int(settings.desk.undo_seconds_reply * 1000),
            Channel.MESSAGE: int(settings.desk.undo_seconds_message * 1000),
            Channel.REPOST: int(settings.desk.undo_seconds_reply * 1000),
        },
    )
