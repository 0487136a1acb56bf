"""Finds the action for what is pressed, in the context that has the keys; knows sequences such as `g g`."""

from dataclasses import dataclass

from tui_desk.config.keymap import Action, ContextName, Keymap

SEQUENCE_TIMEOUT = 2.0
"""Seconds within which a sequence goes on; then it is forgotten."""

_CANCEL = "escape"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The keys so far begin a sequence."""

    keys: str


class KeyRouter:
    """Holds back keys for as long as they begin a sequence of the context, and no longer."""

    def __init__(self, keymap: Keymap) -> None:
        """Make a table of keys for each context; a key that is no action's is nobody's."""
        self._actions = {
            context: {key: action for action in keymap.actions_in(context) for key in action.keys}
            for context in keymap.contexts
        }
        self._beginnings = {context: _beginnings(keys) for context, keys in self._actions.items()}
        self._context: ContextName | None = None
        self._pressed = ""

    @property
    def is_waiting(self) -> bool:
        """Whether a sequence has begun."""
        return bool(self._pressed)

    @property
    def begun(self) -> str:
        """The keys of the sequence that has begun; empty if none has."""
        return self._pressed

    def press(self, context: ContextName, key: str) -> Action | Unfinished | None:
        """What a key means here: an action, the beginning of a sequence, or nothing.

        Escape gives a sequence up. A key that does not go on with a sequence counts by itself.
        """
        pressed = self._pressed if context == self._context else ""
        self._context, self._pressed = context, ""
        if pressed and key == _CANCEL:
            return Unfinished("")
        candidates = [f"{pressed} {key}", key] if pressed else [key]
        for candidate in candidates:
            if (action := self._actions[context].get(candidate)) is not None:
                return action
            if candidate in self._beginnings[context]:
                self._pressed = candidate
                return Unfinished(candidate)
        return None

    def give_up(self) -> None:
        """Forget a sequence that was not gone on with."""
        self._pressed = ""


def _beginnings(keys: dict[str, Action]) -> frozenset[str]:
    strokes = [key.split(" ") for key in keys]
    return frozenset(" ".join(parts[:length]) for parts in strokes for length in range(1, len(parts)))
