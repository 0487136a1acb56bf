"""The agent's own editor: it gets a private file to write in, and nothing that is secret."""

import asyncio
import os
import shlex
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tui_desk.config.credentials import BEARER_FIELDS, OAUTH1_FIELDS
from tui_desk.config.private_files import write_private_file
from tui_desk.domain.clean import clean

USUAL_EDITORS = ("sensible-editor", "editor", "nano", "vi")
"""What is looked for where neither VISUAL nor EDITOR names one."""

LARGEST_BYTES = 200_000
"""More than this is no answer to a customer."""

FOLLOW = 0.5
"""Seconds between two looks at what the editor has saved."""

_PATIENCE = 1.0
"""Seconds that an editor gets to end when it is told to."""

_SECRETS = frozenset(f"TUI_DESK_{name.upper()}" for name in (*BEARER_FIELDS, *OAUTH1_FIELDS))


class EditorError(Exception):
    """The editor could not be started, or failed. `title` and `sentence` are for a person; the text is as before."""

    def __init__(self, title: str, sentence: str) -> None:
        """Keep the words."""
        super().__init__(f"{title}. {sentence}")
        self.title = title
        self.sentence = sentence


async def edited(text: str, name: str, saved: Callable[[str], None], environ: Mapping[str, str] = os.environ) -> str:
    """The text as it stands when the editor has ended; each time the editor saves it, `saved` is told.

    The file is called `name` and lies in a folder of its own, which nobody else can enter and which is removed with
    all that the editor left in it. The caller has given the terminal away. Raises EditorError.
    """
    command = command_of(environ)
    with _private_folder(environ) as folder:
        file = folder / name
        write_private_file(file, f"{text}\n".encode())
        before = _stamp(file)

        def look() -> None:
            nonlocal before
            if (now := _stamp(file)) != before:
                before = now
                with suppress(EditorError):  # half a file is no reason to end; the last look counts
                    saved(_read(file))

        with _interrupts_ignored():
            await _run([*command, str(file)], environment(environ), look)
        return _read(file)


def command_of(environ: Mapping[str, str]) -> list[str]:
    """The editor's program and its arguments. Raises EditorError."""
    given = environ.get("VISUAL") or environ.get("EDITOR") or ""
    try:
        command = shlex.split(given)
    except ValueError as error:
        raise EditorError("No editor", "VISUAL or EDITOR has a quotation mark without its partner.") from error
    if command:
        return command
    for program in USUAL_EDITORS:
        if shutil.which(program, path=environ.get("PATH")) is not None:
            return [program]
    raise EditorError("No editor", "Set EDITOR to the one you like, such as nano, and start the desk again.")


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What the editor is told of the desk's environment: no secrets of the account."""
    return {name: value for name, value in environ.items() if name not in _SECRETS}


@contextmanager
def _private_folder(environ: Mapping[str, str]) -> Iterator[Path]:
    """In memory where the system offers a place there that is ours alone."""
    runtime = environ.get("XDG_RUNTIME_DIR")
    place = runtime if runtime and os.access(runtime, os.W_OK | os.X_OK) else None
    try:
        folder = TemporaryDirectory(prefix="tui-desk-", dir=place, ignore_cleanup_errors=True)
    except OSError as error:
        raise EditorError("No place for the file", f"{error.strerror}: set TMPDIR to a folder of your own.") from error
    with folder as path:
        yield Path(path)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl+C in the editor is the editor's. A handler, unlike SIG_IGN, is not handed on to what is started."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


async def _run(command: list[str], environ: Mapping[str, str], look: Callable[[], None]) -> None:
    program = Path(command[0]).name
    try:
        process = await asyncio.create_subprocess_exec(*command, env=environ)
    except OSError as error:
        sentence = f"{error.strerror}: set EDITOR to one that is there, and start the desk again."
        raise EditorError(f"{program} did not start", sentence) from error
    ended = asyncio.ensure_future(process.wait())
    try:
        while not (await asyncio.wait({ended}, timeout=FOLLOW))[0]:
            look()
    finally:
        if process.returncode is None:
            await _end(process)
    if process.returncode != 0:
        raise EditorError(f"{program} ended with a failure", "Your text is as it was before.")


async def _end(process: asyncio.subprocess.Process) -> None:
    """The desk ends, or the connection is gone: so must the editor."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.wait()
    except TimeoutError:
        process.kill()


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What changes whenever the file is written, or another is put in its place."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(file: Path) -> str:
    """What was written, without the line end that every editor puts under it."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise EditorError("The text is gone", "The editor removed its file: your text is as it was before.") from error
    if len(content) > LARGEST_BYTES:
        raise EditorError("Too much text", "That is more than any answer can hold: your text is as it was before.")
    try:
        return clean(content.decode("utf-8-sig").removesuffix("\n"))
    except UnicodeDecodeError as error:
        raise EditorError("Not readable", "Save it as UTF-8: your text is as it was before.") from error
