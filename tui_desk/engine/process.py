"""The engine as a process: wire it for a profile, run it until it is stopped or idle, say in the log what happened."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from functools import partial

from tui_desk.bootstrap.engine import open_recorder, open_x
from tui_desk.bootstrap.profile import Profile
from tui_desk.bootstrap.rules import listening_of
from tui_desk.config.hours import ZoneError
from tui_desk.config.problems import ConfigurationError
from tui_desk.config.read import load_settings
from tui_desk.config.settings import EngineSettings, ListeningSettings, practice
from tui_desk.config.targets import clock_rules
from tui_desk.desk.engine_commands import RecordSourceHealth
from tui_desk.domain.clocks import ClockRules
from tui_desk.domain.listening import search_queries
from tui_desk.domain.model import Account
from tui_desk.engine.engine import Engine, Pace
from tui_desk.engine.sender import SendingTimes

_THREADS_SECONDS = 1.0
_PEOPLE_SECONDS = 5.0
_WAKING_SECONDS = 10.0
_LOOK_AGAIN_MS = 15_000
_RETRY_MS = 10_000


async def run_engine(profile: Profile, *, stay: bool) -> None:
    """Run the profile's engine. Raises EngineBusyError, StoreError, ConfigurationError."""
    settings = profile.settings.engine
    async with open_recorder(profile) as (recorder, store):
        try:
            async with open_x(profile) as x:
                name = f"{socket.gethostname()}:{os.getpid()}"
                pace = _pace(settings, profile.settings.listening, stay=stay)
                clocks = partial(clocks_now, profile)
                engine = Engine(recorder, store, x, name, pace, _times(settings), _searches(profile), clocks)
                loop = asyncio.get_running_loop()
                for stop_signal in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    loop.add_signal_handler(stop_signal, engine.stop)
                await engine.run()
        except ConfigurationError as error:
            # Nobody sees the standard error of a background process; every desk sees this.
            await recorder.do(RecordSourceHealth("account", str(error)))
            raise


def clocks_now(profile: Profile) -> ClockRules | None:
    """The rules of deadlines by the settings as they are now; None while something is wrong with those.

    Then somebody may be in the midst of editing them, and the defaults that stand in are not what is meant.
    """
    loaded = load_settings(profile.paths)
    if loaded.problems:
        return None
    try:
        return clock_rules(practice(loaded.settings) if profile.practice else loaded.settings)
    except ZoneError:
        return None


def _searches(profile: Profile) -> Callable[[Account], tuple[str, ...]]:
    """What X is searched for, once it is known which account's own posts to leave out."""
    listening, limit = listening_of(profile).listening, profile.settings.listening.query_limit
    return lambda account: search_queries(listening, account.handle, limit)


def _pace(settings: EngineSettings, listening: ListeningSettings, *, stay: bool) -> Pace:
    return Pace(
        mentions=settings.mentions_interval_seconds,
        messages=settings.messages_interval_seconds,
        own_posts=settings.own_posts_interval_seconds,
        listening=listening.interval_seconds,
        threads=_THREADS_SECONDS,
        people=_PEOPLE_SECONDS,
        waking=_WAKING_SECONDS,
        idle_exit_ms=None if stay else int(settings.idle_exit_minutes * 60_000),
    )


def _times(settings: EngineSettings) -> SendingTimes:
    settle_ms = int(settings.settle_seconds * 1000)
    return SendingTimes(
        request_timeout_ms=int(settings.request_timeout_seconds * 1000),
        settle_ms=settle_ms,
        first_look_ms=settle_ms // 4,
        look_again_ms=min(_LOOK_AGAIN_MS, settle_ms),
        retry_ms=_RETRY_MS,
        most_unknown_ms=int(settings.max_unknown_minutes * 60_000),
    )
