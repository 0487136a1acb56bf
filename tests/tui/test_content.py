"""Text from outside keeps its meaning, its width and its clusters on the screen."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support import shared_data
from textual.style import Style

from tui_desk.domain.clean import clean, clean_line
from tui_desk.tui.content import _clusters, outside, truncate, wrap

ALPHABET = "ab cd  \n-漢字。é🇬🇧🇩😀👩🏽\u200d\u200c\ufe0f❤\u0301क्षമ്ب\x1b[]/\u202e\t한"
TEXTS = st.one_of(st.text(st.sampled_from(ALPHABET), max_size=60), st.text(max_size=40))


def texts(name: str) -> list[str]:
    lines = gzip.decompress(shared_data(f"dev/hostile/{name}").read_bytes()).decode().splitlines()
    return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/", "[@click=app.quit]x[/]", "[$primary]", "\\[x]", "a[1, '3']"])
def test_markup_is_only_text(text: str) -> None:
    assert outside(text).plain == text


def test_content_is_clean_and_styled() -> None:
    content = outside("\x1b[31mred\u202e", "bold red")
    assert content.plain == "␛[31mred‹RLO›"
    assert [(span.start, span.end, span.style) for span in content.spans] == [(0, len(content.plain), "bold red")]
    assert outside("x", Style(bold=True)).spans[0].style == Style(bold=True)


def test_what_is_left_after_a_break_is_broken_again_where_it_does_not_fit() -> None:
    half_a_flag = "\N{REGIONAL INDICATOR SYMBOL LETTER B}"
    assert wrap(f"{half_a_flag}[[。", 3) == [half_a_flag, "[[", "。"]


@given(TEXTS, st.integers(2, 20))
def test_lines_fit_and_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert letters("".join(lines)) == letters(clean(text))


@given(TEXTS, st.integers(1, 20))
def test_wrapped_and_truncated_text_needs_no_more_cleaning(text: str, width: int) -> None:
    for line in (*wrap(text, width), truncate(text, width)):
        assert outside(line).plain == line


@given(TEXTS, st.integers(0, 30))
def test_truncated_text_fits(text: str, width: int) -> None:
    short = truncate(text, width)
    assert cell_len(short) <= width
    assert "\n" not in short
    if cell_len(clean_line(text)) <= width and "\u200d" not in text:
        assert short == clean_line(text)


def letters(text: str) -> str:
    """What must survive wrapping: all but spaces, line breaks and the joiners between letters."""
    return "".join(char for char in text if char not in " \n\u200c\u200d")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two  three", 7, ["one two", "three"]),
        ("one\n\n  two", 7, ["one", "", "  two"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("see abcdefghij", 6, ["see", "abcdef", "ghij"]),
        ("お問い合わせ、ありがとう。", 12, ["お問い合わ", "せ、ありがと", "う。"]),
        ("🇬🇧🇩🇪🇫🇷", 3, ["🇬🇧", "🇩🇪", "🇫🇷"]),
        ("👩🏽\u200d🚀👩🏽\u200d🚀", 3, ["👩🏽\u200d🚀", "👩🏽\u200d🚀"]),
        ("漢", 1, ["漢"]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("short", 5, "short"),
        ("too long", 5, "too…"),
        ("a\nb", 5, "a b"),
        ("🇬🇧🇩🇪", 3, "🇬🇧…"),
        ("漢字", 3, "漢…"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_where_text_is_truncated(text: str, width: int, short: str) -> None:
    assert truncate(text, width) == short


def test_a_letter_after_a_joiner_has_its_width() -> None:
    assert outside("ക്\u200d ക").cell_length == 3
    assert outside("👩\u200d🚀").cell_length == 2


def test_a_wrapped_post_is_kept() -> None:
    lines = wrap("kept for the next drawing", 8)
    lines.append("changed by a caller")
    assert wrap("kept for the next drawing", 8) == ["kept for", "the next", "drawing"]


def test_emoji_are_never_cut() -> None:
    emoji = texts("emoji.jsonl.gz")
    for text in emoji:
        assert len(list(_clusters(text))) == 1
        assert outside(text).plain == text
    for first, second in zip(emoji, reversed(emoji), strict=True):
        width = max(cell_len(first), cell_len(second))
        if not second.startswith(tuple("🏻🏼🏽🏾🏿")):  # which would colour the one before
            assert wrap(first + second, max(width, 1)) in ([first, second], [first + second])


def test_scripts_wrap_without_loss() -> None:
    for text in texts("scripts.jsonl.gz"):
        for width in (20, 33, 60):
            lines = wrap(text, width)
            assert all(cell_len(line) <= width for line in lines)
            assert letters("".join(lines)) == letters(text)
