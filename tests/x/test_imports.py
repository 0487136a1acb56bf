"""The room can be entered without paying for tweepy."""

import subprocess
import sys


def test_counting_and_credentials_do_not_load_the_http_stack() -> None:
    program = "import sys, tui_desk.x, tui_desk.x.length, tui_desk.x.access; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "tui_desk.x.length" in loaded
    assert not {"tweepy", "aiohttp", "requests", "oauthlib", "twitter_text"} & set(loaded)
