"""The words of the lines around the panes: status, composer, review, hints; and of every "no"."""

from dataclasses import fields, replace
from datetime import UTC
from pathlib import Path
from typing import get_args

import pytest
from at_the_desk import keymap
from thread_of import ANNA, NOW, US, post, send, thread

from tui_desk.config.keymap import ContextName
from tui_desk.config.problems import Problem
from tui_desk.desk.lengths import Length
from tui_desk.desk.views import Counts, DeskStatus, SourceHealth
from tui_desk.domain.model import Channel, OutboxState
from tui_desk.domain.outbox_flow import MOVES
from tui_desk.domain.refusals import (
    MessagesClosed,
    NoPublicPost,
    NotSummoned,
    Refusal,
    StillPending,
    ThreadMoved,
    TooLateToRecall,
    TooLong,
)
from tui_desk.tui.present.ages import MINUTE
from tui_desk.tui.present.composer import CHANNEL_WORDS, counter, title
from tui_desk.tui.present.hints import help_rows, hints, key_of
from tui_desk.tui.present.review import DECISIONS, decide_line, decisions_for, review_line
from tui_desk.tui.present.spans import Columns, Role, plain
from tui_desk.tui.present.status import counted, status_line
from tui_desk.tui.present.words import problem_words, refusal_words

KEYS = keymap()
QUIET = Counts(waiting=0, answered=3, queued=0, troubled=0, drafts=0)
_FIELDS = {
    "length": 300,
    "limit": 280,
    "handle": "anna",
    "may_message": True,
    "channel": Channel.REPLY,
    "state": OutboxState.SENDING,
}
REFUSALS: list[Refusal] = [
    kind(**{field.name: _FIELDS[field.name] for field in fields(kind)}) for kind in get_args(Refusal)
]


def key(action: str) -> str:
    return key_of(KEYS, action)


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def status(
    counts: Counts = QUIET, engine_until: int | None = NOW + MINUTE, *sources: SourceHealth, known: bool = True
) -> str:
    found = DeskStatus(US if known else None, engine_until, sources, counts, None)
    return words(status_line(found, NOW, {"mentions": 5_000}, UTC))


def test_a_quiet_status_is_short() -> None:
    assert status().split() == ["@brand", "●", "live", "0", "waiting"]


def test_what_is_owed_is_counted_and_what_is_not_is_left_out() -> None:
    counts = Counts(waiting=7, answered=0, queued=2, troubled=1, drafts=1)
    assert plain(counted(counts)) == "! 1 to look at · ↑ 2 queued · ✎ 1 draft · 7 waiting"
    assert "! 2 to look at" in plain(counted(replace(counts, troubled=2)))


@pytest.mark.parametrize(
    ("engine_until", "said"),
    [
        (None, "… starting to listen to X"),
        (NOW, "! nobody talks to X since 20:00, starting again"),
        (NOW + 1, "● live"),
    ],
)
def test_the_engine_proves_that_it_lives(engine_until: int | None, said: str) -> None:
    assert said in status(QUIET, engine_until)


def test_a_source_in_trouble_is_named_with_its_reason() -> None:
    source = SourceHealth("mentions", NOW - 4 * MINUTE, NOW, "no connection", NOW + MINUTE)
    assert "! mentions: no connection, last read 4m ago, next try 20:01" in status(QUIET, NOW + 1, source)


def test_a_source_that_fell_silent_is_named() -> None:
    silent = SourceHealth("mentions", NOW - 10 * MINUTE, None, "", None)
    assert "! mentions not read for 10m" in status(QUIET, NOW + 1, silent)
    assert "● live" in status(QUIET, NOW + 1, replace(silent, succeeded_at=NOW - MINUTE))
    assert "● live" in status(QUIET, NOW + 1, replace(silent, succeeded_at=None))


@pytest.mark.parametrize("source", ["account", "threads", "people"])
def test_a_source_that_is_not_read_again_and_again_is_never_late(source: str) -> None:
    assert "● live" in status(QUIET, NOW + 1, SourceHealth(source, NOW - 60 * MINUTE, None, "", None))


def test_trouble_begins_the_line_and_leaves_what_is_owed_on_it() -> None:
    source = SourceHealth("mentions", NOW - 1, NOW, "X does not accept the credentials; sign in again", None)
    counts = replace(QUIET, troubled=1, waiting=24)
    columns = status_line(DeskStatus(US, NOW + 1, (source,), counts, None), NOW, {}, UTC)
    assert plain(columns.fill).startswith(
        "! mentions: X does not accept the credentials; sign in again, last read just now"
    )
    assert plain(columns.right).strip() == "! 1 to look at · 24 waiting"


def test_without_an_account_or_a_status_the_line_says_so() -> None:
    assert "no account yet" in status(known=False)
    assert "opening the desk" in words(status_line(None, NOW, {}, UTC))


def test_the_title_says_channel_and_target() -> None:
    target = post(text="@brand My parcel is late")
    found = thread(target, reply_to=target)
    assert words(title(Channel.REPLY, found)) == " PUBLIC REPLY  to @anna as @brand · “My parcel is late”"
    assert words(title(Channel.MESSAGE, found)) == " PRIVATE MESSAGE  to @anna as @brand"
    assert words(title(Channel.NOTE, found)) == " NOTE  never leaves the desk · about @anna"


def test_no_two_channels_share_a_word_or_a_colour() -> None:
    assert len({word for word, _ in CHANNEL_WORDS.values()}) == len(Channel)
    assert len({role for _, role in CHANNEL_WORDS.values()}) == len(Channel)


