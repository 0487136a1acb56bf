"""Shipped files are found in a checkout and in a wheel."""

from pathlib import Path

import pytest

from tui_desk.config.resources import ResourceError, shipped_keymap, shipped_themes


def test_the_checkout_has_both() -> None:
    assert shipped_keymap().is_file()
    assert (shipped_themes() / "desk-dark.toml").is_file()


def test_the_data_folder_of_a_wheel_comes_before_a_neighbour(tmp_path: Path) -> None:
    package = tmp_path / "tui_desk"
    (package / "data").mkdir(parents=True)
    for folder in (tmp_path, package / "data"):
        (folder / "keybindings.toml").touch()
    assert shipped_keymap(package) == package / "data" / "keybindings.toml"


def test_an_incomplete_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="install tui-desk again") as refusal:
        shipped_themes(tmp_path / "tui_desk")
    assert refusal.value.title == "themes is missing"
