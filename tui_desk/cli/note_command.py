"""`tui-desk note`: a note for colleagues; it never leaves the desk."""

import argparse
from functools import partial

from tui_desk.cli.deciding import say_done
from tui_desk.cli.exits import Exit
from tui_desk.cli.sitting import Sitting, add_case, add_json, sit, told
from tui_desk.cli.typed import add_text, drop_draft_if_told, text_of
from tui_desk.desk.commands import AddNote
from tui_desk.desk.views import Thread
from tui_desk.domain.model import Channel
from tui_desk.tui.present.words import done_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_case(parser)
    add_text(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Keep the note with the case."""
    return told(arguments, lambda: _note(arguments))


def _note(arguments: argparse.Namespace) -> Exit:
    thread = sit(arguments, lambda sitting: sitting.thread(arguments.case))
    text = text_of(arguments, thread, Channel.NOTE)
    return sit(arguments, partial(_keep, arguments, thread, text))


async def _keep(arguments: argparse.Namespace, thread: Thread, text: str, sitting: Sitting) -> Exit:
    case_id = thread.case.case_id
    await sitting.do(AddNote(sitting.desk.agent, case_id, text), case_id)
    await drop_draft_if_told(arguments, case_id, Channel.NOTE, sitting)
    words = done_words("kept your note", [thread.customer.handle], [], sitting.key_of(case_id))
    return say_done(arguments, words, case_id)
