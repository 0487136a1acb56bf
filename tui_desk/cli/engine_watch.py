"""Sees to it that somebody is there to send what waits in the outbox."""

import asyncio
import time
from enum import StrEnum

from tui_desk.bootstrap.profile import Profile
from tui_desk.cli.background import Background
from tui_desk.cli.output import talk
from tui_desk.desk.desk import Desk

_PATIENCE_SECONDS = 10.0
"""An engine that was started shows itself in this time, or something wants mending."""
_PAUSE_SECONDS = 0.1


class EngineWatch(StrEnum):
    """Whether an engine is at work."""

    AT_WORK = "at_work"
    STARTED = "started"
    ABSENT = "absent"
    """None is, and none was to be started."""
    FAILED = "failed"
    """One was started, and does not show itself."""


async def see_to_engine(desk: Desk, profile: Profile, *, starts: bool) -> EngineWatch:
    """Start an engine as the desk does where none is at work, and say on standard error what was found."""
    if await _is_at_work(desk):
        return EngineWatch.AT_WORK
    if not starts:
        talk(["No engine is at work: it stays in the outbox until one is. `tui-desk` or `tui-desk engine` starts one."])
        return EngineWatch.ABSENT
    talk(["No engine is at work: one is being started."])
    Background(profile).keep(engine_alive=False)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if await _is_at_work(desk):
            return EngineWatch.STARTED
        await asyncio.sleep(_PAUSE_SECONDS)
    log = profile.paths.log_folder / "engine.log"
    talk([f"The engine does not show itself: {log} says why. What was written is safe in the outbox."])
    return EngineWatch.FAILED


async def _is_at_work(desk: Desk) -> bool:
    engine_until = (await desk.status()).engine_until
    return engine_until is not None and engine_until > desk.now()
