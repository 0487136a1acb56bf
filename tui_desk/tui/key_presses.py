"""What a terminal sends when a key is pressed, and the names of the keys that the desk makes of it."""

import os
import select
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from textual.constants import DISABLE_KITTY_KEY
from textual.events import Key

from tui_desk.tui.terminal import KeyReader

_POLL = 0.1
"""Seconds of silence after which what has arrived is whole, as for the desk."""

_ASK_FOR_ALL_KEYS = "\x1b[>25u"
_ASK_NO_MORE = "\x1b[<u"
"""What the desk asks of terminals that can say more: https://sw.kovidgoyal.net/kitty/keyboard-protocol/"""


@dataclass(frozen=True, slots=True)
class KeyPress:
    """What arrived together, and the keys it stands for by the terminal library's names."""

    sent: bytes
    keys: tuple[str, ...]


@contextmanager
def every_key(descriptor: int, write: Callable[[str], None]) -> Iterator[None]:
    """Has a terminal hand over every key as it hands it to the desk: none is echoed, and none stops anything."""
    before = termios.tcgetattr(descriptor)
    changed = termios.tcgetattr(descriptor)
    changed[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    changed[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    changed[6][termios.VMIN] = 1
    termios.tcsetattr(descriptor, termios.TCSANOW, changed)
    try:
        if not DISABLE_KITTY_KEY:
            write(_ASK_FOR_ALL_KEYS)
        yield
    finally:
        with suppress(OSError, termios.error):  # the terminal may have gone
            if not DISABLE_KITTY_KEY:
                write(_ASK_NO_MORE)
            termios.tcsetattr(descriptor, termios.TCSANOW, before)


def key_presses(descriptor: int, encoding: str = "utf-8") -> Iterator[KeyPress]:
    """Each press as it arrives, until the terminal goes."""
    reader = KeyReader(debug=False, encoding=encoding)
    sent = b""
    while True:
        if select.select([descriptor], [], [], _POLL)[0]:
            try:
                data = os.read(descriptor, 4096)
            except OSError:  # the terminal has gone
                return
            if not data:
                return
            sent += data
            arrived = reader.feed(data)
        else:
            arrived = reader.tick()
        if arrived:
            yield KeyPress(sent, tuple(message.key for message in arrived if isinstance(message, Key)))
            sent = b""
