"""How the alerts that passing time brings begin and end, as steps of a `Working`."""

from datetime import datetime

from alerts.engine_state import ResidentState, State
from alerts.engine_working import Working
from domain.alerts import Alert, Change
from domain.evaluation import BREACHED
from domain.life import begin, ended
from domain.moves import Seen
from domain.outlooks import Outlook
from domain.time_rules import SystemRule, TimeRule
from domain.waiting import from_seconds


def seen_of(found: Outlook, resident: ResidentState, state: State) -> Seen:
    """Give what a breach looks like that time brought."""
    device = state.devices.get(found.device)
    return Seen(
        resident=resident.id,
        site=resident.site or (device.site if device is not None else ""),
        device=found.device,
        verdict=BREACHED,
        observed_at=found.since or from_seconds(0),
        facts=found.facts,
        ladders=state.ladders.of(resident.areas),
    )


def began(rule: TimeRule | SystemRule, seen: Seen, now: datetime, _: Working, alert: Alert | None) -> Change | None:
    """Begin the alert, unless one is open."""
    return begin(rule, seen, now) if alert is None else None


def over(at: datetime, _: Working, alert: Alert | None) -> Change | None:
    """End the alert that is open."""
    return ended(alert, at, at) if alert is not None else None
