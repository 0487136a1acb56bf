"""What each room loads when a fresh interpreter imports all of it: start-up time and fences, seen from outside."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import REPOSITORY

PACKAGE = REPOSITORY / "tui_desk"

SCREEN = frozenset({"textual", "rich"})
DATABASE = frozenset({"aiosqlite"})
HTTP = frozenset({"aiohttp"})
X_CLIENT = frozenset({"tweepy", "oauthlib", "requests", "requests_oauthlib"})
LENGTHS = frozenset({"twitter_text"})
SETTINGS = frozenset({"pydantic", "pydantic_settings"})
FENCED = SCREEN | DATABASE | HTTP | X_CLIENT | LENGTHS | SETTINGS
"""Third-party packages that only some rooms may load; what these bring along themselves is free."""

INPUT_AND_OUTPUT = frozenset({"asyncio", "socket", "sqlite3", "ssl", "subprocess", "http"})
"""Parts of the standard library that a room without input and output has no use for."""


@dataclass(frozen=True, slots=True)
class LoadRule:
    """What may be in memory once a room is imported."""

    rooms: frozenset[str] = frozenset()
    """The other rooms."""
    fenced: frozenset[str] = frozenset()
    """The fenced third-party packages; all others of them must be absent."""
    standard_library_only: bool = False
    banned: frozenset[str] = frozenset()
    """Top-level names of the standard library that must be absent."""
    front_door_only: bool = False
    """Imports the package itself and none of its modules: they are loaded when asked for."""


CORE = frozenset({"desk", "domain"})
RULES = {
    "domain": LoadRule(standard_library_only=True, banned=INPUT_AND_OUTPUT),
    "desk": LoadRule(rooms=frozenset({"domain"}), standard_library_only=True, banned=frozenset({"sqlite3", "http"})),
    "store": LoadRule(rooms=CORE, fenced=DATABASE),
    "x": LoadRule(rooms=CORE, fenced=X_CLIENT | LENGTHS | HTTP),
    "config": LoadRule(rooms=CORE, fenced=SETTINGS, banned=frozenset({"sqlite3"})),
    "bootstrap": LoadRule(rooms=CORE | {"store", "x", "config"}, fenced=DATABASE | SETTINGS),
    "engine": LoadRule(
        rooms=CORE | {"bootstrap", "store", "x", "config"}, fenced=DATABASE | SETTINGS | X_CLIENT | LENGTHS | HTTP
    ),
    "sandbox": LoadRule(fenced=HTTP),
    "tui": LoadRule(rooms=CORE | {"config"}, fenced=SCREEN | SETTINGS, banned=frozenset({"sqlite3"})),
    "tui.present": LoadRule(rooms=CORE | {"config", "tui"}, fenced=SETTINGS, banned=frozenset({"sqlite3"})),
    "cli": LoadRule(front_door_only=True, standard_library_only=True, banned=frozenset({"asyncio", "sqlite3", "ssl"})),
}

# Runs in the fresh interpreter. Names that were there before the first import belong to the interpreter, not to us.
PROBE = """
import importlib, json, pkgutil, sys
name, whole = sys.argv[1], sys.argv[2] == "whole"
before = set(sys.modules)
room = importlib.import_module(name)
if whole and hasattr(room, "__path__"):
    for module in pkgutil.walk_packages(room.__path__, name + "."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def existing_rooms() -> list[str]:
    """Every package and module straight under tui_desk, and the pure part of the screen."""
    packages = [folder.name for folder in PACKAGE.iterdir() if any(folder.glob("*.py"))]
    modules = [file.stem for file in PACKAGE.glob("*.py") if not file.stem.startswith("__")]
    pure = ["tui.present"] if any((PACKAGE / "tui" / "present").glob("*.py")) else []
    return sorted(packages + modules + pure)


def modules_loaded_by(room: str, *, whole: bool, at: Path = REPOSITORY) -> set[str]:
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, f"tui_desk.{room}", "whole" if whole else "front door"],
        cwd=at,
        capture_output=True,
        text=True,
        check=False,
    )
    assert probe.returncode == 0, probe.stderr
    return set(json.loads(probe.stdout))


def offences(room: str, rule: LoadRule, loaded: set[str]) -> list[str]:
    """What is loaded against the rule, in words."""
    top_level = {name.partition(".")[0] for name in loaded}
    rooms = {name.split(".")[1] for name in loaded if name.startswith("tui_desk.")}
    found = [f"the room {other}" for other in rooms - rule.rooms - {room.partition(".")[0]}]
    found += [f"the library {name}" for name in top_level & (FENCED - rule.fenced)]
    found += [f"the standard library's {name}" for name in top_level & rule.banned]
    if rule.standard_library_only:
        foreign = top_level - FENCED - sys.stdlib_module_names - {"tui_desk"}
        found += [f"third-party code: {name}" for name in foreign]
    if rule.front_door_only:
        found += [f"its own module {name}" for name in loaded if name.startswith(f"tui_desk.{room}.")]
    return sorted(found)


@pytest.mark.parametrize("room", existing_rooms())
def test_a_room_loads_only_what_it_may(room: str) -> None:
    assert room in RULES, f"tui_desk/{room} has no rule yet: say in RULES what it may load"
    rule = RULES[room]

    loaded = modules_loaded_by(room, whole=not rule.front_door_only)

    assert offences(room, rule, loaded) == []


def test_every_rule_has_its_room() -> None:
    assert set(RULES) - set(existing_rooms()) == set()


def test_an_offence_is_seen(tmp_path: Path) -> None:
    """The probe sees a room, a fenced library and a module of the standard library that should not be there."""
    for folder in ("tui_desk", "tui_desk/domain", "tui_desk/store"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "tui_desk" / "domain" / "rules.py").write_text("import sqlite3, rich.text, tui_desk.store\n")

    loaded = modules_loaded_by("domain", whole=True, at=tmp_path)

    found = offences("domain", RULES["domain"], loaded)
    assert {"the room store", "the library rich", "the standard library's sqlite3"} <= set(found)
