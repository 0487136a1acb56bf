"""The words of the lines around the panes: composer, review, hints; and of every "no"."""

from dataclasses import fields, replace
from datetime import UTC
from pathlib import Path
from typing import get_args

import pytest
from at_the_desk import keymap
from thread_of import ANNA, NOW, STANDING, post, send, thread

from tui_desk.config.keymap import ContextName
from tui_desk.config.problems import Problem
from tui_desk.desk.lengths import Length
from tui_desk.domain.model import CaseState, Channel, OutboxState, Purpose
from tui_desk.domain.outbox_flow import MOVES
from tui_desk.domain.personal_data import PersonalData
from tui_desk.domain.promises import Promise
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
from tui_desk.tui.present.ages import DAY
from tui_desk.tui.present.composer import CHANNEL_WORDS, counter, no_closing_word_words, put_away_words, title
from tui_desk.tui.present.hints import help_rows, hints, key_of
from tui_desk.tui.present.prices import dollars
from tui_desk.tui.present.review import DECISIONS, Review, decide_line, decisions_for, review_lines
from tui_desk.tui.present.spans import Columns, Role, plain
from tui_desk.tui.present.words import problem_words, refusal_words

KEYS = keymap()
_FIELDS = {
    "length": 300,
    "limit": 280,
    "handle": "anna",
    "may_message": True,
    "channel": Channel.REPLY,
    "state": OutboxState.SENDING,
    "placeholders": ("{wait}",),
}
REFUSALS: list[Refusal] = [
    kind(**{field.name: _FIELDS[field.name] for field in fields(kind)}) for kind in get_args(Refusal)
]


def key(action: str) -> str:
    return key_of(KEYS, action)


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def test_the_title_says_channel_and_target() -> None:
    target = post(text="@brand My parcel is late")
    found = thread(target, reply_to=target)
    answer = Purpose.ANSWER
    assert words(title(found, Channel.REPLY, answer, target)) == (
        " PUBLIC REPLY  to @anna as @brand · “My parcel is late”"
    )
    assert words(title(found, Channel.MESSAGE, answer, None)) == " PRIVATE MESSAGE  to @anna as @brand"
    assert words(title(found, Channel.NOTE, answer, None)) == " NOTE  never leaves the desk · about @anna"


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        (Purpose.ACKNOWLEDGEMENT, " ACKNOWLEDGEMENT · PRIVATE MESSAGE  to @anna"),
        (Purpose.FOLLOW_UP, " FOLLOW-UP · PRIVATE MESSAGE  to @anna"),
        (Purpose.THANKS, " THANKS · PRIVATE MESSAGE  to @anna"),
    ],
)
def test_the_title_begins_with_what_the_text_is_for(purpose: Purpose, said: str) -> None:
    assert words(title(thread(), Channel.MESSAGE, purpose, None)).startswith(said)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_text_put_away_says_what_it_loses(purpose: Purpose) -> None:
    said = put_away_words(purpose, key)
    assert (said is None) is (purpose is Purpose.ANSWER)
    if said is not None:
        assert said.title == "Kept as a draft"
        assert said.sentence.endswith(".")


def test_the_words_for_a_draft_name_the_key_that_goes_on_with_it() -> None:
    said = put_away_words(Purpose.ACKNOWLEDGEMENT, key)
    assert said is not None
    assert said.sentence == f"It is a plain draft now: {key('case.acknowledge')} goes on with it as an acknowledgement."


def test_a_closing_word_that_x_does_not_take_can_be_waived() -> None:
    said = no_closing_word_words(NoPublicPost(), key)
    assert said.title == "There is no post to reply to"
    assert said.sentence.endswith(f"{key('case.waive')} waives the closing word with a reason.")


def test_no_two_channels_share_a_word_or_a_colour() -> None:
    written = set(Channel) - {Channel.REPOST}
    assert set(CHANNEL_WORDS) == written
    assert len({word for word, _ in CHANNEL_WORDS.values()}) == len(written)
    assert len({role for _, role in CHANNEL_WORDS.values()}) == len(written)


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


def review(channel: Channel = Channel.REPLY, /, **facts: object) -> Review:
    """A public answer to Anna without anything to say against it, but for these facts."""
    return replace(Review(thread(customer=ANNA), channel, Purpose.ANSWER, Length(143, 280), price=10_000), **facts)  # type: ignore[arg-type]


def lines(found: Review) -> list[str]:
    return [plain(line) for line in review_lines(found, NOW, UTC, key)]


def test_the_review_says_where_as_whom_to_whom_how_long_and_at_what_price() -> None:
    keys = "y send · Y send, resolve, next · e edit"
    assert lines(review()) == ["Public reply as @brand to @anna, 143/280, $0.01", keys]
    private = review(Channel.MESSAGE, length=Length(5, 10_000), price=15_000)
    assert lines(private) == ["Private message as @brand to @anna, 5/10,000, $0.015", keys]
    assert lines(review(Channel.NOTE, price=0)) == [
        "Note about @anna, for colleagues only",
        "y keep · Y keep, next · e edit",
    ]


