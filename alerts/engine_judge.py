"""Judges one report by every rule of its metrics. This is the hot path: most readings are over in two comparisons."""

from collections.abc import Callable
from datetime import datetime

from alerts.engine_belief import Belief
from alerts.engine_derived import Derivations, UsualOf, nothing_usual
from alerts.engine_person_past import PersonPast
from alerts.engine_recalling import Recalling
from alerts.engine_rules import Watched
from alerts.engine_sight import Said, Sight
from alerts.engine_silence import Silence
from alerts.engine_state import DeviceState, State
from alerts.engine_working import Working
from domain.deriving import Derived
from domain.evaluation import Condition, evaluate
from domain.readings import Report

WornBefore = Callable[[str, datetime], bool | None]
"""What a device (id) last said of being worn before a moment; None: nothing that is known."""


class Judge:
    """Lets the rules see readings, and keeps the order of event times."""

    def __init__(
        self,
        state: State,
        silence: Silence,
        worn_before: WornBefore,
        usual: UsualOf = nothing_usual,
        past: PersonPast | None = None,
    ) -> None:
        self._state = state
        self._silence = silence
        self._belief = Belief(worn_before)
        self._sight = Sight(state)
        self.recalling = Recalling(state, past)
        self._derivations = Derivations(self._sight, self._belief, usual, self.recalling)

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
            said = Said(report, device, resident, observed, newer)
            self._values(said, working)
            self._derivations.device(said, resident.rules or self._state.rules, working)

    def judge_again(self, working: Working, now: datetime) -> None:
        """Judge once more what was judged before the past of its resident was known. Raises PastDied."""
        for said in self.recalling.take(now):
            self._derivations.again(said, said.resident.rules or self._state.rules, working)

    def _values(self, said: Said, working: Working) -> None:
        resident, observed, off = said.resident, said.observed, said.device.worn is False
        table = resident.rules or self._state.rules
        times = resident.newest or resident.times()
        scores = False
        for metric, value in said.report.values.items():
            watched = table.metrics.get(metric)
            if watched is None:
                continue
            current = said.newer
            if not watched.technical:
                place = watched.place
                current = observed > (times[place] if place < len(times) else resident.newest_at(place))
                if current:
                    working.note_time(times, place, observed)
            calm = resident.open is None and resident.lately is None and resident.id not in working.touched
            if calm and watched.low < value < watched.high and not off:
                if watched.rates:
                    self._derivations.calm(said, watched, value, working, current=current)
            else:
                self._weigh(said, watched, value, working, current=current)
                scores = scores or watched.scored
        if scores:
            self._derivations.scores(said, table, working)

    def _weigh(self, said: Said, watched: Watched, value: float, working: Working, *, current: bool) -> None:
        report, device = said.report, said.device
        for rule in watched.rules:
            verdict = evaluate(rule, value)
            breached = verdict.condition is Condition.BREACHED
            if not self._sight.concerns(rule, said, working, breached=breached):
                continue
            believed = not watched.body or self._belief.is_worn(device, report)
            derived = Derived(
                observed_at=report.observed_at,
                verdict=verdict if believed else evaluate(rule, None),
                value=value if believed else None,
            )
            self._sight.show(rule, said, derived, working, current=current)
        if watched.derived:
            self._derivations.metric(said, watched, working, current=current)
