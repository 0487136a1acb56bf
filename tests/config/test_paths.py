"""Where the files of a profile lie, and that nobody else can read them."""

import os
import socket
import stat
from pathlib import Path

import pytest

from tui_desk.config.paths import (
    LONGEST_SOCKET_NAME_BYTES,
    LONGEST_SOCKET_PATH_BYTES,
    Paths,
    ProfileError,
    paths_for,
    profiles_with_credentials,
)
from tui_desk.config.private_files import FolderError, make_private_folder, write_private_file


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_xdg_folders(tmp_path: Path) -> None:
    runtime = tmp_path / "r"
    runtime.mkdir()
    paths = paths_for(
        "acme",
        {
            "XDG_CONFIG_HOME": "/c",
            "XDG_DATA_HOME": "/d",
            "XDG_STATE_HOME": "/s",
            "XDG_RUNTIME_DIR": str(runtime),
        },
    )
    assert paths == Paths(
        profile="acme",
        config_file=Path("/c/tui-desk/acme/config.toml"),
        credentials_file=Path("/c/tui-desk/acme/credentials.toml"),
        user_keymap=Path("/c/tui-desk/keybindings.toml"),
        user_themes=Path("/c/tui-desk/themes"),
        user_listening=Path("/c/tui-desk/acme/listening.toml"),
        user_replies=Path("/c/tui-desk/acme/replies.toml"),
        user_policy=Path("/c/tui-desk/acme/policy"),
        database=Path("/d/tui-desk/acme/desk.db"),
        settings_snapshot=Path("/s/tui-desk/acme/settings.json"),
        log_folder=Path("/s/tui-desk/acme/log"),
        runtime_folder=runtime / "tui-desk" / "acme",
    )


def test_without_variables_everything_is_below_the_home_folder() -> None:
    paths = paths_for("practice", {})
    assert paths.config_file == Path.home() / ".config/tui-desk/practice/config.toml"
    assert paths.database == Path.home() / ".local/share/tui-desk/practice/desk.db"
    assert paths.log_folder == Path.home() / ".local/state/tui-desk/practice/log"
    assert paths.runtime_folder == Path(f"/tmp/tui-desk-{os.geteuid()}/practice")  # noqa: S108 - only its name


def test_a_relative_xdg_folder_is_ignored() -> None:
    assert paths_for("acme", {"XDG_CONFIG_HOME": "here"}).config_file.is_relative_to(Path.home())


def test_one_variable_moves_everything(tmp_path: Path, paths: Paths) -> None:
    home = tmp_path / "home"
    elsewhere = paths_for("acme", {"TUI_DESK_HOME": str(home), "XDG_CONFIG_HOME": "/c", "XDG_RUNTIME_DIR": "/"})
    assert elsewhere == paths
    files = (paths.config_file, paths.user_themes, paths.database, paths.settings_snapshot, paths.log_folder)
    assert all(file.is_relative_to(home) for file in files)


def test_a_relative_home_counts_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths_for("acme", {"TUI_DESK_HOME": ".desk"}).database == tmp_path / ".desk/data/acme/desk.db"


@pytest.mark.parametrize("variable", ["TUI_DESK_HOME", "XDG_RUNTIME_DIR", "TMPDIR"])
def test_a_socket_always_fits(tmp_path: Path, variable: str) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    path = paths_for("a" * 32, {variable: str(deep)}).socket("s" * LONGEST_SOCKET_NAME_BYTES)
    assert len(os.fsencode(path)) <= LONGEST_SOCKET_PATH_BYTES


def test_two_homes_that_are_too_deep_do_not_share_sockets(tmp_path: Path) -> None:
    homes = [{"TUI_DESK_HOME": str(tmp_path / ("d" * 90) / name)} for name in ("one", "two")]
    assert len({paths_for("acme", home).runtime_folder for home in homes}) == 2


def test_the_longest_path_is_one_the_system_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "s" * LONGEST_SOCKET_PATH_BYTES
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(name)
    with socket.socket(socket.AF_UNIX) as listener, pytest.raises(OSError, match="too long"):
        listener.bind(f"{name}ss")


def test_too_long_a_socket_name_is_refused(paths: Paths) -> None:
    with pytest.raises(ValueError, match="bytes"):
        paths.socket("s" * (LONGEST_SOCKET_NAME_BYTES + 1))


@pytest.mark.parametrize("profile", ["", ".", "..", "a/b", "-a", "a b", "a" * 33, "a\n", "é"])
def test_a_profile_that_is_no_folder_name_is_refused(profile: str) -> None:
    with pytest.raises(ProfileError):
        paths_for(profile, {})


def test_every_folder_is_closed_to_others(tmp_path: Path, paths: Paths) -> None:
    made = [folder for folder in (tmp_path / "home").rglob("*") if "config" not in folder.parts]
    assert made
    assert {mode_of(folder) for folder in made} == {0o700}
    paths.create()


def test_a_folder_that_a_group_shares_keeps_its_mode(paths: Paths) -> None:
    paths.database.parent.chmod(0o2770)
    paths.create()
    assert mode_of(paths.database.parent) == 0o2770


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match="TUI_DESK_HOME") as refusal:
        paths_for("acme", {"TUI_DESK_HOME": str(tmp_path / "file")}).create()
    assert "cannot be made" in refusal.value.title


def test_a_folder_that_cannot_be_written_is_named(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    # Permissions do not bind root, as whom containers run tests.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != paths.log_folder)
    with pytest.raises(FolderError, match="Give yourself the right") as refusal:
        paths.create()
    assert refusal.value.title == f"{paths.log_folder} cannot be written"


def test_an_open_runtime_folder_is_refused(paths: Paths) -> None:
    paths.runtime_folder.chmod(0o755)
    with pytest.raises(FolderError, match="chmod 700"):
        paths.create()


def test_a_link_for_a_runtime_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(0o700)
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    with pytest.raises(FolderError, match="is a link"):
        make_private_folder(tmp_path / "link")


def test_another_users_runtime_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(FolderError, match="another user"):
        make_private_folder(tmp_path)


def test_a_private_file_is_replaced_at_once(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    file.chmod(0o644)
    write_private_file(file, b"after")
    assert file.read_bytes() == b"after"
    assert mode_of(file) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["file"]


def test_a_private_file_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    with pytest.raises(IsADirectoryError):
        write_private_file(folder, b"content")
    assert [path.name for path in tmp_path.glob("taken*")] == ["taken"]


def test_accounts_that_are_set_up_are_found_by_their_credentials(tmp_path: Path) -> None:
    environ = {"TUI_DESK_HOME": str(tmp_path)}
    assert profiles_with_credentials(environ) == ()
    for name in ("shop", "airline", "not a profile"):
        (tmp_path / "config" / name).mkdir(parents=True)
        (tmp_path / "config" / name / "credentials.toml").touch()
    (tmp_path / "config" / "unfinished").mkdir()
    assert profiles_with_credentials(environ) == ("airline", "shop")
