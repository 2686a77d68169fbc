"""What a rule gets to see of a report."""

from dataclasses import dataclass

from alerts.engine_state import DeviceState, ResidentState, State
from alerts.engine_working import Working
from domain.deriving import Derived, ReadingRule
from domain.evaluation import Condition
from domain.moves import Seen
from domain.readings import Report


@dataclass(slots=True)
class Said:
    """A report, whose it is, when it was observed (epoch seconds), and whether it is the newest of its device."""

    report: Report
    device: DeviceState
    resident: ResidentState
    observed: float
    newer: bool


class Sight:
    """Lets a rule see what was derived from a report."""

    def __init__(self, state: State) -> None:
        self._state = state

    def concerns(self, rule: ReadingRule, said: Said, working: Working, *, breached: bool) -> bool:
        """Whether it can move anything: a breach can begin an alert, all else only move what is open or kept in mind.

        An alert about a device is moved by that device alone.
        """
        alert = working.open_alert(said.resident.id, rule.id)
        if alert is None:
            return breached or working.follows(said.resident.id, rule.id)
        return not rule.technical or alert.device == said.device.id

    def show(self, rule: ReadingRule, said: Said, derived: Derived, working: Working, *, current: bool) -> None:
        """Show it, where it concerns the rule."""
        breached = derived.verdict.condition is Condition.BREACHED
        if not self.concerns(rule, said, working, breached=breached):
            return
        resident = said.resident
        seen = Seen(
            resident=resident.id,
            site=resident.site or said.device.site,
            device=said.device.id,
            verdict=derived.verdict,
            observed_at=derived.observed_at,
            value=derived.value,
            current=current,
            late=said.report.late,
            facts=derived.facts,
            ladders=self._state.ladders.of(resident.areas),
        )
        working.see(rule, seen, said.report.received_at)
