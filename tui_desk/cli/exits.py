"""What the program's exit codes mean, and how an end that is no success is told: one sentence, never a traceback."""

import sys
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes, for scripts and service managers."""

    OK = 0
    FAULT = 1
    """Something went wrong inside; the log has it."""
    USAGE = 2
    """The command line was not understood."""
    SET_UP = 3
    """Configuration, credentials or folders have to be put right."""
    STORE = 4
    """The database cannot be used."""
    BUSY = 5
    """Another engine or simulator is at work already."""
    NO_TERMINAL = 6
    """The desk needs a terminal, and one of a usable size."""
    REFUSED = 7
    """It was not done, and nothing changed: the desk says why."""
    OVERDUE = 8
    """A case is overdue, where `list --overdue-exit` was asked to tell so."""


def refuse(code: Exit, title: str, sentence: str) -> Exit:
    """Say on standard error why it ends, and what to do; returns the code to end with."""
    print(f"tui-desk: {title}. {sentence}", file=sys.stderr)
    return code
