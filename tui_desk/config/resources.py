"""Finds the files that are shipped with the program: the keys and the themes."""

from pathlib import Path

from tui_desk.config.problems import ConfigurationError

PACKAGE = Path(__file__).resolve().parent.parent


class ResourceError(ConfigurationError):
    """A shipped file is absent: the installation is incomplete."""


def shipped_keymap(package: Path = PACKAGE) -> Path:
    """The shipped keybindings.toml. Raises ResourceError."""
    return _shipped("keybindings.toml", package)


def shipped_themes(package: Path = PACKAGE) -> Path:
    """The folder of shipped themes. Raises ResourceError."""
    return _shipped("themes", package)


def _shipped(name: str, package: Path) -> Path:
    """In a wheel the files lie in the package's data folder, in a checkout beside the package."""
    for folder in (package / "data", package.parent):
        if (folder / name).exists():
            return folder / name
    raise ResourceError(
        f"{name} is missing",
        f"It belongs in {package / 'data'} or {package.parent}: install tui-desk again.",
    )
