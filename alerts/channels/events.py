"""A message as a CloudEvent 1.0 (JSON), for webhooks. Pure. Machines read `data`; `data.text` is for people."""

import json
from datetime import datetime

from alerts.texts import Text
from domain.alerts import Alert
from domain.metrics import METRICS
from domain.notifications import Message, Reason

TYPES = {
    Reason.FIRST: "org.banister.alert.fired",
    Reason.WORSENED: "org.banister.alert.worsened",
    Reason.AGAIN: "org.banister.alert.again",
    Reason.ESCALATED: "org.banister.alert.escalated",
    Reason.REPEATED: "org.banister.alert.repeated",
    Reason.REMINDER: "org.banister.alert.reminded",
    Reason.HISTORY: "org.banister.alert.history",
    Reason.TEST: "org.banister.test",
}


def event_of(message: Message, text: Text) -> str:
    """Write the event: its id is the notification's, its subject the alert's."""
    notification, alert = message.notification, message.alert
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": notification.id,
        "source": f"urn:banister:site:{alert.site}" if alert else "urn:banister",
        "type": TYPES[notification.reason],
        "time": _time(notification.created_at),
        "datacontenttype": "application/json",
        "data": {
            "reason": notification.reason.value,
            "receiver": message.receiver_name,
            "link": message.link,
            "text": {"language": message.language, "title": text.title, "body": text.body},
            "alert": _alert(alert, message) if alert else None,
        },
    }
    if alert:
        event["subject"] = alert.id
    return json.dumps(event, ensure_ascii=False)


def _alert(alert: Alert, message: Message) -> dict[str, object]:
    known = METRICS.get(alert.metric)
    move = message.move
    return {
        "id": alert.id,
        "rule": alert.rule,
        "severity": (move.severity if move else alert.severity).word,
        "state": alert.state.value,
        "technical": alert.technical,
        "late": alert.late,
        "resident": {"id": alert.resident, "name": message.resident_name, "phone": message.resident_phone},
        "place": list(message.place),
        "key_holder": message.key_holder,
        "device": alert.device,
        "metric": alert.metric or None,
        "unit": known.unit if known else None,
        "value": alert.value if move is None or move.value is None else move.value,
        "limit": alert.limit,
        "limit_source": alert.limit_source,
        "started_at": _time(alert.started_at),
        "observed_at": _time(alert.observed_at),
        "step": move.step if move else alert.step,
    }


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
