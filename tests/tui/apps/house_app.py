"""The desk on a real terminal, with one customer waiting: `house_app.py FOLDER`. Its database is in the folder."""

import asyncio
import sys
from datetime import UTC
from pathlib import Path

from at_the_desk import keymap, themes
from house import open_house

from tui_desk.config.settings import Settings
from tui_desk.tui.app import DeskApp
from tui_desk.tui.shelf import Shelf


async def keep_engine(alive: bool) -> None:
    """Nobody talks to X here."""
    del alive


async def main(folder: Path) -> int:
    """Run the desk to its end. Returns its exit code."""
    async with open_house(folder) as house:
        await house.new_case()
        app = DeskApp(house.desk, keymap(), themes(), Settings(), keep_engine=keep_engine, zone=UTC, shelf=Shelf())
        await app.run_async(mouse=False)
        return app.exit_code


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]))))
