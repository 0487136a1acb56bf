"""The words for every "no" offer what is possible, what helps most first; so do those for what was done and undone."""

import pytest
from at_the_desk import keymap

from tui_desk.config.keymap import ContextName
from tui_desk.domain.ids import PostId
from tui_desk.domain.refusals import (
    AlreadyClosed,
    AlreadyOpen,
    Blocked,
    InUse,
    MessagesClosed,
    NoSuchCase,
    NothingAnswered,
    NothingOwed,
    NothingPromised,
    NothingToMerge,
    NothingToSplit,
    NotSummoned,
    OtherCustomer,
    ReasonMissing,
    Refusal,
    StillOwed,
    ThreadMoved,
    TimePassed,
    UndecidedSend,
    Unresolved,
)
from tui_desk.tui.present.hints import choice_line, key_of, sequence_hints
from tui_desk.tui.present.spans import plain
from tui_desk.tui.present.words import done_words, post_address, refusal_words, undone_words

KEYS = keymap()


def key(action_id: str) -> str:
    return key_of(KEYS, action_id)


def test_where_x_takes_no_reply_the_other_ways_come_in_the_order_of_their_worth() -> None:
    sentence = refusal_words(NotSummoned("anna", may_message=True), key).sentence
    assert sentence == (
        "@anna neither mentions nor quotes us: m writes a private message; y copies the address to answer on X itself; "
        "s watches it; N leaves a note."
    )
    assert "m writes" not in refusal_words(NotSummoned("anna", may_message=False), key).sentence


def test_the_public_invitation_is_offered_only_where_a_reply_is_taken() -> None:
    closed = MessagesClosed("anna")
    assert "r replies in public" in refusal_words(closed, key).sentence
    assert "r replies" not in refusal_words(closed, key, may_reply=False).sentence
    assert "y copies the address" in refusal_words(closed, key, may_reply=False).sentence


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (Blocked("anna"), "# closes the case with a reason; N leaves a note"),
        (Unresolved(("{name}", "___")), "{name}, ___"),
        (ThreadMoved(""), "Somebody wrote since you looked"),
        (UndecidedSend(), "o decides on it first"),
        (AlreadyClosed(), "O opens it again"),
        (AlreadyOpen(), "e resolves it, W leaves it waiting"),
        (NothingAnswered(), "r answers; # closes it without, for a reason"),
        (ReasonMissing(), "a few words"),
        (TimePassed(), "tomorrow 14:30"),
        (StillOwed(), "f writes the closing word, F waives it with a reason"),
        (NothingOwed(), "e resolves the case"),
        (NothingPromised(), "d and a time makes one"),
        (OtherCustomer(), "mark theirs alone"),
        (NothingToMerge(), "with x, then press J"),
        (NothingToSplit(), "with p or n"),
        (InUse(), "has been worked on since"),
        (NoSuchCase(), "choose another one"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_names_the_key_for_what_is_possible_instead(refusal: Refusal, said: str) -> None:
    assert said in refusal_words(refusal, key).sentence


def test_what_was_done_says_how_it_is_undone() -> None:
    done = done_words("resolved it", ["anna"], [], key)
    assert (done.title, done.sentence) == ("Resolved it", "@anna: z undoes it.")
    owed = done_words("resolved it by phone", ["anna"], [], key, is_owed=True)
    assert owed.sentence == "@anna: f writes the public closing word, which is owed now; z undoes it."


def test_of_several_it_is_said_which_were_refused_and_why() -> None:
    refused: list[tuple[str, Refusal]] = [("ben", AlreadyClosed()), ("kim", AlreadyClosed()), ("lou", StillOwed())]
    sentence = done_words("marked it as spam", ["anna"], refused, key).sentence
    assert sentence == "1 done; 3 not: @ben, @kim (it is closed); @lou (a public word is owed). z undoes it."
    owed = done_words("resolved it by phone", ["anna", "ben"], [], key, is_owed=True)
    assert owed.sentence == "2 done. Public closing words are owed: 3 shows them. z undoes it."


def test_what_was_undone_is_said_as_far_as_it_is_known() -> None:
    assert undone_words("labelled it “vip”", ["anna"]).sentence == "@anna: labelled it “vip”."
    assert undone_words("", ["anna", "ben"]).sentence == "2 cases: your last step."


def test_the_address_of_a_post_holds_nothing_but_its_number() -> None:
    assert post_address(PostId(1234)) == "https://x.com/i/status/1234"


def test_after_the_beginning_of_a_sequence_only_what_goes_on_with_it_is_told() -> None:
    columns = sequence_hints(KEYS, ContextName("feed"), "h")
    told = plain(columns.left) + plain(columns.fill)
    assert told.startswith(" h …  1 1 hour  4 4 hours  t Tomorrow")
    assert "Reply" not in told


def test_a_question_stands_before_its_answers() -> None:
    line = choice_line("@anna: solved", [("resolve.here", "here"), ("resolve.leave", "leave")], key)
    assert plain(line.left + line.fill) == " @anna: solved  e here · Esc leave"
