"""Fixtures that several rooms' tests share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A desk on a real store, with a fake X and a clock moved by hand."""
    async with open_house(tmp_path) as opened:
        yield opened
