"""A plain terminal is sent only what it has: its colours, its characters, and ASCII where symbols would be lost."""

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from at_the_desk import themes
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from support import REPOSITORY
from textual._border import BORDER_CHARS
from textual.scrollbar import ScrollBarRender

from benchmarks.terminal import Terminal
from tui_desk.config.abilities import Abilities, Colours
from tui_desk.config.colours import channels, contrast
from tui_desk.config.legibility import BANNER, DECORATION, grounds_of
from tui_desk.domain.clean import clean
from tui_desk.tui.fewer_colours import _INDEXED, _NAMED, reduced
from tui_desk.tui.sgr import parsed
from tui_desk.tui.symbols import STAND_INS, cells_of

ASCII = Abilities(has_symbols=False)
SPECS = {spec.name: spec for spec in themes()}
PAINTED = {name: spec for name, spec in SPECS.items() if spec.colours is not Colours.NONE}

# Symbols.

SOURCES = [
    *(
        path
        for path in (REPOSITORY / "tui_desk" / "tui").rglob("*.py")
        if path.name not in {"content.py", "symbols.py"}
    ),
    REPOSITORY / "tui_desk" / "config" / "keys.py",
]
"""What says or draws something on the screen. `content.py` names characters of others' languages, to break lines at."""


def drawn_symbols() -> set[str]:
    """Every character in the sources' own words that is neither ASCII nor a letter."""
    words = [word for source in SOURCES for word in literals(ast.parse(source.read_text()))]
    words.append((REPOSITORY / "keybindings.toml").read_text())
    return {char for char in "".join(words) if not char.isascii() and not char.isalpha()}


def literals(module: ast.Module) -> Iterator[str]:
    """The strings of a module, docstrings left out."""
    alone = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def borders() -> set[str]:
    """What Textual draws borders and scrollbars with."""
    parts = "".join(char for rows in BORDER_CHARS.values() for row in rows for char in row)
    bars = "".join([*ScrollBarRender.VERTICAL_BARS, *ScrollBarRender.HORIZONTAL_BARS])
    return {char for char in parts + bars if not char.isascii()}


def test_the_scan_of_the_sources_finds_what_the_desk_draws() -> None:
    assert set("●◐┃║┊▌↑✓·…“”") <= drawn_symbols()
    assert set("━║╍│█") <= borders()


@pytest.mark.parametrize("symbol", sorted(drawn_symbols() | borders()))
def test_every_symbol_has_a_stand_in_of_its_width(symbol: str) -> None:
    cells = cells_of(symbol, cell_len(symbol), ASCII)
    assert len(cells) == cell_len(symbol) == cell_len("".join(cells))
    assert all(cell.isascii() and cell.isprintable() for cell in cells)


def test_what_cleaning_puts_in_has_a_stand_in() -> None:
    cleaned = "".join(clean(f"a{chr(code)}b") for code in (*range(32), 0x7F, 0x9B, 0x202E, 0xFFFD)) + "x" * 3
    assert all(cell.isascii() for char in cleaned for cell in cells_of(char, 1, ASCII))


def test_states_and_channels_stay_apart() -> None:
    for together in ("●◐○◆✓×☾♡", "✓✗", "┃║┊", "━═╍", "↑↓"):
        assert len({STAND_INS[symbol] for symbol in together}) == len(together)


@pytest.mark.parametrize("cluster", ["a", "é", "e\u0301", "漢", "😀", "👩🏽\u200d🚀", "£", "ß"])
def test_text_from_outside_stays_where_the_terminal_has_it(cluster: str) -> None:
    width = cell_len(cluster)
    assert cells_of(cluster, width, ASCII) == (cluster, *[""] * (width - 1))


@pytest.mark.parametrize(
    ("cluster", "encoding", "cells"),
    [
        ("é", "iso8859-1", ("é",)),
        ("e\u0301", "iso8859-1", ("é",)),
        ("é", "ascii", ("e",)),
        ("ü", "koi8-r", ("u",)),
        ("漢", "ascii", ("?", "?")),
        ("漢", "euc_jp", ("漢", "")),
        ("😀", "iso8859-1", ("?", "?")),
        ("ł", "ascii", ("?",)),
        ("…", "iso8859-1", ("~",)),
        ("\u0301", "ascii", ("?",)),
    ],
)
def test_what_an_encoding_lacks_is_replaced_cell_by_cell(cluster: str, encoding: str, cells: tuple[str, ...]) -> None:
    assert cells_of(cluster, len(cells), Abilities(encoding=encoding)) == cells


