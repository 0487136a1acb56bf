"""Keys of keyboards for other scripts, as the ones in their places."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from tui_desk.config.layouts import key_in_its_place


@pytest.mark.parametrize(
    ("alphabet", "places"),
    [
        ("абвгдежзийклмнопрстуфхцчшщъыьэюя", "f,dult;pbqrkvyjghcnea[wxio]sm'.z"),
        ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "f,du?lt';pbs]qrkvyjghcnea[wxiom.z"),
        ("αβγδεζηθικλμνξοπρστυφχψω", "abgdezhuiklmnjoprstyfxcv"),
        ("אבגדהוזחטיכלמנסעפצקרשת", "tcdsvuzjyhfknbxgpmera,"),
    ],
)
def test_every_letter_of_the_alphabet_has_its_place(alphabet: str, places: str) -> None:
    for letter, place in zip(alphabet, places, strict=True):
        if place != "?":  # reached in different ways
            assert key_in_its_place(letter) == _character_to_key(place), letter


def test_a_capital_is_the_key_with_shift() -> None:
    assert [key_in_its_place(letter) for letter in "ОПЖХІΓΣ"] == [
        "J",
        "G",
        "colon",
        "left_curly_bracket",
        "S",
        "G",
        "S",
    ]
    assert key_in_its_place("ς") == "w"


def test_modifiers_stay() -> None:
    assert key_in_its_place("ctrl+ы") == "ctrl+s"
    assert key_in_its_place("alt+shift+о") == "alt+shift+j"


@pytest.mark.parametrize("character", string.ascii_letters + string.digits + string.punctuation + "ąćęłńóśźżéèçàùñöüß€")
def test_latin_keys_are_what_they_are(character: str) -> None:
    assert key_in_its_place(_character_to_key(character)) is None


def test_the_digits_of_azerty() -> None:
    row = [key_in_its_place(_character_to_key(character), "azerty") for character in "&é\"'(-è_çà"]
    assert row == list("1234567890")
    assert key_in_its_place("ctrl+minus", "azerty") is None


@given(st.text(max_size=20), st.sampled_from(["qwerty", "azerty"]))
def test_any_key_has_a_place_or_none(key: str, keyboard: str) -> None:
    found = key_in_its_place(key, "azerty" if keyboard == "azerty" else "qwerty")
    assert found is None or found.isascii() or "+" in key
