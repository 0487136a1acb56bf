"""The desk at work: the real store below, keys from the keymap above."""

import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, of, queue_of
from house import ANNA, BEN, UNDO_MS, House

from tui_desk.config.problems import Problem
from tui_desk.config.settings import DeskSettings, Settings
from tui_desk.desk.commands import Accepted, AddNote, Command, DecideSend, QueueMessage, QueueReply, SaveDraft, UndoLast
from tui_desk.desk.engine_commands import RecordPeople, RecordPosts, SettleSend, StartSend
from tui_desk.desk.views import QueueView
from tui_desk.domain.decisions import NoAnswerNeeded
from tui_desk.domain.ids import OutboxId
from tui_desk.domain.model import Channel
from tui_desk.domain.outbox_flow import OutboxEvent
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens import desk as desk_screen
from tui_desk.tui.screens import reading
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.one_line import OneLine

STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def selected(hand: Hand) -> str:
    """The handle under the cursor, as the screen shows it."""
    return next(row for row in hand.rows() if row.startswith("▌")).split("@")[1].split()[0]


async def leaves_the_outbox(house: House, outbox_id: OutboxId, event: OutboxEvent) -> None:
    """The engine calls X, with this outcome."""
    house.clock.forward(UNDO_MS)
    await house.store.take_lease("engine", "engine-1", house.clock(), house.clock() + 60_000)
    await house.recorder.do(StartSend(outbox_id, "engine-1"))
    await house.recorder.do(SettleSend(outbox_id=outbox_id, attempt=1, event=event, problem="X said no"))


# Reading.


async def test_an_empty_desk_teaches(house: House) -> None:
    async with at_the_desk(house.desk) as hand:
        await hand.sees("No cases yet")
        await hand.sees("the first one is on its way")
        assert hand.rows()[0].startswith(" PRACTICE DESK")


@SIZES
async def test_the_first_frame_has_the_queue_in_it(house: House, size: tuple[int, int]) -> None:
    await house.new_case(ANNA, "@brand My parcel is late")
    async with at_the_desk(house.desk, size) as hand:
        await hand.sees("[1 Now 1]")
        assert selected(hand) == "anna"
        assert ("My parcel is late" in hand.text()) is True
        assert ("✓ reply" in hand.text()) is (size == WIDE)


async def test_the_thread_follows_the_cursor(house: House) -> None:
    await house.new_case(ANNA, "first question")
    house.clock.forward(1_000)
    await house.new_case(BEN, "second question")
    async with at_the_desk(house.desk) as hand:
        assert "@anna  Anna" in hand.rows()[1]
        await hand.does("feed.next")
        assert selected(hand) == "ben"
        assert "@ben  Ben" in hand.rows()[1]
        await hand.does("feed.previous")
        assert "@anna  Anna" in hand.rows()[1]


async def test_the_ends_of_the_queue_are_one_key_away(house: House) -> None:
    await queue_of(house, 30)
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.last")
        assert selected(hand) == "customer29"
        await hand.does("feed.first")
        assert selected(hand) == "customer0"
        await hand.does("feed.page_down")
        first_page = selected(hand)
        await hand.does("feed.page_up")
        assert (first_page, selected(hand)) != ("customer0", first_page)


async def test_a_new_mention_appears_by_itself_and_the_cursor_stays(house: House) -> None:
    await queue_of(house, 3)
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.next")
        assert selected(hand) == "customer1"
        house.clock.forward(1_000)
        await house.new_case(ANNA, "a new one")
        await hand.sees("@anna")
        assert selected(hand) == "customer1"
        await hand.sees("1 Now 4")


async def test_what_is_marked_far_below_the_cursor_stays_marked_when_the_queue_is_read_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "QUEUE_PAGE", 3)
    await queue_of(house, 20)
    async with at_the_desk(house.desk) as hand:
        while selected(hand) != "customer19":
            await hand.does("feed.last")
        await hand.does("case.mark", "feed.first")
        house.clock.forward(1_000)
        await house.new_case(ANNA, "a new one")
        await hand.sees("1 Now 21")
        await hand.rests()
        assert [row.handle for row in hand.screen.feed.marked] == ["customer19"]


async def test_mentions_out_of_sight_are_counted(house: House) -> None:
    await queue_of(house, 30)
    async with at_the_desk(house.desk) as hand:
        house.clock.forward(60_000)
        await house.new_case(ANNA, "a new one")
        await hand.sees("↓ 1 new")
        await hand.does("feed.last")
        await hand.misses("↓ 1 new")


