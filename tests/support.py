"""Helpers that several rooms' tests share."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def shared_data(relative: str) -> Path:
    """A file of the shared test material, read in place; skips the test where it is absent."""
    root = Path(os.environ.get("TUI_DESK_DATA", REPOSITORY.parent / "shared" / "data"))
    path = root / relative
    if not path.exists():
        pytest.skip(f"shared test material is absent: {relative}")
    return path
