"""Reads the shipped keybindings.toml and a user's over it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_desk.config.keymap import Action, ActionId, Context, ContextName, Keymap
from tui_desk.config.keymap_rules import BrokenRule, broken_rules, keys_in_trouble_over_ssh
from tui_desk.config.keymap_shape import actions_of, shape_problems, shipped_problems, user_problems
from tui_desk.config.keys import UnknownKeyError, parse_key
from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.toml_file import TomlFile, read_toml


class ShippedKeymapError(ConfigurationError):
    """The shipped keybindings.toml is wrong: a fault of the program, not of the user."""


@dataclass(frozen=True, slots=True)
class LoadedKeymap:
    """Keys that are safe to use, and what is wrong with the user's own."""

    keymap: Keymap
    problems: tuple[Problem, ...] = ()


def load_keymap(shipped: Path, user: Path) -> LoadedKeymap:
    """The shipped keys with the user's over them; the shipped ones alone if the user's file has a mistake.

    Raises ShippedKeymapError.
    """
    ours, shipped_keymap = _load_shipped(shipped)
    if not os.path.lexists(user):
        return LoadedKeymap(shipped_keymap)
    theirs = read_toml(user)
    if isinstance(theirs, Problem):
        return _refused(shipped_keymap, user, [theirs])
    if mistakes := [*shape_problems(theirs)] or [*user_problems(theirs, ours)]:
        return _refused(shipped_keymap, user, mistakes)
    merged = _merged(ours.values, theirs.values)
    if unknown := list(_unknown_keys(merged)):
        return _refused(shipped_keymap, user, _located(unknown, theirs))
    keymap = _keymap(merged)
    if broken := list(broken_rules(keymap)):
        return _refused(shipped_keymap, user, _located(broken, theirs))
    return LoadedKeymap(keymap, tuple(_located(keys_in_trouble_over_ssh(keymap), theirs)))


def _load_shipped(path: Path) -> tuple[TomlFile, Keymap]:
    file = read_toml(path)
    if isinstance(file, Problem):
        raise _shipped_error([file])
    if mistakes := [*shape_problems(file)] or [*shipped_problems(file)]:
        raise _shipped_error(mistakes)
    if unknown := list(_unknown_keys(file.values)):
        raise _shipped_error(_located(unknown, file))
    keymap = _keymap(file.values)
    if broken := list(broken_rules(keymap)):
        raise _shipped_error(_located(broken, file))
    return file, keymap


def _shipped_error(mistakes: list[Problem]) -> ShippedKeymapError:
    listed = "; ".join(f"{mistake.place}: {mistake.title}" for mistake in mistakes)
    return ShippedKeymapError("The shipped keys are damaged", f"Install tui-desk again ({listed}).")


def _refused(shipped: Keymap, user: Path, mistakes: list[Problem]) -> LoadedKeymap:
    count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    sentence = f"{user.name} has {count}; until then the shipped keys are in use."
    return LoadedKeymap(shipped, (Problem(user, None, "Your own keys are not in use", sentence), *mistakes))


def _merged(shipped: dict[str, Any], user: dict[str, Any]) -> dict[str, Any]:
    """The shipped tables with each field the user names in place of the shipped one."""
    merged: dict[str, Any] = {}
    for context, table in shipped.items():
        changes = user.get(context, {})
        merged[context] = {
            name: value | changes.get(name, {}) if isinstance(value, dict) else value for name, value in table.items()
        }
    return merged


def _unknown_keys(values: dict[str, Any]) -> Iterable[BrokenRule]:
    for context, table in values.items():
        for name, fields in actions_of(table).items():
            for spelling in fields["keys"]:
                try:
                    parse_key(spelling)
                except UnknownKeyError as error:
                    title = f"There is no key {spelling!r}"
                    yield BrokenRule(ActionId(f"{context}.{name}"), title, error.advice)


def _keymap(values: dict[str, Any]) -> Keymap:
    contexts: dict[ContextName, Context] = {}
    actions: dict[ActionId, Action] = {}
    for context, table in values.items():
        name = ContextName(context)
        parent = table.get("inherits")
        contexts[name] = Context(
            name,
            table["title"],
            ContextName(parent) if parent else None,
            is_text=table.get("text", False),
            is_one_line=table.get("one_line", False),
        )
        for action, fields in actions_of(table).items():
            action_id = ActionId(f"{context}.{action}")
            actions[action_id] = _action(action_id, name, fields)
    return Keymap(MappingProxyType(contexts), MappingProxyType(actions))


def _action(action_id: ActionId, context: ContextName, fields: dict[str, Any]) -> Action:
    return Action(
        id=action_id,
        context=context,
        keys=tuple(dict.fromkeys(parse_key(spelling) for spelling in fields["keys"])),
        label=fields["label"],
        help=fields["help"],
        group=fields["group"],
        footer_rank=fields.get("footer", 0) or None,
        shadows=fields.get("shadows", False),
        is_required=fields.get("required", False),
        sends=fields.get("sends", False),
    )


def _located(broken: Iterable[BrokenRule], file: TomlFile) -> list[Problem]:
    """Each breach at the line in the file that brought it about: of the actions in it, the last one written there."""
    problems = []
    for rule in broken:
        places = [(*action.split(".", 1), "keys") for action in (rule.action, *rule.others)]
        lines = [file.lines.get(place) or file.lines.get(place[:2]) for place in places]
        line = max((line for line in lines if line is not None), default=None)
        problems.append(Problem(file.path, line, rule.title, rule.sentence))
    return problems
