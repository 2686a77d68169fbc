"""Judges one report by every rule of its metrics. This is the hot path: most readings are over in two comparisons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from alerts.engine_rules import Watched
from alerts.engine_silence import Silence
from alerts.engine_state import DeviceState, ResidentState, State
from alerts.engine_working import Working
from domain.evaluation import Condition, evaluate
from domain.moves import Seen
from domain.people import DeviceKind
from domain.readings import Report

WornBefore = Callable[[str, datetime], bool | None]
"""What a device (id) last said of being worn before a moment; None: nothing that is known."""


@dataclass(slots=True)
class Said:
    """A report, whose it is, and whether it is the newest of its device."""

    report: Report
    device: DeviceState
    resident: ResidentState
    newer: bool


class Judge:
    """Lets the rules see readings, and keeps the order of event times."""

    def __init__(self, state: State, silence: Silence, worn_before: WornBefore) -> None:
        self._state = state
        self._silence = silence
        self._worn_before = worn_before

    def hear(self, device: DeviceState, at: datetime, working: Working) -> None:
        """Note that the device said something live at `at` (our clock)."""
        device.heard = max(device.heard, at.timestamp())
        if not device.queued:
            self._silence.expect(device)
        if device.resident is not None and device.resident.open is not None:
            self._silence.end(device, working, at)

    def judge(self, device: DeviceState, report: Report, working: Working) -> None:
        """Judge a live report by the rules of whose device it was when it was observed."""
        observed = report.observed_at.timestamp()
        newer = observed > device.newest
        if newer:
            working.note_device(device, observed)
            worn = report.values.get("worn")
            if worn is not None:
                device.wear(worn=worn > 0, at=observed)
        resident = device.owner(observed)
        if resident is not None:
            self._values(Said(report, device, resident, newer), observed, working)

    def _values(self, said: Said, observed: float, working: Working) -> None:
        resident = said.resident
        metrics = (resident.rules or self._state.rules).metrics
        times = resident.newest or resident.times()
        for metric, value in said.report.values.items():
            watched = metrics.get(metric)
            if watched is None:
                continue
            current = said.newer
            if not watched.technical:
                place = watched.place
                current = observed > (times[place] if place < len(times) else resident.newest_at(place))
                if current:
                    working.note_time(times, place, observed)
            calm = resident.open is None and resident.lately is None and resident.id not in working.touched
            if not (calm and watched.low < value < watched.high):
                self._weigh(said, watched, value, working, current=current)

    def _weigh(self, said: Said, watched: Watched, value: float, working: Working, *, current: bool) -> None:
        report, device = said.report, said.device
        for rule in watched.rules:
            verdict = evaluate(rule, value)
            alert = working.open_alert(said.resident.id, rule.id)
            breached = verdict.condition is Condition.BREACHED
            if alert is None and not breached and not working.follows(said.resident.id, rule.id):
                continue
            if alert is not None and rule.technical and alert.device != device.id:
                continue
            believed = not watched.body or self._is_worn(device, report)
            seen = Seen(
                resident=said.resident.id,
                site=said.resident.site or device.site,
                device=device.id,
                verdict=verdict if believed else evaluate(rule, None),
                observed_at=report.observed_at,
                value=value if believed else None,
                current=current,
                late=report.late,
            )
            working.see(rule, seen, report.received_at)

    def _is_worn(self, device: DeviceState, report: Report) -> bool:
        """Whether values of the body can be believed: by the report itself, else by what its device said before it."""
        worn = report.values.get("worn")
        if worn is not None:
            return worn > 0
        observed = report.observed_at.timestamp()
        if observed < device.newest:
            return device.worn is not False or observed < device.off_since
        if device.worn is None:
            asks = device.kind is DeviceKind.WATCH
            device.wear(worn=not asks or self._worn_before(device.id, report.observed_at) is not False, at=observed)
        return device.worn is not False
