"""Where a profile keeps its files: configuration, database, logs, sockets."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui_desk.config.private_files import FolderError, make_folder, make_private_folder
from tui_desk.config.problems import ConfigurationError

PRACTICE = "practice"
"""The profile of the practice desk; every other profile is named for its account."""

LONGEST_SOCKET_PATH_BYTES = 107
"""Linux keeps 108 bytes for the path of a Unix socket, the closing zero included; see unix(7)."""
LONGEST_SOCKET_NAME_BYTES = 24

_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


class ProfileError(ConfigurationError):
    """A profile name that cannot be a folder."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders of one profile. Keys and themes are common to all profiles of a user."""

    profile: str
    config_file: Path
    credentials_file: Path
    user_keymap: Path
    user_themes: Path
    user_listening: Path
    user_replies: Path
    user_policy: Path
    database: Path
    settings_snapshot: Path
    """The validated settings of the last start; may be deleted at any time."""
    log_folder: Path
    runtime_folder: Path
    """Sockets; gone after a reboot."""

    def create(self) -> None:
        """Makes the folders the program writes in, closed to others. Raises FolderError."""
        for folder in (self.database.parent, self.settings_snapshot.parent, self.log_folder):
            make_folder(folder)
        for folder in (self.runtime_folder.parent, self.runtime_folder):
            make_private_folder(folder)

    def socket(self, name: str) -> Path:
        """The path of a socket in the runtime folder. Raises ValueError for a name longer than the folder allows."""
        if len(os.fsencode(name)) > LONGEST_SOCKET_NAME_BYTES:
            raise ValueError(f"a socket name may have {LONGEST_SOCKET_NAME_BYTES} bytes: {name}")
        return self.runtime_folder / name


def paths_for(profile: str, environ: Mapping[str, str] = os.environ) -> Paths:
    """The paths of a profile, by the XDG base directory rules; TUI_DESK_HOME puts everything under one folder.

    Creates nothing. Raises ProfileError, or FolderError if there is no home folder.
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    if not _PROFILE.fullmatch(profile):
        raise ProfileError(
            "That is no profile name", "Use up to 32 letters, digits, hyphens and underscores, such as the account's."
        )
    config = _base("config", "XDG_CONFIG_HOME", ".config", environ)
    data = _base("data", "XDG_DATA_HOME", ".local/share", environ)
    state = _base("state", "XDG_STATE_HOME", ".local/state", environ)
    return Paths(
        profile=profile,
        config_file=config / profile / "config.toml",
        credentials_file=config / profile / "credentials.toml",
        user_keymap=config / "keybindings.toml",
        user_themes=config / "themes",
        user_listening=config / profile / "listening.toml",
        user_replies=config / profile / "replies.toml",
        user_policy=config / profile / "policy",
        database=data / profile / "desk.db",
        settings_snapshot=state / profile / "settings.json",
        log_folder=state / profile / "log",
        runtime_folder=_runtime_folder(profile, environ),
    )


def _base(name: str, variable: str, below_home: str, environ: Mapping[str, str]) -> Path:
    if home := _own_home(environ):
        return home / name
    if base := _absolute(environ.get(variable)):
        return base / "tui-desk"
    try:
        return Path.home() / below_home / "tui-desk"
    except RuntimeError as error:
        raise FolderError("There is no home folder", "Set HOME or TUI_DESK_HOME to a folder of yours.") from error


def _runtime_folder(profile: str, environ: Mapping[str, str]) -> Path:
    """Below XDG_RUNTIME_DIR, else in a folder of the user's in the temporary folder; short enough for a socket."""
    home = _own_home(environ)
    runtime = _absolute(environ.get("XDG_RUNTIME_DIR"))
    temporary = _absolute(environ.get("TMPDIR"))
    ours = f"tui-desk-{os.geteuid()}"
    # Two homes must not meet in one folder.
    name = f"{profile}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}" if home else profile
    candidates: list[Path] = []
    if home:
        candidates.append(home / "run" / profile)
    elif runtime and os.access(runtime, os.W_OK | os.X_OK):
        candidates.append(runtime / "tui-desk" / profile)
    if temporary:
        candidates.append(temporary / ours / name)
    shortest = Path("/tmp") / ours / name  # noqa: S108 - owner and mode are verified on creation
    return next((folder for folder in candidates if _has_room_for_socket(folder)), shortest)


def _has_room_for_socket(folder: Path) -> bool:
    return len(os.fsencode(folder)) + len("/") + LONGEST_SOCKET_NAME_BYTES <= LONGEST_SOCKET_PATH_BYTES


def _own_home(environ: Mapping[str, str]) -> Path | None:
    """TUI_DESK_HOME. A relative one counts from the working folder: ignoring it would touch the real desk."""
    value = environ.get("TUI_DESK_HOME")
    return Path(value).absolute() if value else None


def _absolute(value: str | None) -> Path | None:
    """The XDG rules say to ignore an empty or relative folder."""
    return Path(value) if value and Path(value).is_absolute() else None


def profiles_with_credentials(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The accounts that are set up: the profiles whose configuration folder holds credentials, by name."""
    found = _base("config", "XDG_CONFIG_HOME", ".config", environ).glob("*/credentials.toml")
    return tuple(sorted(file.parent.name for file in found if _PROFILE.fullmatch(file.parent.name)))
