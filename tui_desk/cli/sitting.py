"""A desk opened for the length of one command, and the one place where what cannot be done is told.

Results go to standard output, everything else to standard error.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tui_desk.bootstrap.desk import open_desk
from tui_desk.bootstrap.profile import Profile, choose_profile
from tui_desk.cli.command_words import command_of
from tui_desk.cli.documents import name_of, no_document
from tui_desk.cli.exits import Exit, refuse
from tui_desk.cli.output import put_document
from tui_desk.config.machine_zone import MACHINE_ZONE
from tui_desk.config.problems import ConfigurationError
from tui_desk.config.read_keymap import preset_file
from tui_desk.desk.commands import Accepted, Command, Refused
from tui_desk.desk.desk import Desk
from tui_desk.desk.store_port import StoreError
from tui_desk.desk.views import Thread
from tui_desk.domain.ids import CaseId
from tui_desk.domain.permission import Capabilities
from tui_desk.domain.refusals import NoSuchCase, Refusal
from tui_desk.tui.present.spans import KeyOf
from tui_desk.tui.present.thread import Reader
from tui_desk.tui.present.words import Words, refusal_words

_Result = TypeVar("_Result")


class NotDoneError(Exception):
    """It was not done, and nothing changed. `name` is for programs, the words are for a person."""

    def __init__(self, name: str, words: Words, code: Exit = Exit.REFUSED) -> None:
        """Keep the words, and the code to end with."""
        super().__init__(name)
        self.name = name
        self.words = words
        self.code = code


@dataclass(frozen=True, slots=True)
class Sitting:
    """A desk that is open for a moment."""

    desk: Desk
    profile: Profile
    named_profile: str | None
    """The profile as the command line named it: whoever follows our advice has to name it again."""

    @property
    def capabilities(self) -> Capabilities:
        """What the account's plan allows."""
        account = self.profile.settings.account
        return Capabilities(account.may_reply_unsummoned, account.post_length_limit)

    def key_of(self, case_id: CaseId | None = None) -> KeyOf:
        """The command that does what a key does on the screen."""
        keys = preset_file(self.profile.settings.desk.keys)
        return command_of(self.named_profile, case_id, self.profile.paths.user_keymap, keys)

    def reader(self, case_id: CaseId | None = None) -> Reader:
        """Who reads, when and where."""
        return Reader(self.desk.agent, self.desk.now(), MACHINE_ZONE, self.key_of(case_id))

    async def thread(self, case_id: int) -> Thread:
        """A case as it is read now. Raises NotDoneError where there is none."""
        thread = await self.desk.thread(CaseId(case_id))
        if thread is None:
            everything = self.key_of()("case.view_everything")
            words = Words(f"There is no case {case_id}", f"{everything} shows all there are.")
            raise NotDoneError(name_of(NoSuchCase()), words)
        return thread

    async def do(self, command: Command, case_id: CaseId | None = None) -> Accepted:
        """Carry a command out. Raises NotDoneError with the desk's own words where it is refused."""
        answer = await self.desk.do(command)
        if isinstance(answer, Refused):
            raise self.refusal(answer.reason, case_id)
        return answer

    def refusal(self, refusal: Refusal, case_id: CaseId | None = None, *, may_reply: bool = True) -> NotDoneError:
        """Why not, in the words that the screen has for it."""
        return NotDoneError(name_of(refusal), refusal_words(refusal, self.key_of(case_id), may_reply=may_reply))


def add_case(parser: argparse.ArgumentParser) -> None:
    """The case that a command is for."""
    parser.add_argument("case", type=case_number, metavar="CASE", help="the number of the case")


def add_seen(parser: argparse.ArgumentParser) -> None:
    """How far the case was read before this was decided."""
    read = 'refuse if somebody wrote since: "seen_until_ms" of `show --json`; without it, all counts as read'
    parser.add_argument("--seen", type=int, metavar="MS", help=read)


def add_json(parser: argparse.ArgumentParser) -> None:
    """For programs."""
    parser.add_argument("--json", action="store_true", help="for programs: one object")


def case_number(text: str) -> int:
    """A case's number as it is typed. Raises ArgumentTypeError."""
    digits = text.removeprefix("#")
    if digits.isdecimal() and digits.isascii() and len(digits) <= 18:
        return int(digits)
    raise argparse.ArgumentTypeError(f"{text!r} is no number of a case")


def sit(arguments: argparse.Namespace, work: Callable[[Sitting], Awaitable[_Result]]) -> _Result:
    """Open the desk of the chosen profile for one piece of work. Raises ConfigurationError, StoreError."""

    async def open_and_work() -> _Result:
        profile = choose_profile(arguments.profile)
        async with open_desk(profile) as (desk, _):
            return await work(Sitting(desk, profile, arguments.profile))

    return asyncio.run(open_and_work())


def told(arguments: argparse.Namespace, body: Callable[[], Exit]) -> Exit:
    """Carry a command out; whatever keeps it from being done is told in a title and a sentence."""
    try:
        return body()
    except NotDoneError as error:
        if arguments.json:
            put_document(no_document(error.name, error.words))
        return refuse(error.code, error.words.title, error.words.sentence)
    except ConfigurationError as error:
        return refuse(Exit.SET_UP, error.title, error.sentence)
    except StoreError as error:
        return refuse(Exit.STORE, error.title, error.sentence)
    except BrokenPipeError:
        # Whoever reads has seen enough. Nothing more must be written, not even when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
