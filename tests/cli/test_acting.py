"""Deciding, noting and undoing from the command line: the same commands and the same refusals as on the screen."""

import io
import json
import shlex
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from cli.conftest import HOUR, Happens, Story
from house import JO, House

from tui_desk import cli
from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.desk import agent_name
from tui_desk.cli import command_words
from tui_desk.cli.command_words import command_of
from tui_desk.cli.exits import Exit
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.config.paths import Paths
from tui_desk.config.read_keymap import load_keymap
from tui_desk.config.resources import shipped_keymap
from tui_desk.desk.commands import QueueReply, QueueRepost, SaveDraft
from tui_desk.desk.views import Thread, ThreadDecision, ThreadNote
from tui_desk.domain.decisions import (
    Assigned,
    Decided,
    Decision,
    FollowUpWaived,
    Labelled,
    NoAnswerNeeded,
    Reopened,
    Resolved,
    Snoozed,
    Solved,
    Unlabelled,
    Woken,
)
from tui_desk.domain.due_words import tomorrow
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel
from tui_desk.domain.refusals import (
    AlreadyClosed,
    AlreadyOpen,
    NothingAnswered,
    NothingOwed,
    NothingToUndo,
    NothingWritten,
    ReasonMissing,
    Refusal,
    StillOwed,
    ThreadMoved,
    TimePassed,
)
from tui_desk.tui.present.words import refusal_words

ONE = CaseId(1)
ADVICE = command_of("practice", ONE, Path("absent"))


def tui_desk(*words: str) -> int:
    """Run a command on the practice desk."""
    return cli.main(["--profile", "practice", *words])


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


def decided(thread: Thread) -> list[Decided]:
    """What was decided about a case, by our own login name."""
    found = [item.decided for item in thread.items if isinstance(item, ThreadDecision)]
    return [each for each in found if each.agent == agent_name()]


async def a_case(house: House) -> None:
    await house.new_case()


async def an_owed_word(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, Resolved(Solved.MAIL))


async def a_closed_case(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, NoAnswerNeeded("not for us"))


