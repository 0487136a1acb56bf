"""What a piece of text is becomes how it looks, in every theme."""

from dataclasses import replace

import pytest
from at_the_desk import themes

from tui_desk.config.abilities import Colours
from tui_desk.config.themes import ThemeSpec
from tui_desk.tui.palette import Ground, Palette, colours_of, textual_theme, variable
from tui_desk.tui.present.spans import Role

SPECS = {spec.name: spec for spec in themes()}
PLAIN = SPECS["desk-monochrome"]


def palette(name: str) -> Palette:
    return Palette(textual_theme(SPECS[name]))


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_every_token_is_a_variable_of_the_stylesheets(spec: ThemeSpec) -> None:
    theme = textual_theme(spec)
    assert {variable(token): colour for token, colour in spec.tokens.items()}.items() <= theme.variables.items()
    assert colours_of(theme) is spec.colours


def test_a_theme_of_textuals_own_may_use_all_colours() -> None:
    theme = textual_theme(SPECS["desk-16-colours"])
    assert colours_of(replace(theme, variables={})) is Colours.FULL


def test_text_keeps_its_colours_on_the_selected_line() -> None:
    dark = palette("desk-dark")
    assert dark.style(Role.CUSTOMER, Ground.CURSOR).color == dark.style(Role.CUSTOMER, Ground.SURFACE).color
    assert dark.style(Role.CUSTOMER, Ground.CURSOR).bgcolor != dark.style(Role.CUSTOMER, Ground.SURFACE).bgcolor


def test_a_selected_line_with_text_of_its_own_has_one_colour_of_text() -> None:
    sixteen = palette("desk-16-colours")
    assert len({sixteen.style(role, Ground.CURSOR).color for role in Role}) == 1
    assert len({sixteen.style(role, Ground.SURFACE).color for role in Role}) > 5
    assert sixteen.style(Role.CUSTOMER, Ground.CURSOR).bold


def test_without_colours_private_is_underlined_and_public_is_not() -> None:
    plain = palette(PLAIN.name)
    assert plain.style(Role.PRIVATE, Ground.SURFACE).underline
    assert plain.style(Role.PRIVATE, Ground.SURFACE).bold
    assert plain.style(Role.PUBLIC, Ground.SURFACE).bold
    assert not plain.style(Role.PUBLIC, Ground.SURFACE).underline
    assert not palette("desk-dark").style(Role.PRIVATE, Ground.SURFACE).underline
