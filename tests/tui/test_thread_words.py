"""A case in words."""

from dataclasses import replace
from datetime import UTC

import pytest
from thread_of import ANNA, CARL, MINUTE, NOW, STANDING, US, decided, message, note, our_post, post, send, thread

from tui_desk.desk.views import Thread, ThreadItem, ThreadPost, ThreadSend
from tui_desk.domain.case_flow import Standing
from tui_desk.domain.decisions import Labelled, NoAnswerNeeded, Promised, Resolved, Snoozed, Solved, Watched
from tui_desk.domain.ids import AgentName, OutboxId, PostId
from tui_desk.domain.model import Budget, CaseState, Channel, FollowUp, OutboxState, Priority, Purpose
from tui_desk.domain.permission import Capabilities, Summons
from tui_desk.tui.present.ages import DAY, HOUR
from tui_desk.tui.present.case_header import header, standing_words
from tui_desk.tui.present.spans import Role, plain
from tui_desk.tui.present.thread import (
    Reader,
    ThreadLine,
    counts_down,
    decidable,
    identity,
    lines,
    send_state,
    written_at,
)

READER = Reader(AgentName("jo"), NOW, UTC, lambda action: {"case.undo": "z", "case.decide": "o"}[action])


def said(*items: ThreadItem, reader: Reader = READER) -> list[str]:
    """The lines of a thread as text, without those between its items."""
    return [plain(line.spans) for line in lines(thread(*items), reader) if line.item is not None]


def drawn(*items: ThreadItem) -> list[ThreadLine]:
    return [line for line in lines(thread(*items), READER) if line.item is not None]


def head(found: Thread, capabilities: Capabilities | None = None) -> list[str]:
    rows = header(found, capabilities or Capabilities(), READER)
    return [plain((*row.left, *row.fill, *row.right)) for row in rows]


def stands(standing: Standing, *, is_heard: bool = False) -> str:
    return plain(standing_words(thread(standing=standing, is_heard=is_heard), READER))


def test_the_customer_is_named_and_timed() -> None:
    heading, text = drawn(post(text="My parcel is late"))
    assert plain(heading.spans) == "@anna"
    assert plain(heading.right) == "20:00"
    assert plain(text.spans) == "My parcel is late"


def test_each_line_break_of_a_post_is_one() -> None:
    assert said(post(text="one\n\nthree")) == ["@anna", "one", "", "three"]


def test_days_part_the_thread() -> None:
    found = lines(thread(post(1, ago=DAY), post(2, ago=HOUR), post(3)), READER)
    assert [plain(line.spans) for line in found if line.is_rule] == ["Saturday 21 November", "Sunday 22 November"]


def test_third_parties_are_dim_and_named_so() -> None:
    heading, text = drawn(post(author=CARL, text="same here"))
    assert plain(heading.spans) == "@carl · third party"
    assert {span.role for span in text.spans} == {Role.THIRD_PARTY}


def test_our_posts_stand_apart_and_say_who_wrote_them() -> None:
    heading, text = drawn(our_post())
    assert plain(heading.spans) == "@brand · jo"
    assert plain(heading.right) == "✓ sent 20:00"
    assert heading.gutter.text.strip() == text.gutter.text.strip() == "┃"


def test_private_messages_say_private_behind_a_border_of_their_own() -> None:
    theirs, ours = drawn(message())[0], drawn(message(US))[0]
    assert plain(theirs.spans) == "private · @anna"
    assert plain(ours.spans) == "private · @brand · jo"
    assert theirs.gutter.text.strip() == ours.gutter.text.strip() == "║"
    assert len(ours.gutter.text) > len(theirs.gutter.text)


def test_every_kind_of_item_has_a_gutter_of_its_own() -> None:
    gutters = {drawn(item)[0].gutter.text.strip() for item in (post(), our_post(), message(), note())}
    assert gutters == {"", "┃", "║", "┊"}


def test_a_note_says_note() -> None:
    assert said(note("The depot knows")) == ["note · sam", "The depot knows"]