async def test_the_rest_of_a_long_queue_is_read_when_the_cursor_comes_near(house: House) -> None:
    await queue_of(house, 230)
    async with at_the_desk(house.desk) as hand:
        assert len(hand.screen.feed.window.rows) == 200
        await hand.does("feed.last")
        await hand.until(lambda: len(hand.screen.feed.window.rows) == 230)
        await hand.does("feed.last")
        assert selected(hand) == "customer229"


async def test_compact_cases_take_one_row(house: House) -> None:
    await queue_of(house, 3)
    settings = Settings(desk=DeskSettings(density="compact"))
    async with at_the_desk(house.desk, settings=settings) as hand:
        feed = [row[:50] for row in hand.rows()[2:5]]
        assert ["question" in row and "@customer" in row for row in feed] == [True, True, True]


async def test_a_narrow_screen_shows_one_pane_at_a_time(house: House) -> None:
    await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk, NARROW) as hand:
        await hand.sees("2 Mine")
        await hand.does("feed.open")
        await hand.misses("2 Mine")
        await hand.sees("✓ reply")
        await hand.does("thread.back")
        await hand.sees("2 Mine")
        await hand.misses("✓ reply")


async def test_a_thread_begins_at_its_newest_post_and_moves_by_post(house: House) -> None:
    _, first = await house.new_case(ANNA, "post 0")
    for number in range(1, 30):
        house.clock.forward(1_000)
        more = house.inbound(ANNA, f"post {number}", conversation_id=first.conversation_id)
        await house.record(more)
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.open")
        await hand.sees("post 29")
        await hand.misses("post 0 ")
        await hand.does("thread.top")
        await hand.sees("post 0 ")
        await hand.does("thread.bottom", "thread.previous_post", "thread.previous_post")
        chosen = [row for row in hand.rows() if "▌" in row[55:]]
        assert any("post 28" in row for row in chosen)
        await hand.does("thread.next_post", "thread.next_post")
        assert not any("▌" in row[55:] for row in hand.rows())


# Writing.


@SIZES
async def test_a_reply_goes_from_key_to_outbox(house: House, commands: list[Command], size: tuple[int, int]) -> None:
    case_id, post = await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("case.reply")
        await hand.sees("PUBLIC REPLY")
        await hand.types("On its way")
        await hand.sees("14/280")
        await hand.does("composer.send")
        await hand.sees("Public reply as @brand to @anna, 14/280")
        assert not of(QueueReply, commands)
        await hand.does("review.send")
        assert of(QueueReply, commands) == [
            QueueReply(house.desk.agent, case_id, post.post_id, "On its way", post.posted_at)
        ]
        await hand.misses("PUBLIC REPLY")
        assert hand.app.focused is hand.screen.feed
        await hand.sees("✓ reply" if size == WIDE else "↑ queued")
        if size == WIDE:
            await hand.sees("leaves in 10 s · z takes it back")


