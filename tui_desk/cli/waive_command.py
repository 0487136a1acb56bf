"""`tui-desk waive`: no public closing word is needed, for a written reason."""

import argparse

from tui_desk.cli.deciding import add_decision, decide
from tui_desk.cli.typed import add_words, words_of
from tui_desk.domain.decisions import FollowUpWaived


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)
    add_words(parser, "REASON", "why no public word is needed")


def run(arguments: argparse.Namespace) -> int:
    """Waive the closing word."""
    return decide(arguments, lambda: FollowUpWaived(words_of(arguments)))
