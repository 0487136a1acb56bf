"""`tui-desk sandbox`: the simulated X of the practice desk."""

import argparse
import asyncio

from tui_desk.bootstrap.profile import choose_profile
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.logs import log_to
from tui_desk.config.paths import PRACTICE
from tui_desk.config.problems import ConfigurationError

_IDLE_SECONDS = 600.0
"""The simulator leaves when nobody has asked it anything for so long; its world stops with it and goes on later."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("--scenario", metavar="NAME", help="what happens: a shipped scenario, or a file of your own")
    parser.add_argument("--speed", type=float, metavar="N", help="story seconds for each real second")
    parser.add_argument("--stay", action="store_true", help="stay when nobody asks anything")
    parser.add_argument("--log", action="store_true", help="write to the profile's log instead of standard error")


def run(arguments: argparse.Namespace) -> int:
    """Run the simulated X until it is stopped or nobody needs it."""
    from tui_desk.sandbox.run import AlreadyRunningError
    from tui_desk.sandbox.run import run as run_simulator
    from tui_desk.sandbox.scenario import ScenarioInvalidError
    from tui_desk.sandbox.server import SocketUnusableError

    try:
        profile = choose_profile(arguments.profile or PRACTICE)
        if not profile.practice:
            return refuse(Exit.USAGE, "That profile is no practice desk", "Use --profile practice, or practice-NAME.")
        log_to(profile.paths.log_folder / "sandbox.log" if arguments.log else None)
        asyncio.run(
            run_simulator(
                profile.paths.database.parent,
                arguments.scenario or profile.scenario,
                profile.practice_socket,
                arguments.speed or profile.settings.practice.speed or None,
                None if arguments.stay else _IDLE_SECONDS,
            )
        )
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)
    except ScenarioInvalidError as error:
        return refuse(Exit.SET_UP, "The scenario cannot be played", str(error))
    except SocketUnusableError as error:
        return refuse(Exit.SET_UP, "The simulated X has no place to listen", str(error))
    except AlreadyRunningError as error:
        return refuse(Exit.BUSY, "A simulated X is running already", str(error))
    return Exit.OK
