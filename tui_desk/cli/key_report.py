"""What is said of a key that was pressed: the bytes, the name to write for it, and what the desk does with it."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress

from tui_desk.config.keymap import ContextName, Keymap
from tui_desk.config.keys import UnknownKeyError, display_key, note_on, parse_key, trouble_over_ssh, types_text
from tui_desk.config.layouts import Keyboard, key_in_its_place
from tui_desk.tui.router import KeyRouter, Pressed, Unfinished

_PLACES = tuple(ContextName(name) for name in ("feed", "thread", "composer"))
_CONTROLS = {0x1B: "ESC", 0x7F: "DEL", 0x20: "SPACE"}


class KeyReport:
    """Remembers the last key, to know when to end."""

    def __init__(self, keymap: Keymap, keyboard: Keyboard) -> None:
        """Say what these keys do, digits lying as on `keyboard`."""
        self._keymap = keymap
        self._keyboard: Keyboard = keyboard
        self._router = KeyRouter(keymap, keyboard)
        self._last = ""
        self.is_over = False
        """Whether Esc was pressed twice, or ctrl+c once."""

    def lines(self, sent: bytes, keys: Sequence[str]) -> Iterator[str]:
        """What arrived, and below it a few lines for each key."""
        yield f"{_shown(sent)}  ->  {'  '.join(keys) or 'no key'}"
        for key in keys:
            self.is_over = self.is_over or key == "ctrl+c" or key == self._last == "escape"
            self._last = key
            yield from self._about(key)

    def _about(self, key: str) -> Iterator[str]:
        written = _spelling(key)
        if written is None:
            yield "    It has no name in keybindings.toml: the desk cannot use it."
            return
        yield f'    Write it as "{written}"; it is shown as {display_key(key)}.'
        for context in _PLACES:
            yield f"    {self._keymap.contexts[context].title}: {self._does(context, key)}."
        if (trouble := trouble_over_ssh(key)) is not None:
            yield f"    Here it arrives as itself; over SSH and in tmux it {trouble}."
        if (note := note_on(key)) is not None:
            yield f"    {note}"

    def _does(self, context: ContextName, key: str) -> str:
        self._router.give_up()
        found = self._router.press(context, key)
        self._router.give_up()
        if found is None and self._keymap.contexts[context].is_text:
            return "typed as it is" if types_text(key) or len(key) == 1 else "left to the text"
        if found is None:
            return "nothing"
        is_own = any(key == known.split(" ")[0] for action in self._keymap.actions_in(context) for known in action.keys)
        instead = None if is_own else key_in_its_place(key, self._keyboard)
        place = f", as the key in the place of {display_key(instead)}" if instead is not None else ""
        match found:
            case Pressed(action):
                return f"{action.label}{place}"
            case Unfinished(begun) if begun.keys:
                return f"begins {display_key(begun.keys)} …{place}"
            case _:
                return f"begins a number{place}"


def _spelling(key: str) -> str | None:
    """What to write for a key of the terminal library; None if there is no way to write it."""
    candidates = [key]
    with suppress(KeyError):
        candidates.append(unicodedata.lookup(key.replace("_", " ")))
    for candidate in candidates:
        with suppress(UnknownKeyError):
            if parse_key(candidate) == key:
                return candidate
    return None


def _shown(sent: bytes) -> str:
    """Bytes as people read them: characters, names of control characters, else their number."""
    try:
        text = sent.decode()
    except UnicodeDecodeError:
        return sent.hex(" ")
    return " ".join(_character(character) for character in text)


def _character(character: str) -> str:
    code = ord(character)
    if code in _CONTROLS:
        return _CONTROLS[code]
    return f"^{chr(code + 64)}" if code < 0x20 else character
