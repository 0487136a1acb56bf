"""A unit of work commits whole or leaves nothing: no row, no word of a change, no lock."""

import asyncio
from sqlite3 import IntegrityError, Row

import pytest
from store.conftest import OpenStore
from store.samples import ANNA, BEN, JO, NOON, US, a_post, open_case, write_note

from tui_desk.desk.views import Change
from tui_desk.domain.ids import CaseId
from tui_desk.store.connection import Parameters
from tui_desk.store.shielding import undisturbed
from tui_desk.store.sqlite import SqliteStore


class MistakeError(Exception):
    """Something went wrong in a handler."""


async def rows(store: SqliteStore) -> int:
    """How many rows there are in the tables that the tests write."""
    counted = await store._reader.value(
        "SELECT (SELECT count(*) FROM post) + (SELECT count(*) FROM support_case) + (SELECT count(*) FROM audit)"
        " + (SELECT count(*) FROM change) + (SELECT count(*) FROM person) + (SELECT count(*) FROM account)"
    )
    return int(counted)


async def test_an_exception_takes_everything_back(store: SqliteStore) -> None:
    async def fail() -> None:
        async with store.unit() as unit:
            await open_case(unit, a_post(100))
            await unit.audit(JO, "opened", 1, "")
            raise MistakeError

    changes = store.changes()
    with pytest.raises(MistakeError):
        await fail()
    assert await rows(store) == 0

    async with store.unit() as unit:
        unit.changed("status", 0)
    assert await anext(changes) == [Change(1, "status", 0)]


async def test_a_cancelled_unit_leaves_neither_rows_nor_locks(store: SqliteStore, open_another: OpenStore) -> None:
    wrote = asyncio.Event()

    async def write_forever() -> None:
        async with store.unit() as unit:
            await open_case(unit, a_post(100))
            wrote.set()
            while True:
                await unit.put_person(ANNA)

    async with open_another() as other:
        task = asyncio.create_task(write_forever())
        await wrote.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await rows(store) == 0
        async with asyncio.timeout(5):
            for one in (other, store):
                async with one.unit() as unit:
                    await unit.put_person(BEN)
        assert await rows(store) == 1


async def write_something(store: SqliteStore) -> None:
    """Six statements in all: begin, two reads and writes, two changes at once, commit."""
    async with store.unit() as unit:
        await unit.put_account(US)
        await unit.put_person(ANNA)
        unit.changed("status", 0)
        unit.changed("case", 1)


STATEMENTS = 6
AFTER_THE_END = STATEMENTS + 1


@pytest.mark.parametrize("doomed", range(1, AFTER_THE_END + 1))
async def test_a_unit_cancelled_at_any_statement_is_whole_or_nothing(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, doomed: int
) -> None:
    run, begun = store._writer.all, 0

    async def run_and_cancel(statement: str, parameters: Parameters = ()) -> list[Row]:
        nonlocal begun
        begun += 1
        if begun == doomed:
            asyncio.get_running_loop().call_soon(task.cancel)
        return await run(statement, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(store._writer, "all", run_and_cancel)
        task = asyncio.create_task(write_something(store))
        (outcome,) = await asyncio.gather(task, return_exceptions=True)

    assert begun == min(doomed + (doomed == STATEMENTS - 1), STATEMENTS)
    assert isinstance(outcome, asyncio.CancelledError) == (doomed != AFTER_THE_END)
    committed = doomed >= STATEMENTS - 1  # what is said to desks and the commit are one step that is seen through
    async with asyncio.timeout(5), store.unit() as unit:
        assert await unit.account() == (US if committed else None)
        assert await unit.person(ANNA.user_id) == (ANNA if committed else None)
    assert await rows(store) == (4 if committed else 0)


async def test_a_second_cancellation_does_not_leave_the_first_unfinished(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll_back, rolling_back, may_end = store._writer.roll_back, asyncio.Event(), asyncio.Event()

    async def roll_back_slowly() -> None:
        rolling_back.set()
        await may_end.wait()
        await roll_back()

    async def fail() -> None:
        async with store.unit() as unit:
            await unit.put_person(ANNA)
            raise MistakeError

    with monkeypatch.context() as patched:
        patched.setattr(store._writer, "roll_back", roll_back_slowly)
        task = asyncio.create_task(fail())
        await rolling_back.wait()
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=0.02)
        assert not done
        may_end.set()
        await asyncio.wait({task})
    assert not store._writer.in_transaction


async def test_a_unit_cancelled_while_it_waits_for_another_goes_away(store: SqliteStore) -> None:
    async with store.unit() as unit:
        waiting = asyncio.create_task(store.take_lease("engine", "a", NOON, NOON + 1))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await unit.put_person(ANNA)
    assert await store.take_lease("engine", "b", NOON, NOON + 1)


async def test_units_of_one_process_do_not_mix(store: SqliteStore) -> None:
    """Two tasks share the connection; one rolling back must not take the other's rows along."""
    began = asyncio.Event()

    async def fail() -> None:
        async with store.unit() as unit:
            await unit.put_person(ANNA)
            began.set()
            await asyncio.sleep(0)
            raise MistakeError

    async def succeed() -> None:
        await began.wait()
        async with store.unit() as unit:
            await unit.put_person(BEN)

    outcomes = await asyncio.gather(fail(), succeed(), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [MistakeError, type(None)]
    async with store.unit() as unit:
        assert await unit.person(ANNA.user_id) is None
        assert await unit.person(BEN.user_id) == BEN


async def test_a_reader_sees_only_what_is_committed(store: SqliteStore) -> None:
    async with store.unit() as unit:
        await unit.put_account(US)
        assert await store.queries.account() is None
    assert await store.queries.account() == US


async def test_reads_of_several_tasks_do_not_mix(store: SqliteStore) -> None:
    async with store.unit() as unit:
        case_id = await open_case(unit, a_post(100))
    threads = await asyncio.gather(*(store.queries.thread(case_id) for _ in range(5)))
    assert threads == [threads[0]] * 5


async def test_a_read_never_sees_the_past_of_another(store: SqliteStore) -> None:
    """Whoever is told of a commit must find it, although a longer read began before it."""
    async with store._reader.snapshot() as connection:
        assert await connection.one("SELECT * FROM account") is None
        async with store.unit() as unit:
            await unit.put_account(US)
        reading = asyncio.create_task(store.queries.account())
        await asyncio.wait({reading}, timeout=0.02)
        assert await connection.one("SELECT * FROM account") is None
    assert await reading == US


async def test_a_broken_reference_is_refused(store: SqliteStore) -> None:
    async def write_to_no_case() -> None:
        async with store.unit() as unit:
            await unit.put_person(ANNA)
            await write_note(unit, CaseId(77), "there is no such case", NOON)

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await write_to_no_case()
    assert await rows(store) == 0


async def test_work_that_must_be_seen_through_outlives_its_caller() -> None:
    may_end, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await may_end.wait()
        ended.set()

    task = asyncio.create_task(undisturbed(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
