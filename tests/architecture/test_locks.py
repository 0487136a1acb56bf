"""The locks are whole, hashed, in step with pyproject.toml, and say nothing about where packages came from."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from support import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
BUILD: list[str] = PROJECT["dependency-groups"]["build"]
DEV: list[str] = [line for line in PROJECT["dependency-groups"]["dev"] if isinstance(line, str)]

WANTED = {"runtime": RUNTIME, "build": BUILD, "dev": [*RUNTIME, *BUILD, *DEV]}
"""The requirements that each lock has to meet."""

PIN = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[\w.+!-]+)(?: ; (?P<marker>[^\\]+))?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """One locked package."""

    name: str
    version: Version
    hashes: int


def pins(lock: str) -> dict[str, Pin]:
    """The lock's packages by name; fails on a line that is neither a pin nor a hash."""
    text = (REPOSITORY / "requirements" / f"{lock}.lock").read_text()
    entries = text.replace("\\\n", " ").splitlines()
    return {pin.name: pin for pin in map(parsed, entries)}


def parsed(entry: str) -> Pin:
    pin, *hashes = re.split(r"\s+(?=--hash=)", entry.strip())
    match = PIN.fullmatch(pin)
    assert match, f"not a pin: {pin}"
    assert all(HASH.fullmatch(value) for value in hashes), f"not a hash under {pin}"
    return Pin(canonicalize_name(match["name"]), Version(match["version"]), len(hashes))


def unmet(requirements: Iterable[str], locked: dict[str, Pin]) -> list[str]:
    wanted = map(Requirement, requirements)
    names = {requirement: canonicalize_name(requirement.name) for requirement in wanted}
    return [
        str(requirement)
        for requirement, name in names.items()
        if name not in locked or locked[name].version not in requirement.specifier
    ]


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_meets_what_pyproject_asks_for(lock: str) -> None:
    assert unmet(WANTED[lock], pins(lock)) == [], "run `make lock`"


@pytest.mark.parametrize("lock", WANTED)
def test_every_pin_carries_a_hash(lock: str) -> None:
    assert [pin.name for pin in pins(lock).values() if not pin.hashes] == []


@pytest.mark.parametrize("lock", ["runtime", "build"])
def test_tests_run_on_the_versions_the_desk_runs_on(lock: str) -> None:
    tested = pins("dev")

    assert {name: pin.version for name, pin in pins(lock).items()} == {
        name: tested[name].version for name in pins(lock)
    }


def test_what_builds_the_wheel_is_locked() -> None:
    assert PROJECT["build-system"]["requires"] == BUILD
