"""`tui-desk undo`: undo your last step, whatever it was; a text that waits in the outbox is a draft again."""

import argparse
from functools import partial

from tui_desk.cli.deciding import say_done
from tui_desk.cli.exits import Exit
from tui_desk.cli.sitting import Sitting, add_json, sit, told
from tui_desk.desk.commands import UndoLast
from tui_desk.domain.model import Channel
from tui_desk.tui.present.review import taken_back_words
from tui_desk.tui.present.words import Words, undone_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Undo it."""
    return told(arguments, lambda: sit(arguments, partial(_undo, arguments)))


async def _undo(arguments: argparse.Namespace, sitting: Sitting) -> Exit:
    desk = sitting.desk
    begun_at = desk.now()
    answer = await sitting.do(UndoLast(desk.agent))
    handles = [row.handle for row in await desk.rows(answer.case_ids)]
    words = undone_words("", handles)
    threads = [await sitting.thread(case_id) for case_id in answer.case_ids]
    if any(draft.updated_at >= begun_at for thread in threads for draft in thread.drafts):
        words = Words(words.title, f"{words.sentence} {taken_back_words(None).sentence}")
    elif answer.outbox_id is not None:
        words = taken_back_words(Channel.REPOST)  # of all that leaves, only this has no words to be a draft of
    return say_done(arguments, words, *answer.case_ids)
