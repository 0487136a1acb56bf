"""Searching in words: cards of what was found, what is not understood, what a word may be completed to."""

from dataclasses import replace
from datetime import UTC

import pytest
from feed_rows import MINUTE, NOW, feed_row

from tui_desk.desk.search import Found, FoundKind
from tui_desk.domain.ids import AgentName, CaseId
from tui_desk.domain.search import Query, parse
from tui_desk.domain.search_words import Snippet, Term, snippet
from tui_desk.tui.present.completion import Round, Turning
from tui_desk.tui.present.feed import Onlooker
from tui_desk.tui.present.search import (
    Sought,
    compact_found_card,
    completions,
    found_card,
    limit_spans,
    meaning,
    nothing_found,
    query_problem,
    search_row,
)
from tui_desk.tui.present.spans import Columns, Role, Spans, plain

JO = Onlooker(AgentName("jo"), NOW, UTC)
SOUGHT = Sought("kettle", Query(), account="brand", is_whole=True)


def found(text: str = "my kettle hums", kind: FoundKind = FoundKind.POST, by: str = "anna") -> Found:
    return Found(CaseId(1), kind, 7, NOW - 5 * MINUTE, by, snippet(text, [Term("kettle")]))


def words(columns: Columns) -> str:
    return plain((*columns.left, *columns.fill, *columns.right))


def second_row(one: Found, sought: Sought = SOUGHT) -> Columns:
    return found_card(feed_row(), one, sought, JO, 70)[1]


def in_role(spans: Spans, role: Role) -> list[str]:
    return [span.text for span in spans if span.role is role]


@pytest.mark.parametrize(
    ("kind", "by", "where"),
    [
        (FoundKind.POST, "anna", "post"),
        (FoundKind.POST, "Brand", "our answer"),
        (FoundKind.MESSAGE, "anna", "message"),
        (FoundKind.MESSAGE, "brand", "our message"),
        (FoundKind.NOTE, "jo", "note"),
        (FoundKind.PERSON, "anna", "name"),
    ],
)
def test_a_card_says_where_the_words_are_and_sets_them_apart(kind: FoundKind, by: str, where: str) -> None:
    row = second_row(found(kind=kind, by=by))
    assert plain(row.fill) == f"{where}  my kettle hums"
    assert in_role(row.fill, Role.MATCH) == ["kettle"]
    assert words(row).endswith("5m ago")


def test_who_wrote_it_is_named_where_that_is_somebody_else() -> None:
    assert "@carl" in words(second_row(found(by="carl")))
    assert "jo" in words(second_row(found(kind=FoundKind.NOTE, by="jo")))
    assert "@" not in words(second_row(found(by="anna")))
    assert "@" not in words(second_row(found(by="brand")))


def test_names_in_front_of_a_reply_are_left_out_unless_they_were_looked_for() -> None:
    assert plain(second_row(found("@brand @carl my kettle")).fill) == "post  my kettle"
    looked_for = replace(found(), snippet=snippet("@kettle hums", [Term("kettle")]))
    assert plain(second_row(looked_for).fill) == "post  @kettle hums"


@pytest.mark.parametrize("before", ["x" * 60 + " ", "届" * 40], ids=["Latin", "Japanese"])
def test_a_match_far_into_the_words_is_in_sight(before: str) -> None:
    row = second_row(replace(found(), snippet=snippet(f"{before}kettle hums", [Term("kettle")])))
    assert plain(row.fill) == f"post  …{before[-10:]}kettle hums"
    compact = compact_found_card(
        feed_row(), replace(found(), snippet=snippet(f"{before}kettle", [Term("kettle")])), SOUGHT, JO, 70
    )
    assert f"…{before[-10:]}kettle" in words(compact)


def test_what_is_cut_has_its_dots() -> None:
    cut = replace(found(), snippet=Snippet("a kettle b", ((2, 8),), is_cut_before=True, is_cut_after=True))
    assert plain(second_row(cut).fill) == "post  …a kettle b…"


def test_a_case_that_is_shown_as_it_stands_has_its_own_words() -> None:
    as_it_stands = Found(CaseId(1), FoundKind.CASE, 1, NOW, "", Snippet("", ()))
    assert plain(second_row(as_it_stands).fill) == "My parcel is late"
    assert "My parcel is late" in words(compact_found_card(feed_row(), as_it_stands, SOUGHT, JO, 70))


