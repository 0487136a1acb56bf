"""`tui-desk reopen`: there is more to do in a case that was closed."""

import argparse

from tui_desk.cli.deciding import add_decision, decide
from tui_desk.domain.decisions import Reopened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)


def run(arguments: argparse.Namespace) -> int:
    """Open the case again."""
    return decide(arguments, Reopened)
