"""Keys find their action, alone and in sequences."""

from at_the_desk import keymap

from tui_desk.config.keymap import Action, ContextName
from tui_desk.tui.router import KeyRouter, Unfinished

FEED, THREAD, COMPOSER, DECIDE = (ContextName(name) for name in ("feed", "thread", "composer", "decide"))


def done(found: Action | Unfinished | None) -> str | None:
    return found.id if isinstance(found, Action) else None


def test_a_key_means_what_its_context_says() -> None:
    router = KeyRouter(keymap())
    assert done(router.press(FEED, "j")) == "feed.next"
    assert done(router.press(THREAD, "j")) == "thread.down"
    assert done(router.press(FEED, "r")) == "case.reply"
    assert router.press(FEED, "f12") is None


def test_what_is_typed_into_a_text_is_no_action() -> None:
    router = KeyRouter(keymap())
    assert router.press(COMPOSER, "j") is None
    assert router.press(COMPOSER, "enter") is None
    assert done(router.press(COMPOSER, "ctrl+s")) == "composer.send"


def test_a_shadowing_key_wins() -> None:
    assert done(KeyRouter(keymap()).press(DECIDE, "q")) == "decide.close"


def test_a_sequence_is_one_key() -> None:
    router = KeyRouter(keymap())
    assert router.press(FEED, "g") == Unfinished("g")
    assert router.is_waiting
    assert done(router.press(FEED, "g")) == "feed.first"
    assert not router.is_waiting


def test_a_key_that_does_not_go_on_with_a_sequence_counts_by_itself() -> None:
    router = KeyRouter(keymap())
    router.press(FEED, "g")
    assert done(router.press(FEED, "j")) == "feed.next"


def test_a_sequence_ends_with_its_context_with_escape_and_with_time() -> None:
    router = KeyRouter(keymap())
    router.press(FEED, "g")
    assert router.press(THREAD, "g") == Unfinished("g")
    assert router.press(THREAD, "escape") == Unfinished("")
    assert done(router.press(THREAD, "escape")) == "thread.back"
    router.press(FEED, "g")
    router.give_up()
    assert router.press(FEED, "g") == Unfinished("g")
