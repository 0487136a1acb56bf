"""Answering from the command line: the channel is named, somebody agrees, and what happens next is said."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cli.conftest import HOUR, Happens, Story
from fake_x import US
from house import ANNA, BEN, JO, House
from processes_home import PATIENCE_SECONDS, PROFILE, Home, until

from benchmarks.terminal import Terminal
from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.desk import agent_name
from tui_desk.cli import engine_watch, main
from tui_desk.cli.command_words import command_of
from tui_desk.cli.exits import Exit
from tui_desk.config.paths import Paths, paths_for
from tui_desk.desk.commands import QueueReply, SaveDraft
from tui_desk.desk.engine_commands import RecordPosts
from tui_desk.desk.views import Thread, ThreadSend
from tui_desk.domain.decisions import Resolved, Solved
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import CaseState, Channel, FollowUp, OutboxItem, OutboxState, Purpose
from tui_desk.domain.refusals import (
    AlreadyClosed,
    MessagesClosed,
    NothingWritten,
    NotSummoned,
    Refusal,
    StillOwed,
    StillPending,
    ThreadMoved,
    TooLong,
    Unresolved,
)
from tui_desk.tui.present.words import refusal_words

ONE = CaseId(1)
ADVICE = command_of("practice", ONE, Path("absent"))
MINUTE = HOUR // 60


def reply(*words: str) -> int:
    """Answer in the first case of the practice desk, where nobody is to start an engine."""
    return main(["--profile", "practice", "reply", "1", *words, "--no-engine"])


@pytest.fixture
def thread(happens: Happens) -> Callable[[], Thread]:
    """Reads the first case as it is now."""

    def read() -> Thread:
        found: list[Thread] = []

        async def story(house: House) -> None:
            found.append(await house.thread(ONE))

        happens(story)
        return found[0]

    return read


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home for real processes; nothing that was started in it outlives the test."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TUI_DESK", "XDG_"))}
    settings = {"TUI_DESK_HOME": str(tmp_path), "TERM": "xterm-256color", "TUI_DESK_DESK__UNDO_SECONDS_REPLY": "2"}
    environment = inherited | settings
    opened = Home(environment, paths_for(PROFILE, environment))
    yield opened
    for command in ("engine", "sandbox"):
        opened.kill(command)


class Keyboard(io.StringIO):
    """A terminal on which this was typed."""

    def isatty(self) -> bool:
        return True


def interrupt() -> str:
    """Ctrl-C is pressed instead of an answer."""
    raise KeyboardInterrupt


def sends(thread: Thread) -> list[OutboxItem]:
    """What is on its way in a case."""
    return [item.item for item in thread.items if isinstance(item, ThreadSend)]


async def a_case(house: House) -> None:
    await house.new_case(text="Where is my parcel?")


async def a_case_of_ben(house: House) -> None:
    await house.new_case(BEN)


async def an_owed_word(house: House) -> None:
    """The customer wrote twice; the closing word belongs under the first post."""
    case_id, post = await house.new_case()
    house.clock.forward(MINUTE)
    await house.record(house.inbound(text="Hello?", conversation_id=post.conversation_id))
    await house.decide(case_id, Resolved(Solved.PHONE))


# What leaves, and where.


def test_a_public_reply_waits_in_the_outbox(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str], paths: Paths
) -> None:
    happens(a_case)
    paths.config_file.write_text('[desk]\nsign_off = "^KM"\n')
    asked_at = now_ms()
    assert reply("--public", "--yes", "On its way") == 0
    (send,) = sends(thread())
    assert (send.channel, send.purpose, send.agent) == (Channel.REPLY, Purpose.ANSWER, agent_name())
    assert (send.text, send.reply_to_post_id) == ("On its way ^KM", 101)
    assert asked_at + 10_000 <= send.not_before <= now_ms() + 10_000
    told = capsys.readouterr()
    assert told.out == ("Queued. @anna: queued, leaves in 10 s, `tui-desk --profile practice undo` takes it back.\n")
    assert told.err.startswith("No engine is at work: it stays in the outbox until one is.")


def test_a_message(happens: Happens, thread: Callable[[], Thread]) -> None:
    happens(a_case)
    assert reply("--message", "Your number, please", "--yes") == 0
    (send,) = sends(thread())
    assert (send.channel, send.text, send.reply_to_post_id) == (Channel.MESSAGE, "Your number, please", None)


def test_an_acknowledgement(happens: Happens, thread: Callable[[], Thread]) -> None:
    happens(a_case)
    assert reply("--public", "--ack", "We look into it", "--yes") == 0
    assert [send.purpose for send in sends(thread())] == [Purpose.ACKNOWLEDGEMENT]


def test_the_closing_word_goes_under_the_first_post(happens: Happens, thread: Callable[[], Thread]) -> None:
    happens(an_owed_word)
    assert reply("--follow-up", "All is well now", "--yes") == 0
    (send,) = sends(thread())
    assert (send.purpose, send.reply_to_post_id) == (Purpose.FOLLOW_UP, 101)
    assert thread().standing.follow_up is FollowUp.PROMISED


def test_a_text_that_solves_the_case(happens: Happens, thread: Callable[[], Thread]) -> None:
    happens(a_case)
    assert reply("--public", "It has arrived", "--resolve", "--yes") == 0
    assert thread().standing.state is CaseState.RESOLVED


def test_a_text_that_promises_something(happens: Happens, thread: Callable[[], Thread]) -> None:
    happens(a_case)
    assert reply("--public", "You hear from us in 3 hours", "--promise", "--yes") == 0
    until = thread().standing.promise_until
    assert until is not None
    assert abs(until - now_ms() - 3 * HOUR) < HOUR


def test_a_text_from_standard_input_is_cleaned_like_a_paste(
    happens: Happens, thread: Callable[[], Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_case)
    monkeypatch.setattr(sys, "stdin", io.StringIO("One\r\ntwo\x1b[0m\n\n"))
    assert reply("--public", "--yes", "-") == 0
    assert [send.text for send in sends(thread())] == ["One\ntwo␛[0m"]


def test_for_programs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_case)
    assert reply("--public", "On its way", "--yes", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["done"], document["case_ids"], document["state"]) == (True, [1], "queued")
    assert document["leaves_at_ms"] > now_ms()
    assert document["engine"] == "absent"


# The channel, and the yes.


@pytest.mark.parametrize(
    "words",
    [
        ("hello", "--yes"),
        ("hello", "--public", "--message", "--yes"),
        ("hello", "--public", "--follow-up", "--yes"),
        ("hello", "--public", "--ack", "--resolve", "--yes"),
        ("hello", "--follow-up", "--ack", "--yes"),
        ("hello", "--public", "--draft", "--yes"),
        ("--public", "--yes"),
    ],
)
def test_without_one_channel_and_one_text_nothing_leaves(
    happens: Happens, thread: Callable[[], Thread], words: tuple[str, ...]
) -> None:
    happens(a_case)
    try:
        code = reply(*words)
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == Exit.USAGE
    assert sends(thread()) == []


def test_without_a_yes_a_pipe_gets_the_review_and_nothing_leaves(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_case)
    monkeypatch.setattr(sys, "stdin", io.StringIO("You hear from us by tomorrow\n"))
    assert reply("--public", "-") == Exit.REFUSED
    told = capsys.readouterr()
    review, promise, under, text, refusal = told.err.splitlines()
    assert review.startswith("Public reply as @brand to @anna, 28/280, $0.")
    assert promise.startswith("says “by tomorrow”, `--promise` notes the promise until ")
    assert under == "Under their post: “Where is my parcel?”"
    assert text == "  You hear from us by tomorrow"
    assert refusal.startswith("tui-desk: Nobody can be asked here.")
    assert told.out == ""
    assert sends(thread()) == []


@pytest.mark.parametrize(("answer", "leaves"), [("y\n", 1), ("Yes\n", 1), ("\n", 0), ("n\n", 0), ("", 0)])
def test_on_a_terminal_somebody_is_asked(
    happens: Happens,
    thread: Callable[[], Thread],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    leaves: int,
) -> None:
    happens(a_case)
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))
    assert reply("--message", "Hello") == (Exit.OK if leaves else Exit.REFUSED)
    assert "Private message as @brand to @anna, 5/" in (told := capsys.readouterr()).err
    assert "Send it? y or n: " in told.err
    assert len(sends(thread())) == leaves


def test_what_was_typed_and_is_not_sent_is_kept_as_a_draft(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_case)
    monkeypatch.setattr(sys, "stdin", Keyboard("Long and thoughtful"))
    assert reply("--public", "-") == Exit.REFUSED
    assert "Your text is kept as a draft: --draft takes it." in capsys.readouterr().err
    (draft,) = thread().drafts
    assert (draft.channel, draft.text, draft.reply_to_post_id) == (Channel.REPLY, "Long and thoughtful", 101)
    assert reply("--public", "--draft", "--yes") == 0
    assert [send.text for send in sends(thread())] == ["Long and thoughtful"]
    assert thread().drafts == ()


@pytest.mark.parametrize("text", ["Hello", "-"])
def test_ctrl_c_sends_nothing(
    happens: Happens, thread: Callable[[], Thread], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    happens(a_case)
    keyboard = Keyboard()
    for reading in ("read", "readline"):
        monkeypatch.setattr(keyboard, reading, interrupt)
    monkeypatch.setattr(sys, "stdin", keyboard)
    assert reply("--public", text) == Exit.REFUSED
    assert (sends(thread()), thread().drafts) == ([], ())


def test_a_yes_beforehand_is_none_to_what_the_review_warns_of(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str]
) -> None:
    happens(a_case)
    leak = "Write to jo@example.com"
    assert reply("--public", leak, "--yes") == Exit.REFUSED
    assert capsys.readouterr().err == (
        "tui-desk: Look at it first. Everyone can read a mail address in it. "
        "With --despite-risks as well it leaves all the same.\n"
    )
    assert sends(thread()) == []
    assert reply("--message", leak, "--yes") == 0
    assert reply("--public", leak, "--yes", "--despite-risks") == 0
    assert {send.channel for send in sends(thread())} == {Channel.MESSAGE, Channel.REPLY}


def test_the_draft_of_another_channel_is_not_taken(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(house: House) -> None:
        case_id, _ = await house.new_case()
        await house.desk.do(SaveDraft(case_id, Channel.MESSAGE, "Your address is 5 High Street?"))

    happens(story)
    assert reply("--public", "--draft", "--yes") == Exit.REFUSED
    assert "There is no draft" in capsys.readouterr().err
    assert reply("--public", "We wrote to you", "--yes") == 0
    assert [draft.channel for draft in thread().drafts] == [Channel.MESSAGE]


# What is refused.


async def a_heard_case(house: House) -> None:
    post = house.inbound(ANNA, "ParcelFox lost my shoes", mentioned_ids=())
    await house.recorder.do(RecordPosts((post,), (ANNA,), heard=True))


async def a_closed_case(house: House) -> None:
    case_id, post = await house.new_case()
    ours = house.inbound(text="Done", conversation_id=post.conversation_id, reply_to_user_id=ANNA.user_id)
    await house.record(replace(ours, author_id=US.user_id))
    await house.decide(case_id, Resolved())


async def a_colleagues_reply(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(QueueReply(JO, case_id, post.post_id, "On it", await house.seen(case_id)))


@pytest.mark.parametrize(
    ("before", "words", "refusal"),
    [
        (a_heard_case, ("--public", "Sorry"), NotSummoned("anna", may_message=True)),
        (a_case_of_ben, ("--message", "Hello"), MessagesClosed("ben")),
        (a_case, ("--public", ""), NothingWritten()),
        (a_case, ("--public", "x" * 300), TooLong(300, 280)),
        (a_case, ("--public", "Dear {first_name}", "--despite-risks"), Unresolved(("{first_name}",))),
        (a_colleagues_reply, ("--public", "Me too"), StillPending(Channel.REPLY, OutboxState.QUEUED)),
        (an_owed_word, ("--message", "Bye", "--resolve"), StillOwed()),
        (a_closed_case, ("--message", "Bye", "--resolve"), AlreadyClosed()),
    ],
)
def test_a_refusal_has_the_words_of_the_screen_with_commands_for_keys(
    happens: Happens,
    thread: Callable[[], Thread],
    capsys: pytest.CaptureFixture[str],
    before: Story,
    words: tuple[str, ...],
    refusal: Refusal,
) -> None:
    happens(before)
    assert reply(*words, "--yes") == Exit.REFUSED
    why = refusal_words(refusal, ADVICE)
    assert capsys.readouterr().err == f"tui-desk: {why.title}. {why.sentence}\n"
    assert [send for send in sends(thread()) if send.agent == agent_name()] == []


def test_no_closing_word_can_be_sent(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_heard_case)
    assert reply("--follow-up", "All is well", "--yes") == Exit.REFUSED
    err = capsys.readouterr().err
    assert "`tui-desk --profile practice waive 1 -` waives the closing word with a reason." in err


def test_a_text_without_a_promise(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_case)
    assert reply("--public", "Hello", "--promise", "--yes") == Exit.REFUSED
    assert "No promise found" in capsys.readouterr().err


def test_an_answer_to_a_thread_that_moved(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str]
) -> None:
    happens(a_case)
    seen_until = thread().received_until

    async def they_write_again(house: House) -> None:
        house.clock.forward(HOUR)
        house.next_id += 100
        first = (await house.thread(ONE)).case.conversation_id
        await house.record(house.inbound(text="Found it!", conversation_id=first))

    happens(they_write_again)
    assert reply("--public", "It is lost", "--seen", str(seen_until), "--yes") == Exit.REFUSED
    assert refusal_words(ThreadMoved("anna"), ADVICE).sentence in capsys.readouterr().err
    assert sends(thread()) == []


# The engine.


@dataclass
class Starter:
    """Stands in for the background: notes what it was asked, and starts what the test says."""

    begins: Callable[[], None]
    asked: int = 0

    def keep(self, *, engine_alive: bool) -> None:
        assert not engine_alive
        self.asked += 1
        self.begins()


def send_with_engine() -> int:
    return main(["--profile", "practice", "reply", "1", "--public", "On its way", "--yes", "--json"])


def test_an_engine_at_work_is_left_alone(
    happens: Happens, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(house: House) -> None:
        await house.new_case()
        await house.store.take_lease("engine", "one", house.clock(), now_ms() + HOUR)

    happens(story)
    starter = Starter(begins=lambda: None)
    monkeypatch.setattr(engine_watch, "Background", lambda _: starter)
    assert send_with_engine() == 0
    assert (starter.asked, json.loads(capsys.readouterr().out)["engine"]) == (0, "at_work")


def test_an_engine_that_does_not_come_up_is_told(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_case)
    starter = Starter(begins=lambda: None)
    monkeypatch.setattr(engine_watch, "Background", lambda _: starter)
    monkeypatch.setattr(engine_watch, "_PATIENCE_SECONDS", 0.01)
    assert send_with_engine() == Exit.FAULT
    told = capsys.readouterr()
    assert starter.asked == 1
    assert "engine.log says why" in told.err
    assert json.loads(told.out)["engine"] == "failed"
    assert len(sends(thread())) == 1


@pytest.mark.process
def test_an_answer_typed_on_a_terminal_reaches_x_although_no_engine_was_at_work(home: Home) -> None:
    def waiting() -> list[dict[str, int]]:
        found: list[dict[str, int]] = json.loads(home.run("--profile", PROFILE, "list", "--json").stdout)["cases"]
        return found

    with home.open_desk() as desk:
        until(lambda: bool(waiting()), desk)
    for engine in home.processes("engine"):
        engine.terminate()
    until(lambda: not home.processes("engine"))
    case_id = str(waiting()[0]["case_id"])
    words = [sys.executable, "-m", "tui_desk", "--profile", PROFILE, "reply", case_id, "--public", "-"]
    with Terminal(words, (60, 24), home.environment) as terminal:
        terminal.wait_for("Ctrl-D", PATIENCE_SECONDS)
        terminal.press(b"Somebody looks\rinto it\r\x04")
        terminal.wait_for("Send it", PATIENCE_SECONDS)
        assert home.posts_saying("into it") == []
        terminal.press(b"y\r")
        terminal.wait_for("queued, leaves", PATIENCE_SECONDS)
        until(terminal.has_ended, terminal)
        assert terminal.exit_code == 0
    until(lambda: [post["written_text"] for post in home.posts_saying("into it")] == ["Somebody looks\ninto it"])
