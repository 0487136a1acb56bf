"""Writing at the screen: what is offered, what is asked before it leaves, and that nothing typed is lost."""

from dataclasses import replace
from typing import TypeVar

import pytest
from at_the_desk import NARROW, WIDE, Hand, at_the_desk
from house import ANNA, BEN, House

from tui_desk.desk.commands import Answer, Command, QueueMessage, QueueReply, QueueRepost, SaveDraft, WithText
from tui_desk.desk.engine_commands import RecordPeople, RecordPosts
from tui_desk.desk.views import QueueView, ThreadDecision
from tui_desk.domain.decisions import Resolved, Solved
from tui_desk.domain.model import Channel, Purpose
from tui_desk.domain.saved_replies import SavedReply
from tui_desk.tui.shelf import Shelf

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
SHELF = Shelf(
    replies=(
        SavedReply("ack", "Hi {first_name|there}, we look into it.", "en", "acknowledge"),
        SavedReply("ack2", "We are at it, {first_name|thank you}.", "en", "acknowledge"),
        SavedReply("ack", "Wir sind dran, {first_name}.", "de", "acknowledge"),
        SavedReply("followup", "Sorted out by message, {first_name|thanks}.", "en", "close"),
        SavedReply("thanks", "How kind, {first_name|thanks}!", "en", "praise"),
        SavedReply("late", "Since [[when]] do you wait, {first_name|please}?", "en", "details"),
        SavedReply("dmlink", "Write to us: {dm_link}", "en", "details"),
    ),
    repeat_warning=2,
)

C = TypeVar("C", bound=Command)


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


def of(kind: type[C], commands: list[Command]) -> list[C]:
    return [command for command in commands if isinstance(command, kind)]


def written(hand: Hand) -> str:
    """What stands in the composer."""
    return hand.screen.composer.text


async def heard_of(house: House) -> None:
    """A customer speaks of us without turning to us."""
    post = house.inbound(text="parcelfox is slow", mentioned_ids=())
    await house.recorder.do(RecordPosts((post,), (ANNA,), heard=True))


# Acknowledging.


@SIZES
async def test_an_acknowledgement_is_offered_and_leaves_as_one(
    house: House, commands: list[Command], size: tuple[int, int]
) -> None:
    case_id, post = await house.new_case()
    async with at_the_desk(house.desk, size, shelf=SHELF) as hand:
        await hand.does("case.acknowledge")
        await hand.sees("ACKNOWLEDGEMENT · PUBLIC REPLY  to @anna")
        assert written(hand) == "Hi Anna, we look into it."
        await hand.does("composer.send")
        await hand.sees("Acknowledgement · Public reply as @brand to @anna")
        await hand.does("review.edit")
        await hand.sees("ACKNOWLEDGEMENT · PUBLIC REPLY  to @anna")
        await hand.does("composer.send", "review.send_resolve")
    (sent,) = of(QueueReply, commands)
    assert (sent.case_id, sent.reply_to_post_id, sent.text) == (case_id, post.post_id, "Hi Anna, we look into it.")
    assert sent.also == WithText(Purpose.ACKNOWLEDGEMENT)


async def test_the_wording_changes_from_one_acknowledgement_to_the_next(house: House) -> None:
    nameless = replace(ANNA, name="anna123")
    for _ in range(3):
        await house.new_case()
        house.clock.forward(60_000)
    await house.recorder.do(RecordPeople((nameless,)))
    said = []
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        for _ in range(3):
            await hand.does("case.acknowledge")
            said.append(written(hand))
            await hand.does("composer.send", "review.send_resolve")
    assert said[0] != said[1]
    assert set(said) == {"Hi there, we look into it.", "We are at it, thank you."}


async def test_an_acknowledgement_goes_by_message_where_only_that_is_possible(
    house: House, commands: list[Command]
) -> None:
    await heard_of(house)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.acknowledge")
        await hand.sees("ACKNOWLEDGEMENT · PRIVATE MESSAGE  to @anna")
        await hand.does("composer.send", "review.send")
    assert [sent.also.purpose for sent in of(QueueMessage, commands)] == [Purpose.ACKNOWLEDGEMENT]


async def test_nothing_is_put_over_a_draft(house: House) -> None:
    case_id, post = await house.new_case()
    await house.desk.do(SaveDraft(case_id, Channel.REPLY, "half a thought", post.post_id))
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.acknowledge")
        await hand.sees("You go on with your draft")
        assert written(hand) == "half a thought"


async def test_an_offer_that_is_not_taken_leaves_no_draft(house: House, commands: list[Command]) -> None:
    case_id, _ = await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.acknowledge", "composer.close")
        assert "Kept as a draft" not in hand.text()
    assert of(SaveDraft, commands) == []
    assert (await house.thread(case_id)).drafts == ()


