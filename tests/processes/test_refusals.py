"""What cannot work is told in a sentence with an exit code, and never in a traceback."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from processes_home import PROFILE, Home, until

from tui_desk.cli.exits import Exit

pytestmark = pytest.mark.process


def test_without_a_terminal(home: Home) -> None:
    ended = home.run()
    assert ended.returncode == Exit.NO_TERMINAL
    assert ended.stderr == "tui-desk: The desk needs a terminal. Start it in one, not in a pipe or from cron.\n"


def test_in_a_terminal_that_is_too_small(home: Home) -> None:
    with home.open_desk(40, 10) as desk:
        desk.wait_for("too small")
        until(desk.has_ended, desk)
        assert desk.exit_code == Exit.NO_TERMINAL


def test_a_second_engine(home: Home) -> None:
    with home.open_desk() as desk:
        desk.wait_for(r"1 Now [1-9]", 40)
        ended = home.run("--profile", PROFILE, "engine")
    assert ended.returncode == Exit.BUSY
    assert "An engine is at work already" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_newer_than_the_program(home: Home) -> None:
    home.paths.create()
    with closing(sqlite3.connect(home.paths.database)) as newer:
        newer.execute("PRAGMA user_version = 9999")
        newer.commit()
    home.paths.database.chmod(0o600)
    ended = home.run("--profile", PROFILE, "engine")
    assert ended.returncode == Exit.STORE
    assert "newer" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written(home: Home, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    ended = home.run("--profile", PROFILE, "engine")
    tmp_path.chmod(0o700)
    assert ended.returncode == Exit.SET_UP
    assert "Traceback" not in ended.stderr


def test_a_home_that_is_a_file(home: Home, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    home.environment["TUI_DESK_HOME"] = str(blocked)
    ended = home.run("--profile", PROFILE, "engine")
    assert ended.returncode == Exit.SET_UP
    assert "Traceback" not in ended.stderr


def test_a_scenario_nobody_wrote(home: Home) -> None:
    ended = home.run("--profile", "practice-nowhere", "sandbox")
    assert ended.returncode == Exit.SET_UP
    assert "nowhere" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_fault_without_a_simulator(home: Home) -> None:
    ended = home.run("--profile", PROFILE, "fault", "list")
    assert ended.returncode == Exit.SET_UP
    assert "not running" in ended.stderr


def test_an_account_without_credentials(home: Home) -> None:
    ended = home.run("--profile", "shop", "engine")
    assert ended.returncode == Exit.SET_UP
    assert "credentials" in ended.stderr.lower()


def test_broken_settings_keys_and_themes_leave_a_desk_that_says_so(home: Home) -> None:
    home.paths.config_file.parent.mkdir(parents=True)
    home.paths.config_file.write_text("[desk]\nthem = 'x'\n")
    home.paths.user_keymap.write_text("[case.reply\n")
    home.paths.user_themes.mkdir()
    (home.paths.user_themes / "mine.toml").write_text("dark = 3\n")
    with home.open_desk() as desk:
        desk.wait_for("config.toml:2")
        desk.wait_for("keybindings.toml:1")
        desk.wait_for(r"mine.toml:1")
        desk.wait_for(r"1 Now [1-9]", 40)
