"""docs/architecture.md keeps up with the house: every room described, every test and file it names there."""

import re

import pytest
from support import REPOSITORY

ARCHITECTURE = (REPOSITORY / "docs" / "architecture.md").read_text()
PACKAGE = REPOSITORY / "tui_desk"

ROOM_ROW = re.compile(r"^\| `(?P<room>[a-z_.]+)/?` \| (?P<purpose>[^|]+) \|", re.MULTILINE)
NAMED_TEST = re.compile(r"`(tests/[\w/.]+)`")


def rooms() -> list[str]:
    packages = [folder.name for folder in PACKAGE.iterdir() if any(folder.glob("*.py"))]
    modules = [file.name for file in PACKAGE.glob("*.py") if not file.stem.startswith("__")]
    return sorted(packages + modules)


@pytest.mark.parametrize("room", rooms())
def test_every_room_is_described(room: str) -> None:
    described = {row["room"]: row["purpose"].strip() for row in ROOM_ROW.finditer(ARCHITECTURE)}

    assert described.get(room), f"docs/architecture.md has no row that says what {room} is for"


@pytest.mark.parametrize("named", sorted(set(NAMED_TEST.findall(ARCHITECTURE))))
def test_every_test_it_names_exists(named: str) -> None:
    assert (REPOSITORY / named).exists()


def test_it_names_tests() -> None:
    assert NAMED_TEST.search(ARCHITECTURE)
