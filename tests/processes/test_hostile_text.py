"""Hostile text in every field of posts and profiles, seen at the real terminal: no sequence of theirs reaches it."""

import gzip
import json
import re
from collections.abc import Iterator

import pytest
from processes_home import Home, until
from support import shared_data

pytestmark = pytest.mark.process

OURS = re.compile(
    rb"\x1b\[[0-9;]*[GHm]"  # where to draw, and how it looks
    rb"|\x1b\[\?(?:1049|25|1004|2004|2026|7)[hl]"  # alternate screen, cursor, focus, paste, frames, wrapping
    rb"|\x1b\]22;default\x07"  # the shape of the pointer
    rb"|\x1b\[\?2026\$p|\x1b\[[<>=]?[0-9]*u|\x1b\[[0-9;]*[JK]"
)
"""Every sequence the desk may send."""
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
PAYLOADS = 40


def payloads() -> Iterator[str]:
    """Terminal escapes and markup people have attacked terminals with."""
    with gzip.open(shared_data("dev/hostile/terminal-escapes.jsonl.gz"), "rt", encoding="utf-8") as file:
        lines = [json.loads(line)["text"] for line in file]
    yield from lines[:: max(1, len(lines) // PAYLOADS)]
    for line in shared_data("dev/hostile/markup-injection.jsonl").read_text().splitlines():
        yield json.loads(line)["text"]


def test_no_sequence_of_theirs_reaches_the_terminal(home: Home) -> None:
    hostile = [text for text in payloads() if text.strip()]
    with home.open_desk() as desk:
        desk.wait_for(r"1 Now [1-9]", 40)
        for number, text in enumerate(hostile):
            person = {"handle": f"attacker{number}", "name": text[:50], "bio": text[:160], "location": text[:30]}
            home.ask_x("POST", "users", person)
            home.ask_x("POST", "posts", {"author": f"attacker{number}", "text": f"@TarnlineHelp {text}"[:270]})
        desk.wait_for("7 All [1-9][0-9]", 40)
        for _ in range(len(hostile) + 10):
            desk.press(b"j")
            desk.settle(0.05)
        until(lambda: "attacker" in desk.text(), desk)
        desk.press(b"q")
        until(desk.has_ended, desk)
        assert desk.exit_code == 0
    left = OURS.sub(b"", bytes(desk.received))
    assert sorted({left[max(0, m.start() - 5) : m.end() + 25] for m in CONTROLS.finditer(left)}) == []
