"""How patient the engine is in tests: the times of a real account."""

from tui_desk.engine.sender import SendingTimes

TIMES = SendingTimes(
    request_timeout_ms=30_000,
    settle_ms=60_000,
    first_look_ms=5_000,
    look_again_ms=15_000,
    retry_ms=10_000,
    most_unknown_ms=600_000,
)
