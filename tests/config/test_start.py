"""A start loads a validator only when there is something it has not seen before."""

import os
import subprocess
import sys

import pytest

from tui_desk.config.paths import Paths

START = """
import sys
from pathlib import Path
from tui_desk.config import credentials, keymap, paths, prices, read, read_keymap, resources, settings, targets, themes

found = paths.paths_for("acme")
loaded = read.load_settings(found)
read_keymap.load_keymap(resources.shipped_keymap(), found.user_keymap)
themes.load_themes(resources.shipped_themes(), found.user_themes)
targets.clock_rules(loaded.settings)
prices.prices_of(loaded.settings.prices)
assert not loaded.problems, loaded.problems
print(loaded.settings.desk.theme)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
HEAVY = {
    "pydantic",
    "pydantic_core",
    "pydantic_settings",
    "textual",
    "rich",
    "tweepy",
    "aiohttp",
    "asyncio",
    "zoneinfo",
}


def start(**variables: str) -> tuple[str, set[str]]:
    """The theme a fresh process would use, and the packages it loaded on the way."""
    ended = subprocess.run(
        [sys.executable, "-c", START], env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )
    theme, packages = ended.stdout.splitlines()
    return theme, HEAVY & set(packages.split())


def test_without_a_file_nothing_heavy_is_loaded() -> None:
    assert start(TUI_DESK_BEARER_TOKEN="x") == ("desk-dark", set())


@pytest.mark.parametrize("source", ["file", "environment"])
def test_a_file_or_variable_is_validated_once(paths: Paths, source: str) -> None:
    variables = {}
    if source == "file":
        paths.config_file.write_text('[desk]\ntheme = "desk-light"')
    else:
        variables = {"TUI_DESK_DESK__THEME": "desk-light"}
    theme, packages = start(**variables)
    assert theme == "desk-light"
    assert "pydantic" in packages
    assert start(**variables) == ("desk-light", set())
