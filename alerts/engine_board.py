"""Shows open alerts on the broker: wall screens, sirens and Home Assistant read them there."""

import json
from collections.abc import Callable
from datetime import datetime

from domain.alerts import Alert, AlertState
from mqtt.topics import alert_topic

Publish = Callable[[str, bytes], None]
"""Publishes a retained message."""


class Board:
    """Keeps one retained message for each alert that fires or is acknowledged, and takes it away once it is over."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish

    def show(self, alert: Alert) -> None:
        """Show the alert as it stands. One that is pending is nobody's business yet."""
        if alert.state is not AlertState.PENDING:
            self._publish(alert_topic(alert.site, alert.id), payload(alert) if alert.is_open else b"")


def payload(alert: Alert) -> bytes:
    """Give the alert as JSON. No names: whoever may read the topic is not known here."""
    said = {
        "id": alert.id,
        "resident": alert.resident,
        "rule": alert.rule,
        "kind": alert.kind.value,
        "severity": alert.severity.word,
        "state": alert.state.value,
        "technical": alert.technical,
        "device": alert.device,
        "metric": alert.metric or None,
        "value": alert.value,
        "limit": alert.limit,
        "facts": dict(alert.facts),
        "late": alert.late,
        "started_at": _text(alert.started_at),
        "observed_at": _text(alert.observed_at),
        "fired_at": _text(alert.fired_at),
        "acknowledged_at": _text(alert.acknowledged_at),
        "unanswered_at": _text(alert.unanswered_at),
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
