"""`tui-desk resolve`: the matter is solved, and where."""

import argparse

from tui_desk.cli.deciding import add_decision, decide
from tui_desk.domain.decisions import Resolved, Solved


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)
    where = parser.add_mutually_exclusive_group()
    for solved, help_text in (
        (Solved.MESSAGE, "it was solved in direct messages"),
        (Solved.PHONE, "it was solved on the phone"),
        (Solved.MAIL, "it was solved by mail"),
    ):
        where.add_argument(f"--{solved.value}", dest="where", action="store_const", const=solved, help=help_text)
    parser.set_defaults(where=Solved.HERE)


def run(arguments: argparse.Namespace) -> int:
    """Resolve the case; what was solved in private then owes a public closing word."""
    return decide(arguments, lambda: Resolved(arguments.where))
