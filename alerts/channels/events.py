"""A message as a CloudEvent 1.0 (JSON), for webhooks. Pure. Machines read `data`; `data.text` is for people.

Several messages that go out as one are one event of the type `org.banister.alerts.merged`: its `data.alerts` has for
each what `data` has in an event of its own (its type, id and subject beside it), but the text, which is of all.

What goes to a group says where and how bad, and neither who nor what was measured.
"""

import json
from collections.abc import Sequence
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
    Reason.HANDED_OVER: "org.banister.alert.handed_over",
    Reason.HISTORY: "org.banister.alert.history",
    Reason.TEST: "org.banister.test",
}
MERGED = "org.banister.alerts.merged"


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
        "data": _data(message) | {"text": _text(message, text)},
    }
    if alert:
        event["subject"] = alert.id
    return json.dumps(event, ensure_ascii=False)


def events_of(messages: Sequence[Message], text: Text) -> str:
    """Write several as one event; its id is the first one's."""
    first = messages[0]
    event: dict[str, object] = {
        "specversion": "1.0",
        "id": first.notification.id,
        "source": "urn:banister",
        "type": MERGED,
        "time": _time(max(one.notification.created_at for one in messages)),
        "datacontenttype": "application/json",
        "data": {
            "receiver": first.receiver_name,
            "text": _text(first, text),
            "alerts": [_one_of_several(one) for one in messages],
        },
    }
    return json.dumps(event, ensure_ascii=False)


def _one_of_several(message: Message) -> dict[str, object]:
    notification = message.notification
    named = {"id": notification.id, "type": TYPES[notification.reason], "subject": notification.alert}
    return named | _data(message)


def _data(message: Message) -> dict[str, object]:
    data: dict[str, object] = {
        "reason": message.notification.reason.value,
        "receiver": message.receiver_name,
        "link": message.link,
        "alert": _alert(message.alert, message) if message.alert else None,
    }
    return data | ({"acknowledge_link": message.acknowledge_link} if message.acknowledge_link else {})


def _text(message: Message, text: Text) -> dict[str, str]:
    return {"language": message.language, "title": text.title, "body": text.body}


def _alert(alert: Alert, message: Message) -> dict[str, object]:
    return _least(alert, message) if message.channel.is_group else _everything(alert, message)


def _least(alert: Alert, message: Message) -> dict[str, object]:
    """Give what a group may read: where and how bad; not who, and nothing that was measured."""
    return {
        "id": alert.id,
        "severity": (message.move.severity if message.move else alert.severity).word,
        "state": alert.state.value,
        "technical": alert.technical,
        "late": alert.late,
        "place": list(message.place),
    }


def _everything(alert: Alert, message: Message) -> dict[str, object]:
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
