"""The rules about the service itself that every installation starts with: an area is their subject, not a person."""

from domain.severity import Severity
from domain.time_rules import SystemRule, SystemWatch


def system_rules() -> tuple[SystemRule, ...]:
    """Give them, version 1 each; their ids are the words of what they watch.

    A ladder that came to its end is the only one about a person's safety, and critical. The others are technical: they
    go to the community's staff, who keep rosters, channels and devices.
    """
    return (
        SystemRule(
            id=SystemWatch.UNANSWERED.value,
            watch=SystemWatch.UNANSWERED,
            severity=Severity.CRITICAL,
            source="the last step of a ladder was told, and nobody answered",
        ),
        _technical(SystemWatch.NOBODY_ON_DUTY, "rosters, looked at 24 h ahead"),
        _technical(SystemWatch.NO_WORKING_CHANNEL, "channels of whoever is on duty"),
        _technical(SystemWatch.BUILDING_SILENT, "several mains devices silent at once"),
        _technical(SystemWatch.GATEWAY_DOWN, "the gateway says so, or has gone"),
    )


def _technical(watch: SystemWatch, source: str) -> SystemRule:
    return SystemRule(id=watch.value, watch=watch, severity=Severity.WARNING, technical=True, source=source)
