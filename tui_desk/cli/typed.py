"""Texts for a case: from standard input, so that no list of processes shows them, from the command line, or a draft."""

import argparse
import sys

from tui_desk.cli.exits import Exit
from tui_desk.cli.instead_of import InsteadOf
from tui_desk.cli.output import talk
from tui_desk.cli.sitting import NotDoneError, Sitting
from tui_desk.desk.commands import SaveDraft
from tui_desk.desk.views import Thread
from tui_desk.domain.clean import clean
from tui_desk.domain.ids import CaseId
from tui_desk.domain.model import Channel
from tui_desk.tui.drafting import draft_of
from tui_desk.tui.present.words import Words

STANDARD_INPUT = "-"


def add_words(parser: argparse.ArgumentParser, metavar: str, help_text: str) -> argparse.Action:
    """A text that is needed, such as a reason."""
    read = f"{help_text}; {STANDARD_INPUT} reads it from standard input"
    return parser.add_argument("words", default=STANDARD_INPUT, metavar=metavar, help=read)


def add_text(parser: argparse.ArgumentParser) -> None:
    """A text that may have been begun at the desk: its draft is never lost by accident."""
    text = add_words(parser, "TEXT", "the text")
    draft = parser.add_mutually_exclusive_group()
    draft.add_argument("--draft", action=InsteadOf, positional=text, help="take the draft that is there, and no TEXT")
    draft.add_argument("--drop-draft", action="store_true", help="take TEXT, although another is begun")


def is_typed(arguments: argparse.Namespace) -> bool:
    """Whether a person types the text right now, so that it exists nowhere else."""
    return not arguments.draft and arguments.words == STANDARD_INPUT and sys.stdin.isatty()


def words_of(arguments: argparse.Namespace) -> str:
    """The text, which comes from outside and is cleaned like a paste. Raises NotDoneError where it cannot be read."""
    try:
        words = _read() if arguments.words == STANDARD_INPUT else arguments.words
        words.encode()
    except UnicodeError:
        raise NotDoneError("unreadable", Words("The text cannot be read", "Give it in UTF-8."), Exit.USAGE) from None
    return clean(words).strip()


def text_of(arguments: argparse.Namespace, thread: Thread, channel: Channel) -> str:
    """The text for a channel of a case, or its draft. Raises NotDoneError where one would take the other's place."""
    draft = draft_of(thread, channel)
    if arguments.draft:
        if arguments.words != STANDARD_INPUT:
            words = Words("Which text?", "Give a text, or --draft for the one that is there.")
            raise NotDoneError("two_texts", words, Exit.USAGE)
        if draft is None:
            raise NotDoneError("no_draft", Words("There is no draft", "Give the text itself instead of --draft."))
        return draft.text
    if draft is not None and not arguments.drop_draft:
        sentence = "Nothing is put over it: --draft takes it, --drop-draft takes your text instead of it."
        raise NotDoneError("draft_kept", Words("A draft is there already", sentence))
    return words_of(arguments)


async def drop_draft_if_told(
    arguments: argparse.Namespace, case_id: CaseId, channel: Channel, sitting: Sitting
) -> None:
    """Forget the draft in whose place the text was taken, now that the text is kept."""
    if arguments.drop_draft:
        await sitting.do(SaveDraft(case_id, channel, ""), case_id)


def _read() -> str:
    if sys.stdin.isatty():
        talk(["Write the text; Ctrl-D on a line of its own ends it."])
    try:
        return sys.stdin.read()
    except KeyboardInterrupt:
        raise NotDoneError("stopped", Words("Stopped", "Nothing was kept.")) from None
