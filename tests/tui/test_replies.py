"""Saved replies for the case at hand: which are offered, what fills them, and how the list reads."""

from dataclasses import replace

import pytest
from at_the_desk import keymap
from thread_of import ANNA, CARL, JO, MINUTE, NOW, STANDING, US, post, thread

from tui_desk.desk.views import Thread
from tui_desk.domain.model import Channel
from tui_desk.domain.saved_replies import SavedReply
from tui_desk.tui.present.hints import key_of
from tui_desk.tui.present.replies import Offer, emoji, nothing_found, offer_row, preview, prompt, saved_replies
from tui_desk.tui.present.spans import Columns, Role, plain
from tui_desk.tui.templates import Templates, gap_values, language_of, message_link, wait_words

HOUR = 60 * MINUTE
REPLIES = (
    SavedReply("ack", "Hi {first_name|there}, we look into it.", "en", "acknowledge", "Seen"),
    SavedReply("ack2", "We are at it, {first_name|thank you}.", "en", "acknowledge"),
    SavedReply("ack", "Hallo {first_name|}, wir sind dran.", "de", "acknowledge"),
    SavedReply("acknowledged", "Not an acknowledgement", "en", ""),
    SavedReply("late", "Sorry that it took {wait|so long}.", "en", "acknowledge"),
    SavedReply("spät", "Das hat {wait} gedauert.", "de", "acknowledge"),
    SavedReply("dmlink", "Write to us: {dm_link}", "en", "details"),
)


def templates(found: Thread, channel: Channel = Channel.REPLY) -> Templates:
    return Templates(REPLIES, language_of(found), gap_values(found, channel, JO, NOW))


def said_in(lang: str, text: str = "Hallo") -> Thread:
    written = post(text=text)
    return thread(replace(written, post=replace(written.post, lang=lang)))


def matching_nothing(typed: str) -> tuple[Offer, ...]:
    del typed
    return ()


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def test_every_variable_has_its_value() -> None:
    waiting = thread(customer=ANNA, standing=replace(STANDING, waiting_since=NOW - 3 * HOUR))
    assert gap_values(waiting, Channel.REPLY, JO, NOW) == {
        "first_name": "Anna",
        "handle": "@anna",
        "account": "@brand",
        "agent": "jo",
        "case": "1",
        "wait": "3 hours",
        "dm_link": "https://x.com/messages/compose?recipient_id=1",
    }


def test_only_a_public_reply_invites_to_a_message() -> None:
    assert gap_values(thread(), Channel.MESSAGE, JO, NOW)["dm_link"] == ""
    (public,) = templates(thread()).matching("dmlink")
    assert public.text == f"Write to us: {message_link(US)}"


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (None, ""),
        (MINUTE, ""),
        (2 * MINUTE, "2 minutes"),
        (119 * MINUTE, "119 minutes"),
        (2 * HOUR, "2 hours"),
        (47 * HOUR, "47 hours"),
        (49 * HOUR, "2 days"),
    ],
)
def test_a_wait_is_told_in_whole_units(waited: int | None, said: str) -> None:
    assert wait_words(NOW - waited if waited is not None else None, NOW) == said


def test_a_wait_is_told_in_english_alone() -> None:
    found = thread(standing=replace(STANDING, waiting_since=NOW - 3 * HOUR))
    assert [filled.text for filled in templates(found).matching("late")] == ["Sorry that it took 3 hours."]
    assert [filled.text for filled in templates(found).matching("spät")] == ["Das hat {wait} gedauert."]


def test_the_language_is_that_of_the_customers_newest_words() -> None:
    ours, german = post(2, CARL), post(1)
    found = thread(
        replace(german, post=replace(german.post, lang="de")), replace(ours, post=replace(ours.post, lang="fr"))
    )
    assert language_of(found) == "de"
    assert language_of(said_in("de-AT")) == "de"
    assert language_of(said_in("und")) == ""
    assert language_of(thread()) == ""


def test_the_wordings_for_an_occasion_are_all_in_one_language() -> None:
    assert [filled.text for filled in templates(said_in("en")).wordings("ack")] == [
        "Hi Anna, we look into it.",
        "We are at it, Anna.",
    ]
    assert [filled.text for filled in templates(said_in("de")).wordings("ack")] == ["Hallo Anna, wir sind dran."]
    assert len(templates(said_in("pt")).wordings("ack")) == 2
    assert templates(said_in("en")).wordings("absent") == ()


def test_the_customers_language_comes_first() -> None:
    assert [filled.reply.language for filled in templates(said_in("de")).matching("ack")][:2] == ["de", "en"]


def test_a_row_has_code_language_and_first_words() -> None:
    offer = Offer("ack", "en", "Hi Anna,\nwe look into it.")
    row, chosen = offer_row(offer, is_chosen=False), offer_row(offer, is_chosen=True)
    assert words(row) == " ack        en Hi Anna, we look into it."
    assert words(chosen) == "▌" + words(row)[1:]


def test_the_prompt_says_what_is_looked_for_and_the_keys() -> None:
    def key(action: str) -> str:
        return key_of(keymap(), action)

    offers = saved_replies(matching_nothing)
    assert words(prompt(offers, "ac", 3, key)) == " / ac▏  3 saved repliesEnter inserts · Esc closes "
    assert "1 saved reply" in words(prompt(offers, "", 1, key))
    assert words(prompt(emoji(matching_nothing, gives_way=True), "th", 2, key)).startswith(" : th▏  2 emoji")


def test_the_preview_names_what_is_to_be_filled_in() -> None:
    assert plain(preview(Offer("x", "en", "All there"))) == "All there"
    spans = preview(Offer("x", "en", "After {wait} and ___"))
    assert plain(spans) == "After {wait} and ___  ! to fill in: {wait}, ___"
    assert spans[-1].role is Role.WARNING


def test_finding_nothing_is_said() -> None:
    offers = saved_replies(matching_nothing)
    assert "“xyz”" in plain(nothing_found(offers, "xyz"))
    assert plain(nothing_found(offers, "")) == "There are no saved replies"


def test_an_emoji_stands_before_its_name_and_needs_no_preview() -> None:
    thumb = Offer("thumbs up", "", "👍")
    assert words(offer_row(thumb, is_chosen=True)) == "▌👍 thumbs up"
    assert preview(thumb) == ()
