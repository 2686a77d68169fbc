"""An engine on real records, driven without a broker: messages go in, alerts and the outbox are looked at."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from alerts.engine import Engine
from alerts.engine_recall import Recall, nothing_recalled
from domain.alerts import Alert, Move
from domain.baselines import Usual
from domain.notifications import Channel, Notification
from mqtt.facts import LineFacts
from mqtt.message import Message
from store.records import Records
from tests.alerts.couriers import Shelf
from tests.neighbourhood import (
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OFFICER,
    OTHER_STEWARD,
    STEWARD,
    STREET_STAFF,
    cast,
    console,
)

START = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
EVERYBODY = (STEWARD, OTHER_STEWARD, DAUGHTER, OFFICER, COMMUNITY_STAFF, STREET_STAFF)


def consoles() -> tuple[Channel, ...]:
    """One console for everybody of the cast."""
    return tuple(console(person) for person in EVERYBODY)


class Rig:
    """Mrs Lin's neighbourhood and an engine. `now` moves only when a test says so."""

    def __init__(
        self, records: Records, channels: tuple[Channel, ...] | None = None, recall: Recall = nothing_recalled
    ) -> None:
        self.records = records
        self._recall = recall
        self.now = START
        self.line = LineFacts(connected=True, subscribed=True, since=START - timedelta(days=2))
        self.shown: dict[str, bytes] = {}
        self.shelf = Shelf()
        self.worn: bool | None = None
        self.usual: dict[str, Usual] = {}
        self.cast = cast(records, START, *(consoles() if channels is None else channels))
        self.engine = self._started()

    def restart(self) -> None:
        """Kill -9: a new engine knows only what is in the records."""
        self.engine = self._started()

    def message(self, device: str = "watch-lin", at: datetime | None = None, **values: object) -> Message:
        """Make a reading of one device at `at` (now, if not said), received now."""
        said = {"ts": (at or self.now).isoformat(), **values}
        return self.raw(f"care/v1/lin-lane/{device}/readings", json.dumps(said).encode())

    def raw(self, topic: str, payload: bytes, *, retained: bool = False) -> Message:
        """Make any message, received now."""
        return Message(topic, payload, self.now, retained, duplicate=False)

    def say(self, device: str = "watch-lin", at: datetime | None = None, **values: object) -> None:
        """Let a device say this, in a batch of its own."""
        self.engine.handle([self.message(device, at, **values)])

    def wait(self, **passing: float) -> None:
        """Let time pass, and tick."""
        self.now += timedelta(**passing)
        self.engine.idle(self.now)

    def lose_line(self) -> None:
        """Lose the broker."""
        self.line = replace(self.line, connected=False, since=self.now)

    def alerts(self, resident: str = MRS_LIN) -> list[Alert]:
        """Give all alerts of a resident, oldest first."""
        return self.records.alerts.find(residents=[resident], limit=1000)[::-1]

    def only_alert(self, resident: str = MRS_LIN) -> Alert:
        """Give the alert of a resident who has one."""
        (alert,) = self.alerts(resident)
        return alert

    def alert(self, rule: str, resident: str = MRS_LIN) -> Alert | None:
        """Give the newest alert of a rule."""
        return next((one for one in reversed(self.alerts(resident)) if one.rule == rule), None)

    def moves(self, alert: Alert) -> list[Move]:
        """Give its timeline."""
        return self.records.alerts.timeline(alert.id)

    def outbox(self, resident: str = MRS_LIN) -> list[Notification]:
        """Give all notifications about a resident."""
        of_alerts = [self.records.outbox.of_alert(alert.id) for alert in self.alerts(resident)]
        return [one.notification for those in of_alerts for one in those]

    def told(self, resident: str = MRS_LIN) -> list[str]:
        """Give "who: why" of all notifications, sorted by when and who."""
        those = sorted(self.outbox(resident), key=lambda one: (one.created_at, one.person, one.reason))
        return [f"{one.person}: {one.reason}" for one in those]

    def _started(self) -> Engine:
        engine = Engine(
            self.records,
            publish=self._show,
            courier=self.shelf,
            line=lambda: self.line,
            worn_before=lambda _device, _before: self.worn,
            recall=self._recall,
            usual=lambda _resident, _zone, metric, _at: self.usual.get(metric),
        )
        engine.start(self.now)
        return engine

    def _show(self, topic: str, payload: bytes) -> None:
        self.shown[topic] = payload
