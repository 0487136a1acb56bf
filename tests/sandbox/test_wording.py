"""The phrases and what is made of them: complete in every language, filled without gaps, and within X's length."""

import re

import pytest

from tui_desk.sandbox.occasions import occasions_in_use
from tui_desk.sandbox.people import Tone
from tui_desk.sandbox.phrasebook import INSTEAD, PHRASES, languages, phrasebook, slots_of, trades
from tui_desk.sandbox.story import personal_facts
from tui_desk.sandbox.text import TEXT_LIMIT, weighted_length
from tui_desk.sandbox.traffic import TRAFFIC, Curve, dice
from tui_desk.sandbox.wording import OPENING, TOPIC_ANSWER, Speech, put_into_words

BOOKS = [(language, trade) for trade in sorted(trades()) for language in sorted(languages(trade))]
LATER_FACTS = {"handle": "@BrandHelp", "link": "https://pics.example/1", "recap": "It was late.", "agent": "JH"}


def facts(language: str, trade: str, number: int = 0) -> dict[str, str]:
    random = dice("facts", language, trade, number)
    return (
        phrasebook(language, trade).particulars(random)
        | personal_facts(random, "Nell", "Hexter", "nell01")
        | LATER_FACTS
    )


@pytest.mark.parametrize(("language", "trade"), BOOKS)
def test_every_line_finds_a_value_for_each_of_its_slots(language: str, trade: str) -> None:
    book = phrasebook(language, trade)
    lines = [line for occasion in book.occasions.values() for line in occasion]
    for topic in book.topics.values():
        lines += [*topic.problems, *topic.details, *topic.asks, *topic.answers]

    assert {slot for line in lines for slot in slots_of(line)} - facts(language, trade).keys() == set()


@pytest.mark.parametrize(("language", "trade"), BOOKS)
def test_every_occasion_has_lines_or_others_instead(language: str, trade: str) -> None:
    book = phrasebook(language, trade)

    assert all(book.lines(occasion) for occasion in occasions_in_use() - {TOPIC_ANSWER})
    assert all(book.feelings_of(tone, is_praise=False) for tone in Tone)


def test_what_is_said_instead_is_an_occasion_that_every_language_has() -> None:
    for language, trade in BOOKS:
        assert set(INSTEAD.values()) <= phrasebook(language, trade).occasions.keys()


def test_english_has_enough_lines_for_a_day_without_repetition() -> None:
    book = phrasebook("en", "rail")
    lines = {line for occasion in book.occasions.values() for line in occasion}
    for topic in book.topics.values():
        lines |= {*topic.problems, *topic.details, *topic.asks, *topic.answers}

    assert len(lines) >= 400


def test_no_phrase_names_an_account() -> None:
    for path in PHRASES.glob("*.toml"):
        assert re.findall(r"(?<!\w)@\w+", path.read_text(encoding="utf-8")) == []


def test_praise_exists_for_every_trade_and_language() -> None:
    for language, trade in BOOKS:
        assert any(topic.is_praise for topic in phrasebook(language, trade).topics.values())


def speech(occasion: str, *, topic: str = "delay", number: int = 0, is_private: bool = False) -> Speech:
    book = phrasebook("en", "rail")
    return Speech(
        book=book,
        topic=book.topics[topic],
        tone=Tone.CALM,
        occasion=occasion,
        facts=facts("en", "rail", number),
        is_private=is_private,
        address="@BrandHelp" if occasion == OPENING else "",
    )


def test_openings_fit_into_a_post_and_name_the_brand() -> None:
    for number in range(400):
        text = put_into_words(dice(number), speech(OPENING, number=number)).text

        assert weighted_length(text) <= TEXT_LIMIT
        assert "@BrandHelp" in text


def test_messages_carry_no_tags_and_no_names() -> None:
    for number in range(200):
        text = put_into_words(dice(number), speech("dm_opening", number=number, is_private=True)).text

        assert not re.search(r"(?<!\w)[@#]\w", text)
        assert "{" not in text


def test_a_question_always_asks_something() -> None:
    texts = [put_into_words(dice(number), speech(OPENING, topic="question")).text for number in range(200)]
    asking = [text for text in texts if "?" in text]

    # The others are the few that consist of a link alone.
    assert len(asking) >= 0.97 * len(texts)


def test_lines_used_lately_are_left_alone() -> None:
    worn_out = set(phrasebook("en", "rail").lines("chase")) - {"Quick nudge."}
    drawn = [put_into_words(dice(number), speech("chase"), worn_out).line for number in range(30)]

    assert drawn.count("Quick nudge.") >= 15


def test_a_curve_passes_through_its_points_and_stays_between_them() -> None:
    curve = Curve(((0.1, 10.0), (0.5, 100.0), (0.9, 1_000.0)))

    assert [round(curve.at(share)) for share in (0.1, 0.5, 0.9)] == [10, 100, 1_000]
    assert curve.at(0.3) == pytest.approx(31.6, abs=0.1)
    assert (curve.at(0.0), curve.at(1.0)) == (10.0, 1_000.0)


def test_the_evening_is_busier_than_the_small_hours() -> None:
    by_hour = [TRAFFIC.rhythm(hour * 3_600_000) for hour in range(24)]

    assert by_hour.index(max(by_hour)) == 18
    assert by_hour.index(min(by_hour)) == 4
    assert sum(by_hour) == pytest.approx(24)
