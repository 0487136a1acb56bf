"""The app: it takes the keys to their actions, wears the theme, and ends calmly whatever happens."""

import asyncio
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import tzinfo
from inspect import isawaitable

from rich.text import Text
from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.timer import Timer

from tui_desk.config.keymap import Action, ActionId, ContextName, Keymap
from tui_desk.config.problems import Problem
from tui_desk.config.settings import Settings
from tui_desk.config.themes import ThemeSpec
from tui_desk.desk.desk import Desk
from tui_desk.tui.palette import textual_theme
from tui_desk.tui.present.words import Words, problem_words
from tui_desk.tui.router import SEQUENCE_TIMEOUT, KeyRouter
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
        self._router = KeyRouter(keymap)
        self._sequence: Timer | None = None
        for spec in themes:
            self.register_theme(textual_theme(spec))
        self._theme_names = [spec.name for spec in themes]
        self.theme = settings.desk.theme if settings.desk.theme in self._theme_names else self._theme_names[0]
        self._desk_screen = DeskScreen(desk, keymap, settings, shelf, keep_engine, zone)

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
        found = self._router.press(context, key)
        self._await_rest_of_sequence()
        if isinstance(found, Action):
            if self._keys.contexts[context].is_text:
                await self._let_typing_arrive()
            await self.do_action(found)
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

    async def do_action(self, action: Action) -> None:
        """Do an action where the agent is: the method of its name, of the focused widget or of what is around it."""
        self._desk_screen.notices.clear()
        method = self.method_of(action.id)
        if method is None:
            self._desk_screen.tell(Words(f"{action.label}: not here", "Close what lies over the desk first."))
        elif isawaitable(done := method()):
            await done

    def method_of(self, action_id: ActionId) -> Callable[[], Awaitable[None] | None] | None:
        """What does an action here: a node around the focused one, or one that acts for it. None if nothing does."""
        name = f"action_{action_id.replace('.', '_')}"
        start: DOMNode = self.focused or self.screen
        for node in start.ancestors_with_self:
            acting: tuple[object, ...] = (node, *getattr(node, "acting", ()))
            for one in acting:
                method: Callable[[], Awaitable[None] | None] | None = getattr(one, name, None)
                if method is not None:
                    return method
        return None

    def _await_rest_of_sequence(self) -> None:
        if self._sequence is not None:
            self._sequence.stop()
            self._sequence = None
            self._desk_screen.show_hints()
        if self._router.is_waiting:
            self._sequence = self.set_timer(SEQUENCE_TIMEOUT, self._give_up_sequence)
            self._desk_screen.show_hints(self._router.begun)

    def _give_up_sequence(self) -> None:
        self._router.give_up()
        self._await_rest_of_sequence()

    def action_desk_help(self) -> None:
        """Show the keys that work here."""
        if not isinstance(self.screen, HelpScreen) and (context := self.current_context) is not None:
            self.push_screen(HelpScreen(self._keys, context))

    def action_desk_palette(self) -> None:
        """Find an action by its name."""
        # Textual's palette is the heaviest thing it has, and many a day goes by without it.
        from textual.command import SimpleCommand

        context = self.current_context
        if context is None:
            return
        commands = [
            SimpleCommand(action.label, self._doing(action), self._described(action))
            for action in self._keys.actions_in(context)
            if action.id != "desk.palette" and self.method_of(action.id) is not None
        ]
        self.search_commands(commands, placeholder="What do you want to do?")

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

    def _doing(self, action: Action) -> Callable[[], None]:
        def do() -> None:
            self.call_next(self.do_action, action)

        return do

    def _described(self, action: Action) -> str:
        keys = " ".join(self._keys.display_key(key) for key in action.keys)
        return f"{action.help}  [{keys}]" if keys else action.help

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
