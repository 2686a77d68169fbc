"""The work of one batch (or tick) before it is committed: nothing of it is remembered unless the commit went well."""

from array import array
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from alerts.engine_lately import Lately
from alerts.engine_observing import see_event, see_number
from alerts.engine_recall import Recall, nothing_recalled
from alerts.engine_state import DeviceState, State
from domain.alerts import Alert, AlertState, Change
from domain.history import folds
from domain.moves import Seen, joined
from domain.rules import EventRule, LimitRule
from store.records.alerts import Alerts, Conflict

Step = Callable[["Working", Alert | None], Change | None]
"""Gives what happens to the open alert of a resident and rule, if there is one, on top of what was worked out."""

Key = tuple[str, str]
"""Resident and rule."""
_A_MOMENT = timedelta(microseconds=1)


class Working:
    """Changes collected on top of what is remembered, one for each alert, each joined of all its moves.

    `touched` are the residents with changes; `lately` is what rules saw of them, in order; `recall` asks what they
    would have seen while nobody was troubled.
    """

    def __init__(self, state: State, alerts: Alerts, recall: Recall = nothing_recalled) -> None:
        self._state = state
        self._alerts = alerts
        self._changes: dict[str, Change] = {}
        self._open: dict[Key, Alert | None] = {}
        self._histories: dict[Key, Alert | None] = {}
        self._steps: dict[Key, list[Step]] = {}
        self._times: list[tuple[array[float], int, float]] = []
        self._devices: list[tuple[DeviceState, float, bool | None]] = []
        self.lately = Lately(state)
        self.recall = recall
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

    def follows(self, resident: str, rule: str) -> bool:
        """Whether the rule keeps in mind what it sees of the resident, also while no alert is open."""
        return self.lately.log(resident, rule) is not None

    def see(self, rule: LimitRule | EventRule, seen: Seen, now: datetime) -> None:
        """Let a rule see a reading."""
        if isinstance(rule, LimitRule) and not rule.technical:
            self.take((seen.resident, rule.id), partial(see_number, rule, seen, now))
        else:
            self.take((seen.resident, rule.id), partial(see_event, rule, seen, now))

    def take(self, key: Key, step: Step) -> None:
        """Do a step on the open alert of resident and rule, and keep it in case it has to be done again."""
        self._steps.setdefault(key, []).append(step)
        self.touched.add(key[0])
        change = step(self, self.open_alert(*key))
        if change is not None:
            self.keep(change)

    def keep(self, change: Change) -> None:
        """Keep one more change of an alert; none that would begin about somebody who has died."""
        alert = change.alert
        if change.based_on == 0 and alert.resident in self._state.gone:
            return
        key = alert.resident, alert.rule
        before = self._open.get(key)
        self._changes[alert.id] = joined(self._changes.get(alert.id), change)
        self.lately.note(alert)
        if before is None or before.id == alert.id:
            self._open[key] = alert if alert.is_open else None

    def adopt(self, alert: Alert) -> None:
        """Start from this alert, read from the records just now, instead of the one that is remembered."""
        self._open[alert.resident, alert.rule] = alert if alert.is_open else None

    def again(self, conflicts: Iterable[Conflict]) -> "Working":
        """Do all that was asked of the alerts in conflict once more, on the alerts as they stand."""
        anew = Working(self._state, self._alerts, self.recall)
        anew._times, anew._devices, anew.lately = self._times, self._devices, self.lately
        for conflict in conflicts:
            key = conflict.change.alert.resident, conflict.change.alert.rule
            if key in anew._steps:
                continue
            found = conflict.found
            anew._open[key] = found if found is not None and found.is_open else None
            self.lately.anew(*key, self._alerts.alerts)
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
        """Take back what is remembered of the order of readings: they were not committed and come again."""
        self.lately.forget()
        for device, newest, worn in reversed(self._devices):
            device.newest, device.worn = newest, worn
        self._devices.clear()
        for row, place, time in reversed(self._times):
            row[place] = time
        self._times.clear()

    def covering(self, resident: str, rule: str, moment: datetime) -> Alert | None:
        """Give the alert, over or not, that a breach at `moment` belongs to."""
        mine = [one.alert for one in self._changes.values() if (one.alert.resident, one.alert.rule) == (resident, rule)]
        for alert in mine:
            if alert.covers(moment):
                return alert
        found = self._alerts.covering(resident, rule, moment)
        return None if found is not None and found.id in self._changes else found

    def all_covering(self, resident: str, rule: str, moment: datetime) -> list[Alert]:
        """Give every alert that a breach at `moment` belongs to: what is late can be history beside another alert."""
        found = {one.id: one for one in self._alerts.find(residents=[resident], before=moment + _A_MOMENT)}
        found |= {alert: change.alert for alert, change in self._changes.items()}
        mine = [one for one in found.values() if (one.resident, one.rule) == (resident, rule)]
        return [one for one in mine if one.covers(moment)]

    def history(self, resident: str, rule: str, now: datetime) -> Alert | None:
        """Give the history alert that was told a moment ago."""
        key = resident, rule
        if key not in self._histories:
            over = self._alerts.find(residents=[resident], states=[AlertState.RESOLVED], limit=50)
            self._histories[key] = next((one for one in over if folds(one, rule, now)), None)
        found = self._histories[key]
        return self._changes[found.id].alert if found is not None and found.id in self._changes else found

    def told_as_history(self, alert: Alert) -> None:
        """Note the history alert that what comes now folds into."""
        self._histories[alert.resident, alert.rule] = alert
