"""The shipped keys, and every way in which a user's file can be wrong."""

import json
import re
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_desk.config.keymap import ActionId, ContextName, Keymap, Step
from tui_desk.config.keymap_rules import keys_in_trouble_over_ssh
from tui_desk.config.keys import is_plain
from tui_desk.config.paths import Paths
from tui_desk.config.problems import Problem
from tui_desk.config.read_keymap import LoadedKeymap, ShippedKeymapError, load_keymap, preset_file
from tui_desk.config.resources import shipped_keymap
from tui_desk.config.settings import DeskSettings

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


# Presets.


def preset(name: str) -> Keymap:
    return load_keymap(shipped_keymap(), Path("no user file"), preset_file(name)).keymap


PRESET_NAMES = [str(name) for name in get_args(get_type_hints(DeskSettings)["keys"]) if name != "default"]


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_a_preset_changes_keys_and_nothing_that_is_fixed(shipped: Keymap, name: str) -> None:
    changed = preset(name)
    assert changed.contexts == shipped.contexts
    for action, before in shipped.actions.items():
        after = changed.actions[action]
        fixed = replace(after, keys=before.keys, label=before.label, footer_rank=before.footer_rank)
        assert fixed == before


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_every_key_of_a_preset_arrives_over_ssh(name: str) -> None:
    assert list(keys_in_trouble_over_ssh(preset(name))) == []


def test_the_keys_of_vim_leave_the_digits_to_numbers(shipped: Keymap) -> None:
    vim = preset("vim")
    assert keys(vim, "case.view_owed") == ("g 3",)
    assert keys(vim, "feed.next") == keys(shipped, "feed.next")
    assert [key for action in vim.actions.values() for key in action.keys if key[0].isdecimal()] == []


def test_the_keys_of_the_part_timer_are_arrows_and_function_keys() -> None:
    arrows = preset("arrows")
    assert {key for action in arrows.actions.values() for key in action.keys if not is_plain(key)} == {"ctrl+q"}
    assert keys(arrows, "feed.next") == ("down",)
    assert keys(arrows, "case.thank") == ()


def test_the_part_timer_reaches_the_palette_and_a_way_out_everywhere() -> None:
    arrows = preset("arrows")
    for context in arrows.contexts:
        here = keys_in(arrows, context)
        # A palette of its own cannot be opened in itself.
        assert here["desk.palette"] or context == "command", context
        assert any("escape" in keys for keys in here.values()) or context in {"desk", "case"}, context


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_what_sends_has_a_key_in_every_preset(name: str) -> None:
    """The palette does not send."""
    assert [action.id for action in preset(name).actions.values() if action.sends and not action.keys] == []


def test_what_sends_for_the_part_timer_is_no_key_that_was_just_pressed() -> None:
    arrows = preset("arrows")
    sending = {action.id: action.keys for action in arrows.actions.values() if action.sends}
    # It shows once more what would be sent.
    assert sending.pop(ActionId("composer.send")) == ("f2",)
    assert sending.pop(ActionId("review.send_resolve")) == ("f5",)
    assert set(sending.values()) == {("f4",)}
    assert [action for action, pressed in keys_in(arrows, "feed").items() if "f4" in pressed] == []


def test_the_users_keys_lie_over_the_preset(paths: Paths) -> None:
    paths.user_keymap.write_text('[case.undo]\nkeys = ["f11"]\n[feed.next]\nkeys = ["f12"]')
    loaded = load_keymap(shipped_keymap(), paths.user_keymap, preset_file("arrows"))
    assert loaded.problems == ()
    assert keys(loaded.keymap, "case.undo") == ("f11",)
    assert keys(loaded.keymap, "feed.next") == ("f12",)
    assert keys(loaded.keymap, "case.reply") == ("f2",)


