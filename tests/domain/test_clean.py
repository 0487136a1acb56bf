"""Text from outside loses its power over the terminal and keeps everything that people write."""

import gzip
import json
import re
import sys
import unicodedata
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import shared_data

from tui_desk.domain import clean as module
from tui_desk.domain.clean import CLUSTER_BYTES, GROWTH, LINE_LIMIT, POST_LIMIT, clean, clean_line

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028\u2029\u2060\u2061\u2062\u2063\u2064\u2800\u3164\ufeff\uffa0"
)
JOINERS = "\u200c\u200d"
SELECTORS = "\ufe0e\ufe0f\U000e0100"
MARKS = "\u0301\u0338\u20e3\u094d"
TAGS = "\U000e0001\U000e0067\U000e0062\U000e007f"
BASES = "aé \n\r\t@[]\\#1ب\u0915\u0d15\u1780中😀👩❤🏴🏽🇬🇧"
AWKWARD = st.text(
    st.sampled_from(BIDI_CONTROLS + INVISIBLE + JOINERS + SELECTORS + MARKS + TAGS + BASES + "\x00\x1b\x9b\x7f")
)
ANY_TEXT = st.one_of(st.text(), st.text(st.characters(), min_size=1), AWKWARD)


def is_forbidden(char: str) -> bool:
    code = ord(char)
    return (
        (char != "\n" and unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"})
        or char in BIDI_CONTROLS
        or char in INVISIBLE
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def rows(name: str) -> list[dict[str, str]]:
    path: Path = shared_data(f"dev/hostile/{name}")
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in raw.decode().splitlines()]


@given(ANY_TEXT)
def test_no_forbidden_code_point_comes_out(text: str) -> None:
    assert not [hex(ord(char)) for char in clean(text) if is_forbidden(char)]


@given(ANY_TEXT, st.integers(1, 40))
def test_cleaning_twice_changes_nothing(text: str, limit: int) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, limit=limit), limit=limit) == clean(text, limit=limit)
    assert clean_line(clean_line(text, limit), limit) == clean_line(text, limit)


@given(ANY_TEXT, st.integers(1, 40))
def test_growth_is_bounded_and_the_limit_holds(text: str, limit: int) -> None:
    assert len(clean(text)) <= GROWTH * len(text)
    assert len(clean(text, limit=limit)) <= limit


@given(ANY_TEXT)
def test_a_line_has_no_line_break(text: str) -> None:
    assert "\n" not in clean_line(text)
    assert clean_line(text, POST_LIMIT) == clean(text).replace("\n", " ")


@given(AWKWARD, AWKWARD)
def test_what_is_clean_stays_clean_beside_other_clean_text(left: str, right: str) -> None:
    both = clean(left) + "|" + clean(right)
    assert clean(both) == both


@given(ANY_TEXT)
def test_clusters_stay_small(text: str) -> None:
    run = 0
    for char in clean(text):
        is_extension = unicodedata.category(char).startswith("M") or char in JOINERS
        run = run + len(char.encode()) if is_extension else 0
        assert run <= CLUSTER_BYTES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain text\nsecond line", "plain text\nsecond line"),
        ("\tindented", "    indented"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("one\u2028two\u2029three\x85four", "one\ntwo\nthree\nfour"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m\x9d0;title\x9c", "�31m�0;title�"),
        ("\x00\x7f\ud800", "�␡�"),
        ("refund \u202egnp.exe", "refund ‹RLO›gnp.exe"),
        ("pay\u200bpal", "pay�pal"),
        ("pay\u200dpal", "pay�pal"),
        ("a\u2060\u2061\u2062b", "a�b"),
        ("\u3164\u2800", "␣␣"),
        ("😀\ufe0f\ufe0f", "😀\ufe0f�"),
        ("a\U000e0068\U000e0069", "a�"),
        ("\u0301a", "�a"),
        ("\n\u0301a", "\n�a"),
        ("z" + "\u0301" * 200 + "!", "z" + "\u0301" * 8 + "�!"),
        ("👩" + "\u200d👩" * 6, "👩\u200d👩\u200d👩\u200d👩�👩\u200d👩\u200d👩"),
        ("$(rm -rf ~) `id` [@click=app.quit]x[/]", "$(rm -rf ~) `id` [@click=app.quit]x[/]"),
    ],
)
def test_hostile_text_becomes_visible(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Danke, das wäre großartig – „wirklich“ … 100 €",
        "می‌خواهم کتاب‌ها را ببینم؛ DM‌ها هم",
        "क्‍ष और क्‌ष, राष्ट्र",
        "അവൻ അവന്‍ പറഞ്ഞു",
        "র‍্যাব, শ্রীলঙ্কা ශ්‍රී ලංකා",
        "ภาษาไทย ที่นี่ น้ำ",
        "שָׁלוֹם עֲלֵיכֶם",
        "👩🏽‍❤️‍💋‍👨🏿 👨‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ 1️⃣ ☝🏻",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿 against 🇩🇪, 🇬",
        "葛󠄀城市 (a selected variant)",
    ],
)
def test_what_people_write_survives(text: str) -> None:
    assert clean(text) == text


