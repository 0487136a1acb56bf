"""Deciding about a case from the command line: the decision, what came of it, and how it is undone."""

import argparse
from collections.abc import Callable
from functools import partial

from tui_desk.cli.documents import done_document
from tui_desk.cli.exits import Exit
from tui_desk.cli.output import put, put_document
from tui_desk.cli.sitting import Sitting, add_case, add_json, add_seen, sit, told
from tui_desk.desk.commands import DecideCases, SeenCase
from tui_desk.domain.decisions import Decision, Resolved
from tui_desk.domain.follow_up_flow import UNMET
from tui_desk.tui.present.decisions import decision_words
from tui_desk.tui.present.words import Words, done_words


def add_decision(parser: argparse.ArgumentParser) -> None:
    """What every command that decides has."""
    add_case(parser)
    add_seen(parser)
    add_json(parser)


def decide(arguments: argparse.Namespace, decision: Callable[[], Decision]) -> int:
    """Take a decision on the case. `decision` may raise NotDoneError: it is told like a refusal."""
    return told(arguments, lambda: sit(arguments, partial(_decide, arguments, decision())))


def say_done(arguments: argparse.Namespace, words: Words, *case_ids: int) -> Exit:
    """Print what was done."""
    if arguments.json:
        put_document(done_document(words, case_ids))
    else:
        put([f"{words.title}. {words.sentence}"])
    return Exit.OK


async def _decide(arguments: argparse.Namespace, decision: Decision, sitting: Sitting) -> Exit:
    thread = await sitting.thread(arguments.case)
    case_id, desk = thread.case.case_id, sitting.desk
    seen_until = thread.received_until if arguments.seen is None else arguments.seen
    await sitting.do(DecideCases(desk.agent, (SeenCase(case_id, seen_until),), decision), case_id)
    after = await sitting.thread(case_id)
    reader = sitting.reader(case_id)
    what = decision_words(decision, desk.agent, reader.now, reader.zone)
    is_owed = isinstance(decision, Resolved) and after.standing.follow_up in UNMET
    return say_done(arguments, done_words(what, [thread.customer.handle], [], reader.key_of, is_owed=is_owed), case_id)
