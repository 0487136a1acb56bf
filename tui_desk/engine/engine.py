"""The engine's life: take the lease, learn who we are, run the loops, go away when nobody needs it.

    keep_lease ── lost: stop at once
    keep_time  ── bring back cases whose snooze has ended, have clocks follow the settings, forget what was erased
    account    ── who we are, retried until X answers
      ├── read mentions, messages, own posts; listen; complete threads; ask about people   (each at its own pace)
      └── send what is due, look up what is unknown                                 (woken by every commit)
    idle       ── no desk open and nothing in flight for a while: stop

A fault of X or of the way to it is noted as the source's health and tried again; it never ends a loop.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from tui_desk.desk.engine_commands import RecordAccount, RecordSourceHealth, WakeReturned
from tui_desk.desk.handlers.sending import ENGINE_ROLE
from tui_desk.desk.recorder import Recorder
from tui_desk.desk.store_port import Store, StoreError
from tui_desk.desk.x_port import RateLimitedError, XClient, XError
from tui_desk.domain.clocks import ClockRules
from tui_desk.domain.model import Account
from tui_desk.engine.faults import place_of
from tui_desk.engine.ingest import LISTENING, MENTIONS, MESSAGES, OWN_POSTS, PEOPLE, THREADS, Ingest
from tui_desk.engine.sender import Sender, SendingTimes

logger = logging.getLogger(__name__)

WAKING = "waking"

LEASE_MS = 10_000
"""How long a lease holds without renewal: a killed engine is replaced after this long."""
_RENEW_SECONDS = 3.0
_IDLE_CHECK_SECONDS = 2.0
_FIRST_PAUSE_SECONDS = 0.25
_FAULT_PAUSE_SECONDS = 5.0
_SHORTEST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 5.0
_HEALTH_EVERY_MS = 10_000
"""How often a source that goes on well is noted again: proof of life without a write per reading."""


class EngineBusyError(Exception):
    """Another process holds the engine's lease."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often each source is read, in seconds, and when the engine goes away, in milliseconds."""

    mentions: float
    messages: float
    own_posts: float
    listening: float
    threads: float
    people: float
    waking: float
    """How often it is looked whether a snooze has ended, or the settings of the clocks were edited."""
    idle_exit_ms: int | None
    """None: it stays."""


