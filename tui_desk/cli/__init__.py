"""The command line: parses the words, then imports the one module that carries them out."""

import argparse
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from tui_desk import __version__

COMMANDS = {
    "list": "print the queue, a line for each case",
    "show": "print a case with its thread",
    "reply": "answer a customer, in public or by message",
    "note": "write a note for colleagues",
    "snooze": "put a case out of sight until a time",
    "resolve": "say that a case is solved, and where",
    "no-answer": "close a case without an answer, for a reason",
    "waive": "say why no public closing word is needed",
    "reopen": "open a closed case again",
    "label": "put a label on a case",
    "take": "make a case yours",
    "undo": "undo your last step",
    "keys": "list the keys, check a file with them, or show what this terminal sends",
    "themes": "show the themes, each with a sample, or check a file with one",
    "report": "print what customers felt lately, in figures, and the cases behind them",
    "listen": "show the listening rules, try them on stored posts, propose misspellings",
    "engine": "run the background process that talks to X",
    "sandbox": "run the simulated X of the practice desk",
    "fault": "make the simulated X misbehave: list faults, add one, clear them",
}
"""The sub-commands. Each is a module of this package, with `add_arguments(parser)` and `run(arguments) -> int`."""
OPEN_THE_DESK = "desk"
"""What happens without a sub-command; a module like the others."""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out the command line; returns the exit code (see `cli.exits`)."""
    given = list(sys.argv[1:] if words is None else words)
    chosen = _command_in(given)
    if chosen == OPEN_THE_DESK:
        # Most of a start is loading code, and collecting garbage in the middle of that frees nothing.
        gc.disable()
    module = import_module(f"tui_desk.cli.{chosen.replace('-', '_')}_command")
    code: int = module.run(_parser(chosen, module).parse_args(given))
    return code


def _command_in(words: Sequence[str]) -> str:
    """Which command is meant, before any of them is imported."""
    before_command = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    before_command.add_argument("--profile")
    _, rest = before_command.parse_known_args(words)
    first = next((word for word in rest if not word.startswith("-")), "")
    return first if first in COMMANDS else OPEN_THE_DESK


def _parser(chosen: str, module: ModuleType) -> argparse.ArgumentParser:
    """The parser, with the arguments of the chosen command alone: every other module stays unimported."""
    parser = argparse.ArgumentParser(
        prog="tui-desk",
        description="A terminal desk for people who answer customers on X. Without an account it is a practice desk.",
    )
    parser.add_argument("--version", action="version", version=f"tui-desk {__version__}")
    parser.add_argument("--profile", metavar="NAME", help='the account to work with, or "practice"')
    if chosen == OPEN_THE_DESK:
        module.add_arguments(parser)
    commands = parser.add_subparsers(metavar="COMMAND")
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text)
        if name == chosen:
            module.add_arguments(command)
    return parser