def test_in_one_row_there_is_the_customer_and_the_find() -> None:
    row = compact_found_card(feed_row(), found(), SOUGHT, JO, 70)
    assert words(row) == "● @anna  post  my kettle hums  5m ago"


def test_the_row_above_says_what_is_looked_for_and_how_far() -> None:
    def said(sought: Sought, width: int = 60) -> str:
        return plain(search_row(sought, 12, NOW, UTC, width))

    assert said(SOUGHT) == "[/ kettle 12]"
    assert said(replace(SOUGHT, name="late ones")) == "[late ones 12]"
    assert said(replace(SOUGHT, is_whole=False)) == "[/ kettle 12+]"
    assert said(replace(SOUGHT, is_whole=False, looked_back_to=NOW)) == "[/ kettle 12+] back to 14:00"
    assert said(replace(SOUGHT, typed="k" * 99), 30) == f"[/ {'k' * 22}… 12]"
    assert plain(limit_spans(replace(SOUGHT, typed="k" * 99), 3, NOW, UTC, 60)) == f"& {'k' * 19}… 3"


def test_an_empty_search_teaches_and_is_honest_about_how_far_it_went() -> None:
    taught = [words(row) for row in nothing_found(SOUGHT, NOW, UTC)]
    assert "Nothing found" in taught
    assert any(row.startswith("is:open") for row in taught)
    so_far = nothing_found(replace(SOUGHT, is_whole=False, looked_back_to=NOW), NOW, UTC)
    assert "Nothing since 14:00" in [words(row) for row in so_far]
    assert nothing_found(replace(SOUGHT, is_whole=False), NOW, UTC) == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "words, from:anna, label:loud, is:owed"),
        ("kettle", ""),
        ("label:", "label: is written so: label:loud"),
        ("form:anna", "form: is no operator: perhaps from:"),
        ("zzzz:anna", "zzzz: is no operator"),
        ("in:dms", "in: takes public, dm or note: perhaps dm"),
        ("has:zebra", "has: takes link"),
        ("before:nowhen", "before: is written so: before:2026-11-20"),
        ("-after:2d", "after: takes no minus: turn it round with before:"),
        ("...", "... alone is not found: signs are in no index"),
        ("k " * 99, "only the beginning is looked at: write less"),
    ],
)
def test_the_first_thing_that_is_not_understood_is_named(typed: str, said: str) -> None:
    assert meaning(typed, parse(typed, NOW, UTC)) == said


def test_every_problem_has_words() -> None:
    for typed in ("Label:", "-IN:x", "LANE:nwo", "BEFORE:", "-BEFORE:2d"):
        (problem,) = parse(typed, NOW, UTC).problems
        assert ":" in query_problem(problem)


@pytest.mark.parametrize(
    ("typed", "fitting"),
    [
        ("f", ("from:",)),
        ("kettle -la", ("kettle -lang:", "kettle -label:", "kettle -lane:")),
        ("IS:o", ("IS:open ", "IS:owed ")),
        ("label:b", ("label:bug ", 'label:"bulk buyer" ')),
        ('label:"bulk b', ('label:"bulk buyer" ',)),
        ("from:a", ()),
        ("xyz", ()),
    ],
)
def test_the_last_word_is_completed(typed: str, fitting: tuple[str, ...]) -> None:
    assert completions(typed, ("bug", "bulk buyer", "refund")) == fitting


def test_an_empty_word_is_completed_to_every_operator() -> None:
    assert "kettle is:" in completions("kettle ", ())


def test_completing_goes_round_and_starts_anew_for_what_is_written() -> None:
    going = Round(lambda typed: [f"{typed}{ending}" for ending in "abc"])
    assert [going.turn("x"), going.turn("xa"), going.turn("xb"), going.turn("xc")] == ["xa", "xb", "xc", "xa"]
    assert going.around("xa") == Turning("x", 0)
    assert going.around("x") is None
    assert going.turn("xa", -1) == "xc"
    assert going.turn("y", -1) == "yc"


def test_the_only_possibility_is_completed_further() -> None:
    going = Round(lambda typed: [f"{typed}!"])
    assert [going.turn("x"), going.turn("x!")] == ["x!", "x!!"]
    assert going.around("x!!") is None
    assert Round(lambda _: []).turn("x") is None
