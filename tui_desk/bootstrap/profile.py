"""Which account, or which practice desk, this process works for: its files and its settings."""

from dataclasses import dataclass
from pathlib import Path

from tui_desk.config.paths import PRACTICE, Paths, paths_for, profiles_with_credentials
from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.read import load_settings
from tui_desk.config.settings import Settings, practice

PRACTICE_SOCKET = "x.sock"
FIRST_SCENARIO = "ordinary-day"
"""What happens on the profile "practice"; on "practice-NAME" it is the scenario NAME, with a store of its own."""


class SetUpError(ConfigurationError):
    """The profile cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One account's (or one practice desk's) files and settings."""

    name: str
    paths: Paths
    settings: Settings
    problems: tuple[Problem, ...]

    @property
    def practice(self) -> bool:
        """Whether X is simulated."""
        return _is_practice(self.name)

    @property
    def scenario(self) -> str:
        """What happens on the practice desk."""
        return self.name.removeprefix(PRACTICE).removeprefix("-") or FIRST_SCENARIO

    @property
    def practice_socket(self) -> Path:
        """Where the simulated X listens."""
        return self.paths.socket(PRACTICE_SOCKET)


def choose_profile(wanted: str | None) -> Profile:
    """The profile asked for; else the one account that is set up; else the practice desk.

    Raises ConfigurationError where the choice is open or a folder cannot be used.
    """
    name = wanted or _only_account() or PRACTICE
    paths = paths_for(name)
    paths.create()
    loaded = load_settings(paths)
    settings = practice(loaded.settings) if _is_practice(name) else loaded.settings
    return Profile(name, paths, settings, loaded.problems)


def _is_practice(name: str) -> bool:
    return name == PRACTICE or name.startswith(f"{PRACTICE}-")


def _only_account() -> str | None:
    accounts = profiles_with_credentials()
    if len(accounts) > 1:
        raise SetUpError("Several accounts are set up", f"Say which: --profile {' or --profile '.join(accounts)}.")
    return accounts[0] if accounts else None
