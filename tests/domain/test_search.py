"""What an agent types to search is understood or named as a problem, and texts are cut so that it is found."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.domain.listening import comparable
from tui_desk.domain.search import Condition, Fault, Operator, Problem, Query, parse, parse_past
from tui_desk.domain.search_words import Cut, Snippet, Term, cut, has_link, letters_of, snippet, words_of

NOW = 1_795_356_000_000
"""Sunday 22 November 2026, 14:00 UTC."""


def asked(typed: str) -> Query:
    return parse(typed, NOW, UTC)


def test_words_are_sought_as_typed_and_the_last_may_go_on() -> None:
    assert asked("kettle hum").words == (Term("kettle"), Term("hum", is_beginning=True))


@pytest.mark.parametrize("typed", ["kettle ", '"kettle"', "kettle -spam", "kettle lang:en"])
def test_a_word_that_is_ended_does_not_go_on(typed: str) -> None:
    assert asked(typed).words == (Term("kettle"),)


def test_words_in_quotation_marks_are_one_term_that_goes_on_until_the_second_mark() -> None:
    assert asked('"my kettle hum').words == (Term("my kettle hum", is_beginning=True),)
    assert asked('"my kettle" hums ').words == (Term("my kettle"), Term("hums"))


def test_a_minus_excludes_words_and_conditions() -> None:
    query = asked('-spam -"free cup" -is:watched -from:@Anna kettle ')
    assert query.words == (Term("kettle"),)
    assert query.excluded == (Term("spam"), Term("free cup"))
    assert query.conditions == (
        Condition(Operator.IS, "watched", is_excluded=True),
        Condition(Operator.FROM, "anna", is_excluded=True),
    )


@pytest.mark.parametrize(
    ("typed", "operator", "value"),
    [
        ("from:@Anna", Operator.FROM, "anna"),
        ("FROM:anna", Operator.FROM, "anna"),
        ("by:jo", Operator.BY, "jo"),
        ("in:dm", Operator.IN, "dm"),
        ("in:public", Operator.IN, "public"),
        ("in:note", Operator.IN, "note"),
        ("has:link", Operator.HAS, "link"),
        ("lang:JA", Operator.LANG, "ja"),
        ('label:"bulk buyer"', Operator.LABEL, "bulk buyer"),
        ("lane:now", Operator.LANE, "now"),
        ("lane:mine", Operator.LANE, "mine"),
        ("is:owed", Operator.IS, "owed"),
        ("is:open", Operator.IS, "open"),
        ("is:snoozed", Operator.IS, "snoozed"),
        ("is:watched", Operator.IS, "watched"),
    ],
)
def test_an_operator_asks_for_its_value(typed: str, operator: Operator, value: str) -> None:
    assert asked(typed) == Query(conditions=(Condition(operator, value),))


def test_what_asks_only_about_cases_is_told_from_what_asks_about_items() -> None:
    query = asked("is:owed lane:now label:loud from:anna has:link")
    assert [each.operator for each in query.case_conditions] == [Operator.IS, Operator.LANE, Operator.LABEL]
    assert [each.operator for each in query.item_conditions] == [Operator.FROM, Operator.HAS]
    assert asked("is:owed -label:loud").is_of_cases_alone
    assert not any(asked(typed).is_of_cases_alone for typed in ("is:owed x", "is:owed -x", "after:2d", "in:dm"))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("form:anna", Problem(Fault.UNKNOWN_OPERATOR, "form", "from")),
        ("lable:loud", Problem(Fault.UNKNOWN_OPERATOR, "lable", "label")),
        ("zzz:anna", Problem(Fault.UNKNOWN_OPERATOR, "zzz")),
        ("in:dms", Problem(Fault.UNKNOWN_VALUE, "in:dms", "dm", ("public", "dm", "note"))),
        ("has:picture", Problem(Fault.UNKNOWN_VALUE, "has:picture", None, ("link",))),
        ("from:", Problem(Fault.NO_VALUE, "from:")),
        ("from:@", Problem(Fault.NO_VALUE, "from:@")),
        ("before:someday", Problem(Fault.DATE_NOT_UNDERSTOOD, "before:someday")),
        ("after:2026-02-30", Problem(Fault.DATE_NOT_UNDERSTOOD, "after:2026-02-30")),
        ("-after:2d", Problem(Fault.TIME_EXCLUDED, "-after:2d")),
        ("!!!", Problem(Fault.NOTHING_TO_FIND, "!!!")),
    ],
)
def test_what_is_not_understood_is_named_with_the_nearest_right_name(typed: str, problem: Problem) -> None:
    assert asked(typed).problems == (problem,)
    assert asked(f"{typed} kettle ").words[-1] == Term("kettle")


def test_an_unknown_operator_is_searched_for_as_words() -> None:
    assert asked("order:7781 ").words == (Term("order 7781"),)


@pytest.mark.parametrize("typed", ["12:30 ", "what's ", "C++ ", "#late ", "re: "])
def test_a_colon_or_a_sign_alone_makes_no_operator(typed: str) -> None:
    assert asked(typed).problems == ()


def test_a_query_beyond_all_measure_is_read_in_part() -> None:
    many = asked("a " * 40)
    assert len(many.words) == 24
    assert [problem.fault for problem in many.problems] == [Fault.TOO_LONG]
    assert [problem.fault for problem in asked("a" * 600).problems] == [Fault.TOO_LONG]


def at(year: int, month: int, day: int, hour: int = 0, zone: str = "UTC") -> int:
    return int(datetime(year, month, day, hour, tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2026-11-20", at(2026, 11, 20)),
        ("2019-02-01", at(2019, 2, 1)),
        ("2d", NOW - 2 * 86_400_000),
        ("3w", NOW - 21 * 86_400_000),
        ("5h", NOW - 5 * 3_600_000),
        ("today", at(2026, 11, 22)),
        ("Yesterday", at(2026, 11, 21)),
        ("fri", at(2026, 11, 20)),
        ("sunday", at(2026, 11, 22)),
        ("fri 10:00", at(2026, 11, 20, 10)),
        ("13:00", at(2026, 11, 22, 13)),
        ("18:00", at(2026, 11, 21, 18)),
        ("20 nov", at(2026, 11, 20)),
        ("25 nov 10am", at(2025, 11, 25, 10)),
        ("3.5.2021", at(2021, 5, 3)),
    ],
)
def test_a_time_is_the_last_one_meant(words: str, moment: int) -> None:
    assert parse_past(words, NOW, UTC) == moment


@pytest.mark.parametrize("words", ["", "tomorrow", "next week", "in 3h", "soon", "2026", "2026-13-01", "0001-01-01"])
def test_a_time_that_is_not_past_or_not_clear_is_none(words: str) -> None:
    assert parse_past(words, NOW, UTC) is None


def test_a_day_begins_where_the_agent_is() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    assert parse_past("2026-11-20", NOW, zone) == at(2026, 11, 20, zone="Asia/Tokyo")
    query = parse("after:2026-11-20 before:yesterday after:1d", NOW, zone)
    assert query.written_from == NOW - 86_400_000
    assert query.written_until == at(2026, 11, 21, zone="Asia/Tokyo")


@given(st.text(max_size=80), st.sampled_from(list(Operator)), st.text(max_size=20))
def test_nothing_typed_is_an_error(before: str, operator: Operator, after: str) -> None:
    for typed in (before, f"{operator}:{after}", f'{before} -{operator}:"{after}', f"{before}:{after}"):
        asked(typed)


def test_half_a_surrogate_pair_is_no_letter() -> None:
    assert asked("label:\ud800 kettle\udfff ").words == (Term("kettle?"),)
    assert asked("label:\ud800").conditions == (Condition(Operator.LABEL, "?"),)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_first_and_the_last_day_of_all_are_no_error(zone: str) -> None:
    for words in ("9999-12-31", "1970-01-01", "31.12.9999", "9999d", "9999w"):
        parse_past(words, NOW, ZoneInfo(zone))


@pytest.mark.parametrize(
    ("text", "words", "letters"),
    [
        ("My Kettle's wi-fi", ["my", "kettle", "s", "wi", "fi"], []),
        ("Crème BRÛLÉE Łódź", ["creme", "brulee", "lodz"], []),
        ("@mika_92 #late", ["mika", "92", "late"], []),
        ("см. Чайник", ["см", "чаиник"], []),
        ("荷物が届", ["荷物", "物が", "が届"], ["荷", "物", "が", "届"]),
        ("iPhoneが壊", ["iphone", "が壊"], ["が", "壊"]),
        ("주전자 고장", ["주전", "전자", "고장"], ["주", "전", "자", "고", "장"]),
        ("ＡＢＣ ｶﾒﾗ", ["abc", "カメ", "メラ"], ["カ", "メ", "ラ"]),
        ("हिन्दी में", ["हिन्दी", "में"], []),
        ("so hot 🔥🔥 https://t.co/hot", ["so", "hot"], ["🔥"]),
    ],
)
def test_texts_are_cut_into_words_pairs_and_letters(text: str, words: list[str], letters: list[str]) -> None:
    assert words_of(text) == words
    assert list(letters_of(text)) == letters


@given(st.text())
def test_plain_letters_are_folded_as_all_others_are(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert words_of(plain) == words_of(comparable(plain))


@pytest.mark.parametrize(
    ("term", "pieces"),
    [
        (Term("Kettles", is_beginning=True), Cut(("kettles",), (), is_beginning=True)),
        (Term("ke", is_beginning=True), Cut(("ke",), (), is_beginning=False)),
        (Term("kettle!", is_beginning=True), Cut(("kettle",), (), is_beginning=False)),
        (Term("届"), Cut((), ("届",), is_beginning=False)),
        (Term("届き", is_beginning=True), Cut(("届き",), (), is_beginning=False)),
        (Term("iPhoneが"), Cut(("iphone",), ("が",), is_beginning=False)),
        (Term("?!"), Cut((), (), is_beginning=False)),
    ],
)
def test_a_term_is_cut_as_texts_are(term: Term, pieces: Cut) -> None:
    assert cut(term) == pieces


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 10))
def test_every_run_of_letters_without_spaces_is_found_by_any_part(before: str, begin: int, length: int) -> None:
    run = "荷物がまだ届きませんどうなっていますか"
    part = run[begin % len(run) :][:length]
    pieces = cut(Term(part))
    text = f"{before} {run}"
    assert set(pieces.words) <= set(words_of(text))
    assert set(pieces.letters) <= set(letters_of(text))


def matched(text: str, *terms: Term) -> list[str]:
    piece = snippet(text, terms)
    return [piece.text[begin:end] for begin, end in piece.matches]


def test_matches_are_where_the_words_stand_in_the_text_as_it_was_written() -> None:
    assert matched("Der KÉTTLE, mein Kettle-Deckel", Term("kettle")) == ["KÉTTLE", "Kettle"]
    assert matched("Kettledrum and kettle", Term("kettle")) == ["kettle"]
    assert matched("Kettledrum and kettle", Term("kett", is_beginning=True)) == ["Kett", "kett"]
    assert matched("荷物が届きません", Term("届きま")) == ["届きま"]
    assert matched("ﬁne ﬁsh", Term("fish")) == ["ﬁsh"]
    assert matched("Cafe\u0301 au lait", Term("cafe")) == ["Cafe\u0301"]
    assert matched("my wi-fi, mywi fi", Term("wi fi")) == ["wi-fi"]
    assert matched("see https://t.co/kettle", Term("kettle")) == []


def test_a_snippet_shows_what_matched_first() -> None:
    long = "before " * 40 + "the kettle hums" + " after" * 40
    piece = snippet(long, [Term("kettle")])
    assert (piece.is_cut_before, piece.is_cut_after, len(piece.text)) == (True, True, 160)
    assert [piece.text[begin:end] for begin, end in piece.matches] == ["kettle"]
    assert snippet("short", [Term("none")]) == Snippet("short", ())


@given(st.text(), st.text(max_size=8), st.booleans())
def test_matches_lie_in_order_within_the_snippet(text: str, sought: str, is_beginning: bool) -> None:
    piece = snippet(text, [Term(sought, is_beginning), Term(sought[:2])])
    assert piece.text in text
    ends = [place for match in piece.matches for place in match]
    assert ends == sorted(ends)
    assert all(0 <= begin < end <= len(piece.text) for begin, end in piece.matches)


def test_a_link_is_one_that_x_has_written_out() -> None:
    assert has_link("see https://t.co/abc")
    assert not has_link("tomorrow.We shall see")
