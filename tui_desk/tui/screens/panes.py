"""The panes of the desk: where each stands, which one has the keys, and which keys work there."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from tui_desk.config.keymap import ContextName, Keymap
from tui_desk.config.settings import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import QueueView
from tui_desk.domain.permission import Capabilities
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.hints import hints, key_of, sequence_hints
from tui_desk.tui.present.spans import Columns
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.notices import Notices
from tui_desk.tui.widgets.banner import PracticeBanner
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.one_line import OneLine
from tui_desk.tui.widgets.panel import Panel
from tui_desk.tui.widgets.reply_list import ReplyList
from tui_desk.tui.widgets.review import DecideLine, ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane


class Panes(Screen[None], inherit_bindings=False):
    """Feed to the left, thread above composer to the right; where there is room for one only, the one with the keys."""

    context = ContextName("desk")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - declared so by Textual

    def __init__(
        self, desk: Desk, keymap: Keymap, settings: Settings, capabilities: Capabilities, zone: tzinfo
    ) -> None:
        """`capabilities`: what the plan allows; `zone` is the agent's."""
        super().__init__(id="desk")
        self._is_practice = desk.practice
        self._keys = keymap
        self.feed = Feed(
            compact=settings.desk.density == "compact",
            practice=desk.practice,
            agent=desk.agent,
            zone=zone,
            keys=tuple(self.key_of(f"case.view_{view}") for view in QueueView),
        )
        self.pane = ThreadPane(capabilities)
        self.panel = Panel()
        self.composer = Composer()
        self.replies = ReplyList(self.key_of)
        self.review = ReviewLine()
        self.decide = DecideLine()
        self.status_line = OneLine(Ground.PANEL, id="status")
        self._hints = OneLine(Ground.PANEL, id="hints")
        self.asking = Asking(self, self.key_of)
        self.notices = Notices(self, desk.now)

    def compose(self) -> ComposeResult:
        """The panes, the lines that ask across the whole width, and two lines below."""
        if self._is_practice:
            yield PracticeBanner(id="practice")
        with Horizontal(id="panes"):
            yield self.feed
            with Vertical(id="case"):
                yield self.pane
                yield self.panel
                yield self.composer
                yield self.replies
                yield self.review
                yield self.decide
        yield self.asking.line
        yield self.asking.choice
        yield self.status_line
        yield self._hints

    def on_resize(self) -> None:
        """More or fewer hints fit."""
        self.show_hints()

    # What is said.

    def tell(self, words: Words, *, is_error: bool = False) -> None:
        """Say why not, or what went wrong."""
        self.notices.tell(words, is_error=is_error)

    def say(self, words: Words) -> None:
        """Say what was done."""
        self.notices.say(words)

    def copy(self, text: str) -> None:
        """Put a text into the clipboard of the agent's own machine, as far as their terminal lets us."""
        self.app.copy_to_clipboard(text)

    # Which keys work.

    def key_of(self, action_id: str) -> str:
        """The key that does an action, as it is shown."""
        return key_of(self._keys, action_id)

    @property
    def current_context(self) -> ContextName:
        """The context that has the keys."""
        context = getattr(self.focused, "context", None)
        return ContextName(context) if isinstance(context, str) else self.context

    def show_hints(self, begun: str = "") -> None:
        """Show the keys that work where the agent is; after the beginning of a sequence, those that go on with it."""
        context = self.current_context
        self._hints.show(
            sequence_hints(self._keys, context, begun) if begun else hints(self._keys, context, self.size.width)
        )

    # Which pane has the keys.

    def action_feed_open(self) -> None:
        """Go into the thread of the selected case."""
        if self.feed.selected is not None:
            self.go_to_thread()

    def action_thread_back(self) -> None:
        """Go back to the feed."""
        self.go_to_feed()

    def action_desk_next_pane(self) -> None:
        """Move to the next pane."""
        self._turn(1)

    def action_desk_previous_pane(self) -> None:
        """Move to the previous pane."""
        self._turn(-1)

    def go_to(self, pane: Widget) -> None:
        """Give the keys to the feed or the thread, and bring it on the screen where something else stands."""
        if pane is self.feed:
            self.go_to_feed()
        else:
            self.show_thread()
            self.go_to_thread()

    def go_to_thread(self) -> None:
        """Give the keys to the thread, or to what stands in its place."""
        self.add_class("-reading")
        self.take_keys(self.panel if self.panel.is_open else self.pane)

    def go_to_feed(self) -> None:
        """Give the keys back to the feed."""
        self.remove_class("-reading")
        self.take_keys(self.feed)

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget at once: `Widget.focus` would let keys that follow closely go astray."""
        self.set_focus(widget, scroll_visible=False)

    def show_panel(self, title: Columns, lines: Sequence[Columns]) -> None:
        """Show a page in the place of the thread."""
        self.panel.show(title, lines)
        self.pane.display = False

    def show_thread(self) -> None:
        """Have the thread in its place again."""
        self.panel.close()
        self.pane.display = True

    def _turn(self, steps: int) -> None:
        places: list[Callable[[], None]] = [self.go_to_feed, self.go_to_thread]
        if self.composer.is_open and (writing := self.composer.writing) is not None:
            places.append(lambda: self.take_keys(writing))
        here = 0 if self.focused is self.feed else 1 if self.focused in (self.pane, self.panel) else 2
        places[(here + steps) % len(places)]()
