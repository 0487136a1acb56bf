"""`tui-desk take`: make a case yours, or give it back."""

import argparse

from tui_desk.bootstrap.desk import agent_name
from tui_desk.cli.deciding import add_decision, decide
from tui_desk.domain.decisions import Assigned


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)
    parser.add_argument("--back", action="store_true", help="give it back: it is nobody's then")


def run(arguments: argparse.Namespace) -> int:
    """Take the case."""
    return decide(arguments, lambda: Assigned(None if arguments.back else agent_name()))
