"""The time zone of this machine as a zone of its own, with its changes to and from summer time."""

import time
from datetime import UTC, datetime, timedelta, tzinfo


class MachineZone(tzinfo):
    """The zone that TZ or the machine's set-up names, by the rules of its C library.

    It holds for every form these may take, also where no IANA name can be had from them, and shows the same time as
    the machine's other programs. It changes with the machine's set-up.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """How far local time is ahead of UTC then; None where no moment is given."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def tzname(self, moment: datetime | None) -> str | None:
        """The zone's abbreviation then, such as CET; None where no moment is given."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def dst(self, moment: datetime | None) -> None:
        """Always None: the C library tells the whole offset, not the part of it that is summer time."""
        del moment

    def fromutc(self, moment: datetime) -> datetime:
        """The local time of a moment in UTC. In the hour that comes twice, `fold` says which of the two it is."""
        local = datetime.fromtimestamp(moment.replace(tzinfo=UTC).timestamp())  # noqa: DTZ006 - without a zone it is the machine's
        return local.replace(tzinfo=self)

    def __repr__(self) -> str:
        """The same in each process, as long as the zone is."""
        return f"MachineZone{time.tzname}"


MACHINE_ZONE = MachineZone()