async def a_snoozed_case(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.decide(case_id, Snoozed(None))


# What is done.


@pytest.mark.parametrize(
    ("before", "words", "decision"),
    [
        (a_case, ("resolve", "1", "--phone"), Resolved(Solved.PHONE)),
        (a_case, ("resolve", "#1", "--mail"), Resolved(Solved.MAIL)),
        (a_case, ("no-answer", "1", "praise for somebody else"), NoAnswerNeeded("praise for somebody else")),
        (an_owed_word, ("waive", "1", "asked us not to"), FollowUpWaived("asked us not to")),
        (a_closed_case, ("reopen", "1"), Reopened()),
        (a_case, ("label", "1", "  Late  Parcel "), Labelled("late parcel")),
        (a_case, ("label", "1", "refund", "--off"), Unlabelled("refund")),
        (a_case, ("take", "1"), Assigned(agent_name())),
        (a_case, ("take", "--back", "1"), Assigned(None)),
        (a_case, ("snooze", "1", "--until-reply"), Snoozed(None)),
        (a_snoozed_case, ("snooze", "1", "--wake"), Woken()),
        (a_case, ("snooze", "1", "tomorrow"), Snoozed(tomorrow(now_ms(), MACHINE_ZONE))),
        (a_case, ("snooze", "--json", "1", "tomorrow", "9:00"), Snoozed(tomorrow(now_ms(), MACHINE_ZONE))),
    ],
)
def test_a_decision_is_taken_by_whoever_is_logged_in(
    happens: Happens,
    thread: Callable[[], Thread],
    before: Story,
    words: tuple[str, ...],
    decision: Decision,
) -> None:
    happens(before)
    assert tui_desk(*words) == 0
    assert [each.decision for each in decided(thread())] == [decision]


def test_what_was_done_is_said_with_what_follows_and_what_undoes_it(
    happens: Happens, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(a_case)
    assert tui_desk("resolve", "1", "--phone") == 0
    assert capsys.readouterr().out == (
        "Resolved it by phone. @anna: `tui-desk --profile practice reply 1 --follow-up -` writes the public closing "
        "word, which is owed now; `tui-desk --profile practice undo` undoes it.\n"
    )


def test_what_was_done_is_an_object_for_programs(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_case)
    assert tui_desk("take", "1", "--json") == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["done"], done["case_ids"], done["title"]) == (True, [1], "Took it")


def test_a_reason_comes_from_standard_input(
    happens: Happens, thread: Callable[[], Thread], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_case)
    monkeypatch.setattr(sys, "stdin", io.StringIO("a joke\x1b[31m\n"))
    assert tui_desk("no-answer", "1", "-") == 0
    assert thread().standing.reason == "a joke␛[31m"


# What is refused.


@pytest.mark.parametrize(
    ("before", "words", "refusal"),
    [
        (a_case, ("resolve", "1"), NothingAnswered()),
        (an_owed_word, ("resolve", "1"), StillOwed()),
        (a_closed_case, ("resolve", "1", "--phone"), AlreadyClosed()),
        (a_case, ("reopen", "1"), AlreadyOpen()),
        (a_case, ("waive", "1", "no need"), NothingOwed()),
        (a_case, ("no-answer", "1", "  "), ReasonMissing()),
        (a_case, ("note", "1", "\n"), NothingWritten()),
        (a_closed_case, ("snooze", "1", "3h"), AlreadyClosed()),
        (a_case, ("undo",), NothingToUndo()),
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
    assert tui_desk(*words) == Exit.REFUSED
    why = refusal_words(refusal, ADVICE)
    told = capsys.readouterr()
    assert told.err == f"tui-desk: {why.title}. {why.sentence}\n"
    assert told.out == ""
    assert decided(thread()) == []


def test_a_refusal_for_programs_has_a_name(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_closed_case)
    assert tui_desk("resolve", "1", "--json") == Exit.REFUSED
    answer = json.loads(capsys.readouterr().out)
    assert (answer["done"], answer["refusal"], answer["title"]) == (False, "already_closed", "It is closed")


def test_a_time_that_is_not_understood(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_case)
    assert tui_desk("snooze", "1", "yesterday") == Exit.REFUSED
    assert refusal_words(TimePassed(), ADVICE).title in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("snooze", "1"),
        ("snooze", "1", "3h", "--wake"),
        ("label", "1", " "),
        ("resolve", "1", "--phone", "--mail"),
        ("no-answer", "1"),
        ("note", "1", "text", "--draft"),
        ("note", "1", "\udcff"),
    ],
)
def test_what_is_not_understood_changes_nothing(
    happens: Happens, thread: Callable[[], Thread], words: tuple[str, ...]
) -> None:
    happens(a_case)
    try:
        code = tui_desk(*words)
    except SystemExit as ended:
        code = int(ended.code or 0)
    assert code == Exit.USAGE
    assert [item for item in thread().items if isinstance(item, ThreadDecision | ThreadNote)] == []


def test_a_decision_over_words_that_were_not_read(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever gives what they had seen is stopped where somebody wrote since."""
    happens(a_case)
    seen_until = thread().received_until

    async def they_write_again(house: House) -> None:
        first = (await house.thread(ONE)).case.conversation_id
        house.clock.forward(HOUR)
        house.next_id += 100
        await house.record(house.inbound(text="And now?", conversation_id=first))

    happens(they_write_again)
    words = ("no-answer", "1", "not for us")
    assert tui_desk(*words, "--seen", str(seen_until)) == Exit.REFUSED
    assert refusal_words(ThreadMoved("anna"), ADVICE).sentence in capsys.readouterr().err
    assert tui_desk(*words) == 0


# Notes, and undoing.


def test_a_note_is_kept_and_undone(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(a_case)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Call after\nsix\n"))
    assert tui_desk("note", "1", "-") == 0
    (note,) = [item.note for item in thread().items if isinstance(item, ThreadNote)]
    assert (note.agent, note.text) == (agent_name(), "Call after\nsix")
    assert tui_desk("undo") == 0
    assert capsys.readouterr().out.endswith("your last step. What was written is a draft of its case again.\n")
    assert tui_desk("note", "1", "--draft") == 0
    assert [item.note.text for item in thread().items if isinstance(item, ThreadNote)] == ["Call after\nsix"]


def test_a_draft_is_never_lost_by_accident(
    happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(house: House) -> None:
        case_id, _ = await house.new_case()
        await house.desk.do(SaveDraft(case_id, Channel.NOTE, "half a thought"))

    happens(story)
    assert tui_desk("note", "1", "another") == Exit.REFUSED
    assert "--draft takes it" in capsys.readouterr().err
    assert [draft.text for draft in thread().drafts] == ["half a thought"]
    assert tui_desk("note", "1", "another", "--drop-draft") == 0
    assert thread().drafts == ()


def test_a_draft_that_is_not_there(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_case)
    assert tui_desk("note", "1", "--draft") == Exit.REFUSED
    assert "There is no draft" in capsys.readouterr().err


def test_undoing_a_decision(happens: Happens, thread: Callable[[], Thread], capsys: pytest.CaptureFixture[str]) -> None:
    happens(a_case)
    assert tui_desk("label", "1", "refund") == tui_desk("undo") == 0
    assert thread().standing.labels == ()
    assert capsys.readouterr().out.splitlines()[-1] == "Undone. @anna: your last step."


def test_undoing_a_repost_leaves_no_draft(happens: Happens, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(house: House) -> None:
        case_id, post = await house.new_case()
        await house.desk.do(QueueRepost(agent_name(), case_id, post.post_id, await house.seen(case_id)))

    happens(story)
    assert tui_desk("undo") == 0
    assert capsys.readouterr().out.startswith("Repost taken back.")


def test_only_ones_own_step_is_undone(happens: Happens) -> None:
    async def story(house: House) -> None:
        case_id, post = await house.new_case()
        await house.desk.do(QueueReply(JO, case_id, post.post_id, "On it", await house.seen(case_id)))

    happens(story)
    assert tui_desk("undo") == Exit.REFUSED


# The commands that are named.


def test_every_command_that_a_sentence_names_can_be_typed() -> None:
    actions = [*command_words._ON_A_CASE, *command_words._ANYWHERE]
    for action in actions:
        program, *words = shlex.split(ADVICE(action).strip("`"))
        assert program == "tui-desk"
        chosen = cli._command_in(words)
        module = import_module(f"tui_desk.cli.{chosen.replace('-', '_')}_command")
        assert cli._parser(chosen, module).parse_args(words).profile == "practice"
        assert chosen in cli.COMMANDS


def test_what_only_the_desk_can_do_is_named_by_its_key_there() -> None:
    keymap = load_keymap(shipped_keymap(), Path("absent")).keymap
    for action in keymap.actions.values():
        assert ADVICE(action.id).startswith("`")
    assert ADVICE("case.copy") == "`y` at the desk"


def test_the_profile_is_named_again_only_where_it_was_named() -> None:
    assert command_of(None, ONE, Path("absent"))("case.undo") == "`tui-desk undo`"


def test_a_store_that_cannot_be_used(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    paths.database.write_text("this is no database, although it is long enough to be one" * 40)
    paths.database.chmod(0o600)
    assert tui_desk("take", "1") == Exit.STORE
    assert capsys.readouterr().err.startswith("tui-desk: ")
