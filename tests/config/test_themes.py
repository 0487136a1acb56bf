"""The shipped themes can be read by everybody, and a broken one never reaches the screen."""

import re
from collections.abc import Callable
from colorsys import rgb_to_hsv
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config.paths import Paths
from tui_desk.config.resources import shipped_themes
from tui_desk.config.themes import TOKENS, ShippedThemeError, Themes, ThemeSpec, load_themes, parse_colour

SHIPPED = ["desk-dark", "desk-light"]
GROUNDS = ["background", "surface", "panel", "cursor"]
TEXTS = [token for token in TOKENS if token not in {*GROUNDS, "border", "border_focus", "practice", "practice_text"}]

Load = Callable[[str], Themes]


@pytest.fixture
def load_user_theme(paths: Paths) -> Load:
    """Loads all themes with a user's theme "dusk" of the given text among them."""

    def load(text: str) -> Themes:
        paths.user_themes.mkdir(exist_ok=True)
        (paths.user_themes / "dusk.toml").write_text(text)
        return load_themes(shipped_themes(), paths.user_themes)

    return load


def shipped_text(name: str = "desk-dark") -> str:
    return (shipped_themes() / f"{name}.toml").read_text()


def shipped_theme(name: str) -> ThemeSpec:
    return load_themes(shipped_themes(), Path("no user folder")).by_name[name]


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_shipped_themes_load_without_a_remark() -> None:
    themes = load_themes(shipped_themes(), Path("no user folder"))
    assert sorted(themes.by_name) == SHIPPED
    assert themes.problems == ()
    assert [themes.by_name[name].dark for name in SHIPPED] == [True, False]
    for theme in themes.by_name.values():
        assert list(theme.tokens) == list(TOKENS)
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in theme.tokens.values())


@pytest.mark.parametrize(("name", "token", "ground"), [*product(SHIPPED, TEXTS, GROUNDS)])
def test_text_can_be_read_on_every_ground(name: str, token: str, ground: str) -> None:
    tokens = shipped_theme(name).tokens
    assert contrast(tokens[token], tokens[ground]) >= 4.5


@pytest.mark.parametrize("name", SHIPPED)
def test_the_banner_and_the_focus_can_be_seen(name: str) -> None:
    tokens = shipped_theme(name).tokens
    assert contrast(tokens["practice_text"], tokens["practice"]) >= 7
    assert contrast(tokens["practice"], tokens["background"]) >= 1.5
    assert contrast(tokens["border_focus"], tokens["surface"]) >= 3
    assert contrast(tokens["border_focus"], tokens["border"]) >= 2


@pytest.mark.parametrize("name", SHIPPED)
def test_public_and_private_differ_in_hue(name: str) -> None:
    tokens = shipped_theme(name).tokens
    for token in ("public", "accent"):
        distance = abs(hue(tokens["direct_message"]) - hue(tokens[token])) % 360
        assert min(distance, 360 - distance) >= 60


def hue(colour: str) -> float:
    """Degrees on the colour wheel."""
    return rgb_to_hsv(*(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)))[0] * 360


@pytest.mark.parametrize("name", SHIPPED)
def test_no_ground_is_pure(name: str) -> None:
    assert not {"#000000", "#ffffff"} & set(shipped_theme(name).tokens.values())


@pytest.mark.parametrize(("written", "colour"), [("#a1B2c3", "#a1b2c3"), ("#aF0", "#aaff00")])
def test_colours(written: str, colour: str) -> None:
    assert parse_colour(written) == colour


@pytest.mark.parametrize(
    "written", ["red", "", "#12", "#1234", "#12345g", "a1b2c3", "#a1b2c3\n", "#\u0661\u0662\u0663", 5, None, []]
)
def test_what_is_no_colour(written: object) -> None:
    assert parse_colour(written) is None


def test_a_users_theme_stands_beside_the_shipped(load_user_theme: Load) -> None:
    themes = load_user_theme(shipped_text().replace('late = "#f3988a"', 'late = "#FA8"'))
    assert themes.problems == ()
    assert themes.by_name["dusk"].tokens["late"] == "#ffaa88"
    assert set(SHIPPED) < set(themes.by_name)


def test_a_users_theme_replaces_the_shipped_of_its_name(paths: Paths) -> None:
    paths.user_themes.mkdir()
    (paths.user_themes / "desk-dark.toml").write_text(shipped_text("desk-light"))
    themes = load_themes(shipped_themes(), paths.user_themes)
    assert themes.by_name["desk-dark"].tokens == themes.by_name["desk-light"].tokens
    assert themes.problems == ()