def test_the_review_says_what_the_text_is_for() -> None:
    assert lines(review(purpose=Purpose.ACKNOWLEDGEMENT))[0].startswith("Acknowledgement · Public reply as @brand")
    assert lines(review(purpose=Purpose.FOLLOW_UP))[0].startswith("Follow-up · Public reply as @brand")


def test_without_a_price_none_is_named() -> None:
    assert lines(review(price=0))[0] == "Public reply as @brand to @anna, 143/280"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"price": 200_000, "has_link": True, "is_dear": True},
            "! dear: X charges $0.20 for the link",
        ),
        ({"times_sent": 5}, "! sent word for word 5× in 24 hours: X takes identical posts for spam"),
        ({"placeholders": ("{wait}", "___")}, "! not filled in: {wait}, ___"),
        (
            {"given_away": (PersonalData.PHONE_NUMBER, PersonalData.CARD_NUMBER)},
            "! everyone can read a phone number and a card number in it",
        ),
    ],
)
def test_each_risk_is_named_in_a_line_of_its_own(facts: dict[str, object], said: str) -> None:
    what, *warnings, keys = lines(review(**facts))
    assert warnings == [said]
    assert ("link" in what) is ("has_link" in facts)
    assert keys.startswith("y send")


def test_a_customer_who_has_blocked_us_is_named() -> None:
    blocked = thread(customer=replace(ANNA, blocks_us=True))
    assert "! @anna has blocked us: X will refuse it" in lines(review(thread=blocked))


def test_all_risks_stand_together() -> None:
    risky = review(is_dear=True, times_sent=9, placeholders=("{wait}",), given_away=(PersonalData.MAIL_ADDRESS,))
    assert len(lines(risky)) == 6


def test_a_promise_is_offered_and_stated_plainly() -> None:
    found = review(promise=Promise("by Friday", NOW + DAY))
    offered, noted = lines(found), lines(replace(found, notes_promise=True))
    assert offered[1].startswith("says “by Friday” · p notes the promise until ")
    assert noted[1] == f"✓ promise noted until {offered[1].rpartition('until ')[2]} · p drops it"


@pytest.mark.parametrize(
    ("purpose", "state", "may_solve"),
    [
        (Purpose.ANSWER, CaseState.OPEN, True),
        (Purpose.THANKS, CaseState.NEW, True),
        (Purpose.ACKNOWLEDGEMENT, CaseState.NEW, False),
        (Purpose.FOLLOW_UP, CaseState.OPEN, False),
        (Purpose.ANSWER, CaseState.OWED, False),
        (Purpose.ANSWER, CaseState.RESOLVED, False),
        (Purpose.ANSWER, CaseState.NO_ANSWER, False),
    ],
)
def test_only_what_may_solve_an_open_case_resolves_it(purpose: Purpose, state: CaseState, may_solve: bool) -> None:
    found = review(purpose=purpose, thread=thread(standing=replace(STANDING, state=state)))
    assert found.may_solve is may_solve
    assert ("Y send, resolve, next" in lines(found)[-1]) is may_solve


@pytest.mark.parametrize(
    ("millionths", "said"),
    [(0, "$0.00"), (1_000, "$0.001"), (10_000, "$0.01"), (15_000, "$0.015"), (200_000, "$0.20"), (1_250_000, "$1.25")],
)
def test_a_price_has_as_few_digits_as_it_needs(millionths: int, said: str) -> None:
    assert dollars(millionths) == said


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
    repost = send(OutboxState.REFUSED, channel=Channel.REPOST).item
    assert words(decide_line(repost, key)) == " Repost refused by X  e give it up · Esc later "


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
        (ThreadMoved("anna"), "@anna wrote since you looked"),
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
    assert [word for word in ("r Reply", "m Message", "a Acknowledge") if word not in told] == []


def test_the_hints_under_a_question_leave_its_answers_to_it() -> None:
    """A note is kept and not sent; a refused text cannot be sent again."""
    decide, review = (plain(hints(KEYS, ContextName(context), 80).fill) for context in ("decide", "review"))
    assert decide.startswith("Esc Later")
    assert "Send" not in decide + review


def test_the_help_lists_every_key_of_the_context_once() -> None:
    rows = help_rows(KEYS, ContextName("feed"))
    listed = [row.help for row in rows if row.help]
    assert sorted(listed) == sorted(action.help for action in KEYS.actions_in(ContextName("feed")) if action.keys)
    assert [row.heading for row in rows if row.heading] == [
        *("Move", "Lanes", "Mark", "Answer", "Close", "Case"),
        *("Snooze", "Look", "Search", "Desk", "Screen"),
    ]
    assert "gg  Home" in [row.keys for row in rows]


def test_an_action_without_a_key_goes_by_its_label() -> None:
    action_id = next(action for action in KEYS.actions if action == "case.undo")
    unbound = replace(KEYS, actions={**KEYS.actions, action_id: replace(KEYS.actions[action_id], keys=())})
    assert key_of(unbound, "case.undo") == "“Undo”"