@given(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from(["ascii", "iso8859-15", "koi8-r", "euc_jp"]))
def test_every_cell_can_be_sent(char: str, encoding: str) -> None:
    if width := cell_len(char):
        cells = cells_of(char, width, Abilities(has_symbols=False, encoding=encoding))
        "".join(cells).encode(encoding)
        assert len(cells) == width


# Colours.


def styled(text: str, ground: str, attributes: str = "") -> str:
    """Two colours #rrggbb in SGR parameters."""
    colours = f"38;2;{';'.join(map(str, channels(text)))};48;2;{';'.join(map(str, channels(ground)))}"
    return f"{attributes};{colours}" if attributes else colours


def shade(parameters: str) -> str:
    """The colour #rrggbb that a terminal with 256 or 16 colours shows for these parameters."""
    match [int(part) for part in parameters.split(";")]:
        case [_, 5, number]:
            return _INDEXED[number - 16]
        case [code]:
            return _NAMED[code % 10 + (8 if code >= 90 else 0)]
        case _:
            raise AssertionError(f"{parameters} is not one of so few colours")


@pytest.mark.parametrize(
    ("name", "colours"), [*product(PAINTED, (Colours.INDEXED, Colours.SIXTEEN))], ids=lambda value: str(value)
)
def test_text_can_be_read_in_fewer_colours(name: str, colours: Colours) -> None:
    tokens = PAINTED[name].tokens
    for token in tokens:
        for ground in () if token in DECORATION else grounds_of(token, tokens):
            style = parsed(reduced(styled(tokens[token], tokens[ground]), colours))
            assert contrast(shade(style.foreground), shade(style.background)) >= 4.5, f"{token} on {ground}"


@pytest.mark.parametrize("name", PAINTED)
def test_256_colours_keep_the_selected_line_and_the_banner_apart(name: str) -> None:
    tokens = PAINTED[name].tokens
    grounds = {ground: reduced(styled("#808080", tokens[ground]), Colours.INDEXED) for ground in tokens}
    assert len({parsed(grounds[token]).background for token in ("background", "cursor", BANNER[0])}) == 3


def test_the_sixteen_colours_are_sent_by_their_numbers() -> None:
    texts = [parsed(reduced(styled(colour, "#000000"), Colours.SIXTEEN)).foreground for colour in _NAMED]
    assert texts == [*(str(30 + number) for number in range(8)), *(str(90 + number) for number in range(8))]
    grounds = [parsed(reduced(styled("#ffffff", colour), Colours.SIXTEEN)).background for colour in _NAMED[:8]]
    assert grounds == [str(40 + number) for number in range(8)]


def test_the_256_colours_are_those_of_the_cube_and_the_greys() -> None:
    style = parsed(reduced(styled("#ff0000", "#080808"), Colours.INDEXED))
    assert (style.foreground, style.background) == ("38;5;196", "48;5;232")
    assert (_INDEXED[0], _INDEXED[215], _INDEXED[-1]) == ("#000000", "#ffffff", "#eeeeee")


@pytest.mark.parametrize(
    ("text", "ground", "attributes", "left"),
    [
        ("#ffffff", "#000000", "", ""),
        ("#ffffff", "#000000", "1;4", "1;4"),
        ("#000000", "#aaaaaa", "1", "1;7"),
        ("#ffffff", "#aaaaaa", "", "7"),
        ("#aaaaaa", "#ffffff", "", ""),  # the caret in a selected line
        ("#000000", "#ffffff", "", "7"),
        ("#ffffff", "#000000", "7", "7"),
        ("#000000", "#ffffff", "1;7", "1"),
    ],
)
def test_without_colours_a_light_ground_is_reverse(text: str, ground: str, attributes: str, left: str) -> None:
    assert reduced(styled(text, ground, attributes), Colours.NONE) == left


@pytest.mark.parametrize("style", ["", "1", "1;4", "31;44", "38;2;1;2;3", "1;48;2;9;8;7", "38;5;7", "38;2;999;0;0"])
def test_any_style_can_be_reduced(style: str) -> None:
    assert reduced(style, Colours.FULL) == style
    assert not re.search(r"[34]8;", reduced(style, Colours.NONE))
    reduced(style, Colours.INDEXED)


# What a terminal is sent.

