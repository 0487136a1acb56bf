"""Keeps the validated settings of the last start, so that the next one needs no validator.

Only chosen values are kept, never defaults and never a secret: secrets are not settings.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_desk import __version__
from tui_desk.config.private_files import write_private_file
from tui_desk.config.settings import Settings, Values, section_types


def snapshot_key(config: bytes, environment: Mapping[str, str]) -> str:
    """What the settings depend on: another program, file or variable gives another key."""
    parts = [__version__.encode(), config]
    parts += [f"{name}={value}".encode(errors="surrogateescape") for name, value in sorted(environment.items())]
    lengths_and_parts = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hashlib.sha256(lengths_and_parts).hexdigest()


def read_snapshot(path: Path, key: str) -> Values | None:
    """The values kept under this key; None if there are none, or the file is not one we could have written."""
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(kept, dict) or kept.get("key") != key or not _fits_settings(kept.get("values")):
        return None
    values: dict[str, dict[str, Any]] = kept["values"]
    return {section: {name: _restored(value) for name, value in chosen.items()} for section, chosen in values.items()}


def write_snapshot(path: Path, key: str, values: Values) -> None:
    """Keeps the values. Raises OSError."""
    write_private_file(path, json.dumps({"key": key, "values": values}).encode())


def _fits_settings(values: object) -> bool:
    """Whether every value belongs to a setting and has its type."""
    if not isinstance(values, dict):
        return False
    defaults = Settings()
    for section, chosen in values.items():
        if section not in section_types() or not isinstance(chosen, dict):
            return False
        section_defaults = getattr(defaults, section)
        if not all(_has_type_of(getattr(section_defaults, name, None), value) for name, value in chosen.items()):
            return False
    return True


def _has_type_of(default: object, kept: object) -> bool:
    if isinstance(default, tuple):
        return isinstance(kept, list) and all(isinstance(text, str) for text in kept)
    return type(kept) is type(default)


def _restored(kept: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(kept) if isinstance(kept, list) else kept
