"""The app: it takes the keys to their actions, wears the theme, and ends calmly whatever happens."""

import asyncio
import logging
import os
import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from functools import partial
from inspect import isawaitable, signature

from rich.text import Text
from textual import events, on
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.notifications import SeverityLevel

from tui_desk.config.keymap import Action, ActionId, ContextName, Keymap, Step
from tui_desk.config.problems import Problem
from tui_desk.config.settings import Settings
from tui_desk.config.themes import ThemeSpec
from tui_desk.desk.desk import Desk
from tui_desk.tui.bell import notification
from tui_desk.tui.messages import Alarm
from tui_desk.tui.palette import textual_theme
from tui_desk.tui.present.hints import nowhere_words
from tui_desk.tui.present.words import Words, problem_words
from tui_desk.tui.repeating import Repeating
from tui_desk.tui.router import KeyRouter, LeadsNowhere, Pressed
from tui_desk.tui.screens.desk import DeskScreen
from tui_desk.tui.screens.help import HelpScreen
from tui_desk.tui.shelf import Shelf
from tui_desk.tui.terminal import TerminalDriver, install_signal_handlers

_log = logging.getLogger(__name__)

FAULT = 1
"""The exit code of a desk that ended by a fault of its own."""

_CALM = "The desk had to close"
_CALM_SENTENCE = (
    "What you typed is kept as a draft, and what waits in the outbox is still sent. Start the desk again to go on; the "
    "log says where it happened."
)


