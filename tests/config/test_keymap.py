"""The shipped keys, and every way in which a user's file can be wrong."""

import json
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config.keymap import ActionId, ContextName, Keymap
from tui_desk.config.keymap_rules import keys_in_trouble_over_ssh
from tui_desk.config.paths import Paths
from tui_desk.config.problems import Problem
from tui_desk.config.read_keymap import LoadedKeymap, ShippedKeymapError, load_keymap
from tui_desk.config.resources import shipped_keymap

Load = Callable[[str], LoadedKeymap]


def keys(keymap: Keymap, action: str) -> tuple[str, ...]:
    return keymap.keys_for(ActionId(action))


def keys_in(keymap: Keymap, context: str) -> dict[str, tuple[str, ...]]:
    return {action.id: action.keys for action in keymap.actions_in(ContextName(context))}


def test_the_shipped_keys(shipped: Keymap) -> None:
    assert keys(shipped, "feed.next") == ("j", "down")
    assert keys(shipped, "feed.first") == ("g g", "home")
    assert keys(shipped, "desk.help") == ("question_mark",)
    assert keys(shipped, "desk.palette") == ("ctrl+k", "colon")
    assert keys(shipped, "composer.send") == ("ctrl+s",)
    with pytest.raises(KeyError):
        keys(shipped, "feed.absent")


def test_every_shipped_key_arrives_over_ssh(shipped: Keymap) -> None:
    assert list(keys_in_trouble_over_ssh(shipped)) == []


def test_no_shipped_letter_sends_without_a_look(shipped: Keymap) -> None:
    assert {action.id for action in shipped.actions.values() if action.sends} == {
        "composer.send",
        "review.send",
        "review.send_resolve",
        "thank.repost",
        "decide.resend",
    }


def test_enter_takes_an_answer_of_one_line_and_is_typed_in_a_text(load_user_keys: Load, shipped: Keymap) -> None:
    assert keys(shipped, "ask.take") == ("enter",)
    assert keys_in(shipped, "ask")["desk.quit"] == ()
    assert load_user_keys('[ask.take]\nkeys = ["enter", "x"]').keymap == shipped


def test_labels_are_short_and_help_is_a_sentence(shipped: Keymap) -> None:
    for action in shipped.actions.values():
        assert len(action.label) <= 16, action.id
        assert re.fullmatch(r"[A-Z].+\.", action.help), action.id


def test_a_context_has_the_keys_around_it(shipped: Keymap) -> None:
    in_feed = keys_in(shipped, "feed")
    assert in_feed["feed.next"] == ("j", "down")
    assert in_feed["case.reply"] == ("r",)
    assert in_feed["desk.quit"] == ("q",)
    assert "thread.back" not in in_feed


def test_only_ctrl_chords_reach_past_the_composer(shipped: Keymap) -> None:
    in_composer = keys_in(shipped, "composer")
    assert in_composer["desk.palette"] == ("ctrl+k",)
    assert in_composer["desk.help"] == in_composer["desk.next_pane"] == in_composer["desk.quit"] == ()
    assert not any(action.startswith("case.") for action in in_composer)


def test_a_shadowing_action_takes_the_key(shipped: Keymap) -> None:
    in_help = keys_in(shipped, "help")
    assert in_help["help.close"] == ("escape", "q", "question_mark")
    assert in_help["desk.quit"] == in_help["desk.help"] == ()


def test_the_footer_is_ranked_and_shows_only_what_has_a_key(shipped: Keymap) -> None:
    shown = [action.id for action in shipped.footer(ContextName("feed"))]
    assert shown[:4] == ["feed.next", "feed.previous", "feed.open", "case.reply"]
    assert shown[-1] == "desk.quit"
    assert "feed.page_down" not in shown
    assert "desk.quit" not in [action.id for action in shipped.footer(ContextName("composer"))]


def test_without_a_user_file_there_is_nothing_to_say(paths: Paths) -> None:
    assert load_keymap(shipped_keymap(), paths.user_keymap).problems == ()


def test_the_users_keys_replace_the_shipped_ones(load_user_keys: Load, shipped: Keymap) -> None:
    loaded = load_user_keys('[feed.next]\nkeys = ["n", "Down", "down"]\nlabel = "Onward"\nfooter = 0')
    assert loaded.problems == ()
    changed = loaded.keymap.actions[ActionId("feed.next")]
    assert (changed.keys, changed.label, changed.footer_rank) == (("n", "down"), "Onward", None)
    rest = {name: action for name, action in loaded.keymap.actions.items() if name != "feed.next"}
    assert rest == {name: action for name, action in shipped.actions.items() if name != "feed.next"}


def test_the_whole_shipped_file_is_a_users_file(load_user_keys: Load, shipped: Keymap) -> None:
    assert load_user_keys(shipped_keymap().read_text()) == LoadedKeymap(shipped)


def test_keys_can_be_taken_away(load_user_keys: Load) -> None:
    loaded = load_user_keys("[desk.next_theme]\nkeys = []")
    assert loaded.problems == ()
    assert keys(loaded.keymap, "desk.next_theme") == ()


