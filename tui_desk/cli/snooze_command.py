"""`tui-desk snooze`: put a case out of sight until a time, or until the customer writes; or end that."""

import argparse

from tui_desk.bootstrap.clock import now_ms
from tui_desk.cli.deciding import add_decision, decide
from tui_desk.cli.documents import name_of
from tui_desk.cli.exits import Exit
from tui_desk.cli.instead_of import InsteadOf
from tui_desk.cli.sitting import NotDoneError
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.domain.decisions import Snoozed, Woken
from tui_desk.domain.due_words import parse_due
from tui_desk.domain.refusals import TimePassed
from tui_desk.tui.present.words import TIMES, Words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)
    times = "such as 3h, tomorrow 14:30, fri, 18:00, 25 nov 10:00"
    when = parser.add_argument("when", nargs="+", default=(), metavar="WHEN", help=times)
    other = parser.add_mutually_exclusive_group()
    other.add_argument("--until-reply", action=InsteadOf, positional=when, help="until the customer writes")
    other.add_argument("--wake", action=InsteadOf, positional=when, help="bring it back now")


def run(arguments: argparse.Namespace) -> int:
    """Put the case out of sight, or bring it back."""
    return decide(arguments, lambda: _decision(arguments))


def _decision(arguments: argparse.Namespace) -> Snoozed | Woken:
    if arguments.when and (arguments.wake or arguments.until_reply):
        words = Words("Until when?", "Give a time, --until-reply or --wake, and only one of them.")
        raise NotDoneError("two_times", words, Exit.USAGE)
    if arguments.wake:
        return Woken()
    if arguments.until_reply:
        return Snoozed(None)
    until = parse_due(" ".join(arguments.when), now_ms(), MACHINE_ZONE)
    if until is None:
        raise NotDoneError(name_of(TimePassed()), Words("No time to come", f"{TIMES}, or --until-reply."))
    return Snoozed(until)