async def test_enter_begins_a_line_and_never_sends(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("one\ntwo")
        assert hand.screen.composer.text == "one\ntwo"
        await hand.does("composer.send")
        await hand.presses("enter")
        assert not of(QueueReply, commands)


async def test_keys_typed_ahead_go_where_they_belong(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.presses("r", "h", "i", "ctrl+s", "y")
        assert [command.text for command in of(QueueReply, commands)] == ["hi"]


async def test_a_private_message_and_a_note_take_their_own_ways(house: House, commands: list[Command]) -> None:
    case_id, post = await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.message")
        await hand.sees("PRIVATE MESSAGE")
        await hand.types("hi")
        await hand.does("composer.send", "review.send")
        await hand.does("case.note")
        await hand.sees("never leaves the desk")
        await hand.types("knows")
        await hand.does("composer.send", "review.send")
        agent = house.desk.agent
        assert of(QueueMessage, commands) == [QueueMessage(agent, case_id, "hi", post.posted_at)]
        assert of(AddNote, commands) == [AddNote(agent, case_id, "knows")]
        await hand.sees("note · jo")


async def test_going_back_from_the_review_goes_on_with_the_text(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("hi")
        await hand.does("composer.send", "review.edit")
        await hand.types("!")
        assert hand.screen.composer.text == "hi!"
        await hand.misses("Public reply as")


async def test_a_draft_is_kept_as_typed_and_is_there_again(house: House, commands: list[Command]) -> None:
    case_id, post = await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("half a sen")
        await hand.until(lambda: bool(of(SaveDraft, commands)))
        assert of(SaveDraft, commands)[-1] == SaveDraft(case_id, Channel.REPLY, "half a sen", post.post_id)
        await hand.types("tence")
        await hand.does("composer.close")
        assert of(SaveDraft, commands)[-1].text == "half a sentence"
        await hand.sees("✎ draft")
        await hand.does("case.reply")
        assert hand.screen.composer.text == "half a sentence"


async def test_each_channel_has_a_draft_of_its_own(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("in public")
        await hand.does("composer.close", "case.message")
        assert hand.screen.composer.text == ""
        await hand.types("in private")
        await hand.does("composer.close", "case.reply")
        assert hand.screen.composer.text == "in public"


async def test_what_was_typed_is_kept_however_the_desk_ends(house: House) -> None:
    case_id, _ = await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("not lost")
    found = await house.desk.thread(case_id)
    assert found is not None
    assert [draft.text for draft in found.drafts] == ["not lost"]


async def test_moving_to_another_case_puts_the_text_away(house: House) -> None:
    case_id, _ = await house.new_case(ANNA)
    house.clock.forward(1_000)
    await house.new_case(BEN)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("for anna")
        hand.screen.go_to_feed()
        await hand.rests()
        await hand.does("feed.next")
        await hand.misses("PUBLIC REPLY")
        found = await house.desk.thread(case_id)
        assert found is not None
        assert [draft.text for draft in found.drafts] == ["for anna"]


async def test_a_refusal_before_typing_says_what_is_possible(house: House) -> None:
    await house.new_case(BEN)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.message")
        await hand.sees("No private messages")
        await hand.sees("r replies in public")
        assert not hand.screen.composer.is_open


async def test_a_thread_that_moved_stops_the_send_once(house: House, commands: list[Command]) -> None:
    _, post = await house.new_case(ANNA, "My parcel is late")
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("hi")
        house.clock.forward(5_000)
        later = house.inbound(ANNA, "it came", conversation_id=post.conversation_id)
        await house.record(later)
        await hand.does("composer.send", "review.send")
        await hand.sees("The thread has moved")
        assert hand.screen.composer.text == "hi"
        await hand.sees("it came")
        await hand.does("composer.send", "review.send")
        sent = of(QueueReply, commands)
        assert [command.seen_until for command in sent] == [post.posted_at, later.posted_at]
        await hand.sees("leaves in 10 s")


async def test_a_text_that_is_too_long_stays_with_its_reason(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.pastes("x" * 300)
        await hand.sees("24 too long")
        await hand.does("composer.send", "review.send")
        await hand.sees("shorten it by 24")
        assert hand.screen.composer.is_open


async def test_a_sent_text_can_be_taken_back_into_the_composer(house: House, commands: list[Command]) -> None:
    await house.new_case(ANNA)
    house.clock.forward(1_000)
    await house.new_case(BEN)
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("too soon")
        await hand.does("composer.send", "review.send", "feed.next")
        assert selected(hand) == "ben"
        await hand.does("case.undo")
        assert of(UndoLast, commands)
        assert selected(hand) == "anna"
        assert hand.screen.composer.text.startswith("too soon")
        assert hand.screen.composer.is_open


async def test_nothing_to_undo_is_said(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.undo")
        await hand.sees("Nothing to undo")


async def test_the_undo_window_counts_down_in_its_own_line(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("hi")
        await hand.does("composer.send", "review.send")
        await hand.sees("leaves in 10 s")
        house.clock.forward(3_000)
        await hand.sees("leaves in 7 s")
        house.clock.forward(7_000)
        await hand.sees("leaves next")
        assert not hand.screen.pane.counts_down


async def test_a_held_send_is_decided_by_a_person(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("hi")
        await hand.does("composer.send", "review.send")
        await leaves_the_outbox(house, OutboxId(1), OutboxEvent.LOST_SIGHT)
        await hand.sees("unknown, checking X")
        await house.recorder.do(SettleSend(outbox_id=OutboxId(1), attempt=1, event=OutboxEvent.GIVEN_UP, problem=""))
        await hand.sees("held: you decide")
        await hand.does("case.decide")
        await hand.sees("Public reply on X?")
        await hand.does("decide.close")
        await hand.misses("Public reply on X?")
        await hand.does("case.decide", "decide.resend")
        assert [command.decision for command in of(DecideSend, commands)] == [OutboxEvent.RESENT]
        await hand.sees("↑ queued")


async def test_a_refused_send_comes_back_as_a_draft(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("hi")
        await hand.does("composer.send", "review.send")
        await leaves_the_outbox(house, OutboxId(1), OutboxEvent.REFUSED)
        await hand.sees("! refused · o takes it back")
        await hand.sees("X said no")
        await hand.does("case.decide", "decide.resend", "decide.done")
        await hand.sees("Public reply refused by X")
        await hand.does("decide.draft")
        assert [command.decision for command in of(DecideSend, commands)] == [OutboxEvent.TAKEN_BACK]
        assert hand.screen.composer.text.startswith("hi")


@SIZES
async def test_the_key_that_decides_leads_to_the_case_that_waits_for_it(house: House, size: tuple[int, int]) -> None:
    await house.new_case(ANNA)
    house.clock.forward(1_000)
    await house.new_case(BEN)
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("case.reply")
        await hand.types("hi")
        await hand.does("composer.send", "review.send")
        await leaves_the_outbox(house, OutboxId(1), OutboxEvent.REFUSED)
        await hand.sees("! refused")
        await hand.does("feed.next", "case.decide")
        assert selected(hand) == "anna"
        await hand.does("case.decide")
        await hand.sees("Public reply refused by X")


async def test_a_send_to_decide_on_is_found_in_another_lane(house: House) -> None:
    case_id, post = await house.new_case(ANNA)
    await house.decide(case_id, NoAnswerNeeded("a duplicate"))
    seen = await house.seen(case_id)
    answer = await house.desk.do(QueueReply(house.desk.agent, case_id, post.post_id, "Sorry", seen))
    assert isinstance(answer, Accepted)
    assert answer.outbox_id is not None
    await leaves_the_outbox(house, answer.outbox_id, OutboxEvent.REFUSED)
    house.clock.forward(1_000)
    await house.new_case(BEN)
    async with at_the_desk(house.desk) as hand:
        assert selected(hand) == "ben"
        await hand.sees("1 to look at")
        await hand.does("case.decide")
        await hand.until(lambda: selected(hand) == "anna")
        assert hand.screen.feed.view is QueueView.EVERYTHING


async def test_without_anything_to_decide_the_key_says_so(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.decide")
        await hand.sees("Nothing to decide")


# What comes from outside.

HOSTILE = "\x1b[31mred\x1b]52;c;eA==\x07 \u202eevil \x9b2J [bold]x[/bold] [/x] \x7f"


@SIZES
async def test_hostile_text_reaches_the_screen_only_cleaned(house: House, size: tuple[int, int]) -> None:
    person = replace(ANNA, handle=HOSTILE, name=HOSTILE, bio=HOSTILE, location=HOSTILE, verified=HOSTILE)
    post = house.inbound(person, HOSTILE, alt_texts=(HOSTILE,), lang=HOSTILE)
    await house.recorder.do(RecordPosts((post,), (person,)))
    await house.recorder.do(RecordPeople((person,)))
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("feed.open", "case.reply")
        await hand.pastes(HOSTILE)
        await hand.does("composer.send")
        await hand.sees("[/x]")
        await hand.sees("Public reply as")
        assert STEERING.search("".join(hand.rows())) is None
        await hand.does("review.send", "case.undo")
        await hand.sees("PUBLIC REPLY")
        assert STEERING.search("".join(hand.rows())) is None


async def test_pasted_text_is_cleaned_before_it_is_a_draft(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.pastes("a\x1b[2Jb\r\nc")
        await hand.does("composer.close")
        assert [command.text for command in of(SaveDraft, commands)] == ["a␛[2Jb\nc"]


# Whoever talks to X.


async def test_an_engine_is_started_if_nobody_holds_its_lease(house: House) -> None:
    told: list[bool] = []
    async with at_the_desk(house.desk, keep_engine=told.append) as hand:
        await hand.until(lambda: told == [False])
        await hand.sees("starting to listen to X")


async def test_an_engine_at_work_is_left_alone(house: House) -> None:
    told: list[bool] = []
    await house.store.take_lease("engine", "engine-1", house.clock(), house.clock() + 60_000)
    async with at_the_desk(house.desk, keep_engine=told.append) as hand:
        await hand.sees("● live")
        await hand.until(lambda: told == [True])


# What it costs.


def drawn_rows(pane: Feed | OneLine, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that a pane draws from here on."""
    rows: list[int] = []
    draw = type(pane).render_line

    def record(self: Feed | OneLine, y: int) -> object:
        if self is pane:
            rows.append(y)
        return draw(self, y)  # type: ignore[arg-type]  # the same class on both sides

    monkeypatch.setattr(type(pane), "render_line", record)
    return rows


async def test_a_cursor_move_draws_two_cards(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await queue_of(house, 10)
    async with at_the_desk(house.desk) as hand:
        await hand.sees("question 9")
        rows = drawn_rows(hand.screen.feed, monkeypatch)
        await hand.does("feed.next")
        await hand.until(lambda: bool(hand.text() and rows))
        assert sorted(set(rows)) == [1, 2, 3, 4]


async def test_a_desk_at_rest_draws_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await queue_of(house, 3)
    await house.store.take_lease("engine", "engine-1", house.clock(), house.clock() + 60_000)
    async with at_the_desk(house.desk) as hand:
        await hand.sees("● live")
        feed = drawn_rows(hand.screen.feed, monkeypatch)
        status = drawn_rows(hand.screen.query_one("#status", OneLine), monkeypatch)
        await house.store.take_lease("engine", "engine-1", house.clock(), house.clock() + 90_000)
        await hand.screen._beat()
        await hand.rests()
        hand.rows()
        assert (feed, status) == ([], [])
        await house.new_case(ANNA)
        await hand.sees("@anna")
        assert feed


# What is told in passing.


async def test_a_trouble_that_lasts_is_told_once(house: House) -> None:
    async with at_the_desk(house.desk) as hand:
        busy, full = Words("The store is busy", "Wait a moment."), Words("The disk is full", "Make room.")
        for words in (busy, busy, busy, full, full):
            hand.screen.tell(words, is_error=True)
        await hand.sees(full.title)
        assert [hand.text().count(words.title) for words in (busy, full)] == [1, 1]
        house.clock.forward(60_000)
        await hand.does("desk.next_pane")
        await hand.misses(busy.title)
        hand.screen.tell(full, is_error=True)
        await hand.sees(full.title)


async def test_a_refused_key_answers_each_time_and_with_one_notice(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        for _ in range(3):
            await hand.does("case.policy")
            await hand.sees("There is no policy")
            assert hand.text().count("There is no policy") == 1


async def test_mistakes_in_files_that_the_first_page_does_without_are_told_after_it(house: House) -> None:
    read: list[str] = []

    def late_problems() -> list[Problem]:
        read.append(threading.current_thread().name)
        return [Problem(Path("listening.toml"), 4, "A listening rule has no name", "Write name below [[rule]].")]

    async with at_the_desk(house.desk, shelf=Shelf(late_problems=late_problems)) as hand:
        await hand.sees("A listening rule has no name")
        await hand.sees("listening.toml")
        assert len(read) == 1
        assert read != [threading.main_thread().name]


async def test_the_customers_hour_comes_after_the_first_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_screen, "FIRST_CHORES", 3600.0)
    in_tokyo = replace(ANNA, location="Tokyo")
    await house.recorder.do(RecordPosts((house.inbound(in_tokyo, "My parcel is late"),), (in_tokyo,)))
    async with at_the_desk(house.desk) as hand:
        assert "with them" not in hand.text()
        hand.screen.call_later(hand.screen._settle)
        await hand.sees("perhaps 17:00 with them")


VIEWS = [f"case.view_{view}" for view in ("now", "mine", "owed", "waiting", "snoozed", "praise", "everything")]


@SIZES
async def test_every_empty_view_teaches_what_belongs_there(house: House, size: tuple[int, int]) -> None:
    async with at_the_desk(house.desk, size) as hand:
        lessons = []
        for action in VIEWS:
            await hand.does(action)
            feed = [row.split("│")[0].strip() for row in hand.rows()[2:-2]]
            lesson = " ".join(row for row in feed if row)
            assert lesson.endswith(".")
            assert "…" not in lesson
            lessons.append(lesson)
        assert len(set(lessons[1:-1])) == len(VIEWS) - 2
