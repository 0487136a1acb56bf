"""The command line: every action that works where the agent is, by name, with the words that it would ask for."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from textual.widget import Widget

from tui_desk.config.keymap import Action, ActionId
from tui_desk.tui.present.commands import TAKES, Command, Known, command_name, options, question, read_command
from tui_desk.tui.present.completion import Round
from tui_desk.tui.present.words import Words
from tui_desk.tui.widgets.ask_line import AskLine
from tui_desk.tui.widgets.command_list import CommandList

_LINES_REMEMBERED = 100

Run = Callable[[ActionId, str], Awaitable[None]]
"""Does an action with the words after its name; empty where there are none."""


class Surroundings(Protocol):
    """What the command line needs of the screen around it."""

    command_line: AskLine
    commands: CommandList

    @property
    def focused(self) -> Widget | None:
        """The widget that has the keys."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget, from the very next key on."""
        ...

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not."""
        ...


class Commanding:
    """Opens, completes and carries out one line at a time; the keys are back where they were before it is done."""

    def __init__(self, around: Surroundings, known: Known) -> None:
        """`known`: what fits after the names of actions."""
        self._around = around
        self._line = around.command_line
        self._list = around.commands
        self._known = known
        self._actions: Sequence[Action] = ()
        self._run: Run | None = None
        self._came_from: Widget | None = None
        self._completing = Round(self._completions)
        self._written: list[str] = []
        """The lines that were carried out, the newest last."""
        self._place: int | None = None
        """Which of them stands in the line; None: what is being typed."""
        self._typed = ""
        """What was typed before going back to an earlier line."""

    async def open(self, actions: Sequence[Action], run: Run) -> None:
        """Offer these actions; the one that is chosen is done by `run`. An open line is closed instead."""
        if self._line.display:
            self.action_command_leave()
            return
        self._actions, self._run = actions, run
        self._came_from, self._place = self._around.focused, None
        self._around.take_keys(await self._line.ask(":", ""))
        self._show("")

    def show_typed(self) -> None:
        """Offer what fits what is written now."""
        if self._line.display:
            self._show(self._line.typed)

    async def action_command_run(self) -> None:
        """Do what is written, or else what fits best."""
        command, run = read_command(self._line.typed, self._actions), self._run
        if not self._line.text:
            self.action_command_leave()
        elif command is None or run is None:
            self._around.tell(Words("There is no such action here", "Write a part of its name, or look at the list."))
        elif command.argument and command.action.id not in TAKES:
            title = f"{command.action.label} takes no words"
            self._around.tell(Words(title, f"Take “{command.argument}” away."))
        else:
            self._remember(command)
            self.action_command_leave()
            await run(command.action.id, command.argument)

    def action_command_leave(self) -> None:
        """Take the line off the screen, and give the keys back."""
        came_from, self._came_from = self._came_from, None
        self._line.display = False
        self._list.close()
        if came_from is not None:
            self._around.take_keys(came_from)

    def action_command_complete(self) -> None:
        """Write the next that fits."""
        self._complete(1)

    def action_command_complete_back(self) -> None:
        """Write the one before."""
        self._complete(-1)

    def action_command_earlier(self) -> None:
        """Go back to the line that was carried out before."""
        place = len(self._written) if self._place is None else self._place
        if place > 0:
            self._typed = self._line.typed if self._place is None else self._typed
            self._place = place - 1
            self._line.write(self._written[self._place])

    def action_command_later(self) -> None:
        """Go on to the line that was carried out after it, and at last to what was being typed."""
        if self._place is None:
            return
        self._place = self._place + 1 if self._place + 1 < len(self._written) else None
        self._line.write(self._typed if self._place is None else self._written[self._place])

    def _complete(self, steps: int) -> None:
        if (line := self._completing.turn(self._line.typed, steps)) is not None:
            self._line.write(line)

    def _completions(self, line: str) -> list[str]:
        return [option.line for option in options(line, self._actions, self._known)]

    def _show(self, line: str) -> None:
        """Offer what fits; of what is being completed, keep all possibilities in sight."""
        going_round = self._completing.around(line)
        offered = options(line if going_round is None else going_round.typed, self._actions, self._known)
        command = read_command(line, self._actions)
        chosen = going_round.place if going_round is not None else 0 if self._does_the_first(line, command) else None
        self._list.show(offered, chosen)
        self._line.show_meaning(question(command, line))

    def _does_the_first(self, line: str, command: Command | None) -> bool:
        """Whether Enter does the first that is offered: a name has not been written out."""
        return bool(line.strip()) and command is not None and not command.argument and line[-1:] != " "

    def _remember(self, command: Command) -> None:
        line = f"{command_name(command.action)} {command.argument}".strip()
        self._written = [*(each for each in self._written if each != line), line][-_LINES_REMEMBERED:]