def test_a_mistake_leaves_the_preset_in_use(paths: Paths) -> None:
    paths.user_keymap.write_text('[feed.nxt]\nkeys = ["v"]')
    loaded = load_keymap(shipped_keymap(), paths.user_keymap, preset_file("vim"))
    assert loaded.problems
    assert loaded.keymap == preset("vim")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[", "not valid TOML"),
        ("[feed.nxt]\nkeys = []", "no action feed.nxt"),
        ('[feed.next]\nkeys = ["ctlr+n"]', "no key 'ctlr+n'"),
        ('[feed.next]\nkeys = ["r"]', "r is both"),
        ("[preset]\nonly_plain_keys = true", "desk.help has no key"),
    ],
)
def test_a_wrong_preset_is_a_bug(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(text)
    with pytest.raises(ShippedKeymapError, match=re.escape(reason)):
        load_keymap(shipped_keymap(), tmp_path / "none", file)


# Macros.


def test_a_macro_is_an_action_on_a_case(load_user_keys: Load, shipped: Keymap) -> None:
    loaded = load_user_keys('[macros]\n"; a" = ["case.label refund", "case.snooze_custom  3h "]')
    assert loaded.problems == ()
    (macro,) = [action for action in loaded.keymap.actions.values() if action.id not in shipped.actions]
    assert macro.keys == ("semicolon a",)
    assert macro.steps == (
        Step(ActionId("case.label"), "refund"),
        Step(ActionId("case.snooze_custom"), "3h"),
    )
    assert (macro.label, macro.context, macro.sends) == ("Label refund + Until 3h", "case", False)
    assert keys_in(loaded.keymap, "feed")[macro.id] == ("semicolon a",)
    assert keys_in(loaded.keymap, "composer").get(macro.id, ()) == ()


@pytest.mark.parametrize(
    ("text", "line", "title", "sentence"),
    [
        ("macros = 1", 1, "macros is a table", "[macros]"),
        ('[macros]\n"; a" = "case.label x"', 2, "'; a' does nothing", "list of actions"),
        ('[macros]\n"; a" = []', 2, "'; a' does nothing", "list of actions"),
        ('[macros]\n"; a" = [1]', 2, "'; a' does nothing", "list of actions"),
        ('[macros]\n"; a" = ["case.label \\u001b"]', 2, "'; a' does nothing", "list of actions"),
        ('[macros]\n"crtl+a" = ["case.label x"]', 2, "no key 'crtl+a'", "Did you mean ctrl+a?"),
        ('[macros]\n"; a" = ["case.lable x"]', 2, "no action 'case.lable'", "Did you mean case.label?"),
        ('[macros]\n"; a" = ["review.send"]', 2, "no action 'review.send'", "such as case.label"),
        ('[macros]\n"; a" = ["label x"]', 2, "no action 'label'", "case.label"),
        ('[macros]\n"r" = ["case.watch"]', 2, "r is both case.reply and macros.r", "another key"),
        ('[macros]\n"h" = ["case.watch"]', 2, "'h' (macros.h) begins", "never be finished"),
        ('[macros]\n\n"r x" = ["case.watch"]', 3, "'r' (case.reply) begins 'r x' (macros.r x)", "never be finished"),
        ('[macros]\n"; a" = ["case.watch"]\n"; a b" = ["case.watch"]', 3, "begins", "never be finished"),
    ],
)
def test_a_mistake_in_a_macro_leaves_the_shipped_keys_in_use(
    load_user_keys: Load, shipped: Keymap, text: str, line: int, title: str, sentence: str
) -> None:
    loaded = load_user_keys(text)
    assert loaded.keymap == shipped
    _, problem, *_ = loaded.problems
    assert problem.line == line
    assert title in problem.title
    assert sentence in problem.sentence


def test_no_macro_sends(tmp_path: Path) -> None:
    shipped = shipped_keymap().read_text()
    sending = tmp_path / "shipped.toml"
    assert "[case.copy]\n" in shipped
    sending.write_text(shipped.replace("[case.copy]\n", "[case.copy]\nsends = true\n"))
    user = tmp_path / "keybindings.toml"
    user.write_text('[macros]\n"; a" = ["case.label x", "case.copy"]')
    loaded = load_keymap(sending, user)
    assert loaded.problems[1].title == "The macro '; a' sends"
    assert loaded.problems[1].line == 2


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
        ("[feed.next]\ncounts = false", 2, "feed.next.counts cannot be changed", "Remove the line"),
        ("[case.reply]\nrepeats = true", 2, "case.reply.repeats cannot be changed", "Remove the line"),
    ],
)
def test_a_mistake_leaves_the_shipped_keys_in_use(
    load_user_keys: Load, paths: Paths, shipped: Keymap, text: str, line: int, title: str, sentence: str
) -> None:
    loaded = load_user_keys(text)
    assert loaded.keymap == shipped
    notice, *problems = loaded.problems
    assert notice.title == "Your own keys are not in use"
    assert "until then the shipped keys are in use" in notice.sentence
    assert sentence in next(problem.sentence for problem in problems if title in problem.title)
    # One line may be several mistakes: the key of a parent collides with several children.
    assert {(problem.file, problem.line) for problem in problems} == {(paths.user_keymap, line)}


def test_of_two_lines_the_later_one_is_named(load_user_keys: Load) -> None:
    loaded = load_user_keys('[feed.previous]\nkeys = ["n"]\n\n[feed.next]\nkeys = ["n"]')
    assert [problem.line for problem in loaded.problems] == [None, 5]


def test_all_mistakes_are_told_at_once(load_user_keys: Load) -> None:
    loaded = load_user_keys('[feed.next]\nkeys = ["crtl+n"]\n[feed.previous]\nkeys = ["pgpu"]')
    assert [problem.line for problem in loaded.problems] == [None, 2, 4]
    assert "2 mistakes" in loaded.problems[0].sentence


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("ctrl+enter", "enter is feed.open, so give feed.last another key as well"),
        ("ctrl+i", "arrives as tab; tab is desk.next_pane, so give feed.last another key as well"),
        ("ctrl+m", "enter is feed.open"),
        ("ctrl+h", "write backspace for feed.last, or add it"),
        ("ctrl+[", "escape is feed.unmark"),
        ("ctrl+f5", "arrives as another key; write f5 for feed.last, or add it"),
        ("alt+z", "may arrive as Esc and then the letter; z is case.undo"),
        ("ctrl+1", "1 is case.view_now"),
    ],
)
def test_a_key_that_may_not_arrive_is_used_and_warned_of(load_user_keys: Load, key: str, advice: str) -> None:
    loaded = load_user_keys(f'[feed.last]\n\nkeys = ["{key}"]')
    assert loaded.problems == ()
    (warning,) = loaded.warnings
    assert warning.line == 3
    assert "may never arrive" in warning.title
    assert advice in warning.sentence
    assert keys(loaded.keymap, "feed.last") != ("G", "end")


@pytest.mark.parametrize(
    ("action", "key", "advice"),
    [
        ("composer.send", "ctrl+enter", "give composer.send another key as well"),  # Enter is typed, and must not send
        ("composer.close", "alt+n", "give composer.close another key as well"),
        ("feed.next", 'down", "alt+down", "ctrl+1", "1', "only its other keys are sure"),
    ],
)
def test_no_key_is_proposed_that_would_be_refused(load_user_keys: Load, action: str, key: str, advice: str) -> None:
    loaded = load_user_keys(f'[case.view_now]\nkeys = []\n[{action}]\nkeys = ["{key}"]')
    assert loaded.problems == ()
    (warning,) = loaded.warnings
    assert advice in warning.sentence


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