class DeskApp(App[None], inherit_bindings=False):
    """The desk in a terminal. Keys come from the keymap alone; Textual's own for the app are left out."""

    CSS_PATH = "styles/desk.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "tui_desk"

    def __init__(
        self,
        desk: Desk,
        keymap: Keymap,
        themes: Sequence[ThemeSpec],
        settings: Settings,
        problems: Sequence[Problem] = (),
        *,
        keep_engine: Callable[[bool], Awaitable[None]],
        zone: tzinfo,
        shelf: Shelf,
        driver_class: type[Driver] = TerminalDriver,
    ) -> None:
        """`themes` holds at least one; the first is worn if the settings name another that is not among them.

        `problems` are told once the desk is there. `keep_engine` is told every few seconds whether an
        engine is at work, and starts what is missing. `zone` is the agent's time zone.
        """
        super().__init__(driver_class=driver_class)
        self.animation_level = "none"
        self._desk = desk
        self._keys = keymap
        self._problems = problems
        self._notifies = settings.desk.notify
        self._router = KeyRouter(keymap, settings.desk.keyboard)
        self._repeating = Repeating(keymap)
        self._has_refused = False
        """Whether something was told that is no plain news, since an action began."""
        for spec in themes:
            self.register_theme(textual_theme(spec))
        self._theme_names = [spec.name for spec in themes]
        self.theme = settings.desk.theme if settings.desk.theme in self._theme_names else self._theme_names[0]
        self._desk_screen = DeskScreen(desk, keymap, settings, shelf, keep_engine, zone, self._theme_names)

    @property
    def exit_code(self) -> int:
        """What the process should end with. An app that ended without a word has failed."""
        return FAULT if self.return_code is None else self.return_code

    def get_default_screen(self) -> DeskScreen:
        """The desk."""
        return self._desk_screen

    def on_mount(self) -> None:
        """Stop in good order when told to; say what is wrong with the configuration."""
        if not self.is_headless:
            install_signal_handlers(self, self._desk_screen.save_draft)
        for problem in self._problems:
            self._desk_screen.tell(problem_words(problem), is_error=True)

    @on(Alarm)
    def ring(self, alarm: Alarm) -> None:
        """Ring the terminal's bell, and have it show a notification where it is known to and the agent wants one."""
        self.bell()
        call = notification(alarm.words, os.environ) if self._notifies else None
        if call is not None and self._driver is not None:
            self._driver.write(call)

    # Keys.

    async def on_event(self, event: events.Event) -> None:
        """Take keys that are an action's to their action; the rest goes Textual's way."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.app_focus = True
            if await self._route(event.key):
                return
        await super().on_event(event)

    async def _route(self, key: str) -> bool:
        context = self.current_context
        if context is None:
            return False
        had_begun = self._router.begun
        found = self._router.press(context, key)
        if had_begun or self._router.begun:
            self._show_hints()
        if isinstance(found, Pressed):
            if self._keys.contexts[context].is_text:
                await self._let_typing_arrive()
            await self.do_action(found.action, found.count)
        elif isinstance(found, LeadsNowhere):
            self._desk_screen.notices.clear()
            self._desk_screen.tell(nowhere_words(self._keys, context, found.begun.keys, found.begun.count, found.key))
        return found is not None

    async def _let_typing_arrive(self) -> None:
        """Wait until the focused text has taken what was typed before: an action must never see less than the agent."""
        arrived = asyncio.Event()
        if self.focused is not None and self.focused.call_later(arrived.set):
            await arrived.wait()

    @property
    def current_context(self) -> ContextName | None:
        """The context that has the keys; None where Textual's own screens have them."""
        for node in (self.focused, self.screen):
            context = getattr(node, "context", None)
            if isinstance(context, str):
                return ContextName(context)
        return None

    async def do_action(self, action: Action, count: int | None = None) -> None:
        """Do an action where the agent is: the method of its name, of the focused widget or of what is around it.

        `count`: how many times, if a number was typed.
        """
        if count is not None and not action.counts:
            self._desk_screen.tell(
                Words(f"{action.label} takes no number", "Numbers are for moves, such as 5 times down.")
            )
            return
        await self._do(action, count or 1)

    async def run_with(self, action_id: ActionId, argument: str) -> None:
        """Do an action with the words that it would ask for; without any, do it as its key does.

        Raises KeyError if there is no such action.
        """
        action = self._keys.actions[action_id]
        method = self.method_of(action_id)
        if argument and method is not None and not signature(method).parameters:
            self._desk_screen.tell(Words(f"{action.label} takes no words", f"Take “{argument}” away."))
        else:
            await self._do(action, argument=argument)

    async def _do(self, action: Action, times: int = 1, argument: str = "") -> None:
        self._desk_screen.notices.clear()
        self._has_refused = False
        method = self.method_of(action.id)
        if method is None:
            self._desk_screen.tell(Words(f"{action.label}: not here", "Close what lies over the desk first."))
            return
        written = argument or (self._desk_screen.asking.line.text if action.id == "ask.take" else "")
        for _ in range(times):
            done = method(argument) if argument else method()
            if isawaitable(done):
                await done
        self._repeating.note(action, written, self.current_context)

    def method_of(self, action_id: ActionId) -> Callable[..., Awaitable[None] | None] | None:
        """What does an action here: a node around the focused one, or one that acts for it. None if nothing does.

        It takes the words that it would ask for, if it asks for any.
        """
        action = self._keys.actions.get(action_id)
        if action is not None and action.steps:
            return partial(self._do_macro, action)
        name = f"action_{action_id.replace('.', '_')}"
        start: DOMNode = self.focused or self.screen
        for node in start.ancestors_with_self:
            acting: tuple[object, ...] = (node, *getattr(node, "acting", ()))
            for one in acting:
                method: Callable[..., Awaitable[None] | None] | None = getattr(one, name, None)
                if method is not None:
                    return method
        return None

    def _show_hints(self) -> None:
        self._desk_screen.show_hints(self._router.begun.keys, self._router.begun.count)

    # Several actions in a row.

    async def _do_macro(self, macro: Action) -> None:
        """Do the steps to the marked cases, one case after the other; else to the one under the cursor."""
        feed = self._desk_screen.feed
        cases = [row.case_id for row in feed.marked]
        feed.clear_marks()
        for case_id in cases:
            feed.select(case_id)
            if not await self._do_steps(macro.steps):
                return
        if not cases:
            await self._do_steps(macro.steps)

    async def _do_steps(self, steps: Sequence[Step]) -> bool:
        """Do actions one after the other, all to the same case. Returns whether all of them were done.

        What is refused, and what takes the keys for a question or a text, ends the row.
        """
        feed = self._desk_screen.feed
        case_id = feed.selected.case_id if feed.selected is not None else None
        for place, step in enumerate(steps):
            if place and not self._is_at(step):
                return False
            if place and case_id is not None and not feed.select(case_id):
                self._desk_screen.tell(Words("The rest was not done", "The case has left the view."))
                return False
            await self.run_with(step.action, step.argument)
            if self._has_refused:
                return False
        return self._is_on_a_case

    def _is_at(self, step: Step) -> bool:
        """Whether the keys are where a step is done: on a case, or in the question that it answers."""
        declared = self._keys.actions[step.action].context
        return declared == self.current_context if self._repeating.is_answer(declared) else self._is_on_a_case

    @property
    def _is_on_a_case(self) -> bool:
        context = self.current_context
        return context is not None and self._keys.contexts[context].inherits == "case"

    async def action_case_repeat(self) -> None:
        """Do the last thing that was done to a case again."""
        if steps := self._repeating.last:
            await self._do_steps(steps)
        else:
            sentence = "Do something to a case first, such as a label or a snooze."
            self._desk_screen.tell(Words("There is nothing to repeat yet", sentence))

    def action_desk_count(self) -> None:
        """Begin a number."""
        if (context := self.current_context) is not None:
            self._router.begin_count(context)
            self._show_hints()

    def action_desk_help(self) -> None:
        """Show the keys that work here."""
        if not isinstance(self.screen, HelpScreen) and (context := self.current_context) is not None:
            self.push_screen(HelpScreen(self._keys, context))

    async def action_desk_palette(self) -> None:
        """Open the command line: what works here by its name. What sends is for its own key alone."""
        context = self.current_context
        if context is None or self.screen is not self._desk_screen:
            self._desk_screen.tell(Words("No command line here", "Close what lies over the desk first."))
            return
        actions = [
            action
            for action in self._keys.actions_in(context)
            if action.id != "desk.palette" and not action.sends and self.method_of(action.id) is not None
        ]
        await self._desk_screen.commanding.open(actions, self.run_with)

    async def action_desk_theme(self, name: str | None = None) -> None:
        """Change to a theme by its name."""
        names = ", ".join(self._theme_names)

        async def wear(written: str) -> Words | None:
            if written not in self._theme_names:
                return Words(f"There is no theme “{written}”", f"There are {names}.")
            self.theme = written
            return None

        await self._desk_screen.asking.ask("theme", wear, answer=name, meaning=lambda written: "" if written else names)

    def action_desk_next_theme(self) -> None:
        """Change to the next theme."""
        self.theme = self._theme_names[(self._theme_names.index(self.theme) + 1) % len(self._theme_names)]

    def action_desk_redraw(self) -> None:
        """Draw everything again."""
        driver = self._driver
        if isinstance(driver, TerminalDriver):
            driver.repaint()
        else:
            self.refresh(layout=True)

    async def action_desk_quit(self) -> None:
        """Leave the desk; `_shutdown` keeps what was typed."""
        self.exit()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notice; what is no plain news ends a row of steps."""
        self._has_refused = self._has_refused or severity != "information"
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    # The end.

    async def _shutdown(self) -> None:
        """Keep what was typed, however the app comes to its end."""
        try:
            await self._desk_screen.save_draft()
        except Exception:  # noqa: BLE001 - the last resort: nothing may keep the terminal from being given back
            _log.error("the last draft could not be saved\n%s", _where())
        await super()._shutdown()

    def _fatal_error(self) -> None:
        """End with a calm screen. The log gets the place and the kind of the fault: no values, which may be private."""
        _log.critical("the desk ended by a fault\n%s", _where())
        self._exit_renderables.append(Text.assemble((_CALM, "bold"), "\n", _CALM_SENTENCE))
        self._close_messages_no_wait()


def _where() -> str:
    """The kind of the exception being handled, and the places it came through."""
    kind, _, trace = sys.exc_info()
    places = traceback.format_list(traceback.extract_tb(trace))
    return "".join([*places, kind.__name__ if kind is not None else "no exception"])
