"""Work that must be seen through although the task that asked for it is cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def undisturbed(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work` to its end; a cancellation that came meanwhile, however often, is raised only then."""
    task = asyncio.ensure_future(work)
    interruption: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as cancelled:
            interruption = cancelled
    result = task.result()
    if interruption is not None:
        raise interruption
    return result
