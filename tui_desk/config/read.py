"""Reads the settings: config.toml, and the environment over it."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from tui_desk.config.paths import Paths
from tui_desk.config.problems import Problem
from tui_desk.config.settings import PREFIX, Settings, Values, with_values
from tui_desk.config.settings_snapshot import read_snapshot, snapshot_key, write_snapshot
from tui_desk.config.toml_file import TomlFile, parse_toml, read_bytes


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """Settings that are safe to use, and what was wrong with those that are not among them."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def load_settings(paths: Paths) -> LoadedSettings:
    """The settings of a profile. Never raises: a bad value leaves its default in place and is named.

    A file that was found in order once is not validated again until it, the environment or the program changes.
    """
    environment = {name: value for name, value in os.environ.items() if _is_setting(name)}
    content = read_bytes(paths.config_file) if os.path.lexists(paths.config_file) else b""
    if isinstance(content, Problem):
        values, problems = _checked(content, environment)
        return LoadedSettings(with_values(Settings(), values), problems)
    if not content.strip() and not environment:
        return LoadedSettings(Settings())
    key = snapshot_key(content, environment)
    if (kept := read_snapshot(paths.settings_snapshot, key)) is not None:
        return LoadedSettings(with_values(Settings(), kept))
    values, problems = _checked(parse_toml(paths.config_file, content), environment)
    if not problems:
        # Without the snapshot the next start is only slower.
        with suppress(OSError):
            write_snapshot(paths.settings_snapshot, key, values)
    return LoadedSettings(with_values(Settings(), values), problems)


def _is_setting(variable: str) -> bool:
    return variable.upper().startswith(PREFIX) and "__" in variable


def _checked(file: TomlFile | Problem, environment: Mapping[str, str]) -> tuple[Values, tuple[Problem, ...]]:
    # pydantic takes longer to load than the rest of a start.
    from tui_desk.config.check_settings import check_settings

    if isinstance(file, Problem):
        values, problems = check_settings(TomlFile(file.file, values={}, lines={}), environment)
        return values, (file, *problems)
    return check_settings(file, environment)
