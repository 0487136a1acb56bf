"""What an agent set up by key, kept between starts."""

import stat
from pathlib import Path

import pytest

from tui_desk.config.habits import Habits, habits_file, read_habits, write_habits
from tui_desk.config.paths import paths_for


def test_habits_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "habits.json"
    kept = Habits(feed_percent=58, density="compact", tour_is_over=True)
    write_habits(file, kept)
    assert read_habits(file) == kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_first_day_has_none(tmp_path: Path) -> None:
    assert read_habits(tmp_path / "habits.json") == Habits()


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"[1]", b"[" * 100_000, b'"compact"'])
def test_a_damaged_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "habits.json"
    file.write_bytes(content)
    assert read_habits(file) == Habits()


def test_what_is_out_of_range_is_left_out_and_the_rest_stays(tmp_path: Path) -> None:
    file = tmp_path / "habits.json"
    file.write_text('{"feed_percent": 99, "density": "airy", "tour_is_over": true, "other": 1}')
    assert read_habits(file) == Habits(tour_is_over=True)
    file.write_text('{"feed_percent": true, "density": "compact", "tour_is_over": 1}')
    assert read_habits(file) == Habits(density="compact")


def test_each_profile_has_its_own_in_its_state_folder(tmp_path: Path) -> None:
    home = {"TUI_DESK_HOME": str(tmp_path)}
    assert habits_file(paths_for("practice", home)) == tmp_path / "state" / "practice" / "habits.json"
    assert habits_file(paths_for("tarnline", home)) != habits_file(paths_for("practice", home))
