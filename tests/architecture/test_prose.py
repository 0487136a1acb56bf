"""What the repository says about itself: nothing of one machine, no host it came from, and only commands that exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import REPOSITORY

FOLDERS = (".ci", "benchmarks", "docs", "requirements", "tests", "themes", "tui_desk")
TOP_LEVEL = ("*.md", "*.toml", "*.txt", "LICENSE", "Makefile", ".gitignore")

# Put together from parts, so that this file does not contain what it looks for.
MACHINE_FOLDERS = ("home", "root", "work", "Users")
MACHINE_PATH = re.compile(rf"(?<![\w.~$}}/-])/(?:{'|'.join(MACHINE_FOLDERS)})(?:/\w|$|(?=[\s`'\")\]]))")
REGISTRIES = ("pypi", "pythonhosted", "npmjs", "yarnpkg", "crates", "rubygems", "proxy.golang", "deb.debian", "conda")
REGISTRY_HOST = re.compile(
    rf"(?:[\w-]+\.)*(?:{'|'.join(map(re.escape, REGISTRIES))})\.(?:org|com|io|net)\b", re.IGNORECASE
)

README = REPOSITORY / "README.md"
TARGET = re.compile(r"^([a-z]+):(?!=)", re.MULTILINE)
MAKE_COMMAND = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)


def own_files() -> Iterator[Path]:
    """Every file that people wrote, binary ones left out by their name."""
    for pattern in TOP_LEVEL:
        yield from REPOSITORY.glob(pattern)
    for folder in FOLDERS:
        for path in (REPOSITORY / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".gz", ".png", ".pyc"}:
                yield path


def places(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern stands, as file:line: what it matched."""
    return [
        f"{path.relative_to(REPOSITORY)}:{number}: {match.group()}"
        for path in own_files()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def make_targets() -> set[str]:
    return set(TARGET.findall((REPOSITORY / "Makefile").read_text()))


def test_nothing_names_a_folder_of_one_machine() -> None:
    assert places(MACHINE_PATH) == []


def test_nothing_names_a_package_registry() -> None:
    assert places(REGISTRY_HOST) == []


@pytest.mark.parametrize(
    "pattern_and_text", [(MACHINE_PATH, "see /{}/desk.db"), (REGISTRY_HOST, "https://{}.org/simple")]
)
def test_the_patterns_see_what_they_look_for(pattern_and_text: tuple[re.Pattern[str], str]) -> None:
    pattern, text = pattern_and_text
    words = MACHINE_FOLDERS if pattern is MACHINE_PATH else REGISTRIES

    assert all(pattern.search(text.format(word)) for word in words)


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "docs/development.md", "docs/architecture.md"])
def test_every_make_command_named_exists(page: str) -> None:
    assert set(MAKE_COMMAND.findall((REPOSITORY / page).read_text())) - make_targets() == set()


def test_the_two_commands_stand_in_the_readme() -> None:
    assert {"desk", "test"} <= set(MAKE_COMMAND.findall(README.read_text()))


def test_continuous_integration_ends_with_the_readmes_test_command() -> None:
    last_line = (REPOSITORY / ".ci" / "run").read_text().splitlines()[-1]

    assert last_line == "make test"
    assert last_line in README.read_text()
