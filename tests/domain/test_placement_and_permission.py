"""Where a post belongs, whether X lets us answer it, and what an uncertain send became."""

from dataclasses import replace

import pytest

from tui_desk.domain.clean import clean
from tui_desk.domain.ids import AgentName, CaseId, ConversationId, MessageId, OutboxId, PostId, UserId
from tui_desk.domain.intake import Part, Placement, Setting, place
from tui_desk.domain.model import (
    Account,
    Case,
    CaseState,
    Channel,
    Message,
    OutboxItem,
    OutboxState,
    Person,
    Post,
    Purpose,
)
from tui_desk.domain.permission import Capabilities, Summons, may_message, may_reply, summons_of
from tui_desk.domain.reconcile import essence, send_that_became_message, send_that_became_post

US, ANNA, BEN = UserId(1), UserId(2), UserId(3)
ACCOUNT = Account(US, "brand", "The Brand")
CASE = Case(CaseId(7), US, ANNA, ConversationId(10), PostId(10), CaseState.NEW, 1000, 1000, 1000, None)


def post(author: UserId, at: int = 2000, **more: object) -> Post:
    plain = Post(PostId(at), PostId(at), ConversationId(10), author, "My order is late", at)
    return replace(plain, **more)  # type: ignore[arg-type]  # the fields differ in type


@pytest.mark.parametrize(
    ("written", "summons"),
    [
        (post(ANNA, mentioned_ids=(US,)), Summons.MENTION),
        (post(US), Summons.OWN),
        (post(ANNA, reply_to_user_id=US), Summons.ANSWER),
        (post(ANNA), Summons.NONE),
        (post(ANNA, mentioned_ids=(BEN,)), Summons.NONE),
    ],
)
def test_why_x_lets_us_reply(written: Post, summons: Summons) -> None:
    assert summons_of(written, US) is summons


def test_a_quote_of_ours_summons() -> None:
    assert summons_of(post(ANNA, quoted_post_id=PostId(5)), US, quotes_us=True) is Summons.QUOTE


def test_only_a_plan_that_may_answers_uncalled() -> None:
    assert not may_reply(Summons.NONE, Capabilities())
    assert may_reply(Summons.NONE, Capabilities(may_reply_unsummoned=True))
    assert may_reply(Summons.MENTION, Capabilities())


def test_a_message_is_worth_trying_until_x_says_no() -> None:
    anna = Person(ANNA, "anna", "Anna")
    assert may_message(anna)
    assert not may_message(replace(anna, receives_messages=False))


@pytest.mark.parametrize(
    ("written", "summons", "cases", "placement"),
    [
        (post(ANNA), Summons.MENTION, [], Placement(Part.OPENS)),
        (post(ANNA), Summons.NONE, [], Placement(Part.SHOWN)),
        (post(ANNA), Summons.NONE, [CASE], Placement(Part.JOINS, CaseId(7))),
        (post(ANNA, 500), Summons.NONE, [CASE], Placement(Part.SHOWN)),
        (post(ANNA, 500), Summons.MENTION, [CASE], Placement(Part.JOINS, CaseId(7))),
        (
            post(BEN, text="@anna @brand same", reply_to_post_id=PostId(10)),
            Summons.MENTION,
            [CASE],
            Placement(Part.SHOWN),
        ),
        (
            post(BEN, text="@anna ask @Brand", reply_to_post_id=PostId(10)),
            Summons.MENTION,
            [CASE],
            Placement(Part.OPENS),
        ),
        (post(BEN, text="@brand me too", reply_to_user_id=US), Summons.MENTION, [CASE], Placement(Part.OPENS)),
        (post(BEN), Summons.QUOTE, [CASE], Placement(Part.OPENS)),
        (post(US, reply_to_user_id=ANNA), Summons.OWN, [CASE], Placement(Part.ANSWERS, CaseId(7))),
        (post(US, reply_to_user_id=BEN), Summons.OWN, [CASE], Placement(Part.SHOWN)),
        (post(US, reply_to_user_id=US), Summons.OWN, [CASE], Placement(Part.SHOWN)),
        (post(US), Summons.OWN, [], Placement(Part.SHOWN)),
        (post(ANNA, reposted_post_id=PostId(4)), Summons.MENTION, [], Placement(Part.SHOWN)),
    ],
)
def test_the_part_a_post_plays(written: Post, summons: Summons, cases: list[Case], placement: Placement) -> None:
    assert place(written, ACCOUNT, summons, Setting(cases)) == placement


