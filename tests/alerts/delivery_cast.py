"""Who is told in the tests of delivery, and messages to them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.alerts import Alert, AlertState, Change, Move, MoveKind
from domain.limits import Side
from domain.notifications import Channel, ChannelKind, Message, Notification, Reason, notification_id
from domain.people import Area, AreaKind, Household, Person, Relation, Resident, Role
from domain.severity import Severity
from store.records import Records
from store.records.neighbourhood import Neighbourhood
from store.records.outbox import Claim
from tests.neighbourhood import agreed

NOW = datetime(2026, 11, 24, 2, 23, tzinfo=UTC)
"""10:23 in Shanghai."""


def an_alert(number: int = 1, **changes: object) -> Alert:
    """Lin's heart rate has been high for three minutes."""
    high = Alert(
        id=f"alert-{number}",
        resident="lin",
        rule="heart_rate_high",
        rule_version=1,
        site="lin-lane",
        device="lin-lane.watch-lin",
        metric="heart_rate",
        side=Side.ABOVE,
        severity=Severity.CRITICAL,
        state=AlertState.FIRING,
        started_at=NOW - timedelta(minutes=3) + timedelta(seconds=number - 1),
        observed_at=NOW,
        version=1,
        value=180,
        worst=180,
        limit=131,
        limit_source="NEWS2",
    )
    return replace(high, **changes)  # type: ignore[arg-type]  # the fields of Alert, by name


def a_move(alert: Alert, **changes: object) -> Move:
    """Give the move that fired it."""
    fired = Move(
        alert=alert.id,
        n=1,
        kind=MoveKind.FIRED,
        at=NOW,
        severity=alert.severity,
        by="alerts",
        observed_at=alert.started_at,
        value=alert.value,
        limit=alert.limit,
        step=alert.step,
    )
    return replace(fired, **changes)  # type: ignore[arg-type]  # the fields of Move, by name


def a_notification(alert: Alert | None, channel: str = "console-wang", **changes: object) -> Notification:
    """Give the first telling of an alert, or a test message."""
    name = alert.id if alert else "test"
    first = Notification(
        id=notification_id(name, 1, channel),
        alert=alert.id if alert else None,
        move=1,
        person="wang",
        channel=channel,
        reason=Reason.FIRST if alert else Reason.TEST,
        created_at=NOW,
    )
    return replace(first, **changes)  # type: ignore[arg-type]  # the fields of Notification, by name


def a_message(alert: Alert | None, reason: Reason = Reason.FIRST, **changes: object) -> Message:
    """Give what the building's steward is told in Chinese."""
    told = Message(
        notification=a_notification(alert, reason=reason),
        channel=Channel(id="console-wang", person="wang", kind=ChannelKind.CONSOLE),
        language="zh-CN",
        timezone="Asia/Shanghai",
        receiver_name="王管家",
        alert=alert,
        move=a_move(alert) if alert else None,
        resident_name="林秀英",
        place=("林荫社区", "3号楼", "502"),
        key_holder="陈阿姨",
        resident_phone="13800000000",
        link="https://care.example/app/alerts/alert-1",
    )
    return replace(told, **changes)  # type: ignore[arg-type]  # the fields of Message, by name


def settle_in(records: Records, *channels: Channel) -> None:
    """Put Lin, her steward Wang, her daughter Fang and these channels into the records."""
    lane = Area(id="lin-lane", kind=AreaKind.COMMUNITY, name="林荫社区", site="lin-lane")
    building = Area(id="building-3", kind=AreaKind.BUILDING, name="3号楼", parent="lin-lane")
    tree = Neighbourhood(
        areas=(lane, building),
        households=(Household(id="flat-502", building="building-3", flat="502", key_holder="陈阿姨"),),
        residents=(Resident(id="lin", name="林秀英", household="flat-502", phone="13800000000"),),
        people=(
            Person(id="wang", name="王管家", role=Role.STEWARD),
            Person(id="fang", name="林芳", role=Role.RELATIVE, language="en"),
        ),
        relations=(Relation(person="fang", resident="lin", relation="daughter", tell=True),),
        consents=(agreed("lin", "fang", NOW),),
        channels=channels,
    )
    records.neighbourhood.load(tree, NOW)


def commit(records: Records, alert: Alert, *notifications: Notification, claim: Claim | None = None) -> None:
    """Write a new alert, its first move and what it causes."""
    change = Change(alert=alert, moves=(a_move(alert),), based_on=0)
    assert records.alerts.commit([change], notifications, NOW, claim=claim) == []
