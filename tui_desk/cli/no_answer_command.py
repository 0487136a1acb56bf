"""`tui-desk no-answer`: close a case without an answer, for a written reason."""

import argparse

from tui_desk.cli.deciding import add_decision, decide
from tui_desk.cli.typed import add_words, words_of
from tui_desk.domain.decisions import NoAnswerNeeded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)
    add_words(parser, "REASON", "why it needs no answer")


def run(arguments: argparse.Namespace) -> int:
    """Close the case."""
    return decide(arguments, lambda: NoAnswerNeeded(words_of(arguments)))