def test_a_deleted_post_keeps_its_place_and_loses_its_text() -> None:
    gone = replace(post(text="never mind"), gone=True)
    assert said(gone) == ["@anna", "deleted on X"]


def test_an_edited_post_says_so() -> None:
    edited = replace(post(), post=replace(post().post, edited_at=NOW))
    assert said(edited)[0] == "@anna · edited"


def test_pictures_are_told_by_their_description() -> None:
    found = post()
    with_picture = replace(found, post=replace(found.post, alt_texts=("a torn\nbox", "a street")))
    assert said(with_picture)[2:] == ["image: a torn box", "image: a street"]


def test_a_quoted_post_is_told_as_far_as_it_is_known() -> None:
    quoting = replace(post(11), post=replace(post(11).post, quoted_post_id=PostId(10)))
    assert said(quoting)[-1] == "quotes another post"
    assert said(post(10, text="the original"), quoting)[-1] == "quotes @anna: “the original”"
    assert said(replace(post(10), gone=True), quoting)[-1] == "quotes a post that is deleted on X"


def elsewhere(text: str = "Never again.\nSee https://parcelfox.example/778", *, gone: bool = False) -> ThreadPost:
    """A post of another conversation, with a picture."""
    found = post(5, CARL, text, ago=DAY)
    return replace(found, post=replace(found.post, alt_texts=("an empty shelf",)), gone=gone)


def test_a_post_quoted_from_elsewhere_stands_in_full_behind_a_line_of_its_own() -> None:
    quoting = replace(post(11), post=replace(post(11).post, quoted_post_id=PostId(5)))
    found = [line for line in lines(thread(quoting, quoted=(elsewhere(),)), READER) if line.item is not None]
    assert [plain(line.spans) for line in found[2:]] == [
        "quotes @carl · 21 Nov 20:00",
        "Never again.",
        "See https://parcelfox.example/778",
        "image: an empty shelf",
    ]
    assert {line.gutter.text for line in found[2:]} == {"  │ "}
    gone = lines(thread(quoting, quoted=(elsewhere(gone=True),)), READER)
    assert "quotes a post that is deleted on X" in [plain(line.spans) for line in gone]


def answer(post_id: int, to: int, text: str = "an answer") -> ThreadPost:
    found = post(post_id, text=text)
    return replace(found, post=replace(found.post, reply_to_post_id=PostId(to)))


def test_an_answer_to_another_post_than_the_one_before_says_to_which() -> None:
    told = said(post(10, text="@brand the first"), post(11, CARL, "me too"), answer(12, 10), answer(13, 12))
    assert told[:4] == ["@anna", "@brand the first", "@carl · third party", "me too"]
    assert told[4:] == ["@anna", "↪ @anna: the first", "an answer", "@anna", "an answer"]


def test_what_stands_between_two_posts_makes_no_branch() -> None:
    assert "↪" not in "".join(said(post(10), note(), message(), decided(Watched()), answer(11, 10)))


def test_a_branch_from_what_is_not_here_or_is_deleted_says_so() -> None:
    assert "↪ a post that is not here" in said(post(10), answer(11, 3))
    assert "↪ @anna: deleted on X" in said(replace(post(10), gone=True), post(11), answer(12, 10))


def test_a_branch_is_told_by_no_more_words_than_it_takes() -> None:
    (told,) = [line for line in said(post(10, text="word " * 40), post(11), answer(12, 10)) if "↪" in line]
    assert told == f"↪ @anna: {'word ' * 12}…"


def test_our_own_answer_on_its_way_says_to_which_post_it_goes() -> None:
    assert "↪ @anna: My parcel is late" in said(post(10), post(11, CARL, "me too"), send())
    assert "↪" not in "".join(said(post(10), send()))


