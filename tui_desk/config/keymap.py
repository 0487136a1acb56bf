"""The keymap: which key does what in which context, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NewType

from tui_desk.config.keys import display_key, strokes_of, works_while_typing

ActionId = NewType("ActionId", str)
"""The context that declares the action, a dot, and its name, such as feed.next."""
ContextName = NewType("ContextName", str)


@dataclass(frozen=True, slots=True)
class Context:
    """A part of the screen with keys of its own; those of `inherits` work in it, too."""

    name: ContextName
    title: str
    inherits: ContextName | None
    is_text: bool
    """Whether characters are typed here, so that only ctrl chords and function keys reach the contexts around it."""
    is_one_line: bool = False
    """Whether what is typed here is one line, so that Enter writes nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """An action as it is done: with the words that its question would be answered with, or none."""

    action: ActionId
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing an agent can do by a key."""

    id: ActionId
    context: ContextName
    """Where it is declared; contexts that inherit from this one have it, too."""
    keys: tuple[str, ...]
    """By the terminal library's names, sequences with spaces between; empty if only the palette reaches it."""
    label: str
    help: str
    group: str
    footer_rank: int | None
    """The smaller, the sooner in the footer; None to stay out of it."""
    shadows: bool = False
    """Whether its keys take precedence over the same keys of the contexts around."""
    is_required: bool = False
    """Whether the desk cannot be worked without it."""
    sends: bool = False
    """Whether it leads to something being sent, so that Enter must not be its key."""
    counts: bool = False
    """Whether a number before its key does it so many times."""
    repeats: bool = False
    """Whether it can be done again to another case, with the same words; the answer to a question goes with it."""
    steps: tuple[Step, ...] = ()
    """What a user's macro does, one after the other; empty for every other action."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """All contexts and actions, in the order of the file."""

    contexts: Mapping[ContextName, Context]
    actions: Mapping[ActionId, Action]

    def keys_for(self, action_id: ActionId) -> tuple[str, ...]:
        """The keys of an action. Raises KeyError if there is no such action."""
        return self.actions[action_id].keys

    def declared_in(self, context: ContextName) -> tuple[Action, ...]:
        """The context's own actions. Raises KeyError if there is no such context."""
        name = self.contexts[context].name
        return tuple(action for action in self.actions.values() if action.context == name)

    def actions_in(self, context: ContextName) -> tuple[Action, ...]:
        """Its own and the inherited actions, each with the keys that work here. Raises KeyError."""
        found = self.contexts[context]
        own = self.declared_in(context)
        if found.inherits is None:
            return own
        shadowing = [key for action in own if action.shadows for key in action.keys]
        return (*own, *(_as_inherited(action, found, shadowing) for action in self.actions_in(found.inherits)))

    def footer(self, context: ContextName) -> tuple[Action, ...]:
        """The actions the footer shows here, the most important first. Raises KeyError."""
        shown = [(action.footer_rank, action) for action in self.actions_in(context) if action.keys]
        ranked = [(rank, action) for rank, action in shown if rank is not None]
        return tuple(action for _, action in sorted(ranked, key=lambda pair: pair[0]))

    @staticmethod
    def display_key(key: str) -> str:
        """The key as people read it, such as ^S for ctrl+s."""
        return display_key(key)


def clash(one: str, other: str) -> bool:
    """Whether pressing one key gets in the way of the other: the same, or the beginning of it."""
    shorter, longer = sorted((strokes_of(one), strokes_of(other)), key=len)
    return longer[: len(shorter)] == shorter


def _as_inherited(action: Action, context: Context, shadowing: list[str]) -> Action:
    keys = tuple(
        key
        for key in action.keys
        if (works_while_typing(key) or not context.is_text) and not any(clash(key, own) for own in shadowing)
    )
    return action if keys == action.keys else replace(action, keys=keys)
