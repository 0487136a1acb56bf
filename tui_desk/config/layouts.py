"""Where a key lies: what a keyboard for another script sends, as the key of an English one in the same place."""

from typing import Literal

from tui_desk.config.keys import name_of_character

Keyboard = Literal["qwerty", "azerty"]
"""The keyboard that the desk's digits are on."""

_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_IN_OTHER_SCRIPTS = (
    "ёйцукенгшщзхъфывапролджэячсмитьбю",  # Russian
    "'йцукенгшщзхїфівапролджєячсмитьбю",  # Ukrainian
    "`;ςερτυθιοπ[]ασδφγηξκλ;'ζχψωβνμ,.",  # Greek
    ";/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ",  # Hebrew
)
"""The same keys on keyboards for other scripts, in the same order. What they have in ASCII is meant as it is typed."""

_FRENCH_DIGITS = {
    "&": "1",
    "é": "2",
    '"': "3",
    "'": "4",
    "(": "5",
    "-": "6",
    "§": "6",  # Belgian
    "è": "7",
    "_": "8",
    "!": "8",  # Belgian
    "ç": "9",
    "à": "0",
}
"""What the row of digits sends on an AZERTY keyboard without Shift."""


def key_in_its_place(key: str, keyboard: Keyboard = "qwerty") -> str | None:
    """The key of an English keyboard that lies where this one does; None if there is none, or it is that one.

    Takes single presses by the terminal library's names, with or without modifiers.
    """
    *modifiers, base = key.split("+")
    found = (_DIGIT_OF.get(base) if keyboard == "azerty" and not modifiers else None) or _ENGLISH_KEY_OF.get(base)
    return "+".join([*modifiers, found]) if found is not None else None


def _english_keys() -> dict[str, str]:
    table = {"№": "#"}  # Russian, above the 3
    for layout in _IN_OTHER_SCRIPTS:
        for theirs, english, shifted in zip(layout, _ENGLISH, _SHIFTED, strict=True):
            if theirs.isascii():
                continue
            table[theirs] = english
            capital = theirs.upper()
            # Hebrew has no capitals, and the Greek final sigma shares its capital with the other one.
            if capital != theirs and capital.lower() == theirs:
                table[capital] = shifted
    return table


_ENGLISH_KEY_OF = {name_of_character(one): name_of_character(other) for one, other in _english_keys().items()}
_DIGIT_OF = {name_of_character(one): digit for one, digit in _FRENCH_DIGITS.items()}