@pytest.mark.parametrize(
    ("state", "problem", "words"),
    [
        (OutboxState.QUEUED, "", "↑ queued · leaves in 7 s · z takes it back"),
        (OutboxState.SENDING, "", "↑ sending"),
        (OutboxState.UNKNOWN, "", "? unknown, checking X"),
        (OutboxState.UNKNOWN, "cut off", "? unknown, checking X"),
        (OutboxState.HELD, "", "! held: you decide · o says what happened"),
        (OutboxState.REFUSED, "Forbidden", "! refused · o takes it back"),
        (OutboxState.SENT, "", "✓ sent"),
        (OutboxState.RECALLED, "", "taken back"),
    ],
)
def test_a_send_says_what_became_of_it(state: OutboxState, problem: str, words: str) -> None:
    assert plain(send_state(send(state, problem=problem).item, READER)) == words


def test_a_send_that_was_put_off_says_until_when_and_why() -> None:
    item = send(not_before=NOW + 15 * MINUTE, attempts=1, problem="too many calls").item
    assert plain(send_state(item, READER)) == "↑ queued · tries again at 20:15 · z takes it back"
    assert said(ThreadSend(item))[-1] == "too many calls"
    assert not counts_down(item, NOW)


@pytest.mark.parametrize("state", list(OutboxState))
def test_the_reason_stands_below_a_state_until_it_is_over(state: OutboxState) -> None:
    is_over = state in (OutboxState.SENDING, OutboxState.SENT, OutboxState.RECALLED)
    assert (said(send(state, problem="X said no"))[-1] == "X said no") is not is_over


def test_a_send_of_a_colleague_cannot_be_taken_back_here() -> None:
    assert plain(send_state(send(agent=AgentName("sam")).item, READER)) == "↑ queued · leaves in 7 s"


def test_a_countdown_ends_when_the_send_may_leave() -> None:
    item = send(not_before=NOW).item
    assert not counts_down(item, NOW)
    assert counts_down(item, NOW - 1)
    assert plain(send_state(item, READER)).startswith("↑ queued · leaves next")


def test_a_private_send_says_private() -> None:
    assert said(send(channel=Channel.MESSAGE))[0] == "private · @brand · jo"


def test_an_unfinished_thread_says_so() -> None:
    found = lines(thread(post(), whole=False), READER)
    assert plain(found[0].spans) == "earlier posts are being fetched"


def test_the_header_says_who_it_is() -> None:
    person = replace(ANNA, bio="Pots\nand pans", verified="blue", asked_at=NOW - 3 * HOUR)
    assert head(thread(post(), customer=person, earlier_cases=2)) == [
        "@anna  Anna K · verified  no post to reply to · ✓ message, asked 3h ago",
        "2.1k followers · 2 earlier cases · Gdynia · Pots and pans",
        "● new",
    ]
    assert "1 follower · first case" in head(thread(customer=replace(ANNA, followers=1)))[1]


@pytest.mark.parametrize(
    ("place", "noted", "words"),
    [
        ("Lisbon, by the river", "", "perhaps 21:00 with them"),
        ("Lisbon", "Asia/Tokyo", "06:00 with them"),
        ("", "Asia/Tokyo", "06:00 with them"),
    ],
)
def test_the_header_says_what_time_it_is_with_the_customer(place: str, noted: str, words: str) -> None:
    summer = replace(READER, now=NOW - 150 * DAY)
    found = thread(customer=replace(ANNA, location=place), customer_zone=noted)
    assert words.replace("06:00", "05:00") in plain(header(found, Capabilities(), summer)[1].fill)


def test_an_hour_that_is_ours_too_or_not_known_is_not_told() -> None:
    for place, noted in (("London", ""), ("", "Europe/London"), ("the moon", ""), ("", ""), ("", "Not/AZone")):
        found = thread(customer=replace(ANNA, location=place), customer_zone=noted)
        assert "with them" not in head(found)[1]
    first_page = replace(READER, tells_their_time=False)
    in_tokyo = thread(customer_zone="Asia/Tokyo")
    assert "with them" not in plain(header(in_tokyo, Capabilities(), first_page)[1].fill)


