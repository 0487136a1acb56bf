"""`tui-desk fault`: make the simulated X of the practice desk misbehave, and look at what the desk does about it."""

import argparse
import http.client
import json
import socket
from pathlib import Path
from typing import Any

from tui_desk.bootstrap.profile import choose_profile
from tui_desk.cli.exits import Exit, refuse
from tui_desk.config.paths import PRACTICE
from tui_desk.config.problems import ConfigurationError

_TIMEOUT_SECONDS = 5.0
_OK = 300


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this command."""
    parser.add_argument("what", choices=("list", "add", "clear"))
    parser.add_argument("kind", nargs="?", help="what goes wrong, for example dropped-after or rate-limited")
    parser.add_argument("--endpoints", default="*", metavar="PATTERN", help='for example "POST /2/tweets"')
    parser.add_argument("--times", type=int, metavar="N", help="how often; without it until cleared")
    parser.add_argument("--milliseconds", type=int, default=0, metavar="N", help="how long, for faults that last")


def run(arguments: argparse.Namespace) -> int:
    """List, add or clear faults of the running simulator."""
    try:
        simulator = choose_profile(arguments.profile or PRACTICE).practice_socket
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)
    try:
        return _carry_out(arguments, simulator)
    except OSError:
        return refuse(Exit.SET_UP, "The simulated X is not running", "Open the practice desk first: tui-desk.")


def _carry_out(arguments: argparse.Namespace, simulator: Path) -> int:
    if arguments.what == "list":
        _, faults = _ask(simulator, "GET", None)
        for fault in faults:
            print(json.dumps(fault))
        return Exit.OK
    if arguments.what == "clear":
        _ask(simulator, "DELETE", None)
        return Exit.OK
    fault = {"kind": arguments.kind, "endpoints": arguments.endpoints, "milliseconds": arguments.milliseconds}
    if arguments.times is not None:
        fault["times"] = arguments.times
    status, answer = _ask(simulator, "POST", fault)
    if status >= _OK:
        return refuse(Exit.USAGE, "That is no fault the simulator knows", str(answer))
    print(json.dumps(answer))
    return Exit.OK


def _ask(simulator: Path, method: str, body: dict[str, Any] | None) -> tuple[int, Any]:
    connection = _UnixConnection(simulator)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request(method, "/_control/faults", json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"null")
    finally:
        connection.close()


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_TIMEOUT_SECONDS)
        self.sock.connect(str(self._path))