@pytest.mark.parametrize(
    ("before", "after", "at", "title", "sentence"),
    [
        ("[tokens]", "[tokens", "[tokens", "not valid TOML", "Correct"),
        ("dark = true", "", None, "neither dark nor light", "dark = true or dark = false"),
        ("dark = true", 'dark = "yes"', "dark =", "neither dark nor light", "dark = true or dark = false"),
        ('ink = "#14171c"', 'ink = "black"', "ink =", "palette.ink is no colour", "#rrggbb"),
        ('background = "ink"', 'background = "inq"', "background =", "tokens.background is no colour", "[palette]"),
        ('late = "#f3988a"', 'late = "#f3988"', "late =", "tokens.late is no colour", "#rrggbb"),
        ('late = "#f3988a"', "late = 5", "late =", "tokens.late is no colour", "#rrggbb"),
        ('late = "#f3988a"', "", "[tokens]", "dusk.toml has no late", "a clock that has run out"),
    ],
)
def test_a_theme_that_cannot_be_painted_is_refused(
    load_user_theme: Load, paths: Paths, before: str, after: str, at: str | None, title: str, sentence: str
) -> None:
    assert before in shipped_text()
    text = shipped_text().replace(before, after, 1)
    themes = load_user_theme(text)
    assert sorted(themes.by_name) == SHIPPED
    (problem,) = themes.problems
    line = None if at is None else next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(at))
    assert (problem.file, problem.line) == (paths.user_themes / "dusk.toml", line)
    assert title in problem.title
    assert sentence in problem.sentence


@pytest.mark.parametrize("text", ["dark = true\npalette = 1", "dark = true\ntokens = 1", "dark = true"])
def test_a_theme_without_tables_is_refused(load_user_theme: Load, text: str) -> None:
    assert len(load_user_theme(text).problems) == 1


@pytest.mark.parametrize(
    ("before", "after", "title", "sentence"),
    [
        ("[palette]", "author = 'me'\n[palette]", "called 'author'", "Known here: dark, palette, tokens."),
        ("[tokens]", "[tokens]\nlater = '#fff'", "no token 'later'", "Did you mean late?"),
    ],
)
def test_an_unknown_name_is_a_remark_only(
    load_user_theme: Load, before: str, after: str, title: str, sentence: str
) -> None:
    themes = load_user_theme(shipped_text().replace(before, after, 1))
    (problem,) = themes.problems
    assert problem.line is not None
    assert title in problem.title
    assert sentence in problem.sentence
    assert themes.by_name["dusk"].tokens == themes.by_name["desk-dark"].tokens


def test_all_broken_files_are_named(load_user_theme: Load, paths: Paths) -> None:
    paths.user_themes.mkdir()
    (paths.user_themes / "dawn.toml").mkdir()
    (paths.user_themes / "remarks.txt").write_text("[")
    assert [problem.file.name for problem in load_user_theme("[").problems] == ["dawn.toml", "dusk.toml"]


def test_a_file_in_the_place_of_the_folder(paths: Paths) -> None:
    paths.user_themes.touch()
    themes = load_themes(shipped_themes(), paths.user_themes)
    assert [problem.title for problem in themes.problems] == ["themes cannot be read: Not a directory"]
    assert sorted(themes.by_name) == SHIPPED


def test_an_unknown_theme_falls_back(paths: Paths) -> None:
    themes = load_themes(shipped_themes(), paths.user_themes)
    theme, problem = themes.choose("desk-lihgt", paths.config_file)
    assert theme.name == "desk-dark"
    assert problem is not None
    assert (problem.file, problem.sentence) == (paths.config_file, "Did you mean desk-light?")
    assert themes.choose("desk-light", paths.config_file) == (themes.by_name["desk-light"], None)


@pytest.mark.parametrize("text", ["[", None])
def test_a_wrong_shipped_theme_is_a_bug(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "desk-dark.toml").write_text(text)
    with pytest.raises(ShippedThemeError, match="Install tui-desk again"):
        load_themes(tmp_path, tmp_path / "none")


LINES = st.sampled_from(
    [
        "dark = true",
        "dark = 1",
        "[palette]",
        "[tokens]",
        'ink = "#123"',
        'text = "ink"',
        "text = [1]",
        "x = {}",
        "[",
        "",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.one_of(st.lists(LINES, max_size=8).map("\n".join), st.text(max_size=40)))
def test_no_text_makes_the_reader_raise(load_user_theme: Load, text: str) -> None:
    text = text.encode(errors="replace").decode()
    assert set(SHIPPED) <= set(load_user_theme(text).by_name)
