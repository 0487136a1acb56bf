"""A mistake in a TOML file is reported, never raised, and a value found wrong later has its line."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.config.problems import Problem, nearest
from tui_desk.config.toml_file import LARGEST_FILE_BYTES, TomlFile, parse_toml, read_toml

FILE = Path("some.toml")

LINES = '''\
top = 1
[desk]
theme = "x"
  "quoted" = 1
dotted . name = 2
text = """
[not.a.table]
fake = 1
"""
after = 3
keys = [
  "a = 1",
]
inline = { one = 1 }
[ feed . next ]   # remark
keys = []
[[list]]
'''


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("top",), 1),
        (("desk",), 2),
        (("desk", "theme"), 3),
        (("desk", "quoted"), 4),
        (("desk", "dotted", "name"), 5),
        (("desk", "after"), 10),
        (("desk", "keys"), 11),
        (("desk", "inline", "one"), 14),
        (("feed", "next"), 15),
        (("feed", "next", "keys"), 16),
        (("feed", "next", "absent"), 15),
        (("list",), 17),
        (("fake",), None),
        (("not", "a", "table"), None),
    ],
)
def test_lines(names: tuple[str, ...], line: int | None) -> None:
    file = parse_toml(FILE, LINES.encode())
    assert isinstance(file, TomlFile)
    assert file.line_of(*names) == line


@pytest.mark.parametrize(
    ("content", "line", "title"),
    [
        (b"a = 1\nb = \n", 2, "not valid TOML"),
        (b"a = 1\n[b\n", 2, "not valid TOML"),
        (b"a = 1\nb = '", 2, "not valid TOML"),
        (b"a = 1\na = 2", 2, "not valid TOML"),
        (b"a = 1\nb = 2024-13-45", 2, "not valid TOML"),
        (b"a = 1\n\n\xff", 3, "not UTF-8"),
        (b"a = " + b"9" * 5000, None, "not valid TOML"),
        (b"a = " + b"[" * 50_000, None, "not valid TOML"),
    ],
)
def test_broken_text_names_its_line(content: bytes, line: int | None, title: str) -> None:
    problem = parse_toml(FILE, content)
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line) == (FILE, line)
    assert title in problem.title


def test_a_byte_order_mark_does_no_harm() -> None:
    assert isinstance(parse_toml(FILE, b"\xef\xbb\xbfa = 1"), TomlFile)


def test_what_is_no_file_is_reported(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"#" * (LARGEST_FILE_BYTES + 1))
    titles = [read_toml(tmp_path / name) for name in ("pipe", "absent", "large", "nul\0")]
    assert [problem.title for problem in titles if isinstance(problem, Problem)] == [
        "pipe is not a file",
        "absent is not a file",
        "large is too large",
        "nul\0 is not a file",
    ]


def test_the_place_of_a_problem() -> None:
    assert Problem(FILE, 3, "", "").place == "some.toml:3"
    assert Problem(FILE, None, "", "").place == "some.toml"


def test_the_nearest_name() -> None:
    assert nearest("engin", ["desk", "engine"]) == "Did you mean engine?"
    assert nearest("zzz", ["desk", "engine"]) == "Known here: desk, engine."


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="ab=[]{}.\"'#\n ,1-\\u:T", max_size=80).map(str.encode)))
def test_no_content_makes_the_reader_raise(content: bytes) -> None:
    assert isinstance(parse_toml(FILE, content), TomlFile | Problem)
