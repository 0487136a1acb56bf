"""The shipped themes can be read by everybody, and a broken one never reaches the screen."""

import re
import tomllib
from collections.abc import Callable
from colorsys import rgb_to_hsv
from itertools import combinations, product
from math import dist
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config.abilities import Colours
from tui_desk.config.colours import SIXTEEN, channels, contrast, linear, luminance, parse_colour
from tui_desk.config.legibility import BANNER, DECORATION, GROUNDS, grounds_of
from tui_desk.config.paths import Paths
from tui_desk.config.resources import shipped_themes
from tui_desk.config.themes import (
    FALLBACK,
    OPTIONAL_TOKENS,
    TOKENS,
    ShippedThemeError,
    Themes,
    ThemeSpec,
    load_themes,
    read_theme,
)

SHIPPED = [
    "desk-16-colours",
    "desk-colour-blind",
    "desk-dark",
    "desk-high-contrast",
    "desk-light",
    "desk-monochrome",
    "desk-night",
]
PAINTED = [name for name in SHIPPED if name != "desk-monochrome"]
FREE = [name for name in PAINTED if name != "desk-16-colours"]
PALETTES = {
    "console of Linux": "#000 #a00 #0a0 #a50 #00a #a0a #0aa #aaa #555 #f55 #5f5 #ff5 #55f #f5f #5ff #fff",
    "xterm": "#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 "
    "#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff",
    "GNOME": "#171421 #c01c28 #26a269 #a2734c #12488b #a347ba #2aa1b3 #d0cfcc "
    "#5e5c64 #f66151 #33da7a #e9ad0c #2a7bde #c061cb #33c7de #ffffff",
}
"""The shades of the sixteen colours in terminals that are much in use."""
STATES = [
    ("waiting", "late", "owed"),
    ("queued", "sending", "sent", "refused", "unknown"),
    ("public", "direct_message", "note"),
    ("success", "warning", "error"),
    ("customer", "ours"),
]
"""What stands beside each other and says different things."""

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


def text_on_grounds(name: str) -> list[tuple[str, str]]:
    """The text of a theme with each ground that it meets, by their tokens."""
    tokens = shipped_theme(name).tokens
    return [
        (token, ground)
        for token in tokens
        if token not in (*DECORATION, *BANNER)
        for ground in grounds_of(token, tokens)
    ]


def test_the_measure_of_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_shipped_themes_load_without_a_remark() -> None:
    themes = load_themes(shipped_themes(), Path("no user folder"))
    assert next(iter(themes.by_name)) == FALLBACK
    assert sorted(themes.by_name) == SHIPPED
    assert themes.problems == ()
    assert [name for name in SHIPPED if not themes.by_name[name].dark] == ["desk-light"]
    for theme in themes.by_name.values():
        assert [token for token in theme.tokens if token != "cursor_text"] == list(TOKENS)
        assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in theme.tokens.values())


def test_text_meets_every_ground_unless_the_selected_line_has_its_own_text() -> None:
    both = {(token, ground) for token in ("late", "text_dim") for ground in GROUNDS}
    assert both <= set(text_on_grounds("desk-dark"))
    assert ("late", "cursor") not in text_on_grounds("desk-16-colours")
    assert {("cursor_text", "cursor"), ("text", "cursor"), ("late", "panel")} <= set(text_on_grounds("desk-16-colours"))


@pytest.mark.parametrize("name", FREE)
def test_text_can_be_read_on_every_ground(name: str) -> None:
    tokens = shipped_theme(name).tokens
    needed = 7 if name == "desk-high-contrast" else 4.5
    for token, ground in text_on_grounds(name):
        assert contrast(tokens[token], tokens[ground]) >= needed, f"{token} on {ground}"


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_sixteen_colours_can_be_read_in_every_terminals_shades(palette: str) -> None:
    shades = dict(zip(SIXTEEN, map(parse_colour, palette.split()), strict=True))
    chosen = tomllib.loads(shipped_text("desk-16-colours"))["tokens"]
    for token, ground in [*text_on_grounds("desk-16-colours"), ("practice_text", "practice")]:
        shade, below = shades[chosen[token]], shades[chosen[ground]]
        assert shade is not None
        assert below is not None
        assert contrast(shade, below) >= 4.5, f"{token} on {ground}"


