"""Buildings whose mains devices fall silent together: one alert for the building, which keeps the single ones back.

Devices' deadlines differ by as long as a reporting interval, so the silence of one is held back for a moment where it
may be the first of many.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from alerts.engine_brought import began, over
from alerts.engine_state import DeviceState, State
from alerts.engine_told import Told
from alerts.engine_working import Working
from domain.evaluation import BREACHED
from domain.moves import Seen
from domain.people import Power
from domain.rules import RuleKind
from domain.subjects import area_subject
from domain.time_rules import SystemRule, SystemWatch
from domain.waiting import from_seconds

HOLD = timedelta(minutes=1)
"""So long the silence of one mains device waits for its neighbours'."""
AT_LEAST = 3
SHARE = 0.5
"""An outage: so many of a building's mains devices, and this share of them."""
TOGETHER = timedelta(minutes=5)
"""Fell silent together: they spoke last within this."""
COUNTED_FOR = 60.0
"""Seconds for which a count of a building's devices holds."""
RULE = SystemWatch.BUILDING_SILENT.value


@dataclass(frozen=True, slots=True)
class _Silent:
    """A device that is silent: when it spoke last, and when that was first noticed (epoch seconds)."""

    device: DeviceState
    heard: float
    noted: float

    @property
    def still(self) -> bool:
        return self.device.heard == self.heard


class Outages:
    """Keeps which mains devices are silent, by building."""

    def __init__(self, state: State, told: Told) -> None:
        self._state, self._told = state, told
        self._silent: dict[str, dict[str, _Silent]] = {}
        self._mains: Counter[str] = Counter()
        self._counted_at: float | None = None

    def recall(self) -> None:
        """Know the devices whose silence was told before a restart."""
        for alert in self._state.open_alerts():
            device = self._state.devices.get(alert.device)
            is_silence = alert.kind is RuleKind.ABSENCE and device is not None and device.power is Power.MAINS
            if is_silence and device is not None and alert.fired_at and device.heard < alert.fired_at.timestamp():
                self._note(device, alert.fired_at.timestamp())

    def rebase(self) -> None:
        """Take the times of silent devices as they are now: our clock was set back."""
        for building, those in self._silent.items():
            self._silent[building] = {
                name: _Silent(one.device, one.device.heard, one.noted) for name, one in those.items()
            }

    def holds_back(self, device: DeviceState, now: datetime) -> bool:
        """Take note of a silent mains device; True where its neighbours may follow within a moment."""
        building = _building(device)
        if device.power is not Power.MAINS or building is None:
            return False
        self._count(now.timestamp())
        if self._of(building) < AT_LEAST:
            return False
        return now.timestamp() - self._note(device, now.timestamp()).noted < HOLD.total_seconds()

    def judge(self, working: Working, rule: SystemRule | None, now: datetime) -> None:
        """Begin and end the alerts of buildings. Before those of the devices, which they keep back."""
        if self._silent:
            self._count(now.timestamp())
        for building, those in list(self._silent.items()):
            silent = {name: one for name, one in those.items() if one.still and _building(one.device) == building}
            self._silent[building] = silent
            subject = area_subject(building)
            alert = working.open_alert(subject, RULE)
            of = self._of(building)
            if alert is not None and not _is_outage(len(silent), of):
                working.take((subject, RULE), partial(over, now))
            elif alert is None and rule is not None and _is_outage(len(silent), of):
                self._begin(building, rule, working, now)
            if not silent:
                del self._silent[building]

    def _begin(self, building: str, rule: SystemRule, working: Working, now: datetime) -> None:
        together, of = _together(list(self._silent[building].values())), self._of(building)
        if not _is_outage(len(together), of):
            return
        since, subject = from_seconds(together[0].heard), area_subject(building)
        if self._told.was(subject, rule.id, since):
            return
        first = together[0].device
        areas = first.resident.areas if first.resident is not None else ()
        seen = Seen(
            resident=subject,
            site=first.site,
            device="",
            verdict=BREACHED,
            observed_at=since,
            value=float(len(together)),
            facts={"count": float(len(together)), "of": float(of)},
            ladders=self._state.ladders.of(areas),
        )
        working.take((subject, rule.id), partial(began, rule, seen, now))

    def _note(self, device: DeviceState, now: float) -> _Silent:
        those = self._silent.setdefault(_building(device) or "", {})
        known = those.get(device.id)
        if known is None or not known.still:
            known = those[device.id] = _Silent(device, device.heard, now)
        return known

    def _of(self, building: str) -> int:
        """Give how many mains devices a building has that were ever heard of."""
        return self._mains[building]

    def _count(self, now: float) -> None:
        """Count them anew, where that is a minute ago: only asked where one is silent."""
        if self._counted_at is not None and 0 <= now - self._counted_at < COUNTED_FOR:
            return
        self._counted_at = now
        mains = (one for one in self._state.devices.values() if one.power is Power.MAINS and one.heard)
        self._mains = Counter(found for one in mains if (found := _building(one)) is not None)


def _building(device: DeviceState) -> str | None:
    areas = device.resident.areas if device.resident is not None else ()
    return areas[0] if areas else None


def _is_outage(silent: int, of: int) -> bool:
    return silent >= AT_LEAST and silent >= SHARE * of


def _together(silent: list[_Silent]) -> list[_Silent]:
    """Give the most that spoke last within `TOGETHER`, oldest first."""
    inorder = sorted(silent, key=lambda one: one.heard)
    groups = [
        [one for one in inorder[place:] if one.heard - first.heard <= TOGETHER.total_seconds()]
        for place, first in enumerate(inorder)
    ]
    return max(groups, key=len, default=[])
