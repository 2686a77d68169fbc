"""Silence of devices: a deadline for each, in buckets, so that a tick looks only at those whose time has come.

A deadline is judged on our clock, and only while we listen: after the line came up, and while a backlog is drained,
nobody is called silent. A device that was never heard of is new, not silent.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from alerts.engine_state import DeviceState, State
from alerts.engine_working import Working
from domain.alerts import Alert, Change
from domain.evaluation import BREACHED
from domain.life import begin, ended
from domain.moves import Seen
from domain.time_rules import AbsenceRule
from mqtt.facts import LineFacts
from store.records.alerts import Alerts

BUCKET = 10.0
"""Seconds to a bucket: a silence may be told so much late."""
GRACE = timedelta(minutes=10)
"""So long, or for its rule's time if that is shorter, a device may take to speak after the line came up."""
SETTLE = timedelta(minutes=1)
PATIENCE = timedelta(minutes=30)
"""After so long on the line a backlog no longer keeps us from judging."""
LOOK_AGAIN = 300.0
"""Seconds until a silent device is looked at again."""
AT_ONCE = 200
"""Silences begun in one transaction: after a long outage there may be very many, and readings must not wait."""


class Silence:
    """Knows which devices are due, and makes and ends their alerts in a `Working`."""

    def __init__(self, state: State, alerts: Alerts) -> None:
        self._state = state
        self._alerts = alerts
        self._buckets: dict[int, list[DeviceState]] = defaultdict(list)
        self._backlog_at = datetime.min.replace(tzinfo=UTC)
        self._set_back_at: datetime | None = None

    def expect(self, device: DeviceState) -> None:
        """Wait for the next word of a device that was heard of."""
        rule = self._rule(device)
        if rule is not None and device.heard:
            self._queue(device, device.heard + rule.silent_after[device.power].total_seconds())

    def expect_all(self) -> None:
        """Wait for every device that is known and waited for no longer."""
        for device in self._state.devices.values():
            if not device.queued:
                self.expect(device)

    def note_backlog(self, now: datetime) -> None:
        """Note that a batch was so full that there is more behind it."""
        self._backlog_at = now

    def set_back(self, now: datetime) -> None:
        """Count anew from `now` what our clock, which was set back, says is still to come."""
        self._set_back_at, self._backlog_at = now, min(self._backlog_at, now)
        self._buckets.clear()
        for device in self._state.devices.values():
            device.heard, device.queued = min(device.heard, now.timestamp()), False
        self.expect_all()

    def judge(self, working: Working, line: LineFacts, now: datetime) -> None:
        """Begin the alerts of devices that are silent at `now`: so many at once, the rest the next time."""
        listening = self._listening(line, now)
        if listening is None:
            return
        for device in self._due(now.timestamp()):
            self._judge(device, working, listening, now)
            if len(working.touched) >= AT_ONCE:
                return

    def end(self, device: DeviceState, working: Working, at: datetime) -> None:
        """Let the device's silence be over: it was heard of at `at`. Its resident has open alerts."""
        known = device.resident.open if device.resident is not None else None
        for alert in (known or {}).values():
            if not alert.metric and alert.device == device.id:
                working.take((alert.resident, alert.rule), partial(_ended, device.id, at))

    def _listening(self, line: LineFacts, now: datetime) -> datetime | None:
        """Since when we have listened with open ears; None where we do not."""
        since = line.since
        if since is not None and since > now:
            since = self._set_back_at  # it came up before our clock was set back
        if not line.healthy or since is None or now - since < SETTLE:
            return None
        drained = now - self._backlog_at >= SETTLE or now - since >= PATIENCE
        return since if drained else None

    def _due(self, now: float) -> Iterator[DeviceState]:
        for number in sorted(one for one in self._buckets if one * BUCKET <= now):
            bucket = self._buckets[number]
            while bucket:
                device = bucket.pop()
                device.queued = False
                yield device
            del self._buckets[number]

    def _judge(self, device: DeviceState, working: Working, listening: datetime, now: datetime) -> None:
        rule = self._rule(device)
        if rule is None or self._state.devices.get(device.id) is not device:
            return
        allowed = rule.silent_after[device.power]
        deadline = max(device.heard + allowed.total_seconds(), (listening + min(allowed, GRACE)).timestamp())
        if deadline > now.timestamp():
            self._queue(device, deadline)
        elif device.resident is None:
            self._queue(device, now.timestamp() + LOOK_AGAIN)
        else:
            self._tell(device, rule, device.resident.id, working, now)

    def _tell(self, device: DeviceState, rule: AbsenceRule, resident: str, working: Working, now: datetime) -> None:
        """Begin the alert, unless one is open or was told of this silence.

        The device is looked at again in any case: the commit may fail, another device's alert of the rule may be open.
        """
        self._queue(device, now.timestamp() + LOOK_AGAIN)
        if working.open_alert(resident, rule.id) is None and not self._was_told(device, rule, resident):
            last = datetime.fromtimestamp(device.heard, UTC)
            seen = Seen(resident=resident, site=device.site, device=device.id, verdict=BREACHED, observed_at=last)
            working.take((resident, rule.id), partial(_silent, rule, seen, now))

    def _was_told(self, device: DeviceState, rule: AbsenceRule, resident: str) -> bool:
        """Whether this very silence was told before: somebody resolved it, and the device is still silent."""
        return any(
            alert.rule == rule.id and alert.device == device.id and _fired(alert) > device.heard
            for alert in self._alerts.find(residents=[resident], technical=rule.technical, limit=50)
        )

    def _rule(self, device: DeviceState) -> AbsenceRule | None:
        own = device.resident.rules if device.resident is not None else None
        rule = (own or self._state.rules).absences.get(device.kind)
        return rule if rule is not None and device.power in rule.silent_after else None

    def _queue(self, device: DeviceState, deadline: float) -> None:
        if not device.queued:
            device.queued = True
            self._buckets[math.ceil(deadline / BUCKET)].append(device)


def _silent(rule: AbsenceRule, seen: Seen, now: datetime, _: Working, alert: Alert | None) -> Change | None:
    return begin(rule, seen, now) if alert is None else None


def _ended(device: str, at: datetime, _: Working, alert: Alert | None) -> Change | None:
    return ended(alert, at, at) if alert is not None and alert.device == device else None


def _fired(alert: Alert) -> float:
    return alert.fired_at.timestamp() if alert.fired_at else 0.0
