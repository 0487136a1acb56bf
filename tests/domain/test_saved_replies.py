"""Saved replies are filled without a gap slipping through, are found by what is typed, and call nobody a wrong name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.saved_replies import (
    VARIABLES,
    SavedReply,
    fill,
    first_name,
    has_stray_brace,
    in_language,
    matching,
    placeholders,
    variables,
)

VALUES = {"first_name": "Odile", "agent": "Jo", "case": " ", "handle": "{agent}"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {first_name|there}, Jo here", "Hi Odile, Jo here"),
        ("{first_name}{agent}", "OdileJo"),
        ("Hi { first_name }", "Hi Odile"),
        ("Case {case|yours}", "Case yours"),
        ("Case {case}", "Case {case}"),
        ("Hello {case|}, thanks", "Hello, thanks"),
        ("{case|}, thanks", ", thanks"),
        ("Hello {first_name|}, thanks", "Hello Odile, thanks"),
        ("{unheard_of}", "{unheard_of}"),
        ("{unheard_of|of}", "of"),
        ("to {handle}", "to {agent}"),
        ("a {{brace}} and {{{agent}}}", "a {brace} and {Jo}"),
        ("one { alone, and } too", "one { alone, and } too"),
        ("{one\nline}", "{one\nline}"),
        ("", ""),
    ],
)
def test_filling(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


TEMPLATES = st.lists(
    st.sampled_from(["{", "}", "{{", "}}", "|", " ", "\n", "first_name", "agent", "case", "x", "{case}", "{agent|y}"])
).map("".join)


@given(st.text(st.sampled_from("{}|ab \n")))
def test_doubled_braces_stand_for_themselves(text: str) -> None:
    doubled = text.replace("{", "{{").replace("}", "}}")
    assert fill(doubled, VALUES) == text
    assert variables(doubled) == ()
    assert not has_stray_brace(doubled)


@given(TEMPLATES)
def test_a_text_whose_gaps_all_have_values_keeps_none(text: str) -> None:
    values = dict.fromkeys(variables(text), "word")
    if not has_stray_brace(text) and "{{" not in text and "}}" not in text:
        assert "{" not in fill(text, values)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{agent} {case|x} {agent}", ("agent", "case")),
        ("{{agent}}", ()),
        ("{First Name}", ("First Name",)),
        ("{}", ("",)),
    ],
)
def test_the_variables_of_a_text(text: str, named: tuple[str, ...]) -> None:
    assert variables(text) == named


@pytest.mark.parametrize(
    ("text", "is_stray"),
    [
        ("{agent", True),
        ("agent}", True),
        ("{{agent}", True),
        ("{a\nb}", True),
        ("{{agent}} {case}", False),
        ("", False),
    ],
)
def test_stray_braces(text: str, is_stray: bool) -> None:
    assert has_stray_brace(text) is is_stray


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hi {first_name}, {case|…}, {first_name}", ("{first_name}", "{case|…}")),
        ("Hi { name }", ("{ name }",)),
        ("Hallo {Vorname} {имя} {order-number}", ("{Vorname}", "{имя}", "{order-number}")),
        ("{…} and {...}", ("{…}", "{...}")),
        ("Dear [[customer]], ref ___", ("[[customer]]", "___")),
        ("Your number: ______.", ("______",)),
        ("@anna___ wrote, see https://x.com/anna___ and file__name", ()),
        ("{ 1, 2 }, {}, [sic], [1], a_b, __, :-{", ()),
        ("", ()),
    ],
)
def test_what_is_left_to_fill_in(text: str, found: tuple[str, ...]) -> None:
    assert placeholders(text) == found


@given(st.sampled_from([*VARIABLES]))
def test_an_unfilled_variable_is_found(name: str) -> None:
    assert placeholders(fill(f"Hi {{{name}}}!", {})) == (f"{{{name}}}",)


def reply(code: str, language: str, text: str = "", category: str = "", label: str = "") -> SavedReply:
    return SavedReply(code, text, language, category, label)


REPLIES = (
    reply("ack", "en", "We are looking into it.", "acknowledge", "We have seen it"),
    reply("ack2", "en", "On it!", "acknowledge"),
    reply("refund", "en", "The refund is on its way.", "money"),
    reply("ack", "de", "Wir kümmern uns darum.", "acknowledge", "Wir haben es gesehen"),
    reply("ack", "ja", "お調べします。", "acknowledge"),
    reply("late", "de", "Das Acknowledgement kam spät.", "money"),
    reply("gift", "ja", "ありがとう", "thanks"),
)


def found(typed: str, language: str) -> list[str]:
    return [f"{each.code}/{each.language}" for each in matching(REPLIES, typed, language)]


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("ack", "de", ["ack/de", "ack/en", "ack2/en", "ack/ja", "late/de"]),
        ("ACK", "en", ["ack/en", "ack2/en", "ack/de", "ack/ja", "late/de"]),
        ("ack2", "de", ["ack2/en"]),
        ("a", "ja", ["ack/ja", "ack/en", "ack2/en", "ack/de", "late/de"]),
        ("seen", "de", ["ack/en"]),
        ("kummern", "", ["ack/de"]),
        ("money way", "en", ["refund/en"]),
        ("mon", "de", ["late/de", "refund/en"]),
        ("ney", "en", []),
        ("りが", "ja", ["gift/ja"]),
        ("r(", "en", []),
        ("", "ja", ["ack/ja", "gift/ja", "ack/en", "ack2/en", "refund/en", "ack/de", "late/de"]),
        (" ", "de-AT", ["ack/de", "late/de", "ack/en", "ack2/en", "refund/en", "ack/ja", "gift/ja"]),
        ("", "", ["ack/en", "ack2/en", "refund/en", "ack/de", "ack/ja", "late/de", "gift/ja"]),
    ],
)
def test_what_an_agent_may_mean(typed: str, language: str, expected: list[str]) -> None:
    assert found(typed, language) == expected


def test_the_exact_code_comes_before_a_longer_one() -> None:
    longer_first = (reply("dmlink", "en"), reply("dm", "en"))
    assert [each.code for each in matching(longer_first, "dm", "en")] == ["dm", "dmlink"]


@given(st.text(max_size=20), st.text(max_size=5))
def test_searching_takes_any_text(typed: str, language: str) -> None:
    assert set(matching(REPLIES, typed, language)) <= set(REPLIES)
    assert sorted(map(repr, matching(REPLIES, "", language))) == sorted(map(repr, REPLIES))


@pytest.mark.parametrize(
    ("code", "language", "expected"),
    [
        ("ack", "de", "ack/de"),
        ("ack", "fr", "ack/en"),
        ("late", "fr", "late/de"),
        ("gift", "en", "gift/ja"),
        ("none", "en", None),
    ],
)
def test_one_code_in_the_customers_language(code: str, language: str, expected: str | None) -> None:
    chosen = in_language(REPLIES, code, language)
    assert (chosen and f"{chosen.code}/{chosen.language}") == expected


@pytest.mark.parametrize(
    ("shown", "called"),
    [
        ("Odile Marchetti", "Odile"),
        ("Odile", "Odile"),
        ("ODILE MARCHETTI", "Odile"),
        ("MARIE-LOUISE HOLT", "Marie-Louise"),
        ("✨ Odile 🌻", "Odile"),
        ("Odile🌻Marchetti", "Odile"),
        ("👩🏽‍💻 Odile ❤️", "Odile"),
        ("𝓞𝓭𝓲𝓵𝓮 Marchetti", "Odile"),
        ("Ｏｄｉｌｅ Marchetti", "Odile"),
        ("Odile Marchetti | she/her", "Odile"),
        ("Odile (they/them)", "Odile"),
        ("Odile Marchetti - baker of bread", "Odile"),
        ("Odile Marchetti, PhD", "Odile"),
        ("Bram Holt Jr.", "Bram"),
        ("Dr. Odile Marchetti", "Odile"),
        ("Prof. Dr. Odile Marchetti", "Odile"),
        ("Zoë O’Hara", "Zoë"),
        ("Zoe\u0308 Holt", "Zoë"),
        ("Anne-Sophie de la Tour", "Anne-Sophie"),
        ("LeBron Holt", "LeBron"),
        ("Bo Holt", "Bo"),
        ('Odile "Odi" Marchetti', "Odile"),
        ("Ταξιάρχης Λάμπρου", "Ταξιάρχης"),
        ("Аглая Верёвкина", "Аглая"),
        ("АГЛАЯ ВЕРЁВКИНА", "Аглая"),
        ("Ирина", "Ирина"),
        ("Веточкин Тарас Ильич", "Тарас"),
        ("Аглая Петровна", "Аглая"),
    ],
)
def test_a_first_name_that_is_sure(shown: str, called: str) -> None:
    assert first_name(shown) == called


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "   ",
        "🌻🌻",
        "odile",
        "angry customer",
        "Lost In The Rain",
        "The Real Odile",
        "Lindmouth Cycling Club",
        "Odile's Bakery",
        "Odile & Bram",
        "Odile and Bram",
        "Odile loves trains",
        "Odile1987",
        "Odile 1987",
        "J. Marchetti",
        "J Marchetti",
        "JH",
        "JD HOLT",
        "O. J. Holt",
        "J.R. Holt",
        "Marchetti, Odile",
        "Dr Marchetti",
        "Mrs Holt",
        "Frau Holt",
        "van Holt",
        "OdileMarchetti",
        "@odile",
        "Odile.Marchetti",
        "Odile One Two Three Four",
        "A" * 21,
        "A" * 3000,
        "山田花子",
        "山田 花子",
        "やまだ",
        "김하나",
        "ليلى حسن",
        "ลัดดา",
        "Соколов Тарас",
        "Верёвченко Аглая",
    ],
)
def test_no_first_name_where_it_is_not_sure(shown: str) -> None:
    assert first_name(shown) == ""


@given(st.one_of(st.text(), st.text(st.sampled_from("ÀnnaBОЛ .,|'’-🌻\ufe0f\u200d{}山"))))
def test_a_first_name_is_one_short_word(shown: str) -> None:
    called = first_name(shown)
    assert len(called) <= 20
    assert not set(called) & set(" {}@#.,|\n")
