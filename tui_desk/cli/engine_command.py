"""`tui-desk engine`: the background process that talks to X."""

import argparse
import asyncio
import logging

from tui_desk.bootstrap.profile import choose_profile
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.logs import log_to
from tui_desk.config.problems import ConfigurationError
from tui_desk.desk.store_port import StoreError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--stay", action="store_true", help="stay when no desk is open (for a night watch)")
    parser.add_argument("--log", action="store_true", help="write to the profile's log instead of standard error")


def run(arguments: argparse.Namespace) -> int:
    """Run the engine until it is stopped, idle or replaced."""
    from tui_desk.engine.engine import EngineBusyError
    from tui_desk.engine.process import run_engine

    try:
        profile = choose_profile(arguments.profile)
        log_to(profile.paths.log_folder / "engine.log" if arguments.log else None)
        asyncio.run(run_engine(profile, stay=arguments.stay))
    except ConfigurationError as error:
        return _end(Exit.SET_UP, error.title, error.sentence)
    except StoreError as error:
        return _end(Exit.STORE, error.title, error.sentence)
    except EngineBusyError:
        return _end(Exit.BUSY, "An engine is at work already", "One is enough: it serves every desk of this profile.")
    return Exit.OK


def _end(code: Exit, title: str, sentence: str) -> Exit:
    """End with a sentence, in the log too: a background process has nobody at its standard error."""
    logging.getLogger(__name__).error("%s. %s", title, sentence)
    return refuse(code, title, sentence)
