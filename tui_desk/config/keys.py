"""Names of keys: as people write them, as the terminal library names them, as the footer shows them."""

import string
import unicodedata
from difflib import get_close_matches

_SHORTER = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_MODIFIERS = {"ctrl": "ctrl", "control": "ctrl", "shift": "shift", "alt": "alt", "option": "alt"}
_OTHER_SPELLINGS = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "page_up": "pageup",
    "pgdn": "pagedown",
    "page_down": "pagedown",
    "spacebar": "space",
    "backtab": "shift+tab",
}
_SHOWN = {
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Bksp",
    "insert": "Ins",
    "delete": "Del",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_FUNCTION_KEYS = tuple(f"f{number}" for number in range(1, 25))
_EDITING_KEYS = {"enter", "space", "backspace", "delete"}
_ARRIVES_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""Control characters that a terminal cannot tell from a key of their own."""
_WITH_CTRL = {
    "backslash",
    "right_square_bracket",
    "circumflex_accent",
    "underscore",
    *string.ascii_lowercase,
}
"""What ctrl can be combined with and still arrive: ASCII has 32 control characters and no more."""
_WITH_ALT = {*string.ascii_letters} - {"b", "f"}
"""The terminal library takes alt+b and alt+f for the cursor keys by which shells move a word."""
_CURSOR_KEYS = {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"}
_NOTES = {
    "ctrl+a": "GNU screen takes it for itself: there, press it and then a.",
    "ctrl+b": "tmux takes it for itself: there, press it twice.",
    "ctrl+q": "GNU screen may take it for flow control: write “defflow off” into its .screenrc.",
    "ctrl+s": "GNU screen may stand still at it until ctrl+q: write “defflow off” into its .screenrc.",
    "ctrl+z": "It stops other programs; the desk takes it as a key like any other.",
    "f1": "Some terminal windows open their own help with it.",
    "f10": "Some terminal windows open their own menu with it.",
    "f11": "Many terminal windows fill the screen with it.",
    "f12": "Web browsers and drop-down terminals take it for themselves.",
}
"""What a person should know of keys that arrive, but not everywhere."""


class UnknownKeyError(ValueError):
    """No key has this name; `advice` says what to write."""

    def __init__(self, spelling: str, advice: str) -> None:
        super().__init__(f"no key is called {spelling!r}")
        self.advice = advice


def name_of_character(character: str) -> str:
    """The terminal library's name: letters and digits stand for themselves, others go by their Unicode name."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _SHORTER.get(name, name)


_CHARACTERS = {name_of_character(character): character for character in string.punctuation}
KEY_NAMES = (*_SHOWN, *_FUNCTION_KEYS, *_CHARACTERS)


def parse_key(spelling: str) -> str:
    """The key's name in the terminal library, or several with spaces between for a sequence.

    Takes "?" for question_mark, "Esc" for escape, "shift+a" for A. Raises UnknownKeyError.
    """
    strokes = [_parse_stroke(stroke) for stroke in spelling.split()]
    if not strokes:
        raise UnknownKeyError(spelling, "Name a key; write space for the space bar.")
    return " ".join(strokes)


def strokes_of(key: str) -> tuple[str, ...]:
    """The single presses of a key or sequence."""
    return tuple(key.split())


def types_text(key: str) -> bool:
    """Whether the first press belongs to whoever is typing: a character, Enter, Backspace or Delete."""
    first = strokes_of(key)[0]
    return first in _EDITING_KEYS or len(first) == 1 or first in _CHARACTERS


def works_while_typing(key: str) -> bool:
    """Whether a text field leaves the key to the screens around it: ctrl chords and function keys."""
    first = strokes_of(key)[0]
    return first.startswith("ctrl+") or first in _FUNCTION_KEYS


def is_enter(key: str) -> bool:
    """Whether a line break, typed or pasted, may arrive as this key or end this sequence."""
    return any(stroke in {"enter", "ctrl+m", "ctrl+j"} for stroke in strokes_of(key))


def is_plain(key: str) -> bool:
    """Whether every press is an arrow, Enter, Esc, Tab, a paging or a function key: nothing to know, and no text."""
    return all(
        stroke in {*_CURSOR_KEYS, *_FUNCTION_KEYS, "enter", "escape", "tab", "shift+tab"} for stroke in strokes_of(key)
    )


def trouble_over_ssh(key: str) -> str | None:
    """Why many terminals never deliver this key; None if every terminal does."""
    strokes = strokes_of(key)
    if len(strokes) > 1 and "escape" in strokes:
        return "ends a sequence instead of going on with it"
    return next((trouble for stroke in strokes if (trouble := _trouble(stroke)) is not None), None)


def nearest_that_arrives(key: str) -> str | None:
    """The key to write in the place of one that is in trouble; None if there is none that is near."""
    strokes = strokes_of(key)
    if len(strokes) > 1 and "escape" in strokes:
        return None
    nearest = [_nearest(stroke) for stroke in strokes]
    return " ".join(stroke for stroke in nearest if stroke is not None) if None not in nearest else None


def note_on(key: str) -> str | None:
    """What there is to know of a key that arrives, but not everywhere; None if there is nothing."""
    return next((_NOTES[stroke] for stroke in strokes_of(key) if stroke in _NOTES), None)


def _trouble(stroke: str) -> str | None:
    *modifiers, base = stroke.split("+")
    if stroke in _ARRIVES_AS:
        return f"arrives as {_ARRIVES_AS[stroke]}"
    if "alt" in modifiers and base in _WITH_ALT and set(modifiers) <= {"alt", "shift"}:
        return "may arrive as Esc and then the letter"
    fits = not modifiers or base in _CURSOR_KEYS
    match modifiers:
        case ["alt"]:
            fits = base in {*_CURSOR_KEYS, *_FUNCTION_KEYS}
        case ["ctrl"]:
            fits = base in {*_WITH_CTRL, *_CURSOR_KEYS}
        case ["shift"]:
            fits = base in {"tab", *_CURSOR_KEYS, *_FUNCTION_KEYS}
    return None if fits else "arrives as another key"


def _nearest(stroke: str) -> str | None:
    """The stroke itself, what it arrives as, or the same key with fewer modifiers, the most of them first."""
    if _trouble(stroke) is None:
        return stroke
    if stroke in _ARRIVES_AS:
        return _ARRIVES_AS[stroke]
    *modifiers, base = stroke.split("+")
    if modifiers == ["alt", "shift"] and base in _WITH_ALT:
        return base.upper()
    fewer = ["+".join([*(each for each in modifiers if each != dropped), base]) for dropped in ("shift", "ctrl", "alt")]
    return next((one for one in (*fewer, base) if _trouble(one) is None), None)


def display_key(key: str) -> str:
    """The key as the footer shows it: "ctrl+s" as ^S, "down" as ↓, "g g" as gg."""
    shown = [_display_stroke(stroke) for stroke in strokes_of(key)]
    return "".join(shown) if all(len(stroke) == 1 for stroke in shown) else " ".join(shown)


def _display_stroke(stroke: str) -> str:
    *modifiers, base = stroke.split("+")
    shown = _SHOWN.get(base) or _CHARACTERS.get(base) or (base.upper() if base in _FUNCTION_KEYS else base)
    if modifiers == ["ctrl"] and len(shown) == 1:
        return f"^{shown.upper()}"
    return "-".join([*(modifier.capitalize() for modifier in modifiers), shown])


def _parse_stroke(spelling: str) -> str:
    # "+" is a key, too: alone, or after a modifier as in ctrl++.
    is_plus = spelling == "+" or spelling.endswith("++")
    *before, last = spelling.removesuffix("+").split("+") if is_plus else spelling.split("+")
    modifiers = {_modifier(name, spelling) for name in before}
    base = _base_key("+" if is_plus else last, spelling)
    if base.isalpha() and len(base) == 1:
        modifiers, base = _with_letter_case(modifiers, base)
    *implied, base = base.split("+")
    return "+".join([*sorted({*modifiers, *implied}), base])


def _with_letter_case(modifiers: set[str], letter: str) -> tuple[set[str], str]:
    """Shift with a letter arrives as the capital; with ctrl no case arrives; with alt the library spells shift out."""
    if "ctrl" in modifiers:
        return modifiers, letter.lower()
    if "alt" in modifiers:
        return modifiers | {"shift"} if letter.isupper() else modifiers, letter.lower()
    if "shift" in modifiers and len(letter.upper()) == 1:
        return modifiers - {"shift"}, letter.upper()
    return modifiers, letter


def _modifier(name: str, spelling: str) -> str:
    known = _MODIFIERS.get(name.lower())
    if known is None:
        raise UnknownKeyError(spelling, _advice(spelling, name.lower(), list(_MODIFIERS)))
    return known


def _base_key(name: str, spelling: str) -> str:
    if len(name) == 1 and name.isprintable() and not name.isspace():
        return name_of_character(name)
    lowered = name.lower()
    known = _OTHER_SPELLINGS.get(lowered, lowered)
    if known in KEY_NAMES or known == "shift+tab":
        return known
    raise UnknownKeyError(spelling, _advice(spelling, lowered, [*KEY_NAMES, *_OTHER_SPELLINGS]))


def _advice(spelling: str, wrong: str, known: list[str]) -> str:
    close = get_close_matches(wrong[:40], known, n=1)
    if close:
        return f"Did you mean {spelling[:80].lower().replace(wrong, close[0])}?"
    return "Write a character, or a name such as escape, pagedown, f5 or ctrl+s."