def test_two_actions_can_exchange_their_keys(load_user_keys: Load) -> None:
    loaded = load_user_keys('[case.reply]\nkeys = ["m"]\n[case.message]\nkeys = ["r"]')
    assert loaded.problems == ()
    assert keys(loaded.keymap, "case.reply") == ("m",)


def test_shadowing_may_be_declared(load_user_keys: Load) -> None:
    loaded = load_user_keys('[feed.open]\nkeys = ["enter", "r"]\nshadows = true')
    assert loaded.problems == ()
    assert keys_in(loaded.keymap, "feed")["case.reply"] == ()
    assert keys_in(loaded.keymap, "thread")["case.reply"] == ("r",)


@pytest.mark.parametrize(
    ("text", "line", "title", "sentence"),
    [
        ("[feed", 1, "not valid TOML", "at end of document"),
        ("# keys\nfeed = 1", 2, "feed is not a context", "[feed.next]"),
        ("\n[fed.next]\nkeys = []", 2, "no context 'fed'", "Did you mean feed?"),
        ("[feed.nxt]\nkeys = []", 1, "no action feed.nxt", "Did you mean next?"),
        ('[feed]\nnext = "n"', 2, "[feed] has no field 'next'", "[feed.next] and keys = [...]"),
        ('[feed.next]\n\nkey = ["n"]', 3, "feed.next has no field 'key'", "Did you mean keys?"),
        ('[feed.next]\nkeys = "n"', 2, "feed.next.keys", "a list of keys"),
        ("[feed.next]\nkeys = [1]", 2, "feed.next.keys", "a list of keys"),
        ('[feed.next]\nlabel = ""', 2, "feed.next.label", "a line of text"),
        ('[feed.next]\nhelp = "a\\u001b[2J"', 2, "feed.next.help", "a line of text"),
        ("[feed.next]\nfooter = true", 2, "feed.next.footer", "a whole number"),
        ("[feed.next]\nfooter = -1", 2, "feed.next.footer", "a whole number"),
        ("[feed.next]\nshadows = 1", 2, "feed.next.shadows", "true or false"),
        ('[feed]\ninherits = "desk"', 2, "feed.inherits cannot be changed", "Remove the line"),
        ("[composer]\ntext = false", 2, "composer.text cannot be changed", "Remove the line"),
        ("[desk.quit]\nrequired = false", 2, "desk.quit.required cannot be changed", "Remove the line"),
        ("[review.send]\nsends = false", 2, "review.send.sends cannot be changed", "Remove the line"),
        ('[feed.next]\nkeys = ["crtl+n"]', 2, "no key 'crtl+n'", "Did you mean ctrl+n?"),
        ('[feed.next]\nkeys = ["g dwon"]', 2, "no key 'g dwon'", "Did you mean down?"),
        ('[feed.next]\nlabel = "x"\nkeys = ["k"]', 3, "k is both feed.next and feed.previous", "In feed both"),
        ('[feed.next]\nkeys = ["r"]', 2, "r is both feed.next and case.reply", "shadows = true for feed.next"),
        ('[case.reply]\nkeys = ["j"]', 2, "j is both feed.next and case.reply", "shadows = true for feed.next"),
        ('[feed.last]\nkeys = ["?"]', 2, "? is both feed.last and desk.help", "another key"),
        ('[feed.last]\nkeys = ["g"]', 2, "'g' (feed.last) begins 'g g' (feed.first)", "never be finished"),
        ('[case.undo]\nkeys = ["g"]', 2, "'g' (case.undo) begins 'g g' (feed.first)", "never be finished"),
        ('[feed.next]\nkeys = ["r r"]', 2, "'r' (case.reply) begins 'r r' (feed.next)", "never be finished"),
        ('[feed.next]\nkeys = ["n", "n n"]', 2, "'n' (feed.next) begins 'n n' (feed.next)", "never be finished"),
        ('[composer.send]\nkeys = ["s"]', 2, "s is typed in composer", "composer.send needs a key that writes nothing"),
        ('[composer.close]\nkeys = ["q q"]', 2, "qq is typed in composer", "such as ctrl+s or escape"),
        ('[composer.close]\nkeys = ["backspace"]', 2, "Bksp is typed in composer", "writes nothing"),
        ('[review.send]\nkeys = ["enter"]', 2, "Enter on review.send", "must never send"),
        ('[decide.resend]\nkeys = ["y", "ctrl+m"]', 2, "Enter on decide.resend", "must never send"),
        ('[composer.send]\nkeys = ["ctrl+s", "ctrl+j"]', 2, "Enter on composer.send", "must never send"),
        ("[desk.quit]\nkeys = []", 2, "desk.quit has no key", "give it one"),
    ],
)
def test_a_mistake_leaves_the_shipped_keys_in_use(
    load_user_keys: Load, paths: Paths, shipped: Keymap, text: str, line: int, title: str, sentence: str
) -> None:
    loaded = load_user_keys(text)
    assert loaded.keymap == shipped
    notice, problem, *others = loaded.problems
    assert notice.title == "Your own keys are not in use"
    assert "until then the shipped keys are in use" in notice.sentence
    assert (problem.file, problem.line) == (paths.user_keymap, line)
    assert title in problem.title
    assert sentence in problem.sentence
    # The key of a parent collides with several children, each of which has to be named.
    assert all("thread." in other.title or "panel." in other.title for other in others)