@pytest.mark.parametrize(
    ("summons", "gone", "unsummoned", "words"),
    [
        (Summons.MENTION, False, False, "✓ reply"),
        (Summons.NONE, False, False, "✗ not summoned"),
        (Summons.NONE, False, True, "✓ reply"),
        (Summons.MENTION, True, False, "✗ post deleted"),
    ],
)
def test_the_header_says_whether_x_takes_a_reply(summons: Summons, gone: bool, unsummoned: bool, words: str) -> None:
    target = replace(post(), summons=summons, gone=gone)
    assert words in head(thread(target, reply_to=target), Capabilities(may_reply_unsummoned=unsummoned))[0]


@pytest.mark.parametrize(
    ("receives", "asked_at", "words"),
    [
        (True, NOW - DAY, "✓ message, asked 24h ago"),
        (False, NOW, "✗ no messages, asked just now"),
        (None, None, "message? not known"),
    ],
)
def test_the_header_says_whether_x_takes_a_message_and_when_it_said_so(
    receives: bool | None, asked_at: int | None, words: str
) -> None:
    person = replace(ANNA, receives_messages=receives, asked_at=asked_at)
    assert head(thread(customer=person))[0].endswith(words)


def test_who_has_blocked_us_gets_nothing() -> None:
    found = post()
    blocked = replace(ANNA, blocks_us=True, asked_at=NOW - HOUR)
    row = head(thread(found, customer=blocked, reply_to=found))[0]
    assert row.endswith("✗ has blocked us, asked 1h ago")
    assert "✓" not in row


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (replace(STANDING, waiting_since=NOW - 12 * MINUTE), "● new, waits 12m"),
        (replace(STANDING, state=CaseState.OPEN, waiting_since=None), "◐ open"),
        (replace(STANDING, is_praise=True), "♡ praise"),
        (replace(STANDING, state=CaseState.WAITING, waiting_since=None), "○ waiting for the customer"),
        (
            replace(STANDING, state=CaseState.OWED, follow_up=FollowUp.OWED, owed_since=NOW - 3 * HOUR),
            "◆ owed in public for 3h",
        ),
        (
            replace(STANDING, state=CaseState.OPEN, follow_up=FollowUp.OWED, owed_since=NOW - 3 * HOUR),
            "◐ open · ◆ owed in public for 3h",
        ),
        (
            replace(STANDING, state=CaseState.OWED, follow_up=FollowUp.PROMISED),
            "◆ owed in public · ◆ follow-up on its way",
        ),
        (
            replace(STANDING, state=CaseState.RESOLVED, follow_up=FollowUp.WAIVED, reason="they asked for silence"),
            "✓ resolved · follow-up waived · they asked for silence",
        ),
        (replace(STANDING, state=CaseState.NO_ANSWER, reason="duplicate"), "× no answer needed · duplicate"),
        (replace(STANDING, promise_until=NOW + HOUR), "● new · promised by 21:00"),
        (replace(STANDING, promise_until=NOW - HOUR), "● new · promise over by 60m"),
        (
            replace(STANDING, is_snoozed=True, snoozed_until=NOW + 13 * HOUR),
            "☾ snoozed until Mon 09:00 · ● new",
        ),
        (replace(STANDING, is_snoozed=True), "☾ snoozed until the customer writes · ● new"),
        (replace(STANDING, is_snoozed=True, snoozed_until=NOW), "● new"),
    ],
)
def test_the_header_says_how_the_case_stands(standing: Standing, words: str) -> None:
    assert stands(standing) == words


def test_the_header_says_what_sets_the_case_apart() -> None:
    marked = replace(
        STANDING,
        priority=Priority.URGENT,
        owner=AgentName("sam"),
        is_watched=True,
        is_muted=True,
        labels=("refund", "parcel"),
    )
    apart = "● new · urgent · for sam · ★ watched · thread muted · ≈ found by listening · refund · parcel"
    assert stands(marked, is_heard=True) == apart
    assert stands(replace(STANDING, owner=AgentName("jo"))) == "● new · yours"


def test_the_header_tells_a_budget_that_is_nearly_used_up() -> None:
    low, plenty = Budget(Channel.MESSAGE, 2, NOW + HOUR), Budget(Channel.REPLY, 90, NOW + HOUR)
    assert head(thread(budgets=(low, plenty)))[1].endswith("  2 messages left until 21:00")
    assert "left" not in head(thread(budgets=(plenty, replace(low, resets_at=NOW))))[1]