@pytest.mark.parametrize(
    ("used", "shown", "role"),
    [
        (0, "0/280", Role.MUTED),
        (259, "259/280", Role.MUTED),
        (260, "20 left  260/280", Role.WARNING),
        (280, "0 left  280/280", Role.WARNING),
        (281, "1 too long  281/280", Role.ERROR),
    ],
)
def test_the_counter_speaks_up_when_room_gets_short(used: int, shown: str, role: Role) -> None:
    span = counter(Channel.REPLY, Length(used, 280))
    assert (span.text, span.role) == (shown, role)


def test_a_note_has_no_limit_to_show() -> None:
    assert counter(Channel.NOTE, Length(1_234, 10_000)).text == "1,234"


def test_the_review_line_says_where_as_whom_to_whom_and_how_long() -> None:
    found = thread(customer=ANNA)
    line = words(review_line(Channel.REPLY, found, Length(143, 280), key))
    assert line == " Public reply as @brand to @anna, 143/280  y send · e edit "
    assert words(review_line(Channel.MESSAGE, found, Length(5, 10_000), key)).startswith(" Private message as @brand")
    assert words(review_line(Channel.NOTE, found, Length(5, 10_000), key)) == (
        " Note about @anna, for colleagues only  y keep · e edit "
    )


@pytest.mark.parametrize("state", list(OutboxState))
def test_only_decisions_that_the_outbox_knows_are_offered(state: OutboxState) -> None:
    item = send(state).item
    offered = decisions_for(item)
    assert all((state, DECISIONS[decision]) in MOVES for decision in offered)
    assert bool(offered) == (state in (OutboxState.HELD, OutboxState.REFUSED))
    assert all(f"{key(decision)} " in words(decide_line(item, key)) for decision in offered)


def test_the_question_says_which_send_it_is_about() -> None:
    held = send(OutboxState.HELD, attempts=1).item
    never_left = send(OutboxState.HELD).item
    refused = send(OutboxState.REFUSED, channel=Channel.MESSAGE).item
    assert words(decide_line(held, key)) == (
        " Public reply on X?  y no, send again · d yes · e back to draft · Esc later "
    )
    assert words(decide_line(never_left, key)) == (" Public reply held back  y send it · e back to draft · Esc later ")
    assert words(decide_line(refused, key)) == " Private message refused by X  e back to draft · Esc later "


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_has_a_title_and_a_sentence(refusal: Refusal) -> None:
    found = refusal_words(refusal, key)
    assert found.title
    assert not found.title.endswith(".")
    assert found.sentence.endswith(".")


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (TooLong(300, 280), "shorten it by 20"),
        (NotSummoned("anna", may_message=True), "m writes a private message"),
        (NotSummoned("anna", may_message=False), "N leaves a note"),
        (NoPublicPost(), "m answers in private"),
        (MessagesClosed("anna"), "r replies in public"),
        (ThreadMoved("anna"), "@anna wrote while you were writing"),
        (StillPending(Channel.MESSAGE, OutboxState.UNKNOWN), "The last message may or may not have arrived"),
        (TooLateToRecall(OutboxState.SENDING), "on its way to X"),
    ],
)
def test_a_refusal_says_what_is_possible_instead(refusal: Refusal, said: str) -> None:
    assert said in refusal_words(refusal, key).sentence


def test_a_problem_says_where_to_mend_it() -> None:
    found = problem_words(Problem(Path("/etc/desk/config.toml"), 3, "There is no theme", "Did you mean desk-dark?"))
    assert found.title == "config.toml:3 · There is no theme"
    assert found.sentence == "Did you mean desk-dark? The file is in /etc/desk."


@pytest.mark.parametrize("context", KEYS.contexts)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_hints_fit_and_keep_the_help(context: ContextName, width: int) -> None:
    columns = hints(KEYS, context, width)
    assert len(words(columns)) <= width + 3
    if any(action.id == "desk.help" for action in KEYS.footer(context)):
        assert plain(columns.right).strip() == "? Keys"


def test_the_most_important_hint_comes_first() -> None:
    assert plain(hints(KEYS, ContextName("feed"), 80).fill).startswith("j Next  k Previous  Enter Open")


@pytest.mark.parametrize("context", ["feed", "thread"])
def test_the_keys_of_every_case_are_told_in_the_narrowest_full_terminal(context: str) -> None:
    told = plain(hints(KEYS, ContextName(context), 80).fill)
    assert [word for word in ("r Reply", "m Message", "N Note", "z Undo") if word not in told] == []


def test_the_hints_under_a_question_leave_its_answers_to_it() -> None:
    """A note is kept and not sent; a refused text cannot be sent again."""
    decide, review = (plain(hints(KEYS, ContextName(context), 80).fill) for context in ("decide", "review"))
    assert decide.startswith("Esc Later")
    assert "Send" not in decide + review


def test_the_help_lists_every_key_of_the_context_once() -> None:
    rows = help_rows(KEYS, ContextName("feed"))
    listed = [row.help for row in rows if row.help]
    assert sorted(listed) == sorted(action.help for action in KEYS.actions_in(ContextName("feed")) if action.keys)
    assert [row.heading for row in rows if row.heading] == ["Move", "Answer", "Case", "Desk"]
    assert "gg  Home" in [row.keys for row in rows]


def test_an_action_without_a_key_goes_by_its_label() -> None:
    action_id = next(action for action in KEYS.actions if action == "case.undo")
    unbound = replace(KEYS, actions={**KEYS.actions, action_id: replace(KEYS.actions[action_id], keys=())})
    assert key_of(unbound, "case.undo") == "“Undo”"
