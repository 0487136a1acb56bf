"""What helps an agent write: parts of a long text, emoji by name, undo and redo, and their own last texts."""

from dataclasses import replace
from datetime import UTC

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk, keymap, of
from house import House
from thread_of import ANNA, NOW, thread

from tui_desk.desk.commands import Answer, Command, QueueMessage, QueueReply, SaveDraft, UndoLast
from tui_desk.desk.lengths import Length
from tui_desk.desk.views import ThreadSend
from tui_desk.domain.emoji_names import MOST_FOUND, find_emoji, usual_emoji
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel, Purpose
from tui_desk.tui.present.hints import key_of
from tui_desk.tui.present.review import Review, ReviewedPart, no_split_words, review_lines
from tui_desk.tui.present.spans import plain

SENTENCE = "We asked the depot and they will look for it on Monday. "
LONG = (SENTENCE * 9).strip()
"""Two posts long."""

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def commands(house: House, monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    """Every command that reaches the desk, in order."""
    done: list[Command] = []
    carry_out = house.desk.do

    async def record(command: Command) -> Answer:
        done.append(command)
        return await carry_out(command)

    monkeypatch.setattr(house.desk, "do", record)
    return done


def written(hand: Hand) -> str:
    """What stands in the composer."""
    return hand.screen.composer.text


async def queued(house: House, case_id: CaseId) -> list[str]:
    """The texts that wait in the outbox."""
    return [entry.item.text for entry in (await house.thread(case_id)).items if isinstance(entry, ThreadSend)]


async def let_go(house: House, text: str, channel: Channel = Channel.REPLY) -> None:
    """The agent answers a new case."""
    case_id, post = await house.new_case()
    seen = await house.seen(case_id)
    if channel is Channel.MESSAGE:
        await house.desk.do(QueueMessage(house.desk.agent, case_id, text, seen))
    else:
        await house.desk.do(QueueReply(house.desk.agent, case_id, post.post_id, text, seen, in_parts=True))


# A text that is too long.


@SIZES
async def test_a_text_that_is_too_long_leaves_in_parts_when_the_agent_says_so(
    house: House, commands: list[Command], size: tuple[int, int]
) -> None:
    case_id, _ = await house.new_case()
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("case.reply")
        await hand.pastes(LONG)
        await hand.does("composer.send")
        await hand.sees("too long · s splits it into 2 posts")
        await hand.does("review.split")
        await hand.sees("2 posts, $0.02")
        await hand.sees("1/2 ^JO  ")
        await hand.sees("2/2 ^JO  ")
        await hand.does("review.send")
        await hand.until(lambda: not hand.screen.composer.is_open)
    (sent,) = of(QueueReply, commands)
    assert (sent.text, sent.in_parts) == (LONG, True)
    texts = await queued(house, case_id)
    assert [text[-7:] for text in texts] == ["1/2 ^JO", "2/2 ^JO"]


async def test_it_does_not_leave_at_all_unless_the_agent_says_so(house: House) -> None:
    case_id, _ = await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.pastes(LONG)
        await hand.does("composer.send", "review.split", "review.split", "review.send")
        await hand.sees("Too long")
        assert written(hand) == LONG
    assert await queued(house, case_id) == []


async def test_undo_brings_all_of_it_back_into_the_composer(house: House, commands: list[Command]) -> None:
    case_id, _ = await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.pastes(LONG)
        await hand.does("composer.send", "review.split", "review.send", "case.undo")
        await hand.until(lambda: hand.screen.composer.is_open)
        assert written(hand) == LONG
    assert len(of(UndoLast, commands)) == 1
    assert await queued(house, case_id) == []


async def test_what_fits_is_not_split(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("Hello")
        await hand.does("composer.send", "review.split")
        await hand.sees("Nothing to split")


def key(action: str) -> str:
    return key_of(keymap(), action)


def test_the_review_shows_where_a_text_is_cut() -> None:
    first = "Hello Anna, " + "we look into it and " * 10 + "tell you on Monday. 1/2 ^JO"
    parts = (ReviewedPart(first, Length(241, 280)), ReviewedPart("Sorry! 2/2 ^JO", Length(14, 280)))
    review = Review(thread(customer=ANNA), Channel.REPLY, Purpose.ANSWER, Length(300, 280), parts=parts, price=20_000)
    offered = [plain(line) for line in review_lines(review, NOW, UTC, key)]
    assert offered[:2] == [
        "Public reply as @brand to @anna, 300/280, $0.02",
        "! 20 too long · s splits it into 2 posts",
    ]
    split = [plain(line) for line in review_lines(replace(review, is_split=True), NOW, UTC, key)]
    assert split[:4] == [
        "Public reply as @brand to @anna, 2 posts, $0.02",
        "Hello Anna, we look … it and tell you on Monday. 1/2 ^JO  241/280",
        "Sorry! 2/2 ^JO  14/280",
        "each replies to the one before it · s makes it one text again",
    ]


def test_why_a_text_is_not_split_is_said() -> None:
    assert no_split_words(Length(10, 280)).title == "Nothing to split"
    assert "shorten it" in no_split_words(Length(300, 280)).sentence


# Emoji.


@SIZES
async def test_an_emoji_is_found_by_the_beginning_of_its_name(house: House, size: tuple[int, int]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, size) as hand:
        await hand.does("case.reply")
        await hand.types("Great :thumbsu")
        await hand.sees(": thumbsu▏  1 emoji")
        await hand.does("replies.insert")
        assert written(hand) == "Great 👍"
        await hand.types("!")
        assert written(hand) == "Great 👍!"


async def test_the_list_of_emoji_goes_by_key_too(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply", "composer.emoji", "replies.next", "replies.insert")
        assert written(hand) == usual_emoji()[1].text


@pytest.mark.parametrize(
    "text", ["Yes :-) and :D", "The train: late", "at 10:ab", "see :xqz and on", "see :thq", "so :th, well", "::th"]
)
async def test_what_is_no_emoji_stays_as_it_was_typed(house: House, text: str) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        for character in text:
            await hand.types(character)
        await hand.until(lambda: written(hand) == text, "the text differs")
        assert not hand.screen.replies.display


async def test_leaving_the_list_leaves_the_text_alone(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("so :th")
        await hand.sees("th▏")
        await hand.does("replies.close")
        assert written(hand) == "so :th"


async def test_taking_the_colon_off_again_closes_the_list(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.types("so :th")
        await hand.sees("th▏")
        await hand.presses("backspace", "backspace", "backspace")
        await hand.until(lambda: not hand.screen.replies.display)
        assert written(hand) == "so "


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("thumbsup", "👍"),
        ("thumbs_up", "👍"),
        (":thumbs up:", "👍"),
        ("+1", "👍"),
        ("parc", "📦"),
        ("heart", "❤️"),
        ("kangaroo", "🦘"),
        ("REFUND", "💰"),
    ],
)
def test_the_likeliest_emoji_comes_first(typed: str, first: str) -> None:
    assert find_emoji(typed)[0].text == first


def test_nothing_typed_offers_the_usual_and_nonsense_nothing() -> None:
    assert find_emoji("") == usual_emoji()[:MOST_FOUND]
    assert find_emoji("xqz") == ()
    assert len(find_emoji("s")) == MOST_FOUND


def test_each_usual_emoji_stands_there_once_and_has_a_name() -> None:
    texts = [emoji.text for emoji in usual_emoji()]
    assert len(texts) == len(set(texts)) > 140
    assert all(name and name == name.lower() for emoji in usual_emoji() for name in emoji.names)


# Undo, redo, and one's own texts.


async def test_what_was_written_is_undone_and_written_again(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.reply")
        await hand.pastes("Hello Anna")
        await hand.pastes(", sorry")
        await hand.does("composer.undo")
        assert written(hand) == "Hello Anna"
        await hand.does("composer.redo")
        assert written(hand) == "Hello Anna, sorry"


async def test_undo_never_reaches_into_another_text(house: House) -> None:
    case_id, _ = await house.new_case()
    await house.desk.do(SaveDraft(case_id, Channel.MESSAGE, "a private word"))
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.message")
        await hand.does("composer.close", "case.reply", "composer.undo")
        assert written(hand) == ""


async def test_an_empty_composer_walks_through_the_agents_last_texts_of_the_channel(house: House) -> None:
    for text in ("The first", "The second", "The second"):
        await let_go(house, text)
    await let_go(house, "In private", Channel.MESSAGE)
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("case.view_now", "feed.first", "case.reply")
        seen = []
        for action in ("older", "older", "older", "newer", "newer", "newer"):
            await hand.does(f"composer.{action}")
            seen.append(written(hand))
        assert seen == ["The second", "The first", "The first", "The second", "", ""]


async def test_a_text_in_parts_comes_back_whole(house: House) -> None:
    await let_go(house, LONG)
    assert await house.desk.own_texts(Channel.REPLY) == (LONG,)


async def test_what_was_taken_back_is_not_among_the_last_texts(house: House) -> None:
    await let_go(house, "Kept")
    await let_go(house, "Taken back")
    await house.desk.do(UndoLast(house.desk.agent))
    assert await house.desk.own_texts(Channel.REPLY) == ("Kept",)


async def test_in_a_text_the_keys_move_the_cursor(house: House) -> None:
    await let_go(house, "Before")
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.first", "case.reply")
        await hand.types("one\ntwo")
        await hand.does("composer.older")
        await hand.types("!")
        assert written(hand) == "one!\ntwo"
        await hand.does("composer.newer")
        await hand.types("?")
        assert written(hand) == "one!\ntwo?"


async def test_what_was_brought_back_and_changed_is_a_text_like_any_other(house: House) -> None:
    await let_go(house, "Before")
    await house.new_case()
    async with at_the_desk(house.desk) as hand:
        await hand.does("feed.first", "case.reply", "composer.older")
        await hand.types("!")
        await hand.does("composer.older", "composer.newer")
        assert written(hand) == "Before!"
