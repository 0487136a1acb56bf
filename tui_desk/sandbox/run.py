"""Runs one practice world as a process: archive, platform, people and HTTP front, until told to stop or nobody asks."""

import asyncio
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from tui_desk.sandbox.archive import Archive
from tui_desk.sandbox.clock import WorldClock, wall_clock
from tui_desk.sandbox.faults import Fault, FaultKind, Faults
from tui_desk.sandbox.platform import Platform
from tui_desk.sandbox.scenario import ScenarioInvalidError, load_scenario
from tui_desk.sandbox.server import PRACTICE_TOKEN, serve
from tui_desk.sandbox.world import World

READY = "the simulated X is ready"
"""First words of the line on stderr that says requests will be answered."""

_TICK_SECONDS = 0.25
_LONGEST_STRIDE_SECONDS = 2.0
"""A machine that slept or stalled goes on where it was; its people do not all write at once."""


class AlreadyRunningError(RuntimeError):
    """Another simulated X holds the folder; the message says what to do."""


class FaultsThatNoticeRequests(Faults):
    """The faults, thrown once for every request, and so the place that knows when the last one came."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.asked_at = time.monotonic()
        """Monotonic seconds of the last request to X; looking at the control routes does not count."""

    def strike(self, endpoint: str) -> dict[FaultKind, Fault]:
        """Throw the dice for one request, and remember when."""
        self.asked_at = time.monotonic()
        return super().strike(endpoint)


async def run(
    folder: Path,
    scenario: str,
    socket_path: Path,
    speed: float | None = None,
    idle_exit_seconds: float | None = None,
) -> None:
    """Keep the world of `scenario` alive in `folder` and serve it on `socket_path`.

    `speed` is story seconds per real second, the scenario's own when None; X's limits renew as much faster. Ends at
    SIGTERM or SIGINT, or after `idle_exit_seconds` without a request. Raises ScenarioInvalidError, AlreadyRunningError,
    SocketUnusableError.
    """
    chosen = load_scenario(scenario)
    pace = chosen.speed if speed is None else speed
    if pace <= 0:
        raise ScenarioInvalidError(f"a story needs a speed above 0, not {pace:g}: give more, or leave it out")
    with _only_one_in(folder), closing(Archive(_private_file(folder / f"{chosen.name}.x.db"))) as archive:
        faults = FaultsThatNoticeRequests(chosen.seed)
        clock = WorldClock(wall_clock())
        world = World(chosen, Platform(archive, clock.now), archive, faults)
        tokens: Mapping[str, int] = {PRACTICE_TOKEN: world.brand.user_id}
        async with serve(socket_path, world.platform, clock, tokens, faults=faults, limit_pace=max(pace, 1.0)):
            _say(f"{READY}: {chosen.title}, @{chosen.brand.handle}, {pace:g} story seconds a second, on {socket_path}")
            reason = await _live(world, faults, pace, idle_exit_seconds)
        _say(f"the simulated X has stopped: {reason}")


async def _live(world: World, faults: FaultsThatNoticeRequests, pace: float, idle_exit_seconds: float | None) -> str:
    """Let story time pass until there is a reason to stop; the answer is the reason."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    ticked_at = time.monotonic()
    try:
        while not await _is_set_within(stopped, _TICK_SECONDS):
            now = time.monotonic()
            world.advance(round(min(now - ticked_at, _LONGEST_STRIDE_SECONDS) * pace * 1_000))
            ticked_at = now
            if idle_exit_seconds is not None and now - faults.asked_at > idle_exit_seconds:
                return f"nobody asked for {idle_exit_seconds:g} seconds"
        return "told to"
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


@contextmanager
def _only_one_in(folder: Path) -> Iterator[None]:
    """Hold the folder's lock file; the lock ends with the process, however that ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _private_file(folder / "simulator.lock")
    with path.open("r+") as lock:
        _take(lock, folder)
        yield


def _take(lock: IO[str], folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunningError(
            f"a simulated X already lives in {folder}: stop it or choose another folder"
        ) from None


def _private_file(path: Path) -> Path:
    """The path, with a file there that only its owner may read."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    return path


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - stderr is where this process talks
