"""`tui-desk label`: put a label on a case, or take it off."""

import argparse

from tui_desk.cli.deciding import add_decision, decide
from tui_desk.cli.exits import Exit
from tui_desk.cli.sitting import NotDoneError
from tui_desk.domain.decisions import Labelled, Unlabelled
from tui_desk.tui.present.words import Words

_LONGEST = 40
"""Characters of a label, as at the desk."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_decision(parser)
    parser.add_argument("label", metavar="LABEL", help="a word or two, such as refund")
    parser.add_argument("--off", action="store_true", help="take it off")


def run(arguments: argparse.Namespace) -> int:
    """Put the label on or take it off."""
    return decide(arguments, lambda: _decision(arguments))


def _decision(arguments: argparse.Namespace) -> Labelled | Unlabelled:
    label = " ".join(arguments.label.lower().split())[:_LONGEST]
    if not label:
        words = Words("A label is needed", "Write a word or two, such as refund.")
        raise NotDoneError("label_missing", words, Exit.USAGE)
    return Unlabelled(label) if arguments.off else Labelled(label)
