"""Keys find their action, alone, in sequences, after numbers, and on keyboards for other scripts."""

from pathlib import Path

import pytest
from at_the_desk import keymap
from hypothesis import given
from hypothesis import strategies as st

from tui_desk.config.keymap import ContextName, Keymap
from tui_desk.config.keys import strokes_of
from tui_desk.config.layouts import Keyboard
from tui_desk.config.read_keymap import load_keymap, preset_file
from tui_desk.config.resources import shipped_keymap
from tui_desk.tui.router import Begun, KeyRouter, LeadsNowhere, Pressed, Unfinished

FEED, THREAD, COMPOSER, DECIDE = (ContextName(name) for name in ("feed", "thread", "composer", "decide"))
HELP = ContextName("help")
KEYS = keymap()
VIM = load_keymap(shipped_keymap(), Path("absent"), preset_file("vim")).keymap


def done(found: Pressed | Unfinished | LeadsNowhere | None) -> str | None:
    return found.action.id if isinstance(found, Pressed) else None


def after(router: KeyRouter, context: ContextName, *keys: str) -> Pressed | Unfinished | LeadsNowhere | None:
    """What the last of some keys means."""
    *first, last = keys
    for key in first:
        router.press(context, key)
    return router.press(context, last)


def counted(found: Pressed | Unfinished | LeadsNowhere | None) -> tuple[str, int | None]:
    assert isinstance(found, Pressed)
    return found.action.id, found.count


def test_a_key_means_what_its_context_says() -> None:
    router = KeyRouter(KEYS)
    assert done(router.press(FEED, "j")) == "feed.next"
    assert done(router.press(THREAD, "j")) == "thread.down"
    assert done(router.press(FEED, "r")) == "case.reply"
    assert router.press(FEED, "f12") is None


def test_what_is_typed_into_a_text_is_no_action() -> None:
    router = KeyRouter(KEYS)
    assert router.press(COMPOSER, "j") is None
    assert router.press(COMPOSER, "enter") is None
    assert done(router.press(COMPOSER, "ctrl+s")) == "composer.send"


def test_a_shadowing_key_wins() -> None:
    assert done(KeyRouter(KEYS).press(DECIDE, "q")) == "decide.close"


# Sequences.


def test_a_sequence_is_one_key() -> None:
    router = KeyRouter(KEYS)
    assert router.press(FEED, "g") == Unfinished(Begun("g"))
    assert router.begun == Begun("g")
    assert done(router.press(FEED, "g")) == "feed.first"
    assert not router.begun


def test_a_key_that_does_not_go_on_with_a_sequence_does_nothing_and_ends_it() -> None:
    router = KeyRouter(KEYS)
    assert after(router, FEED, "h", "j") == LeadsNowhere(Begun("h"), "j")
    assert not router.begun
    assert done(router.press(FEED, "j")) == "feed.next"


def test_a_sequence_ends_with_its_context_and_with_escape() -> None:
    router = KeyRouter(KEYS)
    router.press(FEED, "g")
    assert router.press(THREAD, "g") == Unfinished(Begun("g"))
    assert router.press(THREAD, "escape") == Unfinished()
    assert done(router.press(THREAD, "escape")) == "thread.back"


# Numbers.


def test_where_digits_are_lanes_each_of_them_counts_at_once() -> None:
    router = KeyRouter(KEYS)
    assert counted(router.press(FEED, "5")) == ("case.view_snoozed", None)
    assert counted(router.press(FEED, "j")) == ("feed.next", None)


def test_where_digits_are_lanes_a_number_is_announced() -> None:
    router = KeyRouter(KEYS)
    router.begin_count(FEED)
    assert router.press(FEED, "1") == Unfinished(Begun(count="1"))
    assert router.press(FEED, "2") == Unfinished(Begun(count="12"))
    assert counted(router.press(FEED, "j")) == ("feed.next", 12)
    assert counted(router.press(FEED, "j")) == ("feed.next", None)


def test_where_no_digit_is_a_key_it_begins_a_number() -> None:
    assert counted(after(KeyRouter(KEYS), HELP, "5", "j")) == ("help.down", 5)
    assert counted(after(KeyRouter(VIM), FEED, "5", "j")) == ("feed.next", 5)
    assert counted(after(KeyRouter(VIM), FEED, "1", "0", "down")) == ("feed.next", 10)
    assert counted(after(KeyRouter(VIM), FEED, "g", "5")) == ("case.view_snoozed", None)
    assert counted(after(KeyRouter(VIM), FEED, "3", "g", "g")) == ("feed.first", 3)


