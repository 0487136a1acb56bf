"""What the cell diff sends leaves a terminal exactly as the full frames would."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import split_graphemes

from tui_desk.config.abilities import Abilities, Colours
from tui_desk.tui.cell_diff import CellDiff

WIDTH, HEIGHT = 12, 4
STYLES = ["", "1", "7", "1;4", "38;2;10;20;30", "38;2;10;20;30;48;5;7", "31;42", "1;31;42", "2;3;95;104", "48;2;1;2;3"]
PIECES = ["a", "bc", " ", "漢", "漢字", "x漢", "é", "e\u0301", "😀", "👩🏽\u200d🚀", "🇬🇧", "─│", "hello world"]

Cell = tuple[str, frozenset[str]]


class Terminal:
    """A terminal without autowrap; where half of a wide cluster is overwritten, the other half turns blank."""

    TOKEN = re.compile(r"\x1b\[(?:(\d+);(\d+)H|(\d+)G|([\d;]*)m)|([^\x00-\x1f\x7f-\x9f]+)")

    def __init__(self) -> None:
        self.cells: list[list[Cell]] = [[("?", frozenset())] * WIDTH for _ in range(HEIGHT)]
        self.x = self.y = 0
        self.style: frozenset[str] = frozenset()

    def feed(self, output: str) -> None:
        position = 0
        for token in self.TOKEN.finditer(output):
            assert token.start() == position, f"not a cursor address, a style or text: {output[position:]!r}"
            position = token.end()
            row, column, column_only, style, text = token.groups()
            if row:
                self.x, self.y = int(column) - 1, int(row) - 1
            elif column_only:
                self.x = int(column_only) - 1
            elif style is not None:
                self.set_style(style)
            else:
                self.write(text)
        assert position == len(output)

    def set_style(self, parameters: str) -> None:
        for code in re.findall(r"[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|\d+", parameters) or ["0"]:
            if code == "0":
                self.style = frozenset()
            elif re.match(r"3[0-9]|9\d", code):
                self.style = frozenset({*(part for part in self.style if not re.match(r"3\d|9\d", part)), code})
            elif re.match(r"4[0-9]|10\d", code):
                self.style = frozenset({*(part for part in self.style if not re.match(r"4\d|10\d", part)), code})
            else:
                self.style |= {code}
        self.style -= {"39", "49"}

    def write(self, text: str) -> None:
        for start, end, width in split_graphemes(text)[0]:
            self.put(text[start:end], width)

    def put(self, cluster: str, width: int) -> None:
        row = self.cells[self.y]
        if self.x + width > WIDTH:
            cluster, width = " ", max(WIDTH - self.x, 0)
        for x in range(self.x, self.x + width):
            for half in (x - 1, x + 1):
                if (row[x][0] == "" and half == x - 1) or (half < WIDTH and half == x + 1 and row[half][0] == ""):
                    row[half] = (" ", row[half][1])
            row[x] = ("" if x > self.x else cluster, self.style)
        self.x += width


@st.composite
def frames(draw: st.DrawFn) -> str:
    """A frame as Textual renders it: addressed pieces, each with its style and a reset, and the cursor at last."""
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        x, y = draw(st.integers(0, WIDTH - 1)), draw(st.integers(0, HEIGHT - 1))
        pieces.append(f"\x1b[{y + 1};{x + 1}H")
        for _ in range(draw(st.integers(1, 3))):
            style, text = draw(st.sampled_from(STYLES)), draw(st.sampled_from(PIECES))
            pieces.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
        pieces.append("\n" if draw(st.booleans()) else "")
    return "".join(pieces) + f"\x1b[{draw(st.integers(1, HEIGHT))};{draw(st.integers(1, WIDTH))}H"


def blank() -> str:
    return "".join(f"\x1b[{y + 1};1H{' ' * WIDTH}" for y in range(HEIGHT))


@given(st.lists(st.tuples(frames(), st.booleans(), st.integers(0, 9)), max_size=8))
def test_the_terminal_shows_what_was_drawn(steps: list[tuple[str, bool, int]]) -> None:
    diff, full, ours = CellDiff(WIDTH, HEIGHT), Terminal(), Terminal()
    for frame, is_sent, chance in [(blank(), False, 1), *steps]:
        diff.draw(frame)
        full.feed(frame.replace("\n", ""))
        if chance == 0:
            diff.forget()
            ours.cells = Terminal().cells
        if is_sent:
            ours.feed(diff.changes())
            assert ours.cells == full.cells
    ours.feed(diff.changes())
    assert ours.cells == full.cells
    assert (ours.x, ours.y) == (full.x, full.y)
    assert diff.changes() == ""


@given(st.lists(frames(), min_size=1, max_size=4))
def test_drawing_the_same_again_sends_nothing(drawn: list[str]) -> None:
    diff = CellDiff(WIDTH, HEIGHT)
    for _ in range(2):
        for frame in drawn:
            diff.draw(frame)
        first, second = diff.changes(), diff.changes()
        assert second == ""
    assert first == ""


@given(st.text(st.sampled_from("ab漢\x1b[]0123;Hm\x07\x9b\x00\u0301😀\n\r\x08?lP\\"), max_size=40))
def test_only_addresses_styles_and_text_come_out(text: str) -> None:
    diff = CellDiff(WIDTH, HEIGHT)
    diff.draw(f"\x1b[1;1H\x1b[31m{text}\x1b[0m\x1b[1;1H")
    Terminal().feed(diff.changes())


@pytest.mark.parametrize("position", ["1;13", "5;1", "0;0", "1;0", "99999;99999"])
def test_what_is_outside_the_screen_is_not_drawn(position: str) -> None:
    diff = CellDiff(WIDTH, HEIGHT)
    diff.draw(f"\x1b[{position}Hxyz\x1b[1;1H")
    assert "x" not in diff.changes()


def test_a_change_is_sent_with_little_around_it() -> None:
    diff = CellDiff(WIDTH, HEIGHT)
    diff.draw("\x1b[1;1H\x1b[1;31mhello world\x1b[0m\x1b[1;1H")
    assert diff.changes() == "\x1b[1;1H\x1b[1;31mhello world\x1b[m\x1b[1;1H"
    diff.draw("\x1b[1;1H\x1b[1;31mhellO world\x1b[0m\x1b[1;1H")
    assert diff.changes() == "\x1b[5G\x1b[1;31mO\x1b[m\x1b[1;1H"
    diff.draw("\x1b[1;1H\x1b[1;31mHellO\x1b[0;1;32m w\x1b[0m\x1b[1;1H")
    assert diff.changes() == "\x1b[1;31mHellO\x1b[32m w\x1b[m\x1b[1;1H"  # sending "ell" again is no longer than a jump


def test_no_position_is_trusted_after_a_cluster_of_uncertain_width() -> None:
    diff = CellDiff(WIDTH, HEIGHT)
    diff.draw("\x1b[1;1H❤\ufe0fab\x1b[1;1H")
    assert diff.changes() == "\x1b[1;1H  \x1b[1G❤\ufe0f\x1b[3Gab\x1b[1;1H"


def test_a_hyperlink_shows_its_text_and_hides_its_target() -> None:
    diff = CellDiff(WIDTH, HEIGHT)
    diff.draw("\x1b[1;1H\x1b]8;id=1;https://example.org\x1b\\\x1b[4mlink\x1b[0m\x1b]8;;\x1b\\\x1b[1;1H")
    assert diff.changes() == "\x1b[1;1H\x1b[4mlink\x1b[m\x1b[1;1H"


@given(st.lists(frames(), min_size=1, max_size=4), st.sampled_from(["utf-8", "ascii", "iso8859-1"]))
def test_a_plain_terminal_is_sent_the_same_cells_in_what_it_has(drawn: list[str], encoding: str) -> None:
    plain = CellDiff(WIDTH, HEIGHT, Abilities(Colours.NONE, has_symbols=False, encoding=encoding))
    rich, shown = Terminal(), Terminal()
    for frame in (blank(), *drawn):
        plain.draw(frame)
        rich.feed(frame.replace("\n", ""))
        output = plain.changes()
        output.encode(encoding)
        shown.feed(output)
    for row, plain_row in zip(rich.cells, shown.cells, strict=True):
        for (cluster, _), (stand_in, style) in zip(row, plain_row, strict=True):
            assert style <= {"1", "2", "3", "4", "7"}
            # Half of a wide cluster that is written over turns blank; of two stand-ins the other one stays.
            assert stand_in == cluster or not cluster.isascii() or cluster in {"", " "}


def test_styles_that_look_the_same_without_colours_are_not_sent_again() -> None:
    diff = CellDiff(WIDTH, HEIGHT, Abilities(Colours.NONE))
    diff.draw("\x1b[1;1H\x1b[1;38;2;9;9;9mhello\x1b[0m\x1b[1;1H")
    assert diff.changes() == "\x1b[1;1H\x1b[1mhello\x1b[m\x1b[1;1H"
    diff.draw("\x1b[1;1H\x1b[1;38;2;99;9;9mhello\x1b[0m\x1b[1;1H")
    assert diff.changes() == ""


def test_a_frame_is_painted_with_the_fewer_of_its_own_colours_and_the_terminals() -> None:
    frame = "\x1b[1;1H\x1b[38;2;255;85;85mred\x1b[0m\x1b[1;1H"
    for colours, terminal, sent in [
        (Colours.FULL, Colours.FULL, "38;2;255;85;85"),
        (Colours.SIXTEEN, Colours.FULL, "91"),
        (Colours.FULL, Colours.SIXTEEN, "91"),
    ]:
        diff = CellDiff(WIDTH, HEIGHT, Abilities(terminal))
        diff.draw(frame, colours)
        assert f"\x1b[{sent}mred" in diff.changes()
    diff.draw(frame, Colours.NONE)
    assert diff.changes() == "red\x1b[1;1H"
