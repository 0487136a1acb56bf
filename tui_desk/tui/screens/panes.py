"""The panes of the desk: where each stands, which one has the keys, and which keys work there."""

from collections.abc import Callable, Sequence
from datetime import tzinfo

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from tui_desk.config.habits import LARGEST_FEED, SMALLEST_FEED, Habits
from tui_desk.config.keymap import ContextName, Keymap
from tui_desk.config.settings import Settings
from tui_desk.desk.desk import Desk
from tui_desk.desk.views import QueueView
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.search import LONGEST_QUERY
from tui_desk.tui.palette import Ground
from tui_desk.tui.present.hints import first_key, hints, key_of, sequence_hints
from tui_desk.tui.present.spans import Columns
from tui_desk.tui.present.words import Words
from tui_desk.tui.screens.asking import Asking
from tui_desk.tui.screens.notices import Notices
from tui_desk.tui.widgets.ask_line import AskLine
from tui_desk.tui.widgets.banner import PracticeBanner
from tui_desk.tui.widgets.command_list import CommandList
from tui_desk.tui.widgets.composer import Composer
from tui_desk.tui.widgets.feed import Feed
from tui_desk.tui.widgets.one_line import OneLine
from tui_desk.tui.widgets.panel import Panel
from tui_desk.tui.widgets.reply_list import ReplyList
from tui_desk.tui.widgets.review import DecideLine, ReviewLine
from tui_desk.tui.widgets.thread import ThreadPane

TWO_PANES = 100
"""Columns from which on the feed and the thread stand side by side."""

THREE_PANES = 140
"""Columns from which on a page about the case stands beside its thread, and not in its place."""

_FEED_BESIDE_TWO = 30
"""Per cent of the width that the feed has at most while thread and page stand beside it."""

_THREAD_BESIDE_PAGE = 55
"""Per cent of what is left to the two."""


LONGEST_COMMAND = LONGEST_QUERY + 100
"""Characters of a line that names an action; a query has room after it."""


