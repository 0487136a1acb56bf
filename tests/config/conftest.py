"""A home folder of its own for each test, and the shipped files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_desk.config.keymap import Keymap
from tui_desk.config.paths import Paths, paths_for
from tui_desk.config.read_keymap import LoadedKeymap, load_keymap
from tui_desk.config.resources import shipped_keymap


@pytest.fixture(autouse=True)
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The paths of the profile "acme", with its configuration folder in place and no variables of the developer's."""
    for name in [name for name in os.environ if name.upper().startswith("TUI_DESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TUI_DESK_HOME", str(tmp_path / "home"))
    found = paths_for("acme")
    found.create()
    found.config_file.parent.mkdir(parents=True)
    return found


@pytest.fixture
def load_user_keys(paths: Paths) -> Callable[[str], LoadedKeymap]:
    """Loads the shipped keymap with a user's file of the given text over it."""

    def load(text: str) -> LoadedKeymap:
        paths.user_keymap.write_text(text)
        return load_keymap(shipped_keymap(), paths.user_keymap)

    return load


@pytest.fixture
def shipped() -> Keymap:
    """The shipped keymap."""
    return load_keymap(shipped_keymap(), Path("no user file")).keymap
