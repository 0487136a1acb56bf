"""The yardstick of `start.py`: a Textual application with one list and nothing else."""

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class OneList(App[None]):
    """A thousand lines in a stock list."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The list."""
        yield OptionList(*[f"Row {number} of a thousand rows in one list" for number in range(1000)])


if __name__ == "__main__":
    OneList().run()
