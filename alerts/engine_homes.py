"""Homes: what their doors and monitors said is remembered, and judged by the rules of time as these come due.

Only who has a door or a monitor has a home here. What a report says is taken in at once and judged with the next tick:
these rules hang on what does not happen. A watch that is not worn is judged by its own reports.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from alerts.engine_aways import Aways
from alerts.engine_brought import began, over, seen_of
from alerts.engine_buckets import Buckets
from alerts.engine_gateways import Gateways
from alerts.engine_home_past import Past
from alerts.engine_home_pasts import Home, Pasts
from alerts.engine_rules import PLACES
from alerts.engine_state import DeviceState, State
from alerts.engine_told import Told
from alerts.engine_working import Working
from domain.evaluation import Condition
from domain.outlooks import Outlook, outlook
from domain.readings import Report
from domain.time_rules import TimeRule, WornRule
from domain.waiting import from_seconds
from store.records import Records

AT_ONCE = 200
"""Homes judged at one tick: readings must not wait."""
LOOK_AGAIN = timedelta(minutes=5)
"""When a home is looked at again whose alert is held back."""


@dataclass(slots=True)
class _Look:
    """A deadline of a home; void where the home is due at another time by now."""

    home: Home
    due: float
    queued: bool = False


class Homes:
    """Takes in reports, and judges homes in a `Working`. `past` reads what was said before the start (None: nobody)."""

    def __init__(self, state: State, records: Records, gateways: Gateways, past: Past | None) -> None:
        self._state = state
        self._gateways = gateways
        self._aways, self._told = Aways(records.mutes), Told(records.alerts)
        self._changed: dict[str, Home] = {}
        self.pasts = Pasts(state, self._changed, past)
        self._homes = self.pasts.homes
        self._buckets: Buckets[_Look] = Buckets()
        self._unsettled: dict[str, Home] = {}
        self._judged_at: datetime | None = None

    def start(self, now: datetime) -> None:
        """Know the homes there are; ask for their past little by little."""
        self.pasts.start(now)

    def counts(self) -> dict[str, int]:
        """Count the homes, and those whose past is not known yet."""
        return {"homes": len(self._homes), "homes_without_past": self.pasts.unknown}

    def note(self, device: DeviceState, report: Report) -> None:
        """Take in what a door or a monitor said of whose home it is."""
        resident = device.owner(report.observed_at.timestamp())
        if resident is not None and resident is device.resident:
            home = self.pasts.home(resident)
            home.memory.expect(device.id, device.kind, device.power)
            home.memory.see(report, device.kind, device.power)
            self._changed[resident.id] = home

    def resume(self, back: dict[str, datetime]) -> None:
        """Count anew for the doors of gateways that are back: nothing was heard of them meanwhile."""
        for home in self._homes.values() if back else ():
            for name in home.memory.devices:
                for base, at in back.items():
                    if name.startswith(base):
                        home.memory.counts_from = max(at, home.memory.counts_from or at)
                        self._changed[home.resident.id] = home

    def judge(self, working: Working, now: datetime) -> None:
        """Judge the homes that changed and those that are due: so many at once, the rest the next time."""
        if self._judged_at is not None and now < self._judged_at:  # our clock was set back
            self._changed |= self._homes
        self._judged_at = now
        self._changed |= self._unsettled
        for _, home in zip(range(AT_ONCE), self._due(now), strict=False):
            self._unsettled[home.resident.id] = home
            self._judge(home, working, now)

    def settle(self) -> None:
        """Let go of what was judged: it was committed. Else it is judged again."""
        self._unsettled.clear()

    def _due(self, now: datetime) -> Iterator[Home]:
        while self._changed:
            yield self._changed.pop(next(iter(self._changed)))
        for look in self._buckets.due(now.timestamp()):
            if look.home.due == look.due:
                look.home.due = None
                yield look.home

    def _look_at(self, home: Home, moment: datetime) -> None:
        due = moment.timestamp()
        if home.due is None or due < home.due:
            home.due = due
            self._buckets.put(_Look(home, due), due)

    def _judge(self, home: Home, working: Working, now: datetime) -> None:
        resident = home.resident
        self._refresh(home)
        looks = []
        is_deaf = any(self._gateways.is_down(name) for name in home.memory.devices)
        for rule in (resident.rules or self._state.rules).times:
            if isinstance(rule, WornRule):
                continue
            found = outlook(rule, home.memory, now, resident.zone)
            look_at = self._act(rule, found, home, working, now) if not is_deaf else now + LOOK_AGAIN
            looks += [one for one in (found.look_at, look_at) if one is not None]
        if looks:
            self._look_at(home, min(looks))

    def _refresh(self, home: Home) -> None:
        """Take over what the engine knows of the devices, and let go of those that are not theirs any more."""
        memory, resident = home.memory, home.resident
        for name in list(memory.devices):
            device = self._state.devices.get(name)
            if device is None or device.resident is not resident:
                del memory.devices[name]
            else:
                memory.hear(name, from_seconds(device.heard))
        for metric in memory.wanted:
            place, row = PLACES[metric], resident.newest
            if row is not None and place < len(row) and row[place] > 0:
                memory.measure(metric, from_seconds(row[place]))

    def _act(self, rule: TimeRule, found: Outlook, home: Home, working: Working, now: datetime) -> datetime | None:
        """Begin or end the rule's alert; give when to look again where that is not what the outlook says."""
        key = home.resident.id, rule.id
        alert = working.open_alert(*key)
        if found.condition is Condition.CLEAR and alert is not None:
            working.take(key, partial(over, now))
        if found.condition is not Condition.BREACHED or alert is not None or found.since is None:
            return None
        if self._told.was(*key, found.since):
            return None
        where = self._aways.of(home.resident.id, now) if rule.at_home else None
        if where is not None and where.until is not None:
            return min(where.until, now + LOOK_AGAIN)
        if where is not None and where.back_at is not None and where.back_at > found.since:
            home.memory.counts_from = max(where.back_at, home.memory.counts_from or where.back_at)
            return self._counted_anew(rule, home, working, now)
        working.take(key, partial(began, rule, seen_of(found, home.resident, self._state), now))
        return None

    def _counted_anew(self, rule: TimeRule, home: Home, working: Working, now: datetime) -> datetime | None:
        """Judge a rule again that counts from the end of an away."""
        found = outlook(rule, home.memory, now, home.resident.zone)
        if found.condition is Condition.BREACHED and found.since is not None and home.memory.counts_from is not None:
            if found.since < home.memory.counts_from:
                return None
            return self._act(rule, found, home, working, now)
        return found.look_at
