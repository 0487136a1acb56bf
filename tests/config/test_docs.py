"""The pages on keys and settings say what the program does."""

from dataclasses import fields
from pathlib import Path

import pytest

from tui_desk.config.keydocs import render_keys, shipped_presets
from tui_desk.config.keymap import Keymap
from tui_desk.config.settings import Section, section_types
from tui_desk.config.settingsdocs import field_docs, render_settings

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_on_keys_is_current(shipped: Keymap) -> None:
    written = (DOCS / "keys.md").read_text()
    assert written == render_keys(shipped, shipped_presets()), (
        "write it again: python -m tui_desk.config.keydocs > docs/keys.md"
    )


def test_the_page_on_settings_is_current() -> None:
    written = (DOCS / "settings.md").read_text()
    assert written == render_settings(), "write it again: python -m tui_desk.config.settingsdocs > docs/settings.md"


def test_the_page_on_keys_names_every_action(shipped: Keymap) -> None:
    page = render_keys(shipped, shipped_presets())
    assert [action for action in shipped.actions if page.count(f"`{action}`") != 1] == []


@pytest.mark.parametrize("kind", list(section_types().values()))
def test_every_setting_has_its_sentence(kind: type[Section]) -> None:
    docs = field_docs(kind)
    assert list(docs) == [field.name for field in fields(kind)]
    assert all(sentence.endswith(".") for sentence in docs.values())