APP = REPOSITORY / "tests" / "tui" / "apps" / "plain_app.py"
SGR = re.compile(rb"\x1b\[([\d;]*)m")
SEQUENCE = re.compile(rb"\x1b(?:\[[0-9;?<>=$]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|.)")

Sent = Callable[..., bytes]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    """What an app in a theme sends to a terminal with this environment until all of it is shown."""

    def run(theme: str, **environment: str) -> bytes:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        fixed = {"PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8", "TUI_DESK_HOME": str(tmp_path)}
        words = [sys.executable, str(APP), theme]
        with Terminal(words, (100, 60), {**inherited, **fixed, **environment}) as terminal:
            terminal.wait_for(r"ready\.")
            terminal.settle()
            return bytes(terminal.received)

    return run


def colour_codes(output: bytes) -> set[str]:
    """Every colour that SGR sequences set, by its parameters."""
    styles = [parsed(match.decode()) for match in SGR.findall(output)]
    return {code for style in styles for code in (style.foreground, style.background)} - {"39", "49"}


def beyond_ascii(output: bytes) -> bytes:
    """The bytes of text above 0x7E."""
    return bytes(byte for byte in SEQUENCE.sub(b"", output) if byte > 0x7E)


FULL_COLOUR: Mapping[str, str] = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
OUTSIDE_LETTERS = set("Grüße aus Łódź, 漢字 😀")

pty = pytest.mark.process


@pty
@pytest.mark.parametrize("theme", ["desk-monochrome", "desk-dark", "desk-light"])
def test_no_color_sends_no_colour(sent: Sent, theme: str) -> None:
    output = sent(theme, **FULL_COLOUR, NO_COLOR="1")
    assert colour_codes(output) == set()
    assert b"SELECTED" in output


@pty
def test_a_theme_without_colours_shows_the_selected_line_in_reverse(sent: Sent) -> None:
    output = sent("desk-monochrome", **FULL_COLOUR)
    assert colour_codes(output) == set()
    assert re.search(rb"\x1b\[[0-9;]*\b7m(?:\x1b\[\d+G)?SELECTED", output)
    assert re.search(rb"\x1b\[[0-9;]*4m(?:\x1b\[\d+G)?PRIVATE", output)


@pty
@pytest.mark.parametrize("environment", [FULL_COLOUR, {"TERM": "xterm-256color"}, {"TERM": "linux"}], ids=str)
def test_the_theme_of_16_colours_leaves_their_shades_to_the_terminal(
    sent: Sent, environment: Mapping[str, str]
) -> None:
    codes = colour_codes(sent("desk-16-colours", **environment))
    assert {"97", "91", "40", "44"} <= codes
    assert all(re.fullmatch("3[0-7]|9[0-7]|4[0-7]", code) for code in codes)


@pty
@pytest.mark.parametrize(
    ("environment", "shape"),
    [
        (FULL_COLOUR, r"[34]8;2;\d+;\d+;\d+"),
        ({"TERM": "xterm-256color"}, r"[34]8;5;\d+"),
        ({"TERM": "screen-256color", "STY": "1.tty", "COLORTERM": "truecolor"}, r"[34]8;5;\d+"),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, r"3[0-7]|9[0-7]|4[0-7]"),
    ],
    ids=["full", "256", "screen", "console"],
)
def test_a_terminal_is_sent_colours_that_it_has(sent: Sent, environment: Mapping[str, str], shape: str) -> None:
    codes = colour_codes(sent("desk-dark", **environment))
    assert len(codes) >= 4
    assert all(re.fullmatch(shape, code) for code in codes)


@pty
@pytest.mark.parametrize("theme", ["desk-dark", "desk-16-colours"])
def test_ascii_is_all_that_the_console_of_linux_gets_for_our_own_symbols(sent: Sent, theme: str) -> None:
    shown = beyond_ascii(sent(theme, TERM="linux")).decode()
    assert "漢" in shown
    assert set(shown) <= OUTSIDE_LETTERS


@pty
@pytest.mark.parametrize("term", ["xterm-256color", "linux"])
def test_nothing_but_ascii_is_sent_in_a_locale_of_ascii(sent: Sent, term: str) -> None:
    output = sent("desk-dark", TERM=term, LC_ALL="C")
    assert beyond_ascii(output) == b""
    assert b"Gru?e aus ?odz, ???? ??" in output


@pty
def test_symbols_are_drawn_where_they_can_be(sent: Sent) -> None:
    assert set("●║━✓“") <= set(beyond_ascii(sent("desk-dark", **FULL_COLOUR)).decode())
