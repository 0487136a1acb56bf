"""What a terminal can show is read from its environment, and never promised too much."""

import pytest

from tui_desk.config.abilities import Colours, SymbolsSetting, abilities_of

UTF_8 = "UTF-8"


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.FULL),
        ({"TERM": "tmux-256color", "COLORTERM": "24bit", "TMUX": "x"}, Colours.FULL),
        ({"TERM": "xterm-kitty"}, Colours.FULL),
        ({"TERM": "xterm-direct"}, Colours.FULL),
        ({"TERM": "xterm-256color"}, Colours.INDEXED),
        ({"TERM": "tmux-256color", "TMUX": "x"}, Colours.INDEXED),
        ({"TERM": "screen-256color", "STY": "x", "COLORTERM": "truecolor"}, Colours.INDEXED),
        ({"TERM": "screen", "STY": "x", "COLORTERM": "truecolor"}, Colours.SIXTEEN),
        ({"TERM": "screen"}, Colours.SIXTEEN),
        ({"TERM": "xterm"}, Colours.SIXTEEN),
        ({"TERM": "linux"}, Colours.SIXTEEN),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, Colours.SIXTEEN),
        ({"TERM": "linux-16color"}, Colours.SIXTEEN),
        ({"TERM": "vt220"}, Colours.NONE),
        ({"TERM": "vte-256color"}, Colours.INDEXED),
        ({"TERM": "xterm-mono"}, Colours.NONE),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, Colours.NONE),
        ({}, Colours.NONE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Colours.INDEXED),
    ],
)
def test_how_many_colours_there_are(environment: dict[str, str], colours: Colours) -> None:
    assert abilities_of(environment, UTF_8).colours is colours


@pytest.mark.parametrize(
    ("term", "encoding", "symbols", "has_symbols"),
    [
        ("xterm", UTF_8, "auto", True),
        ("xterm", "utf8", "auto", True),
        ("xterm", "ISO-8859-1", "auto", False),
        ("xterm", "ANSI_X3.4-1968", "auto", False),
        ("linux", UTF_8, "auto", False),
        ("dumb", UTF_8, "auto", False),
        ("linux", UTF_8, "unicode", True),
        ("xterm", UTF_8, "ascii", False),
    ],
)
def test_which_symbols_there_are(term: str, encoding: str, symbols: SymbolsSetting, has_symbols: bool) -> None:
    assert abilities_of({"TERM": term}, encoding, symbols).has_symbols is has_symbols


@pytest.mark.parametrize(
    ("written", "name"),
    [("UTF-8", "utf-8"), ("ANSI_X3.4-1968", "ascii"), ("ISO-8859-15", "iso8859-15"), ("martian", "ascii")],
)
def test_encodings_go_by_one_name(written: str, name: str) -> None:
    assert abilities_of({"TERM": "xterm"}, written).encoding == name
