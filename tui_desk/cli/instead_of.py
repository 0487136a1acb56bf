"""An option that takes the place of a positional argument."""

import argparse
from collections.abc import Sequence
from typing import Any


class InsteadOf(argparse.Action):
    """A flag in whose presence a positional argument may be left out.

    A positional argument that may always be left out is taken for left out as soon as an option stands before it.
    https://github.com/python/cpython/issues/59317
    """

    def __init__(self, option_strings: Sequence[str], dest: str, positional: argparse.Action, **more: Any) -> None:
        """`positional` is the argument that is not needed then."""
        super().__init__(option_strings, dest, nargs=0, default=False, **more)
        self._positional = positional

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Note the flag."""
        del parser, values, option_string
        setattr(namespace, self.dest, True)
        self._positional.required = False
