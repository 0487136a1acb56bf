"""What the engine of a profile takes from its settings while it runs."""

from pathlib import Path

import pytest

from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.engine.process import clocks_now


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profile:
    """The practice desk in a home of its own, with its configuration folder in place."""
    monkeypatch.setenv("TUI_DESK_HOME", str(tmp_path / "home"))
    chosen = choose_profile("practice")
    chosen.paths.config_file.parent.mkdir(parents=True)
    return chosen


def test_the_rules_of_deadlines_are_those_of_the_settings_as_they_are_now(profile: Profile) -> None:
    before = clocks_now(profile)
    profile.paths.config_file.write_text("[targets]\nfirst_response_minutes = 17\n")
    after = clocks_now(profile)
    assert before is not None
    assert after is not None
    assert before.targets.first_response_public != after.targets.first_response_public == 17


def test_settings_in_the_midst_of_being_edited_change_no_deadline(profile: Profile) -> None:
    profile.paths.config_file.write_text("[targets]\nfirst_response_min")
    assert clocks_now(profile) is None