def rules(found: Thread) -> list[str]:
    return [plain(line.spans) for line in lines(found, READER) if line.is_rule and line.item is not None]


def test_a_decision_is_one_quiet_line_with_its_hour_and_who_took_it() -> None:
    solved = decided(Resolved(Solved.PHONE))
    assert rules(thread(post(), solved)) == ["20:00 · jo resolved it by phone"]
    assert said(decided(Snoozed(NOW + 13 * HOUR))) == ["20:00 · jo snoozed it until Mon 09:00"]
    assert said(decided(NoAnswerNeeded("a\nduplicate"), AgentName("sam"))) == [
        "20:00 · sam closed it, no answer needed: a duplicate"
    ]


def test_decisions_in_a_row_stand_close() -> None:
    found = lines(thread(post(), decided(Labelled("refund")), decided(Watched()), post(11)), READER)
    assert [line.item for line in found] == [None, 0, 0, None, 1, 2, None, 3, 3, None]


@pytest.mark.parametrize(
    ("state", "doubt"),
    [
        (OutboxState.QUEUED, " · once its text is with X"),
        (OutboxState.UNKNOWN, " · once its text is with X"),
        (OutboxState.HELD, " · does not count: its text has not arrived"),
        (OutboxState.REFUSED, " · does not count: its text has not arrived"),
    ],
)
def test_a_decision_that_relies_on_a_text_says_so_until_it_has_arrived(state: OutboxState, doubt: str) -> None:
    solved = decided(Resolved(relies_on=(OutboxId(4), OutboxId(5))))
    promised = decided(Promised(NOW + HOUR, "within the hour", OutboxId(5)))
    assert rules(thread(solved, promised, send(state, outbox_id=5))) == [
        f"20:00 · jo resolved it{doubt}",
        f"20:00 · jo promised it by 21:00{doubt}",
    ]
    assert rules(thread(solved, promised, send(state, outbox_id=6))) == [
        "20:00 · jo resolved it",
        "20:00 · jo promised it by 21:00: “within the hour”",
    ]


def test_a_repost_on_its_way_says_what_is_shown_on() -> None:
    repost = send(channel=Channel.REPOST, text="")
    assert said(post(text="You are the best"), repost)[2:] == [
        "@brand · jo",
        "reposts @anna: “You are the best”",
        "↑ queued · leaves in 7 s · z takes it back",
    ]
    assert said(repost)[1] == "reposts their post"


@pytest.mark.parametrize(
    ("purpose", "heading"),
    [
        (Purpose.ANSWER, "@brand · jo"),
        (Purpose.ACKNOWLEDGEMENT, "@brand · jo · acknowledgement"),
        (Purpose.FOLLOW_UP, "@brand · jo · public follow-up"),
        (Purpose.THANKS, "@brand · jo · thanks"),
    ],
)
def test_a_text_that_is_more_than_an_answer_says_what_it_is_for(purpose: Purpose, heading: str) -> None:
    assert said(send(purpose=purpose))[0] == heading


def test_each_item_has_an_identity_and_a_time() -> None:
    items: list[ThreadItem] = [post(ago=1), message(ago=2), note(ago=3), send(), decided(Watched(), ago=4)]
    assert len({identity(item) for item in items}) == len(items)
    assert [NOW - written_at(item) for item in items] == [1, 2, 3, 0, 4]


def test_the_oldest_send_that_waits_for_a_decision_is_asked_about_unless_another_is_chosen() -> None:
    held, refused = send(OutboxState.HELD, outbox_id=6), send(OutboxState.REFUSED, outbox_id=7)
    found = thread(post(), send(OutboxState.UNKNOWN), held, refused)
    assert decidable(found, None) == held.item
    assert decidable(found, 3) == refused.item
    assert decidable(found, 0) == held.item
    assert decidable(thread(send(OutboxState.UNKNOWN)), 0) is None
