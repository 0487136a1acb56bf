"""Rows fit the terminal and hold nothing that could steer it."""

import re

import pytest
from at_the_desk import themes
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_desk.config.themes import ThemeSpec
from tui_desk.tui.palette import Ground, Palette, textual_theme
from tui_desk.tui.present.spans import Columns, Role, Span, Spans, plain
from tui_desk.tui.strips import columns_strip, cut, flow, rule_strip, spans_width

PALETTE = Palette(textual_theme(themes()[0]))
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
PIECES = [
    "a",
    "b",
    " ",
    "\n",
    "\t",
    "漢",
    "🇬🇧",
    "e\u0301",
    "👩🏽\u200d🚀",
    "\u202e",
    "\x1b[2J",
    "\x07",
    "\x9b",
    "\x7f",
    "…",
]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
SPANS = st.lists(st.builds(Span, HOSTILE, st.sampled_from(Role)), max_size=4).map(tuple)


@given(SPANS, SPANS, SPANS, st.integers(1, 60))
def test_a_row_has_the_width_of_its_widget_and_nothing_that_steers(
    left: Spans, fill: Spans, right: Spans, width: int
) -> None:
    strip = columns_strip(Columns(left, fill, right), width, PALETTE, Ground.SURFACE)
    assert strip.cell_length == sum(cell_len(segment.text) for segment in strip) == width
    assert STEERING.search(strip.text) is None


@given(SPANS, st.integers(0, 60))
def test_a_rule_fits(spans: Spans, width: int) -> None:
    assert rule_strip(spans, width, PALETTE, Ground.SURFACE).cell_length == width


@given(SPANS, st.integers(0, 40))
def test_what_is_cut_fits(spans: Spans, width: int) -> None:
    assert spans_width(cut(spans, width)) <= width


@given(SPANS, st.integers(2, 40))
def test_what_flows_fits_row_by_row(spans: Spans, width: int) -> None:
    for row in flow(spans, width):
        assert spans_width(row) <= width


def test_a_row_keeps_its_right_side_and_shortens_its_middle() -> None:
    columns = Columns((Span("● "),), (Span("@anna_with_a_long_name"),), (Span(" 4m"),))
    assert columns_strip(columns, 14, PALETTE, Ground.SURFACE).text == "● @anna_wi… 4m"


def test_nothing_follows_what_was_shortened() -> None:
    assert plain(cut((Span("abcdef"), Span("gh")), 4)) == "abc…"


def test_spans_flow_to_the_next_row_as_a_whole() -> None:
    rows = flow((Span("! refused"), Span(" · "), Span("o"), Span(" takes it back")), 16)
    assert [plain(row) for row in rows] == ["! refused · o", "takes it back"]


def test_neighbours_that_look_the_same_are_one_segment() -> None:
    strip = columns_strip(Columns(fill=(Span("a"), Span("b"))), 10, PALETTE, Ground.SURFACE)
    assert [segment.text for segment in strip] == ["ab        "]


@pytest.mark.parametrize("spec", themes(), ids=lambda spec: spec.name)
def test_every_role_has_a_colour_in_every_theme(spec: ThemeSpec) -> None:
    palette = Palette(textual_theme(spec))
    for role in Role:
        for ground in Ground:
            style = palette.style(role, ground)
            assert style.color is not None
            assert style.bgcolor is not None


def test_the_practice_banner_can_be_read_in_a_theme_that_would_hide_it() -> None:
    theme = textual_theme(themes()[0])
    theme.variables = {**theme.variables, "desk-practice": "#101010", "desk-practice-text": "#101010"}
    style = Palette(theme).banner()
    assert style.color is not None
    assert style.bgcolor is not None
    assert style.color.get_truecolor() == (255, 255, 255)
