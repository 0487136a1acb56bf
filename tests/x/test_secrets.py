"""Neither tokens nor texts get into logs or errors, however talkative the logging."""

import logging
import traceback
from pathlib import Path

import pytest
from x.payloads import MESSAGE_PAGE
from x.scripted import client_at, scripted_x

from tui_desk.desk.x_port import XError
from tui_desk.domain.ids import PostId, UserId
from tui_desk.x.access import Access, SigningKeys, UserToken, Way

CUSTOMER = UserId(501)
REPLY, MESSAGE = "canary reply", "canary message"
CANARIES = ("canary-token", "canary-secret", MESSAGE, REPLY, "order is 4711")
TOKEN: Access = UserToken("canary-token")
KEYS: Access = SigningKeys("canary-token-1", "canary-secret-2", "77-canary-token", "canary-secret-4")


async def _busy_day(folder: Path, access: Access) -> list[str]:
    """Every kind of outcome once; the errors as a crash report would print them."""
    reports: list[str] = []
    async with scripted_x(folder / "x.sock") as x, client_at(Way(socket=folder / "x.sock"), access) as client:
        x.says(MESSAGE_PAGE)
        await client.messages(UserId(77), None)
        x.says_text(f"<html>{MESSAGE}</html>", status=503)
        x.says({"data": {"id": MESSAGE}}, status=201)
        x.drops()
        x.breaks_off(MESSAGE, promised=999)
        x.sends(MESSAGE.encode(), {"Content-Encoding": "gzip"})
        x.sends(MESSAGE.encode(), {"X-Long": "x" * 20_000})
        while x.answers:
            send = (
                client.send_reply(REPLY, PostId(9), ())
                if len(x.answers) % 2
                else client.send_message(MESSAGE, CUSTOMER)
            )
            try:
                await send
            except XError as error:
                report = traceback.TracebackException.from_exception(error).format()
                reports.append("".join(report) + repr(error.__cause__))
    return reports


@pytest.mark.parametrize("access", [TOKEN, KEYS], ids=["token", "keys"])
async def test_no_canary_sings(tmp_path: Path, access: Access, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reports = await _busy_day(tmp_path, access)
    written = caplog.text + "".join(reports)
    assert "/2/tweets" in caplog.text, "the log was on"
    assert len(reports) == 6
    assert [canary for canary in CANARIES if canary in written] == []


async def test_tweepy_would_tell(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The proof that the test above can see anything at all."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="tweepy")
    await _busy_day(tmp_path, TOKEN)
    assert "canary-token" in caplog.text
    assert REPLY in caplog.text
