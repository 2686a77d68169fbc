"""A ladder that came to its end unanswered raises an alert about its community, told to everybody above at once.

It is judged anew each second from the alerts that are open, so a crash in between costs a second and nothing else. It
is over when the last of them is acknowledged or over; one more of them is told like a worsening.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from alerts.engine_brought import over
from alerts.engine_directory import Directories
from alerts.engine_ladders import LadderTable
from alerts.engine_working import Working
from domain.alerts import Alert, AlertState, Change, MoveKind
from domain.evaluation import BREACHED
from domain.life import begin, ended
from domain.moves import ENGINE, Seen, moved, numbers
from domain.people import AreaKind
from domain.rules import RuleKind
from domain.severity import Severity
from domain.subjects import area_subject
from domain.time_rules import SystemRule, SystemWatch
from store.records.alerts import Alerts

RULE = SystemWatch.UNANSWERED.value


class Unanswered:
    """Makes and ends the alerts of rule `unanswered` in a `Working`."""

    def __init__(self, alerts: Alerts, directories: Directories, ladders: LadderTable) -> None:
        self._alerts = alerts
        self._ladders = ladders
        self._directories = directories

    def look(self, opened: Iterable[Alert], rule: SystemRule | None, working: Working, now: datetime) -> None:
        """Compare the open alerts of our sites with what is raised already. Of info and devices none is raised."""
        raised: dict[str, Alert] = {}
        waiting: dict[str, list[Alert]] = defaultdict(list)
        for alert in opened:
            if alert.rule == RULE:
                raised[alert.resident] = alert
            elif _is_unanswered(alert):
                waiting[self._about(alert)].append(alert)
        for subject in raised.keys() | waiting.keys():
            those = waiting.get(subject, []) if rule is not None else []
            if subject not in raised:
                those = self._since_settled(subject, those)
            if rule is not None and (those or subject in raised):
                seen = self._seen(subject, those, now)
                working.take((subject, RULE), partial(_judged, rule, seen, len(those), now))
            elif subject in raised:
                working.take((subject, RULE), partial(over, now))

    def _about(self, alert: Alert) -> str:
        areas = self._directories.areas_of(alert.resident)
        community = self._directories.level(areas, AreaKind.COMMUNITY)
        return area_subject(community or (areas[-1] if areas else alert.site))

    def _since_settled(self, subject: str, those: list[Alert]) -> list[Alert]:
        """Leave out what a person had seen to who resolved the last one: it must not ring again the next second."""
        before = self._alerts.find(residents=[subject], states=[AlertState.RESOLVED], limit=20) if those else []
        settled = [one.resolved_at for one in before if one.rule == RULE and one.resolved_by != ENGINE]
        last = max((at for at in settled if at is not None), default=None)
        return [one for one in those if last is None or (one.unanswered_at is not None and one.unanswered_at > last)]

    def _seen(self, subject: str, those: list[Alert], now: datetime) -> Seen:
        areas = self._directories.areas_of(subject)
        return Seen(
            resident=subject,
            site=self._directories.site_of(areas) or (those[0].site if those else ""),
            device="",
            verdict=BREACHED,
            observed_at=now,
            value=float(len(those)),
            facts={"alerts": float(len(those))},
            ladders=self._ladders.of(areas),
        )


def _is_unanswered(alert: Alert) -> bool:
    waits = alert.state is AlertState.FIRING and alert.unanswered_at is not None
    matters = not alert.technical and alert.severity > Severity.INFO
    return waits and matters and alert.kind is not RuleKind.SYSTEM


def _judged(rule: SystemRule, seen: Seen, count: int, now: datetime, _: Working, alert: Alert | None) -> Change | None:
    if alert is None:
        return begin(rule, seen, now) if count else None
    if not count:
        return ended(alert, now, now)
    counted = replace(alert, value=seen.value, facts=seen.facts)
    if count <= (alert.value or 0):
        return numbers(alert, counted)
    wait = seen.ladders.policy(alert.severity, technical=alert.technical).wait_after(alert.step)
    more = replace(
        counted,
        state=AlertState.FIRING,
        worst=max(alert.worst or 0, float(count)),
        observed_at=now,
        acknowledged_at=None,
        acknowledged_by=None,
        reminded_at=None,
        due_at=now + wait if wait is not None else None,
    )
    return moved(more, MoveKind.WORSENED, now, seen=seen)