class Panes(Screen[None], inherit_bindings=False):
    """Feed to the left, thread above composer to the right; where there is room for one only, the one with the keys.

    The classes -narrow and -alone say that one pane has the whole width; -reading, that it is not the feed.
    """

    context = ContextName("desk")

    def __init__(
        self,
        desk: Desk,
        keymap: Keymap,
        settings: Settings,
        capabilities: Capabilities,
        zone: tzinfo,
        habits: Habits,
    ) -> None:
        """`capabilities`: what the plan allows; `zone` is the agent's; `habits`: how they left the desk."""
        super().__init__(id="desk")
        self._is_practice = desk.practice
        self._keys = keymap
        self._columns = 0
        self.feed_percent = habits.feed_percent
        self.feed = Feed(
            compact=(habits.density or settings.desk.density) == "compact",
            practice=desk.practice,
            agent=desk.agent,
            zone=zone,
            keys=tuple(first_key(keymap, f"case.view_{view}") for view in QueueView),
        )
        self.pane = ThreadPane(capabilities)
        self.panel = Panel()
        self._case = Vertical(id="case")
        self.composer = Composer()
        self.replies = ReplyList(self.key_of)
        self.review = ReviewLine()
        self.decide = DecideLine()
        self.status_line = OneLine(Ground.PANEL, id="status")
        self._hints = OneLine(Ground.PANEL, id="hints")
        self.asking = Asking(self, self.key_of)
        self.search_line = AskLine(ContextName("search"), LONGEST_QUERY)
        self.commands = CommandList()
        self.command_line = AskLine(ContextName("command"), LONGEST_COMMAND)
        self.notices = Notices(self, desk.now)

    def compose(self) -> ComposeResult:
        """The panes, the lines that ask across the whole width, and two lines below."""
        if self._is_practice:
            yield PracticeBanner(id="practice")
        with Horizontal(id="panes"):
            yield self.feed
            with self._case:
                with Horizontal(id="reading"):
                    yield self.pane
                    yield self.panel
                yield self.composer
                yield self.replies
                yield self.review
                yield self.decide
        yield self.asking.line
        yield self.asking.choice
        yield self.search_line
        yield self.commands
        yield self.command_line
        yield self.status_line
        yield self._hints

    # How the panes share the screen.

    def on_resize(self, event: events.Resize) -> None:
        """Share the new width out before it is drawn: the old share would be seen for a moment otherwise."""
        self._columns = event.size.width
        self.set_class(self._columns < TWO_PANES, "-narrow")
        self.share_out()
        self.show_hints()

    def give_feed(self, percent: int) -> None:
        """Give the feed so much of the width, in per cent, as far as both panes can be read."""
        self.feed_percent = max(SMALLEST_FEED, min(percent, LARGEST_FEED))
        self.share_out()

    def share_out(self) -> None:
        """Let every pane have its share of the width, and a page that is open its place beside the thread or in it."""
        is_beside = self.panel.is_open and self._columns >= THREE_PANES
        feed = min(self.feed_percent, _FEED_BESIDE_TWO) if is_beside else self.feed_percent
        thread = _THREAD_BESIDE_PAGE if is_beside else 100
        # Shares of what is on the screen: a pane that stands alone has all of it.
        shares = {self.feed: feed, self._case: 100 - feed, self.pane: thread, self.panel: 100 - thread}
        for pane, share in shares.items():
            pane.styles.width = f"{share or 1}fr"
        self.panel.set_class(is_beside, "-beside")
        had_keys = self.pane.has_focus
        self.pane.display = is_beside or not self.panel.is_open
        if had_keys and not self.pane.display:
            self.take_keys(self.panel)

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

    def show_hints(self, begun: str = "", count: str | None = None) -> None:
        """Show the keys that work where the agent is; after the beginning of a sequence or a number, what follows."""
        context = self.current_context
        self._hints.show(
            sequence_hints(self._keys, context, begun, count)
            if begun or count is not None
            else hints(self._keys, context, self._columns)
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
            if not self.pane.display:
                self.show_thread()
            self.go_to_thread()

    def go_to_thread(self) -> None:
        """Give the keys to the thread, or to what stands in its place."""
        self.add_class("-reading")
        self.take_keys(self.pane if self.pane.display else self.panel)

    def go_to_panel(self) -> None:
        """Give the keys to the page that is open."""
        self.add_class("-reading")
        self.take_keys(self.panel)

    def go_to_feed(self) -> None:
        """Give the keys back to the feed."""
        self.remove_class("-reading")
        self.take_keys(self.feed)

    def take_keys(self, widget: Widget) -> None:
        """Give the keys to a widget at once: `Widget.focus` would let keys that follow closely go astray."""
        self.set_focus(widget, scroll_visible=False)

    def show_panel(self, title: Columns, lines: Sequence[Columns]) -> None:
        """Show a page beside the thread, or in its place where there is no room for both."""
        was_open = self.panel.is_open
        self.panel.show(title, lines)
        if not was_open:
            self.share_out()

    def show_thread(self) -> None:
        """Put the page away, and have the thread in its place again."""
        if self.panel.is_open:
            self.panel.close()
            self.share_out()

    def _turn(self, steps: int) -> None:
        places: list[tuple[Widget, Callable[[], None]]] = [(self.feed, self.go_to_feed)]
        if self.pane.display:
            places.append((self.pane, self.go_to_thread))
        if self.panel.is_open:
            places.append((self.panel, self.go_to_panel))
        if self.composer.is_open and (writing := self.composer.writing) is not None:
            places.append((writing, lambda: self.take_keys(writing)))
        here = next((place for place, (widget, _) in enumerate(places) if widget.has_focus), len(places) - 1)
        places[(here + steps) % len(places)][1]()