@pytest.mark.parametrize("name", PAINTED)
def test_lines_the_banner_and_the_focus_can_be_seen(name: str) -> None:
    tokens = shipped_theme(name).tokens
    for token, ground in product(DECORATION, ("background", "surface", "panel")):
        assert contrast(tokens[token], tokens[ground]) >= 3
    assert contrast(tokens["practice_text"], tokens["practice"]) >= (4.5 if name == "desk-night" else 7)
    assert contrast(tokens["practice"], tokens["background"]) >= 1.5
    assert contrast(tokens["border_focus"], tokens["border"]) >= 1.4


def test_nothing_is_bright_at_night() -> None:
    assert max(map(luminance, shipped_theme("desk-night").tokens.values())) < 0.36
    assert min(luminance(shipped_theme("desk-dark").tokens[token]) for token in ("text", "practice")) > 0.4


@pytest.mark.parametrize("name", FREE)
def test_public_and_private_differ_in_hue(name: str) -> None:
    tokens = shipped_theme(name).tokens
    for token in ("public", "accent"):
        distance = abs(hue(tokens["direct_message"]) - hue(tokens[token])) % 360
        assert min(distance, 360 - distance) >= 60


def hue(colour: str) -> float:
    """Degrees on the colour wheel."""
    return rgb_to_hsv(*(int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)))[0] * 360


@pytest.mark.parametrize("name", ["desk-dark", "desk-light", "desk-night", "desk-colour-blind"])
def test_no_ground_is_pure(name: str) -> None:
    assert not {"#000000", "#ffffff"} & set(shipped_theme(name).tokens.values())


# Eyes that lack one kind of cones, simulated in linear light: Machado, Oliveira and Fernandes, "A Physiologically-based
# Model for Simulation of Color Vision Deficiency", 2009, at full severity.
CONES_MISSING = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
DISTINCT = 25.0
"""The distance in CIELAB from which nobody takes one small patch for the other; 2.3 can just be noticed."""


