"""Macros: several actions of a user's on one key, each with the words that it would ask for."""

from collections.abc import Iterator
from typing import Any

from tui_desk.config.keymap import Action, ActionId, ContextName, Step
from tui_desk.config.keys import UnknownKeyError, parse_key
from tui_desk.config.problems import Problem, nearest
from tui_desk.config.toml_file import TomlFile

MACROS = "macros"
"""The table of a user's keybindings.toml that holds them."""

_WHERE = ContextName("case")
"""Macros are for cases: their keys work wherever there is one."""
_DOABLE = frozenset({"case", "desk"})
"""The contexts whose actions can be done wherever there is a case."""

Actions = dict[str, dict[str, dict[str, Any]]]
"""The fields of the shipped actions by context and name."""


def macro_problems(file: TomlFile, actions: Actions) -> Iterator[Problem]:
    """What is wrong with the macros in a user's file."""
    table = file.values.get(MACROS, {})
    if not isinstance(table, dict):
        sentence = 'Write [macros] and below it lines such as "; a" = ["case.label refund"].'
        yield Problem(file.path, file.line_of(MACROS), "macros is a table", sentence)
        return
    for key, steps in table.items():
        for title, sentence in (*_wrong_key(key), *_wrong_steps(key, steps, actions)):
            yield Problem(file.path, file.line_of(MACROS, key), title, sentence)


def macro_actions(file: TomlFile, actions: Actions) -> list[Action]:
    """The macros of a file without problems, each as an action on a case."""
    return [
        _action(key, [_step(text) for text in steps], actions) for key, steps in file.values.get(MACROS, {}).items()
    ]


def _action(key: str, steps: list[Step], actions: Actions) -> Action:
    words = " + ".join(" ".join(filter(None, (_label(step, actions), step.argument))) for step in steps)
    return Action(
        id=ActionId(f"{MACROS}.{key}"),
        context=_WHERE,
        keys=(parse_key(key),),
        label=words,
        help=f"Your macro: {words}.",
        group="Macros",
        footer_rank=None,
        repeats=True,
        steps=tuple(steps),
    )


def _label(step: Step, actions: Actions) -> str:
    context, name = step.action.split(".", 1)
    label: str = actions[context][name]["label"]
    return label.removesuffix("…").rstrip()


def _step(text: str) -> Step:
    action, _, argument = text.strip().partition(" ")
    return Step(ActionId(action), argument.strip())


def _wrong_key(key: str) -> Iterator[tuple[str, str]]:
    try:
        parse_key(key)
    except UnknownKeyError as error:
        yield f"There is no key {key!r}", error.advice


def _wrong_steps(key: str, steps: object, actions: Actions) -> Iterator[tuple[str, str]]:
    if not isinstance(steps, list) or not steps or not all(_is_words(text) for text in steps):
        yield f"The macro {key!r} does nothing", 'It must be a list of actions, such as ["case.label refund"].'
        return
    for step in map(_step, steps):
        context, _, name = step.action.partition(".")
        fields = actions.get(context, {}).get(name) if context in _DOABLE else None
        if fields is None:
            known = [f"{one}.{other}" for one in sorted(_DOABLE) for other in actions[one]]
            advice = nearest(step.action, known, otherwise="docs/keys.md has their names, such as case.label.")
            yield f"The macro {key!r} has no action {step.action!r} to do", advice
        elif fields.get("sends", False):
            yield f"The macro {key!r} sends", f"Take {step.action} out of it: what is sent is a key press of its own."


def _is_words(value: object) -> bool:
    return isinstance(value, str) and value.strip() != "" and value.isprintable()
