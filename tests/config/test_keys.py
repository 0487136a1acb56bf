"""Names of keys, checked against the terminal library's own names."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key
from textual.keys import Keys, _character_to_key

from tui_desk.config.keys import (
    KEY_NAMES,
    UnknownKeyError,
    display_key,
    is_enter,
    is_plain,
    nearest_that_arrives,
    note_on,
    parse_key,
    trouble_over_ssh,
    types_text,
    works_while_typing,
)


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("j", "j"),
        ("G", "G"),
        ("?", "question_mark"),
        ("/", "slash"),
        (":", "colon"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("question_mark", "question_mark"),
        ("down", "down"),
        ("Down", "down"),
        ("Esc", "escape"),
        ("Return", "enter"),
        ("PgDn", "pagedown"),
        ("ctrl+s", "ctrl+s"),
        ("Ctrl+S", "ctrl+s"),
        ("control+pgup", "ctrl+pageup"),
        ("shift+a", "A"),
        ("shift+tab", "shift+tab"),
        ("backtab", "shift+tab"),
        ("alt+N", "alt+shift+n"),
        ("shift+ctrl+up", "ctrl+shift+up"),
        ("F5", "f5"),
        ("ö", "ö"),
        ("g g", "g g"),
        (" g   ctrl+S ", "g ctrl+s"),
    ],
)
def test_spellings(spelling: str, key: str) -> None:
    assert parse_key(spelling) == key
    assert parse_key(key) == key


@pytest.mark.parametrize(
    ("spelling", "advice"),
    [
        ("crtl+r", "Did you mean ctrl+r?"),
        ("pagdown", "Did you mean pagedown?"),
        ("ctrl+pagdown", "Did you mean ctrl+pagedown?"),
        ("questionmark", "Did you mean question_mark?"),
        ("g dwon", "Did you mean down?"),
        ("ctrl+", "a name such as"),
        ("", "Name a key"),
        (" ", "Name a key"),
        ("wheel", "a name such as"),
        ("\x1b", "a name such as"),
    ],
)
def test_what_is_no_key_is_refused_with_advice(spelling: str, advice: str) -> None:
    with pytest.raises(UnknownKeyError) as refusal:
        parse_key(spelling)
    assert advice in refusal.value.advice


@given(st.text(max_size=12))
def test_a_text_is_a_key_or_refused(spelling: str) -> None:
    try:
        key = parse_key(spelling)
    except UnknownKeyError:
        return
    assert display_key(key)
    trouble_over_ssh(key)


@pytest.mark.parametrize("character", [*string.ascii_letters, *string.digits, *string.punctuation, "é", "€", "ß", "§"])
def test_characters_have_the_librarys_names(character: str) -> None:
    assert parse_key(character) == _character_to_key(character)


def test_names_are_the_librarys_names() -> None:
    known = {key.value for key in Keys} | {_character_to_key(character) for character in string.punctuation}
    assert set(KEY_NAMES) <= known


@pytest.mark.parametrize(
    ("arrives", "key"),
    [
        ("\x13", "ctrl+s"),
        ("\x1b[Z", "shift+tab"),
        ("\x1b[1;3D", "alt+left"),
        ("\x1b[1;6A", "shift+ctrl+up"),
        ("\x1b[6~", "PgDn"),
        ("?", "?"),
        ("\x1f", "ctrl+_"),
        ("\x1b[1;5D", "ctrl+left"),
        ("\x1bOP", "f1"),
    ],
)
def test_what_a_plain_terminal_sends_is_what_is_bound(arrives: str, key: str) -> None:
    parser = XTermParser()
    pressed = [event.key for event in [*parser.feed(arrives), *parser.feed("")] if isinstance(event, Key)]
    assert pressed == [parse_key(key)]
    assert trouble_over_ssh(parse_key(key)) is None


@pytest.mark.parametrize(
    ("key", "trouble"),
    [
        ("ctrl+enter", "arrives as another key"),
        ("shift+enter", "arrives as another key"),
        ("alt+enter", "arrives as another key"),
        ("ctrl+i", "arrives as tab"),
        ("ctrl+m", "arrives as enter"),
        ("ctrl+h", "arrives as backspace"),
        ("ctrl+[", "arrives as escape"),
        ("alt+.", "arrives as another key"),
        ("alt+1", "arrives as another key"),
        ("alt+b", "arrives as another key"),
        ("alt+n", "may arrive as Esc and then the letter"),
        ("alt+N", "may arrive as Esc and then the letter"),
        ("ctrl+1", "arrives as another key"),
        ("ctrl+space", "arrives as another key"),
        ("ctrl+shift+a", "arrives as another key"),
        ("shift+space", "arrives as another key"),
        ("g escape", "ends a sequence"),
        ("g ctrl+i", "arrives as tab"),
    ],
)
def test_keys_that_many_terminals_swallow(key: str, trouble: str) -> None:
    assert trouble in (trouble_over_ssh(parse_key(key)) or "")


@pytest.mark.parametrize(
    "key", ["j", "?", "g g", "enter", "escape", "ctrl+s", "alt+left", "shift+tab", "f5", "ctrl+left"]
)
def test_keys_that_always_arrive(key: str) -> None:
    assert trouble_over_ssh(parse_key(key)) is None


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("ctrl+m", "enter"),
        ("ctrl+enter", "enter"),
        ("g ctrl+i", "g tab"),
        ("ctrl+1", "1"),
        ("ctrl+shift+a", "ctrl+a"),
        ("alt+n", "n"),
        ("alt+N", "N"),
        ("alt+.", "."),
        ("ctrl+f5", "f5"),
        ("ctrl+shift+up", "ctrl+shift+up"),
        ("g escape", None),
    ],
)
def test_the_nearest_key_that_arrives(key: str, nearest: str | None) -> None:
    found = nearest_that_arrives(parse_key(key))
    assert found == (None if nearest is None else parse_key(nearest))
    assert found is None or trouble_over_ssh(found) is None


@given(st.text(max_size=12))
def test_what_is_proposed_for_a_key_in_trouble_arrives(spelling: str) -> None:
    try:
        found = nearest_that_arrives(parse_key(spelling))
    except UnknownKeyError:
        return
    assert found is None or trouble_over_ssh(found) is None


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+q", "ctrl+z", "ctrl+b", "g ctrl+a", "f1", "f11"])
def test_keys_that_arrive_with_something_to_know(key: str) -> None:
    assert trouble_over_ssh(key) is None
    assert note_on(key)


@pytest.mark.parametrize("key", ["down", "enter", "escape", "f12", "shift+tab", "pagedown"])
def test_plain_keys(key: str) -> None:
    assert is_plain(key)


@pytest.mark.parametrize("key", ["j", "space", "ctrl+s", "g g", "ctrl+left", "f1 j"])
def test_keys_that_are_not_plain(key: str) -> None:
    assert not is_plain(key)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("ctrl+s", "^S"),
        ("ctrl+left", "^←"),
        ("down", "↓"),
        ("escape", "Esc"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("g g", "gg"),
        ("g down", "g↓"),
        ("space e", "Space e"),
        ("shift+tab", "Shift-Tab"),
        ("alt+n", "Alt-n"),
        ("G", "G"),
        ("f5", "F5"),
        ("ctrl+underscore", "^_"),
    ],
)
def test_display(key: str, shown: str) -> None:
    assert display_key(key) == shown


@pytest.mark.parametrize("key", ["j", "question_mark", "space", "enter", "backspace", "g g", "ö"])
def test_keys_that_belong_to_the_typist(key: str) -> None:
    assert types_text(key)
    assert not works_while_typing(key)


@pytest.mark.parametrize("key", ["ctrl+s", "f5", "ctrl+left"])
def test_keys_that_reach_past_a_text_field(key: str) -> None:
    assert works_while_typing(key)
    assert not types_text(key)


def test_a_line_break_by_any_name() -> None:
    assert all(is_enter(parse_key(key)) for key in ("enter", "return", "ctrl+m", "ctrl+j", "g enter"))
    assert not any(is_enter(key) for key in ("ctrl+enter", "y", "ctrl+s"))
