"""`tui-desk show`: one case, from who it is to what is unsent."""

import argparse
from functools import partial

from tui_desk.cli.documents import case_document
from tui_desk.cli.exits import Exit
from tui_desk.cli.output import put, put_document
from tui_desk.cli.plain import CasePage, case_lines
from tui_desk.cli.sitting import Sitting, add_case, add_json, sit, told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    add_case(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the case."""
    return told(arguments, lambda: sit(arguments, partial(_show, arguments)))


async def _show(arguments: argparse.Namespace, sitting: Sitting) -> Exit:
    thread = await sitting.thread(arguments.case)
    clocks = sitting.desk.clocks(thread.standing)
    page = CasePage(thread, clocks, sitting.capabilities, sitting.reader(thread.case.case_id))
    if arguments.json:
        put_document(case_document(page))
    else:
        put(case_lines(page))
    return Exit.OK
