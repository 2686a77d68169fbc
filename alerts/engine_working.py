"""The work of one batch (or tick) before it is committed: nothing of it is remembered unless the commit went well."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from alerts.engine_state import DeviceState, State
from domain.alerts import Alert, AlertState, Change
from domain.history import fold, folds, is_history
from domain.life import is_outside, observe
from domain.moves import Seen, joined
from domain.rules import EventRule, LimitRule
from store.records.alerts import Alerts, Conflict

Step = Callable[["Working", Alert | None], Change | None]
"""Gives what happens to the open alert of a resident and rule, if there is one, on top of what was worked out."""

Key = tuple[str, str]
"""Resident and rule."""


class Working:
    """Changes collected on top of what is remembered, one for each alert, each joined of all its moves.

    `touched` are the residents with changes; `steps` is what was asked, to be done again after a conflict.
    """

    def __init__(self, state: State, alerts: Alerts) -> None:
        self._state = state
        self._alerts = alerts
        self._changes: dict[str, Change] = {}
        self._open: dict[Key, Alert | None] = {}
        self._histories: dict[Key, Alert | None] = {}
        self._steps: dict[Key, list[Step]] = {}
        self._times: list[tuple[array[float], int, float]] = []
        self._devices: list[tuple[DeviceState, float, bool | None]] = []
        self.touched: set[str] = set()

    @property
    def changes(self) -> list[Change]:
        """The changes, in the order in which their alerts were first touched."""
        return list(self._changes.values())

    def open_alert(self, resident: str, rule: str) -> Alert | None:
        """Give the open alert as it is with this batch's changes."""
        key = resident, rule
        if key not in self._open:
            known = self._state.resident(resident)
            self._open[key] = known.open.get(rule) if known.open else None
        return self._open[key]

    def see(self, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> None:
        """Let a rule see a reading."""
        self.take((seen.resident, rule.id), partial(_observe, rule, seen, now))

    def take(self, key: Key, step: Step) -> None:
        """Do a step on the open alert of resident and rule, and keep it in case it has to be done again."""
        self._steps.setdefault(key, []).append(step)
        self.touched.add(key[0])
        change = step(self, self.open_alert(*key))
        if change is not None:
            self._keep(key, change)

    def adopt(self, alert: Alert) -> None:
        """Start from this alert, read from the records just now, instead of the one that is remembered."""
        self._open[alert.resident, alert.rule] = alert if alert.is_open else None

    def again(self, conflicts: Iterable[Conflict]) -> "Working":
        """Do all that was asked of the alerts in conflict once more, on the alerts as they stand."""
        anew = Working(self._state, self._alerts)
        anew._times, anew._devices = self._times, self._devices
        for conflict in conflicts:
            key = conflict.change.alert.resident, conflict.change.alert.rule
            if key in anew._steps:
                continue
            found = conflict.found
            anew._open[key] = found if found is not None and found.is_open else None
            for step in self._steps.get(key, []):
                anew.take(key, step)
        return anew

    def note_time(self, row: "array[float]", place: int, time: float) -> None:
        """Set a newest time that `forget_times` takes back."""
        self._times.append((row, place, row[place]))
        row[place] = time

    def note_device(self, device: DeviceState, time: float) -> None:
        """Set the time of a device's newest report; `forget_times` takes it back, and whether it was worn."""
        self._devices.append((device, device.newest, device.worn))
        device.newest = time

    def forget_times(self) -> None:
        """Take the newest times back: what moved them was not committed and comes again."""
        for device, newest, worn in reversed(self._devices):
            device.newest, device.worn = newest, worn
        self._devices.clear()
        for row, place, time in reversed(self._times):
            row[place] = time
        self._times.clear()

    def _keep(self, key: Key, change: Change) -> None:
        alert, before = change.alert, self._open.get(key)
        self._changes[alert.id] = joined(self._changes.get(alert.id), change)
        if before is None or before.id == alert.id:
            self._open[key] = alert if alert.is_open else None

    def begin(self, alert: Alert | None, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> Change | None:
        """Begin an alert, or take the breach into the history that was told a moment ago."""
        history = self._history(seen.resident, rule.id, now) if is_history(rule, seen) else None
        if history is not None:
            change = fold(history, rule, seen, now)
            self._histories[seen.resident, rule.id] = change.alert if change else history
            return change
        change = observe(alert, rule, seen, now)
        if change is not None and folds(change.alert, rule.id, now):
            self._histories[seen.resident, rule.id] = change.alert
        return change

    def covering(self, resident: str, rule: str, moment: datetime) -> Alert | None:
        """Give the alert, over or not, that a breach at `moment` belongs to."""
        mine = [one.alert for one in self._changes.values() if (one.alert.resident, one.alert.rule) == (resident, rule)]
        for alert in mine:
            if alert.covers(moment):
                return alert
        found = self._alerts.covering(resident, rule, moment)
        return None if found is not None and found.id in self._changes else found

    def _history(self, resident: str, rule: str, now: datetime) -> Alert | None:
        """Give the history alert that was told a moment ago."""
        key = resident, rule
        if key not in self._histories:
            over = self._alerts.find(residents=[resident], states=[AlertState.RESOLVED], limit=50)
            self._histories[key] = next((one for one in over if folds(one, rule, now)), None)
        return self._histories[key]


def _observe(
    rule: LimitRule | EventRule, seen: Seen, now: datetime, working: Working, alert: Alert | None
) -> Change | None:
    if alert is not None and seen.observed_at <= alert.observed_at:
        seen = replace(seen, current=False)
    if not is_outside(alert, seen):
        return observe(alert, rule, seen, now)
    covering = working.covering(seen.resident, rule.id, seen.observed_at)
    if covering is None:
        return working.begin(alert, rule, seen, now)
    if covering.is_open and alert is None:
        working.adopt(covering)
        return _observe(rule, seen, now, working, covering)
    return None
