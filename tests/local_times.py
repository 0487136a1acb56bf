"""Local times, written as people write them, for tests of times in words."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = "2026-11-25 14:00"


def at(written: str, zone: tzinfo = BERLIN) -> int:
    """The milliseconds of a local time, such as 2026-11-25 14:00."""
    return int(datetime.fromisoformat(written).replace(tzinfo=zone).timestamp() * 1000)


def local(moment: int | None, zone: tzinfo = BERLIN) -> str | None:
    """That time where the agent is, such as Wed 2026-11-25 14:00."""
    return None if moment is None else datetime.fromtimestamp(moment / 1000, zone).strftime("%a %Y-%m-%d %H:%M")


ZONES = st.sampled_from([BERLIN, UTC, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Tokyo")])
NOWS = st.integers(at("2011-12-28 00:00"), at("2090-01-01 00:00"))
