"""A case in words."""

from dataclasses import replace
from datetime import UTC

import pytest
from thread_of import ANNA, CARL, MINUTE, NOW, US, message, note, our_post, post, send, thread

from tui_desk.desk.views import Thread, ThreadItem, ThreadSend
from tui_desk.domain.ids import AgentName, PostId
from tui_desk.domain.model import Channel, OutboxState
from tui_desk.domain.permission import Capabilities, Summons
from tui_desk.tui.present.ages import DAY, HOUR
from tui_desk.tui.present.spans import Columns, Role, plain
from tui_desk.tui.present.thread import Reader, ThreadLine, counts_down, decidable, header, lines, send_state

READER = Reader(AgentName("jo"), NOW, UTC, lambda action: {"case.undo": "z", "case.decide": "o"}[action])


def said(*items: ThreadItem, reader: Reader = READER) -> list[str]:
    """The lines of a thread as text, without those between its items."""
    return [plain(line.spans) for line in lines(thread(*items), reader) if line.item is not None]


def drawn(*items: ThreadItem) -> list[ThreadLine]:
    return [line for line in lines(thread(*items), READER) if line.item is not None]


def head(found: Thread, capabilities: Capabilities | None = None) -> str:
    first, second = header(found, capabilities or Capabilities())
    return "\n".join(plain((*row.left, *row.fill, *row.right)) for row in (first, second))


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
    person = replace(ANNA, bio="Pots\nand pans", verified="blue")
    assert head(thread(post(), customer=person, earlier_cases=2)).split("\n") == [
        "@anna  Anna K · verified  no post to reply to · ✓ message",
        "2.1k followers · 2 earlier cases · Gdynia · Pots and pans",
    ]
    assert "1 follower · first case" in head(thread(customer=replace(ANNA, followers=1)))


@pytest.mark.parametrize(
    ("summons", "gone", "unsummoned", "words"),
    [
        (Summons.MENTION, False, False, "✓ reply"),
        (Summons.NONE, False, False, "✗ no reply"),
        (Summons.NONE, False, True, "✓ reply"),
        (Summons.MENTION, True, False, "✗ no reply"),
    ],
)
def test_the_header_says_whether_x_takes_a_reply(summons: Summons, gone: bool, unsummoned: bool, words: str) -> None:
    target = replace(post(), summons=summons, gone=gone)
    assert words in head(thread(target, reply_to=target), Capabilities(may_reply_unsummoned=unsummoned))


@pytest.mark.parametrize(("receives", "words"), [(True, "✓ message"), (False, "✗ no messages"), (None, "message?")])
def test_the_header_says_whether_x_takes_a_message(receives: bool | None, words: str) -> None:
    assert words in head(thread(customer=replace(ANNA, receives_messages=receives)))


def test_the_oldest_send_that_waits_for_a_decision_is_asked_about_unless_another_is_chosen() -> None:
    held, refused = send(OutboxState.HELD, outbox_id=6), send(OutboxState.REFUSED, outbox_id=7)
    found = thread(post(), send(OutboxState.UNKNOWN), held, refused)
    assert decidable(found, None) == held.item
    assert decidable(found, 3) == refused.item
    assert decidable(found, 0) == held.item
    assert decidable(thread(send(OutboxState.UNKNOWN)), 0) is None


def test_rows_of_the_header_are_columns() -> None:
    first, second = header(thread(post()), Capabilities())
    assert isinstance(first, Columns)
    assert second.right == ()
