"""Rules that look at more than one reading, as the engine asks them: rates, baselines, scores, clocks, counters.

What they remember of a person is made when one of them needs it (`domain.memory`). Calm values are not remembered for
the score: that one came, and when, stands in the resident's row of newest times, and is taken over from there.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from alerts.engine_belief import Belief
from alerts.engine_recalling import Recalling
from alerts.engine_rules import PLACES, RuleTable, Watched
from alerts.engine_sight import Said, Sight
from alerts.engine_state import ResidentState
from alerts.engine_working import Working
from domain.alerts import Alert
from domain.baselines import Usual
from domain.deriving import Derived, PersonMemory, ReadingRule, derive
from domain.deriving import nothing_usual as nobodys_usual
from domain.evaluation import Condition
from domain.metrics import METRICS
from domain.news2 import PARAMETERS, tempered
from domain.people import DeviceKind
from domain.rates import spread
from domain.rules import BaselineRule, RateRule
from domain.sequence import first_known, follows, time_of

UsualOf = Callable[[str, ZoneInfo, str, datetime], Usual | None]
"""What is usual for a resident (id, time zone) of a metric at a moment's hour; None: not known (yet)."""


def nothing_usual(_resident: str, _zone: ZoneInfo, _metric: str, _at: datetime) -> Usual | None:
    """Know nothing."""
    return None


