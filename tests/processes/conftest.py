"""A home of its own for every test of real processes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes_home import PROFILE, Home

from tui_desk.config.paths import paths_for


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home of its own; nothing that was started in it outlives the test."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TUI_DESK", "XDG_", "COLUMNS", "LINES"))
    }
    environment |= {"TUI_DESK_HOME": str(tmp_path), "TERM": "xterm-256color", "TUI_DESK_DESK__UNDO_SECONDS_REPLY": "3"}
    opened = Home(environment, paths_for(PROFILE, environment))
    yield opened
    for command in ("engine", "sandbox"):
        opened.kill(command)
