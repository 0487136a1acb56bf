"""Reads the shipped keybindings.toml, a preset over it, and a user's over both."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tui_desk.config.keymap import Action, ActionId, Context, ContextName, Keymap
from tui_desk.config.keymap_rules import BrokenRule, broken_rules, keys_in_trouble_over_ssh
from tui_desk.config.keymap_shape import actions_of, shape_problems, shipped_problems, user_problems
from tui_desk.config.keys import UnknownKeyError, is_plain, parse_key
from tui_desk.config.macros import MACROS, macro_actions, macro_problems
from tui_desk.config.problems import ConfigurationError, Problem
from tui_desk.config.toml_file import TomlFile, read_toml

PRESETS = Path(__file__).parent / "shipped" / "keys"
"""The shipped changes to the shipped keys, a file for each preset; "default" has none."""

_PRESET = "preset"
"""The table of a preset's file that is about the preset itself."""


class ShippedKeymapError(ConfigurationError):
    """The shipped keybindings.toml, or a preset, is wrong: a fault of the program, not of the user."""


@dataclass(frozen=True, slots=True)
class LoadedKeymap:
    """Keys that are safe to use, and what is wrong with the user's own."""

    keymap: Keymap
    problems: tuple[Problem, ...] = ()
    """Why the user's keys are not in use."""
    warnings: tuple[Problem, ...] = ()
    """Keys that are in use, but do not arrive from every terminal."""


def preset_file(name: str) -> Path | None:
    """The file of a preset by the name that the settings give it; None for the shipped keys as they are."""
    return None if name == "default" else PRESETS / f"{name}.toml"


def load_keymap(shipped: Path, user: Path, preset: Path | None = None) -> LoadedKeymap:
    """The shipped keys with the preset and the user's over them; without the user's if their file has a mistake.

    Raises ShippedKeymapError.
    """
    ours, shipped_keymap = _load_shipped(shipped, preset)
    if not os.path.lexists(user):
        return LoadedKeymap(shipped_keymap)
    read = read_toml(user)
    if isinstance(read, Problem):
        return _refused(shipped_keymap, user, [read])
    theirs = _without(read, MACROS)
    shipped_actions = {context: actions_of(table) for context, table in ours.values.items()}
    mistakes = [*shape_problems(theirs)] or [*user_problems(theirs, ours), *macro_problems(read, shipped_actions)]
    if mistakes:
        return _refused(shipped_keymap, user, mistakes)
    merged = _merged(ours.values, theirs.values)
    if unknown := list(_unknown_keys(merged)):
        return _refused(shipped_keymap, user, _located(unknown, theirs))
    keymap = _with_macros(_keymap(merged), macro_actions(read, shipped_actions))
    if broken := list(broken_rules(keymap)):
        return _refused(shipped_keymap, user, _located(broken, read))
    return LoadedKeymap(keymap, warnings=tuple(_located(keys_in_trouble_over_ssh(keymap), read)))


def _load_shipped(path: Path, preset: Path | None) -> tuple[TomlFile, Keymap]:
    """The shipped tables, with those of the preset in them."""
    file = _read_shipped(path)
    _refuse_shipped([*shape_problems(file)] or [*shipped_problems(file)])
    _refuse_shipped(_located(_unknown_keys(file.values), file))
    if preset is not None:
        file = replace(file, values=_preset_over(file, _read_shipped(preset)))
    keymap = _keymap(file.values)
    _refuse_shipped(_located(broken_rules(keymap), file))
    return file, keymap


def _preset_over(shipped: TomlFile, read: TomlFile) -> dict[str, Any]:
    preset = _without(read, _PRESET)
    _refuse_shipped([*shape_problems(preset)] or [*user_problems(preset, shipped)])
    only_plain = read.values.get(_PRESET, {}).get("only_plain_keys", False)
    merged = _merged(_plain(shipped.values) if only_plain else shipped.values, preset.values)
    _refuse_shipped(_located(_unknown_keys(merged), preset))
    return merged


def _read_shipped(path: Path) -> TomlFile:
    file = read_toml(path)
    if isinstance(file, Problem):
        raise _shipped_error([file])
    return file


def _refuse_shipped(mistakes: list[Problem]) -> None:
    if mistakes:
        raise _shipped_error(mistakes)


def _shipped_error(mistakes: list[Problem]) -> ShippedKeymapError:
    listed = "; ".join(f"{mistake.place}: {mistake.title}" for mistake in mistakes)
    return ShippedKeymapError("The shipped keys are damaged", f"Install tui-desk again ({listed}).")


def _refused(shipped: Keymap, user: Path, mistakes: list[Problem]) -> LoadedKeymap:
    count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    sentence = f"{user.name} has {count}; until then the shipped keys are in use."
    return LoadedKeymap(shipped, (Problem(user, None, "Your own keys are not in use", sentence), *mistakes))


def _merged(shipped: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    """The shipped tables with each field that is changed in place of the shipped one."""
    merged: dict[str, Any] = {}
    for context, table in shipped.items():
        changes = changed.get(context, {})
        merged[context] = {
            name: value | changes.get(name, {}) if isinstance(value, dict) else value for name, value in table.items()
        }
    return merged


def _plain(shipped: dict[str, Any]) -> dict[str, Any]:
    """The shipped tables without the keys that need more than arrows, Enter, Esc, Tab, paging and function keys."""
    plain = {
        context: {name: {"keys": [key for key in fields["keys"] if is_plain(parse_key(key))]} for name, fields in named}
        for context, named in ((context, actions_of(table).items()) for context, table in shipped.items())
    }
    return _merged(shipped, plain)


def _without(file: TomlFile, table: str) -> TomlFile:
    return replace(file, values={name: value for name, value in file.values.items() if name != table})


def _unknown_keys(values: dict[str, Any]) -> Iterator[BrokenRule]:
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


def _with_macros(keymap: Keymap, macros: Iterable[Action]) -> Keymap:
    actions = {**keymap.actions, **{macro.id: macro for macro in macros}}
    return replace(keymap, actions=MappingProxyType(actions))


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
        counts=fields.get("counts", False),
        repeats=fields.get("repeats", False),
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
