"""The command line in words: names, what fits what is typed and by which letters, and what follows a name."""

from collections.abc import Sequence
from datetime import UTC

import pytest
from at_the_desk import keymap
from feed_rows import NOW

from tui_desk.config.keymap import Action, ActionId, ContextName, Step
from tui_desk.config.views import SavedView, with_views
from tui_desk.tui.present.arguments import InUse, fitting, times
from tui_desk.tui.present.commands import TAKES, Takes, command_name, matched, options, question, read_command
from tui_desk.tui.present.spans import Role, plain

HERE = keymap().actions_in(ContextName("feed"))
IN_USE = InUse(("bug", "refund"), ("anna", "jo"), ("now", "late ones"), ("desk-dark", "desk-light"))


def known(takes: Takes, typed: str) -> Sequence[tuple[str, str]]:
    return fitting(takes, typed, IN_USE, NOW, UTC)


def offered(line: str) -> list[str]:
    return [option.line for option in options(line, HERE, known)]


def asked(line: str) -> tuple[str, str] | None:
    command = read_command(line, HERE)
    return (command.action.id, command.argument) if command is not None else None


@pytest.mark.parametrize("context", ["feed", "thread", "panel", "composer"])
def test_every_name_is_of_one_action(context: str) -> None:
    names = [command_name(action) for action in keymap().actions_in(ContextName(context))]
    assert sorted(names) == sorted(set(names))
    assert not any(" " in name for name in names)


def test_what_takes_words_exists() -> None:
    assert [action for action in TAKES if ActionId(action) not in keymap().actions] == []


@pytest.mark.parametrize(
    ("line", "action", "argument"),
    [
        ("snooze 3h", "case.snooze_custom", "3h"),
        ("label  two words ", "case.label", "two words"),
        ("no-answer duplicate", "case.no_answer", "duplicate"),
        ("watch", "case.watch", ""),
        ("resol", "case.resolve", ""),
        ("resolve", "case.resolve", ""),
        ("resolve-next", "case.resolve_next", ""),
        ("assi anna", "case.assign", "anna"),
        ("1 hour", "case.snooze_hour", ""),
        ("Until they", "case.snooze_until_reply", ""),
        ("gg", "feed.first", ""),
    ],
)
def test_a_line_asks_for_an_action(line: str, action: str, argument: str) -> None:
    assert asked(line) == (action, argument)


@pytest.mark.parametrize("line", ["", "  ", "qqq", "qqq anna"])
def test_a_line_that_fits_nothing_asks_for_nothing(line: str) -> None:
    assert asked(line) is None


@pytest.mark.parametrize(
    ("typed", "text", "rank", "letters"),
    [
        ("res", "resolve", 0, (0, 1, 2)),
        ("next", "resolve-next", 1, (8, 9, 10, 11)),
        ("solve", "resolve", 2, (2, 3, 4, 5, 6)),
        ("rn", "resolve-next", 9, (0, 8)),
        ("RE", "resolve", 0, (0, 1)),
        ("e t", "next time", 2, None),
    ],
)
def test_letters_are_matched(typed: str, text: str, rank: int, letters: tuple[int, ...] | None) -> None:
    found = matched(typed, text)
    assert found is not None
    if letters is not None:
        assert found == (rank, letters)


@pytest.mark.parametrize("typed", ["x", "ser", "resolves"])
def test_letters_in_another_order_do_not_fit(typed: str) -> None:
    assert matched(typed, "reso") is None


def test_matched_letters_are_set_apart() -> None:
    option = next(each for each in options("resne", HERE, known) if each.line == "resolve-next")
    spans = (*option.columns.left, *option.columns.fill)
    assert [span.text for span in spans if span.role is Role.MATCH] == ["res", "ne"]
    assert plain(option.columns.right).split() == ["E"]


def test_names_are_offered_then_what_follows_them() -> None:
    assert offered("prio")[0] == "priority "
    assert offered("priority ") == [f"priority {name}" for name in ("low", "normal", "high", "urgent")]
    assert offered("label f") == ["label refund"]
    assert offered("assign ") == ["assign anna", "assign jo"]
    assert offered("view ") == ["view now", "view late ones", "view save "]
    assert offered("theme li") == ["theme desk-light"]
    assert offered("search from:a la") == ["search from:a lang:", "search from:a label:", "search from:a lane:"]
    assert offered("no-answer du") == []
    assert len(offered("")) == len(HERE)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "a name, a label or a key"),
        ("qqq", "no such action here"),
        ("label", "Label: a label, or Enter to be asked"),
        ("label refund", "Label"),
        ("watch", "Watch"),
        ("watch it", "Watch takes no words"),
    ],
)
def test_the_line_says_what_may_follow(line: str, said: str) -> None:
    assert question(read_command(line, HERE), line) == said


def test_times_say_what_they_mean() -> None:
    assert times("tom", NOW, UTC) == [("tomorrow 9:00", "= Mon 09:00"), ("tomorrow 14:00", "= Mon 14:00")]
    assert times("25 nov 10:00", NOW, UTC) == [("25 nov 10:00", "= Wed 10:00")]
    assert times("3h", NOW, UTC)[0] == ("3h", "= 17:00")
    assert times("wed", NOW, UTC) == [("wed", "= Wed 09:00"), ("wed 9:00", "= Wed 09:00")]
    assert times("nowhen", NOW, UTC) == []
    assert times("", NOW, UTC)[0] == ("1h", "= 15:00")


def test_a_saved_view_and_a_macro_have_names() -> None:
    actions = with_views(keymap(), [SavedView("late ones", "parcel")]).actions
    assert command_name(actions[ActionId("view.late_ones")]) == "view late ones"
    steps = (Step(ActionId("case.label"), "x"), Step(ActionId("case.watch")))
    macro = Action(ActionId("macros.a"), ContextName("case"), (), "Label x + Watch", "", "", None, steps=steps)
    assert command_name(macro) == "Label x + Watch"
    command = read_command("label x +", [*HERE, macro])
    assert command is not None
    assert command.argument == "x +"