def test_a_zero_width_space_parts_words_only_where_scripts_have_no_spaces() -> None:
    assert clean("ភាសា\u200bខ្មែរ") == "ភាសា ខ្មែរ"


def test_long_text_is_cut_between_clusters() -> None:
    assert clean("a" * 10, limit=10) == "a" * 10
    assert clean("a" * 11, limit=10) == "a" * 9 + "…"
    assert clean("ab👩🏽‍🚀 and more", limit=6) == "ab…"
    assert clean("ab" + "\u202e" * 9, limit=10) == "ab‹RLO›‹R…"
    assert len(clean_line("name " * 200)) == LINE_LIMIT


def test_no_text_makes_the_table_of_kinds_grow_without_bound() -> None:
    clean("".join(map(chr, range(0x20000, 0x20000 + module._Kinds.MOST + 1))) + "\x1b")
    assert len(module._kinds) <= module._Kinds.MOST


def operations(text: str) -> int:
    """Calls of functions, Python's and built in, that cleaning takes."""
    count = 0

    def on_event(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(on_event)
    try:
        clean(text, limit=10**9)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    ["\x1b[31m", "\u202e", "\u0301", "e\u0301" * 9, "\u200d", "👩\u200d", "\ufe0f", "🏴\U000e0067", "क्\u200d", "\r"],
)
def test_the_work_grows_with_the_length(piece: str) -> None:
    operations(piece)  # learns the kinds
    small, large = operations(piece * 500), operations(piece * 4_000)
    assert large <= 8.5 * small + 50


@pytest.mark.parametrize("name", ["terminal-escapes.jsonl.gz", "bidi-invisible.jsonl", "blns.jsonl"])
def test_recorded_hostile_text_is_tamed(name: str) -> None:
    for row in rows(name):
        for text in (row["text"], with_live_escapes(row["text"])):
            cleaned = clean(text)
            assert not [char for char in cleaned if is_forbidden(char)], row["id"]
            assert clean(cleaned) == cleaned, row["id"]
            assert (
                cleaned.isprintable() or set(filter(lambda c: not c.isprintable(), cleaned)) <= legal_unprintable()
            ), row["id"]


def with_live_escapes(text: str) -> str:
    r"""The text with `\x1b`, `\e`, `\033` and `\u009b`, where somebody spelled them out, as the real codes."""
    text = re.sub(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))", lambda found: chr(int(found[1] or found[2], 16)), text)
    return re.sub(r"\\e|\\033", "\x1b", text)


def legal_unprintable() -> set[str]:
    """Code points that Python does not call printable and that cleaning lets pass in their place."""
    spaces = {chr(code) for code in (*range(0x2000, 0x200B), 0xA0, 0x1680, 0x202F, 0x205F, 0x3000)}
    prepended = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd")
    return {"\n", *JOINERS, *spaces, *prepended}


@pytest.mark.parametrize("name", ["markup-injection.jsonl", "emoji.jsonl.gz", "scripts.jsonl.gz"])
def test_markup_emoji_and_scripts_pass_unchanged(name: str) -> None:
    changed = [row["id"] for row in rows(name) if clean(row["text"]) != row["text"]]
    assert not changed
    for row in rows(name):
        assert clean(f"{row['text']}{row['text']}\x1b") == f"{row['text']}{row['text']}␛", row["id"]
