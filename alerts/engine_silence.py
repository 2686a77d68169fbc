"""Silence of devices: a deadline for each, in buckets, so that a tick looks only at those whose time has come.

A deadline is judged on our clock, and only while we listen: after the line came up, after our clock jumped, and while a
backlog is drained, nobody is called silent. A device that was never heard of is new, not silent.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from alerts.engine_aways import Aways
from alerts.engine_brought import began
from alerts.engine_buckets import Buckets
from alerts.engine_listening import Listening
from alerts.engine_outages import RULE, Outages
from alerts.engine_state import DeviceState, State
from alerts.engine_told import Told
from alerts.engine_working import Working
from domain.alerts import Alert, Change
from domain.evaluation import BREACHED
from domain.life import ended
from domain.moves import Seen
from domain.rules import RuleKind
from domain.time_rules import AbsenceRule
from mqtt.facts import LineFacts
from store.records import Records

GRACE = timedelta(minutes=10)
"""So long, or for its rule's time if that is shorter, a device may take to speak after the line came up."""
LOOK_AGAIN = 300.0
"""Seconds until a silent device is looked at again."""
AT_ONCE = 200
"""Silences begun in one transaction: after a long outage there may be very many, and readings must not wait."""
HELD = 10.0
"""Seconds until a silence that is held back for its neighbours' is looked at again."""


class Silence:
    """Knows which devices are due, and makes and ends their alerts in a `Working`."""

    def __init__(self, state: State, records: Records, listening: Listening) -> None:
        self._state = state
        self._alerts = records.alerts
        self._aways = Aways(records.mutes)
        self._listening = listening
        self._outages = Outages(state, Told(records.alerts))
        self._buckets: Buckets[DeviceState] = Buckets()
        self._recalled = False

    def expect(self, device: DeviceState) -> None:
        """Wait for the next word of a device that was heard of."""
        rule = self._rule(device)
        if rule is not None and device.heard:
            self._buckets.put(device, device.heard + rule.silent_after[device.power].total_seconds())

    def expect_all(self) -> None:
        """Wait for every device that is known and waited for no longer."""
        for device in self._state.devices.values():
            if not device.queued:
                self.expect(device)

    def expect_anew(self, which: Callable[[DeviceState], bool]) -> None:
        """Wait for these devices by the rules as they are now: they may be due sooner than they were."""
        self._buckets.take_out(which)
        self.expect_all()

    def set_back(self, now: datetime) -> None:
        """Count anew from `now` what our clock, which was set back, says is still to come."""
        self._listening.set_back(now)
        self._buckets.clear()
        for device in self._state.devices.values():
            device.heard, device.queued = min(device.heard, now.timestamp()), False
        self._outages.rebase()
        self.expect_all()

    def judge(self, working: Working, line: LineFacts, now: datetime) -> None:
        """Begin the alerts of devices that are silent at `now`: so many at once, the rest the next time."""
        self._skip(now)
        listening = self._listening.since(line, now)
        if listening is None:
            return
        if not self._recalled:
            self._recalled = True
            self._outages.recall()
        ready = []
        for device in self._buckets.due(now.timestamp()):
            if self._is_silent(device, listening, now):
                ready.append(device)
            if len(ready) >= AT_ONCE:
                break
        self._outages.judge(working, self._state.rules.systems.get(RULE), now)
        for device in ready:
            self._tell(device, working, now)

    def end(self, device: DeviceState, working: Working, at: datetime) -> None:
        """Let the device's silence be over: it was heard of at `at`. Its resident has open alerts."""
        known = device.resident.open if device.resident is not None else None
        for alert in (known or {}).values():
            if alert.kind is RuleKind.ABSENCE and alert.device == device.id:
                working.take((alert.resident, alert.rule), partial(_ended, device.id, at))

    def _skip(self, now: datetime) -> None:
        """Do not count as silence what our clock left out, when it jumped or the machine slept."""
        skipped = self._listening.skipped(now)
        if skipped is None:
            return
        last, long = skipped
        for device in self._state.devices.values():
            rule = self._rule(device)
            if rule is None or not device.heard:
                continue
            if device.heard + rule.silent_after[device.power].total_seconds() > last.timestamp():
                device.heard += min(long.total_seconds(), now.timestamp() - device.heard)

    def _is_silent(self, device: DeviceState, listening: datetime, now: datetime) -> bool:
        """Whether its silence is to be told now; it is looked at again later in any case."""
        rule = self._rule(device)
        if rule is None or self._state.devices.get(device.id) is not device:
            return False
        allowed = rule.silent_after[device.power]
        deadline = max(device.heard + allowed.total_seconds(), (listening + min(allowed, GRACE)).timestamp())
        if deadline > now.timestamp():
            self._buckets.put(device, deadline)
        elif device.resident is None:
            self._buckets.put(device, now.timestamp() + LOOK_AGAIN)
        elif self._outages.holds_back(device, now):
            self._buckets.put(device, now.timestamp() + HELD)
        else:
            return True
        return False

    def _tell(self, device: DeviceState, working: Working, now: datetime) -> None:
        """Begin the alert, unless one is open, was told of this silence, or the resident is away or was.

        The device is looked at again in any case: the commit may fail, another device's alert of the rule may be open.
        """
        rule, resident = self._rule(device), device.resident
        if rule is None or resident is None:
            return
        look_at = now.timestamp() + LOOK_AGAIN
        if working.open_alert(resident.id, rule.id) is None and not self._was_told(device, rule, resident.id):
            away = self._aways.of(resident.id, now) if rule.at_home else None
            counted = away.back_at + rule.silent_after[device.power] if away is not None and away.back_at else now
            if away is not None and (away.until is not None or counted > now):
                look_at = counted.timestamp() if away.until is None else look_at
            else:
                working.take((resident.id, rule.id), partial(began, rule, self._seen(device, resident.id), now))
        self._buckets.put(device, look_at)

    def _seen(self, device: DeviceState, resident: str) -> Seen:
        return Seen(
            resident=resident,
            site=device.site,
            device=device.id,
            verdict=BREACHED,
            observed_at=datetime.fromtimestamp(device.heard, UTC),
            ladders=self._state.ladders.of(device.resident.areas if device.resident is not None else ()),
        )

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


def _ended(device: str, at: datetime, _: Working, alert: Alert | None) -> Change | None:
    return ended(alert, at, at) if alert is not None and alert.device == device else None


def _fired(alert: Alert) -> float:
    return alert.fired_at.timestamp() if alert.fired_at else 0.0
