"""Where the background processes write their log: a private file, or standard error. Never bodies or tokens."""

import logging
import os
import sys
from pathlib import Path

_LOG_BYTES = 1_000_000


def log_to(file: Path | None, *, rotates: bool = True) -> None:
    """Begin logging to a file, or to standard error. Every file this process makes from here on is private.

    A log that rotates brings networking along; a desk, which logs next to nothing, opens faster without.
    """
    os.umask(0o077)
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    elif rotates:
        from logging.handlers import RotatingFileHandler

        handler = RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=2, delay=True)
    else:
        handler = logging.FileHandler(file, delay=True)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", handlers=[handler]
    )
