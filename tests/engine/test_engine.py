"""The engine's life: one at a time, through faults and bugs, and away when nobody needs it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from engine_times import TIMES
from fake_x import Fate
from house import ANNA, BEN, JO, House, open_house

from tui_desk.desk.commands import Accepted, QueueReply
from tui_desk.desk.engine_commands import MarkGone, RecordPosts
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import QueueView
from tui_desk.desk.x_port import PostPage, UnreachableError
from tui_desk.domain.clocks import ClockRules, Targets
from tui_desk.domain.decisions import Snoozed
from tui_desk.domain.ids import PostId
from tui_desk.domain.model import Account, CaseState
from tui_desk.engine.engine import Engine, EngineBusyError, Pace
from tui_desk.engine.ingest import MENTIONS, MESSAGES
from tui_desk.store.sqlite import open_store

PACE = Pace(
    mentions=0.01,
    messages=0.01,
    own_posts=0.01,
    listening=0.01,
    threads=0.01,
    people=0.01,
    waking=0.01,
    idle_exit_ms=None,
)
PATIENCE_SECONDS = 10


def an_engine(house: House, name: str = "one", pace: Pace = PACE) -> Engine:
    return Engine(house.recorder, house.store, house.x, name, pace, TIMES)


@asynccontextmanager
async def running(engine: Engine) -> AsyncIterator[None]:
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        engine.stop()
        await asyncio.wait_for(task, PATIENCE_SECONDS)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something to hold; fails when it does not in time."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await holds():  # noqa: ASYNC110 - what is waited for is a state of the store, not an event
            await asyncio.sleep(0.005)


async def test_a_mention_becomes_a_case_and_an_answer_reaches_x(house: House) -> None:
    house.x.inbound = [house.inbound()]

    async def has_a_case() -> bool:
        return bool(await house.everything())

    async def is_answered() -> bool:
        return [row.state for row in await house.everything()] == [CaseState.WAITING]

    async with running(an_engine(house)):
        await until(has_a_case)
        (row,) = await house.everything()
        post_id = PostId(house.x.inbound[0].post_id)
        queued = await house.desk.do(QueueReply(JO, row.case_id, post_id, "Coming", house.clock()))
        assert isinstance(queued, Accepted)
        house.clock.forward(10_000)
        await house.desk.do(QueueReply(JO, row.case_id, post_id, "", house.clock()))
        async with house.store.unit() as unit:
            unit.changed("outbox", 0)
        await until(is_answered)
    assert [post.text for post in house.x.posted] == ["Coming ^JO"]


async def test_it_listens_for_what_its_account_is_called(house: House) -> None:
    asked: list[str] = []

    async def search(query: str, since: PostId | None, page: str | None) -> PostPage:
        del since, page
        asked.append(query)
        return PostPage((), (), (), None)

    house.x.search = search  # type: ignore[method-assign]
    engine = Engine(
        house.recorder,
        house.store,
        house.x,
        "one",
        PACE,
        TIMES,
        lambda us: (f"fox -@{us.handle}", f"van -@{us.handle}"),
    )

    async def listened_twice() -> bool:
        return len(asked) >= 4

    async with running(engine):
        await until(listened_twice)
    assert asked[:4] == ["fox -@brand", "van -@brand"] * 2


async def test_without_anything_to_listen_for_nothing_is_searched(house: House) -> None:
    async def read_much() -> bool:
        return len(house.x.calls) > 20

    async with running(an_engine(house)):
        await until(read_much)
    assert "search" not in house.x.calls


async def test_a_snoozed_case_returns_with_no_desk_open_and_x_out_of_reach(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, Snoozed(house.clock() + 60_000))
    house.x.account = out_of_reach  # type: ignore[method-assign]
    assert await house.lane(QueueView.SNOOZED) == [case_id]

    async def has_returned() -> bool:
        return await house.lane(QueueView.NOW) == [case_id]

    async with running(an_engine(house)):
        assert not await has_returned()
        house.clock.forward(60_000)
        await until(has_returned)


async def out_of_reach() -> Account:
    raise UnreachableError("no connection")


def rules(first_response_minutes: int) -> ClockRules:
    return ClockRules(replace(Targets(), first_response_public=first_response_minutes))


async def first_due_at(house: House) -> int | None:
    (row,) = await house.desk.queue(QueueView.NOW)
    return row.due_at


async def test_clocks_follow_an_edit_of_the_settings_while_the_engine_runs(house: House) -> None:
    await house.new_case()
    in_force = [rules(15)]
    engine = Engine(house.recorder, house.store, house.x, "one", PACE, TIMES, clocks=lambda: in_force[0])

    async def due_in(minutes: int) -> bool:
        return await first_due_at(house) == house.clock() + minutes * 60_000

    async with running(engine):
        await until(lambda: due_in(15))
        in_force[0] = rules(20)
        await until(lambda: due_in(20))
    await house.recorder.do(RecordPosts((house.inbound(BEN),), (BEN,)))
    assert {row.due_at for row in await house.desk.queue(QueueView.NOW)} == {house.clock() + 20 * 60_000}


async def test_clocks_that_could_not_be_kept_are_kept_at_the_next_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.new_case()
    house.x.account = out_of_reach  # type: ignore[method-assign]
    keep, tries = house.recorder.keep_clocks, 0

    async def busy_at_first() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StoreError("The database is busy", "Try again.")
        await keep()

    async def is_due_earlier() -> bool:
        return await first_due_at(house) == house.clock() + 15 * 60_000

    monkeypatch.setattr(house.recorder, "keep_clocks", busy_at_first)
    house.recorder.follow(rules(15))
    async with running(an_engine(house)):
        await until(is_due_earlier)


async def test_the_search_index_forgets_what_is_gone(house: House) -> None:
    _, post = await house.new_case()
    await house.recorder.do(MarkGone((post.post_id,)))
    assert await house.store.queries.holds_erased_words()

    async def has_forgotten() -> bool:
        return not await house.store.queries.holds_erased_words()

    async with running(an_engine(house)):
        await until(has_forgotten)


async def test_there_is_one_engine_for_a_store(house: House) -> None:
    async with running(an_engine(house, "one")):

        async def leads() -> bool:
            return (await house.desk.status()).engine_until is not None

        await until(leads)
        with pytest.raises(EngineBusyError):
            await an_engine(house, "two").run()
    await asyncio.wait_for(_run_briefly(an_engine(house, "two")), PATIENCE_SECONDS)


async def _run_briefly(engine: Engine) -> None:
    engine.stop()
    await engine.run()


async def test_a_fault_of_one_source_is_told_and_stops_no_other(house: House) -> None:
    async def fails(*_: object) -> object:
        raise RuntimeError("a bug that quotes private text")

    house.x.mentions = fails  # type: ignore[method-assign,assignment]

    async def told() -> bool:
        health = {source.source: source for source in (await house.desk.status()).sources}
        return (
            MENTIONS in health
            and health[MENTIONS].problem == "internal fault (RuntimeError)"
            and MESSAGES in health
            and not health[MESSAGES].problem
        )

    async with running(an_engine(house)):
        await until(told)


async def test_it_leaves_when_no_desk_is_open_and_nothing_is_on_its_way(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bells = tmp_path / "elsewhere"
        bells.mkdir(mode=0o700)
        async with open_store(tmp_path / "desk.db", bells, "engine", house.clock) as store:
            real = house.clock
            pace = replace(PACE, idle_exit_ms=100)
            engine = Engine(house.recorder, store, house.x, "one", pace, TIMES)
            task = asyncio.create_task(engine.run())

            async def leads() -> bool:
                return bool((await house.desk.status()).sources)

            await until(leads)
            real.forward(1_000)
            await asyncio.wait_for(task, PATIENCE_SECONDS)


async def test_it_stays_while_a_send_is_on_its_way(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        bells = tmp_path / "elsewhere"
        bells.mkdir(mode=0o700)
        case_id, post = await house.new_case(ANNA)
        await house.desk.do(QueueReply(JO, case_id, post.post_id, "Coming", house.clock()))
        house.x.fates = [Fate.WELL]
        async with open_store(tmp_path / "desk.db", bells, "engine", house.clock) as store:
            engine = Engine(house.recorder, store, house.x, "one", replace(PACE, idle_exit_ms=100), TIMES)
            task = asyncio.create_task(engine.run())
            house.clock.forward(5_000)

            async def read_something() -> bool:
                return len(house.x.calls) > 20

            await until(read_something)
            assert not task.done()
            house.clock.forward(10_000)
            async with house.store.unit() as unit:
                unit.changed("outbox", 0)

            async def sent() -> bool:
                return bool(house.x.posted)

            await until(sent)
            house.clock.forward(10_000)
            await asyncio.wait_for(task, PATIENCE_SECONDS)