def test_a_post_of_ours_under_an_answer_of_ours_answers_the_same_case() -> None:
    other = replace(CASE, case_id=CaseId(8), customer_id=BEN)
    goes_on = post(US, reply_to_user_id=US)
    setting = Setting([CASE, other], frozenset({CASE.case_id}))
    assert place(goes_on, ACCOUNT, Summons.OWN, setting) == Placement(Part.ANSWERS, CASE.case_id)
    assert place(goes_on, ACCOUNT, Summons.OWN, Setting([CASE, other])) == Placement(Part.SHOWN)


def test_what_the_listening_rules_hear_opens_a_case_though_nobody_called_us() -> None:
    assert place(post(ANNA), ACCOUNT, Summons.NONE, Setting(is_heard=True)) == Placement(Part.OPENS)
    assert place(post(US), ACCOUNT, Summons.OWN, Setting(is_heard=True)) == Placement(Part.SHOWN)
    reposted = post(ANNA, reposted_post_id=PostId(4))
    assert place(reposted, ACCOUNT, Summons.NONE, Setting(is_heard=True)) == Placement(Part.SHOWN)


def test_of_two_cases_of_a_customer_a_post_joins_that_of_its_parent_else_the_later() -> None:
    later = replace(CASE, case_id=CaseId(8), opened_at=1500)
    both = Setting([CASE, later])
    assert place(post(ANNA), ACCOUNT, Summons.MENTION, both) == Placement(Part.JOINS, CaseId(8))
    answered = replace(both, parent_cases=frozenset({CaseId(7)}))
    assert place(post(ANNA), ACCOUNT, Summons.MENTION, answered) == Placement(Part.JOINS, CaseId(7))


REPLY = OutboxItem(
    OutboxId(1), CaseId(7), Channel.REPLY, AgentName("jo"), "On its way & see shop.example/1", ANNA, PostId(10), (),
    OutboxState.UNKNOWN, Purpose.ANSWER,
    queued_at=0, not_before=0, seen_until=0, attempts=1, losses=1, newest_own_id=100,
)  # fmt: skip


@pytest.mark.parametrize(
    "shown",
    [
        "On its way & see http://shop.example/1",
        "@anna On its way & see https://t.co/abc123",
        "@anna @ben  On its way &\nsee t.co/abc123",
    ],
)
def test_a_reply_is_recognised_through_xs_rewriting(shown: str) -> None:
    own = post(US, 101, text=shown, reply_to_post_id=PostId(10))
    assert send_that_became_post(own, [REPLY]) == REPLY


@pytest.mark.parametrize(
    "other",
    [
        post(US, 101, text="Something else", reply_to_post_id=PostId(10)),
        post(US, 101, text=REPLY.text, reply_to_post_id=PostId(11)),
        post(US, 100, text=REPLY.text, reply_to_post_id=PostId(10)),
    ],
)
def test_another_text_another_parent_or_an_older_post_is_not_it(other: Post) -> None:
    assert send_that_became_post(other, [REPLY]) is None


def test_composed_and_decomposed_letters_say_the_same() -> None:
    assert essence("cafe\N{COMBINING ACUTE ACCENT}") == essence("café")


def test_a_message_is_recognised_by_person_and_text() -> None:
    item = replace(REPLY, channel=Channel.MESSAGE, text="Your number, please?", reply_to_post_id=None)
    ours = Message(MessageId(101), US, ANNA, "Your number,  please?", 5)
    theirs = replace(ours, sender_id=ANNA)
    to_ben = replace(ours, customer_id=BEN)
    assert send_that_became_message(ours, [REPLY, item]) == item
    assert send_that_became_message(theirs, [item]) is None
    assert send_that_became_message(to_ben, [item]) is None


def test_what_was_never_called_has_not_arrived() -> None:
    own = post(US, 101, text=REPLY.text, reply_to_post_id=PostId(10))
    assert send_that_became_post(own, [replace(REPLY, losses=0)]) is None


def test_what_cleaning_replaces_says_the_same() -> None:
    typed = "Sorry\N{ZERO WIDTH SPACE} about\N{SOFT HYPHEN} that"
    assert essence(typed) == essence(clean(typed))


def test_a_price_is_no_link() -> None:
    assert essence("It is 12.50, version 1.2.3") == "It is 12.50, version 1.2.3"
    assert essence("See example.com/a") == essence("See https://t.co/x")


def test_the_very_same_links_win() -> None:
    other = replace(REPLY, outbox_id=OutboxId(2), text="On its way & see shop.example/2")
    shown = post(US, 101, text="On its way & see shop.example/2", reply_to_post_id=PostId(10))
    assert send_that_became_post(shown, [REPLY, other]) == other