async def test_an_acknowledgement_that_is_put_away_says_how_to_go_on_with_it(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.acknowledge")
        await hand.types(" Soon")
        await hand.does("composer.close")
        await hand.sees("Kept as a draft")
        await hand.does("case.acknowledge")
        await hand.sees("ACKNOWLEDGEMENT · PUBLIC REPLY")
        assert written(hand).endswith(" Soon")


# Following up, and thanking.


async def test_the_closing_word_goes_to_the_first_post(house: House, commands: list[Command]) -> None:
    case_id, first = await house.new_case()
    house.clock.forward(60_000)
    await house.record(house.inbound(text="Hello?", conversation_id=first.conversation_id))
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.follow_up")
        await hand.sees("FOLLOW-UP · PUBLIC REPLY  to @anna as @brand · “My parcel is late”")
        await hand.does("composer.send", "review.send")
    (sent,) = of(QueueReply, commands)
    assert (sent.case_id, sent.reply_to_post_id, sent.also.purpose) == (case_id, first.post_id, Purpose.FOLLOW_UP)


async def test_a_closing_word_that_x_does_not_allow_is_refused_with_words(house: House) -> None:
    await heard_of(house)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.follow_up")
        await hand.sees("X refuses a reply here")
        await hand.sees("waives the closing word")
        assert not hand.screen.composer.is_open


async def praised(house: House) -> None:
    await house.new_case(text="You are wonderful")
    assert await house.lane(QueueView.PRAISE)


async def test_praise_is_shown_to_our_followers_and_thanked_for(house: House, commands: list[Command]) -> None:
    await praised(house)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.view_praise", "case.thank")
        await hand.sees("repost and thank ($0.015)")
        assert of(QueueRepost, commands) == []
        await hand.does("thank.repost")
        await hand.sees("THANKS · PUBLIC REPLY  to @anna")
        assert written(hand) == "How kind, Anna!"
        await hand.does("composer.send", "review.send_resolve")
    assert len(of(QueueRepost, commands)) == 1
    (sent,) = of(QueueReply, commands)
    assert sent.also == WithText(Purpose.THANKS, solves=Solved.HERE)


async def test_thanks_alone_repost_nothing(house: House, commands: list[Command]) -> None:
    await praised(house)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.view_praise", "case.thank", "thank.only")
        await hand.sees("THANKS · PUBLIC REPLY")
    assert of(QueueRepost, commands) == []


async def test_leaving_the_thanks_changes_nothing(house: House, commands: list[Command]) -> None:
    await praised(house)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.view_praise", "case.thank", "thank.leave")
        await hand.misses("repost and thank")
        assert hand.app.focused is hand.screen.feed
    assert commands == []


async def test_what_a_protected_account_writes_is_not_reposted(house: House, commands: list[Command]) -> None:
    await praised(house)
    await house.recorder.do(RecordPeople((replace(ANNA, protected=True),)))
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.view_praise", "case.thank")
        await hand.sees("THANKS · PUBLIC REPLY")
    assert of(QueueRepost, commands) == []


# Saved replies.


@SIZES
async def test_a_slash_on_an_empty_line_looks_for_a_saved_reply(house: House, size: tuple[int, int]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, size, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("/fol")
        await hand.sees("1 saved reply")
        await hand.sees("Sorted out by message, Anna.")
        await hand.does("replies.insert")
        assert written(hand) == "Sorted out by message, Anna."
        await hand.misses("1 saved reply")


async def test_a_slash_typed_ahead_in_one_go_loses_no_letter(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.presses("/", *"thank")
        await hand.sees("How kind, Anna!")
        assert written(hand) == ""


async def test_a_slash_within_a_line_is_a_slash(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("9/10")
        assert written(hand) == "9/10"
        assert not hand.screen.replies.display


async def test_the_list_goes_by_key_too_and_leaves_the_text_alone(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("Hello ")
        await hand.does("composer.saved_reply")
        await hand.types("thx")
        await hand.sees("No saved reply is called or says “thx”")
        await hand.presses("backspace", "backspace")
        await hand.sees("How kind, Anna!")
        await hand.does("replies.close")
        assert written(hand) == "Hello "
        await hand.types("Anna")
        assert written(hand) == "Hello Anna"


async def test_the_chosen_reply_is_inserted_where_the_cursor_stands(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("Hello ")
        await hand.does("composer.saved_reply", "replies.next", "replies.next", "replies.previous", "replies.insert")
        assert written(hand) == "Hello We are at it, Anna."


async def test_what_is_to_be_filled_in_is_selected_and_never_sent(house: House, commands: list[Command]) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("Hello\n/late")
        await hand.sees("! to fill in: [[when]]")
        await hand.does("replies.insert", "composer.send")
        await hand.sees("! not filled in: [[when]]")
        await hand.does("review.send")
        await hand.sees("Not filled in yet")
        await hand.types("Monday")
        assert written(hand) == "Hello\nSince Monday do you wait, Anna?"
    assert not [sent for sent in of(QueueReply, commands) if "[[" not in sent.text]


async def test_the_customers_language_comes_first(house: House) -> None:
    await house.record(house.inbound(text="Wo ist mein Paket?", lang="de"))
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.acknowledge")
        assert written(hand) == "Wir sind dran, Anna."


# Looking once more.


async def test_an_invitation_to_a_message_names_its_price(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("/dm")
        await hand.does("replies.insert", "composer.send")
        assert written(hand) == "Write to us: https://x.com/messages/compose?recipient_id=1"
        await hand.sees("$0.20 link")
        await hand.sees("! dear: X charges $0.20 for the link")


async def test_the_same_text_too_often_is_named(house: House) -> None:
    for _ in range(3):
        await house.new_case()
        house.clock.forward(60_000)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        for _ in range(2):
            await hand.does("case.reply")
            await hand.types("We know")
            await hand.does("composer.send")
            await hand.sees("Public reply as @brand to @anna")
            assert "word for word" not in hand.text()
            await hand.does("review.send_resolve")
        await hand.does("case.reply")
        await hand.types("We know")
        await hand.does("composer.send")
        await hand.sees("! sent word for word 2× in 24 hours")


async def test_personal_data_is_named_in_public_alone(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("Is it +49 171 5550123?")
        await hand.does("composer.send")
        await hand.sees("! everyone can read a phone number in it")
        await hand.does("review.edit", "composer.close", "case.message")
        await hand.types("Is it +49 171 5550123?")
        await hand.does("composer.send")
        await hand.sees("Private message as @brand to @anna, 22/10,000, $0.015")
        await hand.misses("everyone can read")


async def test_a_promise_is_noted_only_when_the_agent_says_so(house: House, commands: list[Command]) -> None:
    await house.new_case(BEN)
    house.clock.forward(60_000)
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        for keys in ((), ("review.promise",), ("review.promise", "review.promise")):
            await hand.does("case.reply")
            await hand.types(f"You will have it by tomorrow at 10{'!' * len(keys)}")
            await hand.does("composer.send")
            await hand.sees("says “by tomorrow at 10” · p notes the promise until")
            await hand.does(*keys)
            await hand.does("review.send")
    promised = [(sent.also.promise_until is not None, sent.also.promise_words) for sent in of(QueueReply, commands)]
    assert promised == [(False, ""), (True, "by tomorrow at 10"), (False, "")]


async def test_without_a_promise_the_key_says_so(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("Thank you")
        await hand.does("composer.send", "review.promise")
        await hand.sees("No promise found")


@SIZES
async def test_send_and_resolve_goes_to_the_next_case(
    house: House, commands: list[Command], size: tuple[int, int]
) -> None:
    first, _ = await house.new_case(BEN)
    house.clock.forward(60_000)
    await house.new_case()
    async with at_the_desk(house.desk, size, shelf=SHELF) as hand:
        await hand.does("case.reply")
        await hand.types("Solved")
        await hand.does("composer.send", "review.send_resolve")
        await hand.until(lambda: hand.screen.feed.selected is not None and hand.screen.feed.selected.handle == "anna")
    assert [(sent.case_id, sent.also.solves) for sent in of(QueueReply, commands)] == [(first, Solved.HERE)]
    decided = [item.decided.decision for item in (await house.thread(first)).items if isinstance(item, ThreadDecision)]
    assert [type(decision) for decision in decided] == [Resolved]


async def test_a_text_taken_back_stands_in_the_composer_for_what_it_was(house: House) -> None:
    await house.new_case()
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.acknowledge", "composer.send", "review.send")
        await hand.misses("ACKNOWLEDGEMENT")
        await hand.does("case.undo")
        await hand.sees("ACKNOWLEDGEMENT · PUBLIC REPLY  to @anna")
        assert written(hand) == "Hi Anna, we look into it."
        assert "You go on with your draft" not in hand.text()


async def test_undoing_after_the_thanks_takes_the_repost_back_too(house: House) -> None:
    await praised(house)
    async with at_the_desk(house.desk, shelf=SHELF) as hand:
        await hand.does("case.view_praise", "case.thank", "thank.repost", "composer.close", "case.undo")
        await hand.sees("Repost taken back")
