"""A text is cut between words and nowhere else, into as few parts as possible, each within the limit."""

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui_desk.domain.splitting import MOST_PARTS, rejoined, split

SIGN_OFF = " ^JO"


def weigh(text: str) -> int:
    """A count of its own: wide scripts weigh two, a link weighs 23."""
    links = re.findall(r"https?://\S+", text)
    rest = re.sub(r"https?://\S+", "", text) + SIGN_OFF
    return 23 * len(links) + sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in rest)


def words_of(parts: tuple[str, ...]) -> list[str]:
    return [word for part in parts for word in re.sub(r" \d/\d$", "", part).split()]


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert split("  Hello Anna ", weigh, 40) == ("Hello Anna",)


def test_a_text_is_cut_between_words_and_counted() -> None:
    assert split("one two three four five six seven", weigh, 22) == (
        "one two three 1/3",
        "four five six 2/3",
        "seven 3/3",
    )


def test_the_limit_holds_with_counter_and_sign_off() -> None:
    exactly = "x" * 12 + " " + "y" * 12
    assert split(exactly, weigh, 20) == ("x" * 12 + " 1/2", "y" * 12 + " 2/2")
    assert split(exactly, weigh, 19) == ()


def test_a_sentence_is_kept_whole_where_that_costs_no_further_part() -> None:
    text = "It is here. It leaves on Monday, and then it is with you soon."
    assert split(text, weigh, 62) == ("It is here. 1/2", "It leaves on Monday, and then it is with you soon. 2/2")
    assert split(text, weigh, 52) == ("It is here. It leaves on Monday, and then it 1/2", "is with you soon. 2/2")


def test_a_line_is_a_good_place_to_cut() -> None:
    assert split("Hello Anna\nit leaves on Monday morning", weigh, 37) == (
        "Hello Anna 1/2",
        "it leaves on Monday morning 2/2",
    )


@pytest.mark.parametrize(
    "uncut",
    [
        "https://parcel.example/track/0123456789?from=here&to=there",
        "@somebody_with_a_long_name_who_asked_us",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
        "10\u00a0000\u00a0000\u00a0kg\u202f!",
        "e\u0301e\u0301e\u0301e\u0301 \u0301e",
    ],
)
def test_what_belongs_together_is_never_cut(uncut: str) -> None:
    text = f"Have a look at it {uncut} and tell us whether that is yours"
    parts = split(text, weigh, max(40, weigh(uncut) + 5))
    assert len(parts) > 1
    assert sum(uncut in part for part in parts) == 1


def test_what_cannot_be_cut_small_enough_is_not_split() -> None:
    assert split("short " + "x" * 50, weigh, 40) == ()
    assert split("word " * 500, weigh, 40) == ()


def test_scripts_without_spaces_are_cut_after_their_punctuation_alone() -> None:
    text = "お荷物が遅れております。確認しています。「月曜日です。」とのことです、"
    parts = split(text, weigh, 58)
    assert parts == ("お荷物が遅れております。確認しています。 1/2", "「月曜日です。」とのことです、 2/2")
    assert rejoined(parts) == text
    assert split("荷" * 40, weigh, 58) == ()


def test_a_text_comes_together_again() -> None:
    text = "one two three four five six seven"
    assert rejoined(split(text, weigh, 22)) == text
    assert rejoined(["I rate it 1/3 1/2", "and 2/3 2/2"]) == "I rate it 1/3 and 2/3"


WORDS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=12),
        st.sampled_from(["https://parcel.example/track?id=7", "@anna", "Monday.", "👍🏽", "👩‍👧", "e\u0301"]),
    ),
    min_size=1,
    max_size=80,
)


@given(words=WORDS, limit=st.integers(40, 120))
def test_nothing_is_lost_reordered_or_too_long(words: list[str], limit: int) -> None:
    text = " ".join(words)
    assume("\u200d " not in text)
    parts = split(text, weigh, limit)
    assert all(weigh(part) <= limit for part in parts)
    assert len(parts) <= MOST_PARTS
    if len(parts) > 1:
        assert "".join(words_of(parts)) == "".join(text.split())
        assert [part[-4:] for part in parts] == [f" {number}/{len(parts)}" for number in range(1, len(parts) + 1)]
        assert re.sub(r"\s", "", rejoined(parts)) == re.sub(r"\s", "", text)
        graphemes_begin = [unicodedata.category(part[0])[0] != "M" for part in parts[1:]]
        assert all(graphemes_begin)


@given(words=WORDS, limit=st.integers(40, 120))
def test_no_text_takes_more_parts_than_it_must(words: list[str], limit: int) -> None:
    """One word after the other into the part at hand is the fewest there can be."""
    text = " ".join(words)
    assume(not any(mark in text for mark in "。！？、，；") and not re.search(r"\s[\u0300-\U000e01ef]", text))
    assume(all(unicodedata.category(word[0])[0] != "M" and word[0] != "\u200d" for word in words))
    parts = split(text, weigh, limit)
    filled = [""]
    for word in words:
        longer = f"{filled[-1]} {word}".strip()
        if weigh(f"{longer} 1/9") <= limit:
            filled[-1] = longer
        else:
            filled.append(word)
    if len(parts) > 1:
        assert len(parts) == len(filled)