def seen(colour: str, missing: str) -> tuple[float, float, float]:
    """A colour as such eyes see it, in CIELAB: lightness, green to red, blue to yellow."""
    light = [linear(channel) for channel in channels(colour)]
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in CONES_MISSING[missing]
    )
    x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
    y = curve(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
    z = curve((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def curve(part: float) -> float:
    """CIE 15: the cube root, with a straight piece near black."""
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def test_the_simulation_confuses_what_such_eyes_confuse() -> None:
    assert dist(seen("#ffffff", "none"), (100, 0, 0)) < 0.1
    assert dist(seen("#ff0000", "none"), (53.24, 80.09, 67.20)) < 0.1
    for missing in CONES_MISSING:
        assert dist(seen("#808080", missing), seen("#808080", "none")) < 0.1
    for missing, one, other in [("green", "#d08070", "#a09a6a"), ("blue", "#4fb0a8", "#60aee0")]:
        assert dist(seen(one, "none"), seen(other, "none")) > DISTINCT
        assert dist(seen(one, missing), seen(other, missing)) < DISTINCT / 2


@pytest.mark.parametrize("missing", CONES_MISSING)
def test_states_stay_apart_for_eyes_that_lack_a_colour(missing: str) -> None:
    tokens = shipped_theme("desk-colour-blind").tokens
    for one, other in (pair for group in STATES for pair in combinations(group, 2)):
        assert dist(seen(tokens[one], missing), seen(tokens[other], missing)) >= DISTINCT, f"{one} and {other}"


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
        ("dark = true", "dark = true\ncolours = 8", "colours =", "no usable number of colours", "colours = 16"),
        ("dark = true", "dark = true\ncolours = true", "colours =", "no usable number of colours", "colours = 16"),
        ("dark = true", "dark = true\ncolours = 16", "ink =", "palette.ink is no colour", "one of black, red,"),
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
        ("[palette]", "author = 'me'\n[palette]", "called 'author'", "Known here: dark, colours, palette, tokens."),
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


@pytest.mark.parametrize(
    ("before", "after", "title", "sentence"),
    [
        (
            'text_dim = "ash"',
            'text_dim = "#7d858f"',
            "tokens.text_dim is hard to see on cursor",
            "3.52 to 1: move the two",
        ),
        ('border = "line"', 'border = "#39424e"', "tokens.border is hard to see on cursor", "it is 3.0 to 1."),
        (
            'practice_text = "#1a1710"',
            'practice_text = "#6a5a30"',
            "practice_text is hard to see on practice",
            "4.5 to 1.",
        ),
    ],
)
def test_what_is_hard_to_read_is_a_remark_only(
    load_user_theme: Load, before: str, after: str, title: str, sentence: str
) -> None:
    assert before in shipped_text()
    themes = load_user_theme(shipped_text().replace(before, after))
    (problem,) = themes.problems
    assert problem.line is not None
    assert title in problem.title
    assert sentence in problem.sentence
    assert "dusk" in themes.by_name


def test_text_of_its_own_makes_a_loud_selected_line_readable(load_user_theme: Load) -> None:
    loud = shipped_text().replace('cursor = "steel"', 'cursor = "#d0b060"')
    assert len(load_user_theme(loud).problems) > 10
    assert [problem.title for problem in load_user_theme(f'{loud}\ncursor_text = "#101010"').problems] == [
        "tokens.text is hard to see on cursor"
    ]


def test_a_file_read_by_itself_tells_every_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(shipped_text().replace('late = "#f3988a"', "late = 5").replace('note = "#d3c987"', ""))
    theme, problems = read_theme(broken)
    assert theme is None
    assert [problem.title for problem in problems] == ["broken.toml has no note", "tokens.late is no colour"]


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


@pytest.mark.parametrize(
    ("named", "colours", "worn"),
    [
        ("desk-dark", Colours.FULL, "desk-dark"),
        ("desk-dark", Colours.INDEXED, "desk-dark"),
        ("desk-dark", Colours.SIXTEEN, "desk-16-colours"),
        ("desk-dark", Colours.NONE, "desk-monochrome"),
        ("desk-night", Colours.SIXTEEN, "desk-night"),
        ("desk-night", Colours.NONE, "desk-monochrome"),
        ("desk-monochrome", Colours.FULL, "desk-monochrome"),
        ("desk-16-colours", Colours.FULL, "desk-16-colours"),
    ],
)
def test_a_terminal_with_few_colours_gets_a_theme_for_them(named: str, colours: Colours, worn: str) -> None:
    themes = load_themes(shipped_themes(), Path("no user folder"))
    theme, problem = themes.choose(named, Path("config.toml"), colours)
    assert (theme.name, problem) == (worn, None)
    assert theme in themes.wearable(colours)


def test_without_colours_only_a_theme_without_colours_can_be_worn() -> None:
    themes = load_themes(shipped_themes(), Path("no user folder"))
    assert [theme.name for theme in themes.wearable(Colours.NONE)] == ["desk-monochrome"]
    assert len(themes.wearable(Colours.SIXTEEN)) == len(SHIPPED)


def test_an_unknown_theme_is_told_on_every_terminal() -> None:
    themes = load_themes(shipped_themes(), Path("no user folder"))
    theme, problem = themes.choose("desk-nihgt", Path("config.toml"), Colours.NONE)
    assert theme.name == "desk-monochrome"
    assert problem is not None
    assert problem.sentence == "Did you mean desk-night?"


@pytest.mark.parametrize("text", ["[", None])
def test_a_wrong_shipped_theme_is_a_bug(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "desk-dark.toml").write_text(text)
    with pytest.raises(ShippedThemeError, match="Install tui-desk again"):
        load_themes(tmp_path, tmp_path / "none")


def test_the_page_on_themes_names_every_theme_and_every_token() -> None:
    page = (shipped_themes().parent / "docs" / "themes.md").read_text()
    assert [name for name in SHIPPED if f"| `{name}` |" not in page] == []
    tokens = TOKENS | OPTIONAL_TOKENS
    assert [token for token, meaning in tokens.items() if f"| `{token}` | {meaning}" not in page] == []


LINES = st.sampled_from(
    [
        "dark = true",
        "dark = 1",
        "colours = 16",
        "colours = [1]",
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
