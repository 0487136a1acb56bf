"""What is wrong with somebody's configuration, in words that say what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a configuration. Readers return it and go on with what is shipped, so that the desk starts."""

    file: Path
    """The file it stands in; the bare name of the variable where it came by the environment."""
    line: int | None
    """Counted from 1; None where no single line is at fault."""
    title: str
    sentence: str
    """What to do about it."""

    @property
    def place(self) -> str:
        """Where to look: the path, with the line where it is known."""
        return str(self.file) if self.line is None else f"{self.file}:{self.line}"


class ConfigurationError(Exception):
    """The program cannot go on as configured. `FolderError`, `CredentialsError`, `ResourceError` and others say why."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__(f"{title}. {sentence}")
        self.title = title
        self.sentence = sentence


def nearest(word: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """The advice for a name that is not known: the nearest right one; else `otherwise`, or all of them without it."""
    names = list(known)
    # A name of unbounded length would make the comparison slow.
    close = get_close_matches(word[:60], names, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    return otherwise or f"Known here: {', '.join(names)}."