class Derivations:
    """Derives the numbers of a report for these rules, and lets the rules see them."""

    def __init__(self, sight: Sight, belief: Belief, usual: UsualOf, recalling: Recalling) -> None:
        self._sight = sight
        self._belief = belief
        self._usual = usual
        self._recalling = recalling

    def calm(self, said: Said, watched: Watched, value: float, working: Working, *, current: bool) -> None:
        """Judge a calm value by the rules that must see every reading: nearly always it is remembered, and that is all.

        Nothing of the resident is open.
        """
        memory = self._memory(said.resident)
        for rule in watched.rates:
            recent = memory.read(rule.id, said.observed, value, rule.within)
            if recent[-2] > said.observed or spread(recent) >= rule.limits[0].fires_at:
                self.metric(said, watched, working, current=current)
                return
        self._recalling.keep(said)

    def again(self, said: Said, table: RuleTable, working: Working) -> None:
        """Judge a report once more by its rates and scores: more is known by now of what came before it."""
        for metric in said.report.values:
            watched = table.metrics.get(metric)
            if watched is not None and watched.rates:
                current = said.observed >= said.resident.newest_at(watched.place)
                self._derive(watched.rates, said, watched, working, current=current)
        if any(name in said.report.values for name in PARAMETERS):
            self.scores(said, table, working)

    def metric(self, said: Said, watched: Watched, working: Working, *, current: bool) -> None:
        """Judge a metric's rates and baselines; a late reading can change what newer ones mean."""
        self._derive(watched.derived, said, watched, working, current=current)
        if watched.rates:
            self._recalling.keep(said)

    def _derive(
        self,
        rules: Iterable[BaselineRule | RateRule],
        said: Said,
        watched: Watched,
        working: Working,
        *,
        current: bool,
    ) -> None:
        memory = self._memory(said.resident)
        for rule in rules:
            if isinstance(rule, BaselineRule):
                memory.usual = partial(self._usual, said.resident.id, said.resident.zone)
            for one in self._derived(rule, said, working):
                newest = one.observed_at.timestamp() >= said.resident.newest_at(watched.place) - 0.001
                mine = one.observed_at == said.report.observed_at
                self._sight.show(rule, said, one, working, current=current if mine else newest)
        memory.usual = nobodys_usual  # it is kept by nobody: that would cost memory for each resident

    def scores(self, said: Said, table: RuleTable, working: Working) -> None:
        """Judge the scores, after all other rules have seen the report."""
        resident = said.resident
        memory = self._memory(resident)
        self._take_inputs(said, table, memory)
        row = resident.times()
        scored = [PLACES[name] for name in PARAMETERS if name in table.metrics]
        current = all(said.observed >= row[place] for place in scored if place < len(row))
        for rule in table.scores:
            for one in self._derived(rule, said, working):
                others = self._others(one, resident, table, working)
                told = replace(one, verdict=tempered(one.verdict, one.facts, others))
                self._sight.show(rule, said, told, working, current=current)
        memory.forget_calm()
        if said.device.kind is not DeviceKind.WATCH:  # a watch says it all again in a minute
            self._recalling.keep(said)

    def device(self, said: Said, table: RuleTable, working: Working) -> None:
        """Judge what a report says of its device: its clock and its counter.

        The clock is judged in the order of receipt: one that falls hours behind has no newest report for hours.
        """
        report, resident = said.report, said.resident
        told = report.device_time
        if told is not None and table.clocks:
            ahead = (told - report.received_at).total_seconds()
            lags = resident.memory is not None and bool(resident.memory.lags)
            if resident.open is not None or lags or not -table.slack < ahead < table.slack:
                for rule in table.clocks:
                    self._plainly(rule, said, working, current=True)
        if report.seq is not None and table.gaps:
            self._count(said, report.seq, table, working)

    def _count(self, said: Said, seq: int, table: RuleTable, working: Working) -> None:
        device, resident = said.device, said.resident
        own_clock = said.report.device_time is not None and not said.report.clock_wrong
        at = round(said.observed * 1000) if own_clock else 0
        known = device.seq
        if not known:
            device.seq = first_known(seq, at)
            self._recall_missed(said, table, working)
            return
        missed = resident.memory is not None and device.id in resident.memory.missed
        if resident.open is None and not missed and follows(known, seq):
            device.seq = first_known(seq, max(at, time_of(known)))
            return
        memory = self._memory(resident)
        memory.resume(device.id, known)
        memory.count(said.report)
        for rule in table.gaps if said.newer else ():  # what is missing is so now, not when a late report was made
            self._plainly(rule, said, working, current=said.newer)
        device.seq = memory.release(device.id)

    def _recall_missed(self, said: Said, table: RuleTable, working: Working) -> None:
        """Take over from an open alert how many reports of this device were missing when we last looked."""
        for rule in table.gaps:
            alert = working.open_alert(said.resident.id, rule.id)
            if alert is not None and alert.device == said.device.id and alert.value:
                memory = self._memory(said.resident)
                missed = ((alert.observed_at.timestamp(), round(alert.value)),)
                memory.missed = {**memory.missed, alert.device: missed}

    def _plainly(self, rule: ReadingRule, said: Said, working: Working, *, current: bool) -> None:
        for one in self._derived(rule, said, working):
            self._sight.show(rule, said, one, working, current=current)

    def _derived(self, rule: ReadingRule, said: Said, working: Working) -> tuple[Derived, ...]:
        """Derive a rule's numbers; a breach is looked at twice where it hangs on whether the device was worn."""
        alert = working.open_alert(said.resident.id, rule.id)
        before = alert.facts if alert else {}
        memory, report = self._memory(said.resident), said.report
        believed = rule.technical or self._belief.seems_worn(said.device, report)
        found = derive(rule, memory, report, believed=believed, before=before)
        breached = any(one.verdict.condition is Condition.BREACHED for one in found)
        if not breached or not believed or rule.technical or self._belief.is_worn(said.device, report):
            return found
        self._doubt(said.resident, memory)
        return derive(rule, memory, report, believed=False, before=before)

    def _memory(self, resident: ResidentState) -> PersonMemory:
        if resident.memory is None:
            resident.memory = PersonMemory(oxygen_scale=resident.scale)
            self._recalling.ask_of(resident)
        return resident.memory

    def _take_inputs(self, said: Said, table: RuleTable, memory: PersonMemory) -> None:
        """Remember this report's parameters, and of the others the calm ones that came since they were remembered."""
        worn = self._belief.seems_worn(said.device, said.report)
        for metric, value in said.report.values.items():
            watched = table.metrics.get(metric)
            if watched is not None and watched.scored:
                memory.note(metric, said.observed, value, believed=worn or not watched.body)
        memory.note_calm(_newest(said.resident))

    def _doubt(self, resident: ResidentState, memory: PersonMemory) -> None:
        """Believe nothing any more that the body is said to have shown up to now."""
        memory.doubt({name: at for name, at in _newest(resident) if METRICS[name].body})

    def _others(self, derived: Derived, resident: ResidentState, table: RuleTable, working: Working) -> Iterator[Alert]:
        """Give the open alerts of single limits about the parameters that score."""
        if derived.verdict.condition is not Condition.BREACHED:
            return
        for name in PARAMETERS:
            watched = table.metrics.get(name) if f"points_{name}" in derived.facts else None
            for rule in watched.rules if watched else ():
                alert = working.open_alert(resident.id, rule.id)
                if alert is not None:
                    yield alert


def _newest(resident: ResidentState) -> Iterator[tuple[str, float]]:
    """Give when each parameter of the score last came, of those that ever came."""
    row = resident.times()
    for name in PARAMETERS:
        place = PLACES[name]
        if place < len(row) and row[place] > 0:
            yield name, row[place]
