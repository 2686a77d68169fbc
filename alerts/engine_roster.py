"""Keeps the engine's memory of devices, residents and rules up to what the records say."""

import math
from collections.abc import Callable
from datetime import datetime
from sys import intern
from zoneinfo import ZoneInfo

from alerts.engine_rules import TableMaker
from alerts.engine_state import DeviceState, ResidentState, Sort, State
from domain.overrides import Override
from domain.people import Placement
from domain.rules import Rule
from domain.subjects import area_of, area_subject
from store.records.opening import Records
from store.records.registry import KnownDevice


class Roster:
    """Reads what changed since it last looked, into `state`.

    What is read is taken apart as it is used, so that what is kept can stand in its place: at the start it is all
    300,000 devices. Equal times and tuples are kept once.
    """

    def __init__(self, records: Records, state: State) -> None:
        self._records = records
        self._state = state
        self._revision = -1
        self._since = {"devices": 0, "placements": 0, "overrides": 0}
        self._rules: dict[str, Rule] = {}
        self._tables = TableMaker({})
        self._overrides: dict[str, dict[str, Override]] = {}
        self._times: dict[float, float] = {}
        self._sorts: dict[Sort, Sort] = {}
        self._areas: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._unsettled: set[DeviceState | ResidentState] = set()
        self._all_unsettled = False

    def refresh(self, now: datetime, revision: int | None = None) -> bool:
        """Take in what changed since another `revision`, which is asked for where it is not given. True: something."""
        revision = self._records.revision() if revision is None else revision
        self._end_overrides(now)
        if revision == self._revision:
            return False
        self._take_rules(now)
        self._take_placements(now)
        self._take_devices()
        self._take_overrides(now)
        self._revision = revision
        return True

    def unsettled(self) -> Callable[[DeviceState], bool] | None:
        """Say of which devices it changed, since this was last asked, how long they may be silent; None: of none."""
        those, every = self._unsettled, self._all_unsettled
        self._unsettled, self._all_unsettled = set(), False
        if every:
            return lambda _device: True
        return (lambda device: device in those or device.resident in those) if those else None

    def recall(self) -> None:
        """Take in what a restart must know: when each device was last heard, and the open alerts."""
        self.unsettled()  # nobody is waited for yet
        heard = self._records.registry.heard()
        while heard:
            device, at = heard.popitem()
            known = self._state.devices.get(device)
            if known is not None:
                known.heard = max(known.heard, at.timestamp())
        for alert in self._records.alerts.open():
            if self._state.is_mine(alert.site):
                self._state.put(alert)

    def _take_rules(self, now: datetime) -> None:
        rules = {rule.id: rule for rule in self._records.rules.rules()}
        if rules == self._rules:
            return
        self._rules = rules
        self._tables = TableMaker(rules)
        self._all_unsettled |= self._state.rules.absences != self._tables.everybodys.absences
        self._state.rules = self._tables.everybodys
        for resident in self._state.residents.values():
            self._apply(resident, now)

    def _take_placements(self, now: datetime) -> None:
        self._since["placements"], placements = self._records.people.placements(self._since["placements"])
        while placements:
            self._place(placements.pop(), now)

    def _place(self, placement: Placement, now: datetime) -> None:
        known = self._state.residents.get(placement.resident)
        if known is not None or self._state.is_mine(placement.site):
            resident = self._state.resident(placement.resident)
            resident.site, resident.zone = intern(placement.site), ZoneInfo(placement.timezone)
            resident.areas = self._areas.setdefault(placement.areas, placement.areas)
            resident.scale = placement.oxygen_scale
            (self._state.gone.add if placement.gone else self._state.gone.discard)(placement.resident)
            if resident.memory is not None:
                resident.memory.oxygen_scale = placement.oxygen_scale
            self._apply(resident, now)

    def _take_devices(self) -> None:
        self._since["devices"], devices = self._records.registry.known(self._since["devices"])
        while devices:
            device = devices.pop()
            if device.retired or not self._state.is_mine(device.site):
                self._state.devices.pop(device.id, None)
            else:
                self._keep(device)

    def _keep(self, device: KnownDevice) -> None:
        known = self._state.devices.get(device.id)
        if known is None:
            known = DeviceState(device.id, self._sort(device, device.site))
            self._state.devices[device.id] = known
        before = known.sort, known.resident
        known.sort = self._sort(device, known.site)
        known.belong(
            (self._time(one.since), self._time(one.until), self._state.resident(one.resident)) for one in device.owners
        )
        if known.heard and before != (known.sort, known.resident):
            self._unsettled.add(known)

    def _sort(self, device: KnownDevice, site: str) -> Sort:
        sort = Sort(device.kind, device.power, site)
        return self._sorts.setdefault(sort, sort)

    def _time(self, moment: datetime | None) -> float:
        seconds = moment.timestamp() if moment else math.inf
        return self._times.setdefault(seconds, seconds)

    def _take_overrides(self, now: datetime) -> None:
        self._since["overrides"], overrides = self._records.rules.overrides(self._since["overrides"])
        for override in overrides:
            self._overrides.setdefault(override.subject, {})[override.rule] = override
        for subject in {override.subject for override in overrides}:
            self._apply_to(subject, now)

    def _end_overrides(self, now: datetime) -> None:
        ended = [
            override
            for those in self._overrides.values()
            for override in those.values()
            if override.until is not None and override.until <= now
        ]
        for override in ended:
            self._overrides[override.subject].pop(override.rule)
            if not self._overrides[override.subject]:
                del self._overrides[override.subject]
            self._apply_to(override.subject, now)

    def _apply_to(self, subject: str, now: datetime) -> None:
        """Make the rules anew of a resident, or of everybody who lives in an area."""
        area = area_of(subject)
        if area is None:
            self._apply(self._state.resident(subject), now)
            return
        for resident in self._state.residents.values():
            if area in resident.areas:
                self._apply(resident, now)

    def _apply(self, resident: ResidentState, now: datetime) -> None:
        """Give a resident the rules that hold for them: their own, their areas', or everybody's."""
        subjects = (resident.id, *map(area_subject, resident.areas)) if self._overrides else ()
        mine = [one for subject in subjects for one in self._overrides.get(subject, {}).values()]
        before = (resident.rules or self._state.rules).absences
        resident.rules = self._tables.table(mine, resident.areas, resident.scale, now)
        after = (resident.rules or self._state.rules).absences
        if before is not after and before != after:
            self._unsettled.add(resident)
