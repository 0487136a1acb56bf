"""Makes the rules of the clocks from the settings."""

from tui_desk.config.hours import calendar_of
from tui_desk.config.settings import Settings, TargetsSettings
from tui_desk.domain.clocks import ClockRules, Targets


def clock_rules(settings: Settings) -> ClockRules:
    """What deadlines are made from. Raises ZoneError if the machine has lost the time zone of the opening hours."""
    calendar = calendar_of(settings.hours) if settings.targets.count == "business" else None
    return ClockRules(_targets(settings.targets), calendar)


def _targets(chosen: TargetsSettings) -> Targets:
    return Targets(
        first_response_public=chosen.first_response_minutes,
        first_response_private=chosen.first_response_minutes_message,
        next_response_public=chosen.next_response_minutes,
        next_response_private=chosen.next_response_minutes_message,
        update=chosen.update_minutes,
        follow_up=chosen.follow_up_minutes,
        resolution=chosen.resolution_minutes,
        praise=chosen.praise_minutes,
        urgent_percent=chosen.urgent_percent,
        high_percent=chosen.high_percent,
        low_percent=chosen.low_percent,
        grace_minutes=chosen.reopening_grace_minutes,
    )