def test_no_number_begins_with_a_zero() -> None:
    assert KeyRouter(VIM).press(FEED, "0") is None


def test_a_key_held_down_is_no_number_without_end() -> None:
    router = KeyRouter(VIM)
    assert counted(after(router, FEED, *"9" * 50, "j")) == ("feed.next", 999)


def test_a_number_is_given_up() -> None:
    router = KeyRouter(VIM)
    assert after(router, FEED, "5", "escape") == Unfinished()
    assert counted(router.press(FEED, "j")) == ("feed.next", None)
    assert after(router, FEED, "5", "f12") == LeadsNowhere(Begun(count="5"), "f12")


# Other keyboards.


@pytest.mark.parametrize(
    ("keys", "action"),
    [
        (("о",), "feed.next"),  # Russian, on the key of j
        (("Ж",), "desk.palette"),  # with Shift, on the key of the colon
        (("р", "е"), "case.snooze_tomorrow"),
        (("п", "g"), "feed.first"),
        (("і",), "case.watch"),  # Ukrainian, on the key of s
        (("numero_sign",), "case.no_answer"),  # №, above the 3
        (("κ",), "feed.previous"),  # Greek
        (("Η",), None),  # its capital of h is no key's
        (("ר",), "case.reply"),  # Hebrew, on the key of r
        (("ctrl+в",), "feed.page_down"),
    ],
)
def test_a_letter_of_another_script_is_the_key_in_its_place(keys: tuple[str, ...], action: str | None) -> None:
    assert done(after(KeyRouter(KEYS), FEED, *keys)) == action


def test_into_a_text_it_is_typed_and_a_chord_still_works() -> None:
    router = KeyRouter(KEYS)
    assert router.press(COMPOSER, "ы") is None
    assert done(router.press(COMPOSER, "ctrl+ы")) == "composer.send"


@pytest.mark.parametrize("letter", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻéèçàùñöüß")
@pytest.mark.parametrize("context", KEYS.contexts)
def test_letters_of_latin_alphabets_do_nothing_outside_a_text(context: ContextName, letter: str) -> None:
    assert KeyRouter(KEYS).press(context, letter) is None


def test_the_digits_of_an_azerty_keyboard_need_no_shift_where_they_mean_nothing_else() -> None:
    router = KeyRouter(KEYS, "azerty")
    assert done(router.press(FEED, "é")) == "case.view_mine"
    assert done(router.press(FEED, "è")) == "case.view_everything"
    assert done(router.press(FEED, "minus")) == "case.lower"
    assert done(after(router, FEED, "h", "apostrophe")) == "case.snooze_four_hours"
    assert router.press(COMPOSER, "é") is None
    router.begin_count(FEED)
    assert counted(after(router, FEED, "é", "à", "j")) == ("feed.next", 20)


PRESSES = st.one_of(
    st.sampled_from(
        sorted({stroke for action in KEYS.actions.values() for key in action.keys for stroke in strokes_of(key)})
    ),
    st.sampled_from("оОжЖхёґїςΣκקםéèàç0123456789"),
    st.characters(categories=["L", "N"]),
)


class Untranslated(KeyRouter):
    """Takes every key for itself."""

    def _in_its_place(self, context: ContextName, key: str) -> str | None:
        del context, key
        return None


@given(
    st.sampled_from([KEYS, VIM]),
    st.sampled_from(sorted(KEYS.contexts)),
    st.lists(PRESSES, min_size=1, max_size=4),
    st.sampled_from(["qwerty", "azerty"]),
)
def test_a_key_that_means_something_is_never_taken_for_another(
    keys: Keymap, context: ContextName, presses: list[str], keyboard: Keyboard
) -> None:
    for length in range(len(presses)):
        plain, router = Untranslated(keys, keyboard), KeyRouter(keys, keyboard)
        # The same has begun for both.
        for key in presses[:length]:
            router.press(context, key)
        plain._context, plain._begun = router._context, router._begun
        meaning = plain.press(context, presses[length])
        if meaning is not None and not isinstance(meaning, LeadsNowhere):
            assert router.press(context, presses[length]) == meaning
