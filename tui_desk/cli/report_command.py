"""`tui-desk report`: what the customers of the last days felt, in figures, and the cases behind each of them."""

import argparse
import asyncio
import json

from tui_desk.bootstrap.clock import now_ms
from tui_desk.bootstrap.desk import open_desk
from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.report_words import LABELS, case_lines, cases_document_of, document_of, figure_named, lines_of
from tui_desk.config.hours import calendar_of
from tui_desk.config.problems import ConfigurationError, nearest
from tui_desk.config.targets import clock_rules
from tui_desk.desk.report import Report, ReportRules, read_report
from tui_desk.desk.store_port import StoreError
from tui_desk.domain.calendar import DAY

_MOST_DAYS = 3660


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--days", type=_days, default=7, metavar="N", help="the cases opened in the last N days (7)")
    parser.add_argument("--json", action="store_true", help="for programs: one object for each figure")
    parser.add_argument("--cases", metavar="FIGURE", help='the cases behind a figure, such as "first response"')


def run(arguments: argparse.Namespace) -> int:
    """Print the report, or the cases behind one of its figures."""
    name = None if arguments.cases is None else figure_named(arguments.cases)
    if arguments.cases is not None and name is None:
        return refuse(Exit.USAGE, f"There is no figure {arguments.cases!r}", nearest(arguments.cases, LABELS))
    try:
        report = asyncio.run(_read(choose_profile(arguments.profile), arguments.days))
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)
    except StoreError as error:
        return refuse(Exit.STORE, error.title, error.sentence)
    if name is not None:
        _print_cases(report, name, as_json=arguments.json)
    elif arguments.json:
        print(json.dumps(document_of(report), indent=1))
    else:
        for line in lines_of(report, arguments.days):
            print(line)
    return Exit.OK


def _days(text: str) -> int:
    if text.isdecimal() and 1 <= int(text[:9]) <= _MOST_DAYS:
        return int(text[:9])
    raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to {_MOST_DAYS}")


async def _read(profile: Profile, days: int) -> Report:
    settings, now = profile.settings, now_ms()
    rules = ReportRules(clock_rules(settings), calendar_of(settings.hours))
    async with open_desk(profile) as (_, store):
        return await read_report(store, rules, now - days * DAY, now)


def _print_cases(report: Report, name: str, *, as_json: bool) -> None:
    figure = next(figure for figure in report.figures if figure.name == name)
    if as_json:
        print(json.dumps(cases_document_of(figure), indent=1))
        return
    for line in case_lines(figure):
        print(line)
