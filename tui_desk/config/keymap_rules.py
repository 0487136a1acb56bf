"""The rules a keymap must keep so that every key does one thing and nothing is sent by accident."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tui_desk.config.keymap import Action, ActionId, Context, Keymap
from tui_desk.config.keys import (
    display_key,
    is_enter,
    nearest_that_arrives,
    strokes_of,
    trouble_over_ssh,
    types_text,
)


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """What is wrong with the keys of an action, in words; `others` are the actions it collides with."""

    action: ActionId
    title: str
    sentence: str
    others: tuple[ActionId, ...] = ()


def broken_rules(keymap: Keymap) -> Iterator[BrokenRule]:
    """Every breach; a keymap without any is safe to hand to the screen."""
    for action in keymap.actions.values():
        yield from _broken_by_itself(action, keymap.contexts[action.context])
    reported: set[frozenset[ActionId]] = set()
    for context in keymap.contexts.values():
        for broken in _collisions(keymap, context):
            pair = frozenset((broken.action, *broken.others))
            if pair not in reported:
                reported.add(pair)
                yield broken


def keys_in_trouble_over_ssh(keymap: Keymap) -> Iterator[BrokenRule]:
    """Keys that are allowed, but that many terminals never deliver."""
    for action in keymap.actions.values():
        for key in action.keys:
            if trouble := trouble_over_ssh(key):
                sentence = f"Over SSH and in tmux it {trouble}; {_way_out(keymap, action, key)}."
                yield BrokenRule(action.id, f"{key} may never arrive", sentence)


def _way_out(keymap: Keymap, action: Action, key: str) -> str:
    """What to write instead of a key in trouble."""
    nearest = nearest_that_arrives(key)
    if nearest in action.keys:
        return "only its other keys are sure"
    owner = next((one.id for one in keymap.actions_in(action.context) if nearest in one.keys), None)
    if owner is not None:
        return f"{nearest} is {owner}, so give {action.id} another key as well"
    is_written = nearest is None or next(_broken_keys(action, (nearest,), keymap.contexts[action.context]), None)
    return f"give {action.id} another key as well" if is_written else f"write {nearest} for {action.id}, or add it"


def _broken_by_itself(action: Action, context: Context) -> Iterator[BrokenRule]:
    if action.is_required and not action.keys:
        yield BrokenRule(action.id, f"{action.id} has no key", "The desk cannot be worked without it: give it one.")
    if action.sends and action.repeats:
        yield BrokenRule(action.id, f"{action.id} sends and repeats", "What sends is done by one press each time.")
    yield from _broken_keys(action, action.keys, context)


def _broken_keys(action: Action, keys: Iterable[str], context: Context) -> Iterator[BrokenRule]:
    """What is wrong with some keys for an action, whatever else there is."""
    for key in keys:
        if action.sends and is_enter(key):
            sentence = "A line break, typed or pasted, must never send: choose another key."
            yield BrokenRule(action.id, f"Enter on {action.id}", sentence)
        if context.is_text and types_text(key) and not (context.is_one_line and key == "enter"):
            title = f"{display_key(key)} is typed in {context.title.lower()}"
            sentence = f"{action.id} needs a key that writes nothing, such as ctrl+s or escape."
            yield BrokenRule(action.id, title, sentence)


def _collisions(keymap: Keymap, context: Context) -> Iterator[BrokenRule]:
    """Pairs of actions in one context where a key of one is a key of the other, or begins one of its sequences."""
    owners: dict[tuple[str, ...], Action] = {}
    # Parents last, so that the action named first is the one nearer to the context.
    for action in keymap.actions_in(context.name):
        for key in action.keys:
            strokes = strokes_of(key)
            if (owner := owners.setdefault(strokes, action)) is not action:
                yield _same_key(owner, action, key, context)
    for strokes, action in owners.items():
        for length in range(1, len(strokes)):
            if (beginning := owners.get(strokes[:length])) is not None:
                yield _prefix(beginning, action, strokes, length, context)


def _same_key(owner: Action, other: Action, key: str, context: Context) -> BrokenRule:
    title = f"{display_key(key)} is both {owner.id} and {other.id}"
    sentence = f"In {context.title.lower()} both are there: give one of them another key"
    if owner.context != other.context:
        sentence += f", or write shadows = true for {owner.id}"
    return BrokenRule(owner.id, title, f"{sentence}.", (other.id,))


def _prefix(owner: Action, longer: Action, strokes: tuple[str, ...], length: int, context: Context) -> BrokenRule:
    key, sequence = " ".join(strokes[:length]), " ".join(strokes)
    title = f"{key!r} ({owner.id}) begins {sequence!r} ({longer.id})"
    sentence = f"In {context.title.lower()} the sequence could never be finished: give one of them another key."
    return BrokenRule(owner.id, title, sentence, (longer.id,))
