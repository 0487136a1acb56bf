"""What `.` does again: the last thing that was done to a case, with the words it was done with."""

from tui_desk.config.keymap import Action, ContextName, Keymap, Step


class Repeating:
    """Remembers it while it is done: first the key, then the answer to what it asked."""

    def __init__(self, keymap: Keymap) -> None:
        """Of the actions in `keymap`, those that repeat are remembered."""
        self._answers = {
            context for context in keymap.contexts for action in keymap.declared_in(context) if action.repeats
        } - {ContextName("case")}
        """The contexts of questions whose answer goes with what asked them."""
        self._asked: Step | None = None
        self._last: tuple[Step, ...] = ()

    @property
    def last(self) -> tuple[Step, ...]:
        """What was done last, one step after the other; empty if nothing was."""
        return self._last

    def is_answer(self, context: ContextName | None) -> bool:
        """Whether the actions of a context answer a question that can be repeated."""
        return context in self._answers

    def note(self, action: Action, written: str, context: ContextName | None) -> None:
        """Remember that an action was done. `written`: the words it was done with; `context` has the keys now."""
        is_asking = self.is_answer(context)
        if action.context in self._answers:
            self._note_answer(action, written, is_asking=is_asking)
        elif action.repeats:
            self._note_done(Step(action.id, written), is_asking=is_asking)
        elif not is_asking:
            self._asked = None

    def _note_done(self, step: Step, *, is_asking: bool) -> None:
        if is_asking:
            self._asked = step
        else:
            self._asked, self._last = None, (step,)

    def _note_answer(self, answer: Action, written: str, *, is_asking: bool) -> None:
        if is_asking or self._asked is None:  # the answer was refused, or the question is none that can be repeated
            return
        asked, self._asked = self._asked, None
        if answer.repeats:
            # The words of a one-line answer are what the action itself takes.
            self._last = (Step(asked.action, written),) if written else (asked, Step(answer.id))
