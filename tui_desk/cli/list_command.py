"""`tui-desk list`: the queue, a line for each case."""

import argparse
import sys
from collections.abc import Callable
from functools import partial
from itertools import takewhile

from tui_desk.cli.documents import queue_document
from tui_desk.cli.exits import Exit
from tui_desk.cli.output import put_document, put_fields, talk
from tui_desk.cli.plain import case_fields, is_overdue
from tui_desk.cli.sitting import Sitting, add_json, sit, told
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.desk.desk import QUEUE_PAGE, Desk
from tui_desk.desk.views import QueueKey, QueueRow, QueueView
from tui_desk.tui.present.ages import moment
from tui_desk.tui.present.feed import Onlooker

OVERDUE = "overdue"
"""A view of this command alone: every case whose nearest clock has run out, the longest ago first."""

_CLOCKED = (QueueView.NOW, QueueView.OWED, QueueView.WAITING, QueueView.PRAISE)
"""The lanes in which a clock presses, each ordered by its end."""
_MOST = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    views = [view.value for view in QueueView]
    parser.add_argument("--view", choices=[*views, OVERDUE], default="now", help="which cases (now)")
    parser.add_argument("--limit", type=_count, default=QUEUE_PAGE, metavar="N", help=f"at most N ({QUEUE_PAGE})")
    parser.add_argument(
        "--overdue-exit",
        action="store_true",
        help=f"end with {Exit.OVERDUE.value} if a listed case is overdue, for cron",
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the cases of a view."""
    return told(arguments, lambda: sit(arguments, partial(_list, arguments)))


def _count(text: str) -> int:
    if text.isdecimal() and 1 <= int(text[:9]) <= _MOST:
        return int(text[:9])
    raise argparse.ArgumentTypeError(f"{text!r} is no number of cases from 1 to {_MOST}")


async def _list(arguments: argparse.Namespace, sitting: Sitting) -> Exit:
    desk = sitting.desk
    await desk.wake_returned()
    # One more than asked for tells whether there are more.
    found = await _cases(desk, arguments.view, arguments.limit + 1)
    rows, now = found[: arguments.limit], desk.now()
    engine_until = (await desk.status()).engine_until
    _talk(rows, arguments.view, now, engine_until, is_cut=len(found) > len(rows))
    if arguments.json:
        put_document(queue_document(arguments.view, rows, now, engine_until, is_cut=len(found) > len(rows)))
    else:
        onlooker = Onlooker(desk.agent, now, MACHINE_ZONE)
        put_fields(case_fields(row, onlooker) for row in rows)
    has_overdue = any(is_overdue(row, now) for row in rows)
    return Exit.OVERDUE if arguments.overdue_exit and has_overdue else Exit.OK


def _talk(rows: list[QueueRow], view: str, now: int, engine_until: int | None, *, is_cut: bool) -> None:
    """What there is to know about the list; it is no part of it."""
    if not rows and sys.stdout.isatty():  # cron would mail it every time
        talk([f"No case in the view {view}."])
    if is_cut:
        talk([f"These are the first {len(rows)}: --limit shows more."])
    if engine_until is None:
        talk(["No engine is at work: what was written on X lately may be missing."])
    elif engine_until <= now:
        since = moment(engine_until, now, MACHINE_ZONE)
        talk([f"Nobody talks to X since {since}: what was written there later is missing."])


async def _cases(desk: Desk, view: str, most: int) -> list[QueueRow]:
    if view != OVERDUE:
        return await _read(desk, QueueView(view), most)
    now = desk.now()

    def has_ended(row: QueueRow) -> bool:
        return row.due_at is not None and row.due_at <= now

    ended = [row for lane in _CLOCKED for row in await _read(desk, lane, most, has_ended)]
    overdue = sorted((row for row in ended if is_overdue(row, now)), key=lambda row: row.key.rank)
    return overdue[:most]


async def _read(
    desk: Desk, view: QueueView, most: int, holds: Callable[[QueueRow], bool] = lambda _: True
) -> list[QueueRow]:
    """The first cases of a view, as long as something holds for them, page by page."""
    rows: list[QueueRow] = []
    after: QueueKey | None = None
    while len(rows) < most and (page := await desk.queue(view, after, min(QUEUE_PAGE, most - len(rows)))):
        wanted = list(takewhile(holds, page))
        rows += wanted
        if len(wanted) < len(page):
            break
        after = page[-1].key
    return rows
