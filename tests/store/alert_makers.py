"""Alerts as the engine makes them, for the records' tests."""

from datetime import UTC, datetime, timedelta

from domain.alerts import Alert, AlertState, Change, MoveKind, alert_id
from domain.defaults import default_rules
from domain.evaluation import evaluate
from domain.life import Seen, observe
from domain.moves import moved
from domain.notifications import Notification, Reason, notification_id
from domain.rules import RuleKind, ThresholdRule
from domain.severity import Severity
from domain.subjects import area_subject
from domain.time_rules import SystemWatch
from tests.neighbourhood import MRS_LIN, SITE, STEWARD, WATCH

NOW = datetime(2026, 11, 24, 8, 0, 0, 123456, tzinfo=UTC)
CHANNEL = f"{STEWARD}-console"

_RULE = next(rule for rule in default_rules() if isinstance(rule, ThresholdRule) and rule.id == "heart_rate_high")


def seen(value: float, observed_at: datetime = NOW, resident: str = MRS_LIN) -> Seen:
    """Give a heart rate, as the rule `heart_rate_high` sees it."""
    verdict = evaluate(_RULE, value)
    return Seen(resident=resident, site=SITE, device=WATCH, verdict=verdict, observed_at=observed_at, value=value)


def heart_rate(alert: Alert | None, value: float, at: datetime = NOW, resident: str = MRS_LIN) -> Change:
    """Move the alert of `heart_rate_high` by one reading, or begin it."""
    change = observe(alert, _RULE, seen(value, at, resident), at + timedelta(seconds=1))
    assert change is not None
    return change


def told(change: Change, *, at: datetime = NOW, channel: str = CHANNEL, person: str = STEWARD) -> Notification:
    """Give the notification that a change's last move causes."""
    alert, move = change.alert.id, change.moves[-1].n
    return Notification(
        id=notification_id(alert, move, channel),
        alert=alert,
        move=move,
        person=person,
        channel=channel,
        reason=Reason.FIRST,
        created_at=at,
    )


def about(area: str, at: datetime = NOW) -> Change:
    """Give an alert about an area that fires: the whole building is silent."""
    subject = area_subject(area)
    alert = Alert(
        id=alert_id(subject, "building_silent", at),
        resident=subject,
        rule="building_silent",
        rule_version=1,
        site=SITE,
        device="",
        metric=SystemWatch.BUILDING_SILENT.value,
        severity=Severity.WARNING,
        state=AlertState.FIRING,
        started_at=at,
        observed_at=at,
        kind=RuleKind.SYSTEM,
        facts={"count": 4.0, "of": 5.0},
        technical=True,
        fired_at=at,
    )
    return moved(alert, MoveKind.FIRED, at)