class Engine:
    """The one process that talks to X for one store."""

    def __init__(
        self,
        recorder: Recorder,
        store: Store,
        x: XClient,
        name: str,
        pace: Pace,
        times: SendingTimes,
        listening: Callable[[Account], tuple[str, ...]] | None = None,
        clocks: Callable[[], ClockRules | None] | None = None,
    ) -> None:
        """`name` tells this process from every other that may want the lease.

        `listening` gives what X is searched for, once it is known whose posts and mentions to leave out; None: nothing.
        `clocks` gives the rules of deadlines as they are now, or None while they cannot be told.
        """
        self._recorder = recorder
        self._store = store
        self._x = x
        self._name = name
        self._pace = pace
        self._times = times
        self._listening = listening
        self._clocks = clocks
        self._stop = asyncio.Event()
        self._rung = asyncio.Event()
        self._health: dict[str, tuple[str, int]] = {}

    def stop(self) -> None:
        """End the loops; `run` returns soon."""
        self._stop.set()

    async def run(self) -> None:
        """Run until stopped, idle or replaced. Raises EngineBusyError when another engine is at work."""
        if not await self._take_lease():
            raise EngineBusyError("another engine is at work on this database")
        try:
            await self._run_tasks()
        except BaseExceptionGroup as group:
            raise _first_of(group) from None
        finally:
            await self._store.release_lease(ENGINE_ROLE, self._name)

    async def _run_tasks(self) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run()) for run in (self._keep_lease, self._keep_time, self._work)]
            if self._pace.idle_exit_ms is not None:
                tasks.append(group.create_task(self._leave_when_idle(self._pace.idle_exit_ms)))
            await self._stop.wait()
            for task in tasks:
                task.cancel()

    async def _take_lease(self) -> bool:
        now = self._recorder.now()
        return await self._store.take_lease(ENGINE_ROLE, self._name, now, now + LEASE_MS)

    async def _keep_lease(self) -> None:
        held_until = self._recorder.now() + LEASE_MS
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            try:
                renewed = await self._take_lease()
            except StoreError as error:
                logger.warning("the lease could not be renewed: %s", error.title)
                renewed = self._recorder.now() < held_until
            else:
                held_until = self._recorder.now() + LEASE_MS
            if not renewed:
                logger.error("the lease was lost; stopping")
                self.stop()
                return

    async def _work(self) -> None:
        account = await self._learn_account()
        logger.info("at work for account %d", account.user_id)
        queries = self._listening(account) if self._listening is not None else ()
        ingest = Ingest(self._recorder, self._store.queries, self._x, account, queries)
        sender = Sender(self._recorder, self._store.queries, self._x, account, self._name, self._times)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear_changes())
            group.create_task(self._send(sender))
            if queries:
                listening = self._pace.listening
                group.create_task(self._repeat(LISTENING, listening, ingest.listen, calls=len(queries)))
            for source, seconds, read in (
                (MENTIONS, self._pace.mentions, ingest.read_mentions),
                (MESSAGES, self._pace.messages, ingest.read_messages),
                (OWN_POSTS, self._pace.own_posts, ingest.read_own_posts),
                (THREADS, self._pace.threads, ingest.complete_threads),
                (PEOPLE, self._pace.people, ingest.ask_about_people),
            ):
                group.create_task(self._repeat(source, seconds, read))

    async def _learn_account(self) -> Account:
        known: list[Account] = []

        async def ask() -> None:
            known.append(await self._x.account())

        pause = _FIRST_PAUSE_SECONDS
        while not await self._attempt("account", ask):
            await asyncio.sleep(pause)
            pause = min(_FAULT_PAUSE_SECONDS, pause * 2)
        await self._recorder.do(RecordAccount(known[0]))
        return known[0]

    async def _keep_time(self) -> None:
        """Do what time alone brings about, whether X answers or not."""
        await self._repeat(WAKING, self._pace.waking, self._look_at_the_time)

    async def _look_at_the_time(self) -> None:
        """Have all be as it should be by now; writes only what is not. What fails is tried again the next time.

        Every desk that begins after an edit of the settings reckons by the edited ones, so that the engine does, too.
        """
        if self._clocks is not None and (clocks := self._clocks()) is not None:
            self._recorder.follow(clocks)
        if await self._store.queries.has_returned(self._recorder.now()):
            await self._recorder.do(WakeReturned())
        await self._recorder.keep_clocks()
        await self._recorder.forget_erased()

    async def _repeat(
        self, source: str, seconds: float, read: Callable[[], Awaitable[None]], *, calls: int = 1
    ) -> None:
        """Read again and again. X's budget is counted in calls, of which one reading makes this many."""
        while True:
            went_well = await self._attempt(source, read)
            pause = self._x.pause_before(source, seconds / calls) * calls
            await asyncio.sleep(pause if went_well else max(pause, min(_FAULT_PAUSE_SECONDS, seconds * 4)))

    async def _attempt(self, source: str, work: Callable[[], Awaitable[None]]) -> bool:
        """Do a piece of work and note how it went. A boundary: a bug in one source must not stop the others."""
        problem, retry_at = "", None
        try:
            await work()
        except RateLimitedError as error:
            problem, retry_at = str(error), error.until
        except (XError, StoreError) as error:
            problem = str(error)
        except Exception as error:  # noqa: BLE001 - named boundary: a bug is logged by kind, without the text it met
            problem = f"internal fault ({type(error).__name__})"
            logger.error("%s: %s", source, place_of(error))  # noqa: TRY400 - a traceback could carry private text
        try:
            await self._note_health(source, problem, retry_at)
        except StoreError as error:
            logger.warning("%s: how it went could not be noted: %s", source, error.title)
        return not problem

    async def _note_health(self, source: str, problem: str, retry_at: int | None) -> None:
        now = self._recorder.now()
        last_problem, last_at = self._health.get(source, ("unheard", 0))
        if problem != last_problem or now - last_at >= _HEALTH_EVERY_MS:
            self._health[source] = (problem, now)
            await self._recorder.do(RecordSourceHealth(source, problem, retry_at))

    async def _send(self, sender: Sender) -> None:
        """Send what is due; sleep until something is, or until a commit says that there may be more."""
        while True:
            self._rung.clear()
            due: list[int | None] = []

            async def work(due: list[int | None] = due) -> None:
                due.append(await sender.work())

            await self._attempt("send", work)
            pause = _pause_until(due[0] if due else None, self._recorder.now())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), pause)

    async def _hear_changes(self) -> None:
        async def hear() -> None:
            async for batch in self._store.changes():
                if any(change.kind in ("outbox", "everything") for change in batch):
                    self._rung.set()

        while True:
            await self._attempt("changes", hear)

    async def _has_work(self) -> bool:
        try:
            return bool(await self._store.queries.outbox_in_flight())
        except StoreError:
            return True

    async def _leave_when_idle(self, idle_exit_ms: int) -> None:
        needed_at = self._recorder.now()
        while True:
            await asyncio.sleep(min(_IDLE_CHECK_SECONDS, idle_exit_ms / 4000))
            now = self._recorder.now()
            if self._store.desks_listening() or await self._has_work():
                needed_at = now
            elif now - needed_at >= idle_exit_ms:
                logger.info("no desk is open and nothing is on its way; leaving")
                self.stop()
                return


def _first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first single error of a group of groups: what ended the tasks."""
    first = group.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first


def _pause_until(due_at: int | None, now: int) -> float:
    """Seconds to the next look at the outbox: when something is due, but never long, whatever the clocks do."""
    wanted = _LONGEST_PAUSE_SECONDS if due_at is None else (due_at - now) / 1000
    return min(max(wanted, _SHORTEST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
