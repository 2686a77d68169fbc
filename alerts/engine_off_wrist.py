"""Watches that say they are not worn, judged by their own reports: one old word and our clock are not four hours."""

from datetime import datetime, timedelta
from functools import partial

from alerts.engine_aways import Aways
from alerts.engine_brought import began, over, seen_of
from alerts.engine_homes import Homes
from alerts.engine_state import DeviceState, ResidentState, State
from alerts.engine_told import Told
from alerts.engine_working import Working
from domain.evaluation import Condition
from domain.outlooks import worn_outlook
from domain.readings import Report
from domain.rules import RuleKind
from domain.time_rules import WornRule
from domain.waiting import from_seconds
from store.records import Records

FRESH = timedelta(hours=1)
"""So long after the start a watch that is not worn may have been so before."""


class OffWrist:
    """Begins and ends their alerts."""

    def __init__(self, state: State, records: Records, homes: Homes) -> None:
        self._state = state
        self._homes = homes
        self._aways, self._told = Aways(records.mutes), Told(records.alerts)
        self._started: datetime | None = None

    def start(self, now: datetime) -> None:
        """Ask for the past of watches that are off soon after now."""
        self._started = now

    def judge(self, device: DeviceState, report: Report, working: Working) -> None:
        """Judge a watch that is off, or whose resident has open alerts."""
        resident = device.resident
        if resident is None or device.owner(report.observed_at.timestamp()) is not resident:
            return
        if device.worn is False:
            began_now = device.off_since == report.observed_at.timestamp()
            if began_now and self._started is not None and report.received_at - self._started < FRESH:
                self._homes.pasts.ask_worn(device, resident.id, report.received_at)
            self._off(device, resident, report, working)
            return
        for alert in (resident.open or {}).values() if device.worn else ():
            if alert.kind is RuleKind.WORN and alert.device == device.id:
                working.take((resident.id, alert.rule), partial(over, report.received_at))

    def _off(self, device: DeviceState, resident: ResidentState, report: Report, working: Working) -> None:
        rules = [one for one in (resident.rules or self._state.rules).times if isinstance(one, WornRule)]
        for rule in rules:
            key = resident.id, rule.id
            since = from_seconds(device.off_since)
            found = worn_outlook(rule, since, report.observed_at, device.id)
            if found.condition is not Condition.BREACHED or working.open_alert(*key) is not None:
                continue
            if not self._told.was(*key, since) and not self._is_away(rule, resident, report, since):
                working.take(key, partial(began, rule, seen_of(found, resident, self._state), report.received_at))

    def _is_away(self, rule: WornRule, resident: ResidentState, report: Report, since: datetime) -> bool:
        """Whether they are away, or were until a moment ago: it counts from when they are back."""
        if not rule.at_home:
            return False
        where = self._aways.of(resident.id, report.received_at)
        back = where.back_at if where.back_at is not None and where.back_at > since else None
        return where.until is not None or (back is not None and report.observed_at - back < rule.after)