def test_of_two_lines_the_later_one_is_named(load_user_keys: Load) -> None:
    loaded = load_user_keys('[feed.previous]\nkeys = ["n"]\n\n[feed.next]\nkeys = ["n"]')
    assert [problem.line for problem in loaded.problems] == [None, 5]


def test_all_mistakes_are_told_at_once(load_user_keys: Load) -> None:
    loaded = load_user_keys('[feed.next]\nkeys = ["crtl+n"]\n[feed.previous]\nkeys = ["pgpu"]')
    assert [problem.line for problem in loaded.problems] == [None, 2, 4]
    assert "2 mistakes" in loaded.problems[0].sentence


@pytest.mark.parametrize("key", ["ctrl+enter", "ctrl+i", "ctrl+m", "ctrl+h", "alt+."])
def test_a_key_that_may_not_arrive_is_used_and_warned_of(load_user_keys: Load, key: str) -> None:
    loaded = load_user_keys(f'[desk.next_theme]\n\nkeys = ["{key}"]')
    (problem,) = loaded.problems
    assert problem.line == 3
    assert "may never arrive" in problem.title
    assert "desk.next_theme" in problem.sentence
    assert keys(loaded.keymap, "desk.next_theme") != ("ctrl+t",)


def test_a_folder_in_the_place_of_the_file(paths: Paths, shipped: Keymap) -> None:
    paths.user_keymap.mkdir()
    loaded = load_keymap(shipped_keymap(), paths.user_keymap)
    assert loaded.keymap == shipped
    assert loaded.problems[-1].title == "keybindings.toml is not a file"


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("\n[feed]", "\n[feed", "not valid TOML"),
        ('title = "Feed"', "", "feed.title is missing"),
        ('label = "Undo"', "", "case.undo.label is missing"),
        ('label = "Undo"', "label = 1", "case.undo.label has a value"),
        ('inherits = "case"', 'inherits = "thread"', "No context 'thread' yet"),
        ('inherits = "case"', 'inherits = "feed"', "No context 'feed' yet"),
        ('keys = ["r"]', 'keys = ["rr"]', "no key 'rr'"),
        ('keys = ["r"]', 'keys = ["j"]', "j is both"),
    ],
)
def test_a_wrong_shipped_file_is_a_bug(tmp_path: Path, before: str, after: str, reason: str) -> None:
    text = shipped_keymap().read_text()
    assert before in text
    file = tmp_path / "keybindings.toml"
    file.write_text(text.replace(before, after, 1))
    with pytest.raises(ShippedKeymapError, match=re.escape(reason)):
        load_keymap(file, tmp_path / "none")


CONTEXTS = st.sampled_from(["desk", "case", "feed", "composer", "review", "x"])
NAMES = st.sampled_from(["next", "reply", "quit", "send", "close", "help", "inherits", "text", "x"])
FIELDS = st.sampled_from(["keys", "label", "footer", "shadows", "required", "sends", "x"])
KEYS = st.one_of(st.text(alphabet=string.printable, max_size=6), st.sampled_from(["j", "g", "g g", "ctrl+s", "enter"]))
VALUES = st.one_of(st.lists(KEYS, max_size=3), st.booleans(), st.integers(-2, 2000), KEYS)
FILES = st.dictionaries(CONTEXTS, st.dictionaries(NAMES, st.dictionaries(FIELDS, VALUES, max_size=3), max_size=3))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(FILES)
def test_no_values_make_the_reader_raise(
    load_user_keys: Load, shipped: Keymap, values: dict[str, dict[str, dict[str, object]]]
) -> None:
    text = "\n".join(
        f"[{context}.{name}]\n" + "\n".join(f"{field} = {json.dumps(value)}" for field, value in fields.items())
        for context, actions in values.items()
        for name, fields in actions.items()
    )
    loaded = load_user_keys(text)
    assert loaded.keymap.actions.keys() == shipped.actions.keys()
    assert all(action.keys for action in loaded.keymap.actions.values() if action.is_required)
    assert all(isinstance(problem, Problem) for problem in loaded.problems)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.one_of(st.binary(max_size=80), st.text(alphabet="fednxtky.[]=\"'\n ", max_size=60).map(str.encode)))
def test_no_text_makes_the_reader_raise(paths: Paths, shipped: Keymap, content: bytes) -> None:
    paths.user_keymap.write_bytes(content)
    assert load_keymap(shipped_keymap(), paths.user_keymap).keymap.actions.keys() == shipped.actions.keys()
