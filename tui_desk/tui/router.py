"""Finds the action for what is pressed, in the context that has the keys; knows sequences such as `g g`, and counts."""

from dataclasses import dataclass, replace

from tui_desk.config.keymap import Action, ContextName, Keymap
from tui_desk.config.layouts import Keyboard, key_in_its_place

MOST_DIGITS = 3
"""A count takes no more digits: who holds one down means no million."""

_DIGITS = frozenset("0123456789")
_CANCEL = "escape"


@dataclass(frozen=True, slots=True)
class Begun:
    """What has been pressed of something that takes more than one key."""

    keys: str = ""
    """The beginning of a sequence."""
    count: str | None = None
    """The digits of a count; empty where it was announced, and None where nobody counts."""

    def __bool__(self) -> bool:
        """Whether anything has begun."""
        return bool(self.keys) or self.count is not None


NOTHING = Begun()


@dataclass(frozen=True, slots=True)
class Pressed:
    """The keys are those of an action."""

    action: Action
    count: int | None = None
    """How many times, if a number was typed before."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The keys so far begin something; nothing once it was given up."""

    begun: Begun = NOTHING


@dataclass(frozen=True, slots=True)
class LeadsNowhere:
    """What had begun does not go on with this key, and is forgotten."""

    begun: Begun
    key: str


class KeyRouter:
    """Holds back keys for as long as they begin something in the context, however long the next one takes.

    A key that means nothing is taken for the one in its place on an English keyboard (see `config.layouts`): so
    that can never come before a key that means something.
    """

    def __init__(self, keymap: Keymap, keyboard: Keyboard = "qwerty") -> None:
        """Make a table of keys for each context; a key that is no action's is nobody's."""
        self._keyboard: Keyboard = keyboard
        self._actions = {
            context: {key: action for action in keymap.actions_in(context) for key in action.keys}
            for context in keymap.contexts
        }
        self._beginnings = {context: _beginnings(keys) for context, keys in self._actions.items()}
        self._text = {name for name, context in keymap.contexts.items() if context.is_text}
        self._counting = {
            context
            for context, keys in self._actions.items()
            if context not in self._text and not any(key[0] in _DIGITS and key[1:2] in {"", " "} for key in keys)
        }
        """Where digits begin a number: where no text is typed, and none of them is a key."""
        self._context: ContextName | None = None
        self._begun = NOTHING

    @property
    def begun(self) -> Begun:
        """What has begun, and waits for its next key."""
        return self._begun

    def press(self, context: ContextName, key: str) -> Pressed | Unfinished | LeadsNowhere | None:
        """What a key means here: an action, the beginning of something, or nothing. Escape gives up what has begun."""
        begun = self._begun if context == self._context else NOTHING
        self._context, self._begun = context, NOTHING
        if begun and key == _CANCEL:
            return Unfinished()
        found = self._meaning(context, begun, key)
        if found is None and (instead := self._in_its_place(context, key)) is not None:
            found = self._meaning(context, begun, instead)
        if found is None and begun:
            return LeadsNowhere(begun, key)
        if isinstance(found, Unfinished):
            self._begun = found.begun
        return found

    def give_up(self) -> None:
        """Forget what has begun."""
        self._begun = NOTHING

    def begin_count(self, context: ContextName) -> None:
        """Take the digits that follow for a count, also where they are keys."""
        self._context, self._begun = context, Begun(count="")

    def _meaning(self, context: ContextName, begun: Begun, key: str) -> Pressed | Unfinished | None:
        if key in _DIGITS and not begun.keys and self._counts(context, begun, key):
            return Unfinished(replace(begun, count=f"{begun.count or ''}{key}"[:MOST_DIGITS]))
        keys = f"{begun.keys} {key}" if begun.keys else key
        if (action := self._actions[context].get(keys)) is not None:
            return Pressed(action, int(begun.count) if begun.count else None)
        return Unfinished(replace(begun, keys=keys)) if keys in self._beginnings[context] else None

    def _counts(self, context: ContextName, begun: Begun, digit: str) -> bool:
        """Whether a digit belongs to a count; none begins with a zero."""
        if not begun.count and digit == "0":
            return False
        return begun.count is not None or context in self._counting

    def _in_its_place(self, context: ContextName, key: str) -> str | None:
        # Into a text every letter is typed as it is; a chord with ctrl types nothing.
        return key_in_its_place(key, self._keyboard) if context not in self._text or "ctrl+" in key else None


def _beginnings(keys: dict[str, Action]) -> frozenset[str]:
    strokes = [key.split(" ") for key in keys]
    return frozenset(" ".join(parts[:length]) for parts in strokes for length in range(1, len(parts)))
