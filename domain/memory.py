"""What is remembered of one person for rules that look at more than one reading. Pure, and empty until it is needed."""

import math
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from domain.baselines import Usual
from domain.clocks import Lag
from domain.metrics import METRICS
from domain.news2 import CALM, PARAMETERS, calm_between
from domain.rates import put
from domain.readings import Report, to_millis
from domain.sequence import SequenceWatch

UsualAt = Callable[[str, datetime], Usual | None]
"""What is usual of a metric at a moment's hour; None: not known (yet)."""
_REMEMBERED = timedelta(days=1).total_seconds()
"""How long it is remembered that reports were missing."""
_NONE: Mapping[str, Any] = MappingProxyType({})
_CALM_BETWEEN: Mapping[tuple[str, int], tuple[float, float]] = MappingProxyType(
    {(name, scale): calm_between(name, scale=scale) for name in PARAMETERS for scale in (1, 2)}
)


def nothing_usual(_metric: str, _at: datetime) -> Usual | None:
    """Know nothing of what is usual."""
    return None


class Input(NamedTuple):
    """A parameter of the score: the newest value that was believed, and when; `seen`: when it last came at all."""

    at: float
    value: float
    seen: float


class Kept(NamedTuple):
    """The recent readings of a rule, as the bytes of their array; `more`: those of another rule.

    A chain and bytes, not a mapping and arrays: nearly everybody has readings of one rule, and few of them.
    """

    rule: str
    readings: bytes
    more: "Kept | None"


@dataclass(slots=True)
class PersonMemory:
    """What is remembered of one person. Taking the same report in twice changes nothing.

    inputs     of the score, by parameter
    recent     readings by rule (see `domain.rates`); None: there are none
    lags       devices whose reports are late again and again
    missed     by device: when reports were found missing (our clock, epoch seconds), and how many
    sequences  the devices' counters

    The mappings are shared while they are empty, and made anew with every entry: most people never need one.
    """

    oxygen_scale: int = 1
    usual: UsualAt = nothing_usual
    inputs: Mapping[str, Input] = field(default_factory=lambda: _NONE)
    recent: Kept | None = None
    lags: Mapping[str, Lag] = field(default_factory=lambda: _NONE)
    missed: Mapping[str, tuple[tuple[float, int], ...]] = field(default_factory=lambda: _NONE)
    sequences: SequenceWatch | None = None

    def note(self, metric: str, at: float, value: float, *, believed: bool = True) -> None:
        """Take in a parameter of the score, unless a newer one is known. All calm values are one: they add nothing."""
        low, high = _CALM_BETWEEN[metric, self.oxygen_scale]
        value = CALM[metric] if low < value < high else value
        known = self.inputs.get(metric)
        after = known
        if believed:
            if known is None or at > known.at:
                after = Input(at, value, max(at, known.seen) if known else at)
        elif known is None or at > known.seen:
            after = known._replace(seen=at) if known else Input(-math.inf, CALM[metric], at)
        if after is not None and after is not known:
            self.inputs = {**self.inputs, metric: after}

    def recall(self, metric: str, at: float, value: float) -> None:
        """Take in a parameter that was believed before anything was remembered, unless a newer one is known.

        That it came stands nowhere else: it is not forgotten with what `note_calm` can bring back.
        """
        known = self.inputs.get(metric)
        if known is None or at > known.at:
            self.inputs = {**self.inputs, metric: Input(at, value, known.seen if known else -math.inf)}

    def note_calm(self, seen: Iterable[tuple[str, float]]) -> None:
        """Take in when parameters last came that scored nothing then, where that is newer than what is known."""
        known = self.inputs
        fresh = {
            name: Input(at, CALM[name], at)
            for name, at in seen
            if name not in known or at > max(known[name].at, known[name].seen)
        }
        if fresh:
            self.inputs = {**known, **fresh}

    def forget_calm(self) -> None:
        """Forget what `note_calm` can bring back: small memory for those who are well."""
        self.inputs = {
            name: one for name, one in self.inputs.items() if one.at != one.seen or one.value != CALM[name]
        } or _NONE

    def readings_of(self, rule: str) -> "array[float]":
        """Give a copy of the recent readings of a rule, as `domain.rates` takes them."""
        one = self.recent
        while one is not None and one.rule != rule:
            one = one.more
        return array("d", one.readings if one is not None else b"")

    def read(self, rule: str, at: float, value: float, within: timedelta) -> "array[float]":
        """Take in a reading of a rule, and give a copy of its recent ones with it in."""
        recent = self.readings_of(rule)
        put(recent, at, value, within)
        self.recent = Kept(rule, recent.tobytes(), _without(self.recent, rule))
        return recent

    def lag(self, device: str, lag: Lag | None) -> None:
        """Remember how late a device is; None: it is not."""
        if lag is not None:
            self.lags = {**self.lags, device: lag}
        elif device in self.lags:
            self.lags = {name: one for name, one in self.lags.items() if name != device} or _NONE

    def doubt(self, seen: Mapping[str, float]) -> None:
        """Forget what the body was said to show: the device was not worn. `seen` is up to when, by parameter."""
        rest = {name: one for name, one in self.inputs.items() if not METRICS[name].body}
        self.inputs = rest | {name: Input(-math.inf, CALM[name], at) for name, at in seen.items()}
        self.recent = None

    def resume(self, device: str, known: int) -> None:
        """Go on with a device's counter from a number that is kept elsewhere (see `SequenceWatch.resume`)."""
        self.sequences = self.sequences or SequenceWatch()
        self.sequences.resume(device, known)

    def release(self, device: str) -> int:
        """Give that number as it is now, to be kept elsewhere."""
        known = self.sequences.known(device) if self.sequences else 0
        if self.sequences is not None and not self.sequences.missing:
            self.sequences = None
        return known

    def count(self, report: Report) -> None:
        """Take in the report's counter; note what is missing, and what is no longer."""
        if report.seq is None:
            return
        self.sequences = self.sequences or SequenceWatch()
        believed = report.device_time is not None and not report.clock_wrong
        own_time = to_millis(report.observed_at) if believed else None
        more = self.sequences.note(report.device, report.seq, own_time)
        known, received = self.missed.get(report.device, ()), report.received_at.timestamp()
        after = tuple(one for one in known if one[0] >= received - _REMEMBERED)
        if more > 0:
            after += ((received, more),)
        elif more < 0 and after:
            at, count = after[-1]
            after = after[:-1] + (((at, count - 1),) if count > 1 else ())
        if after != known:
            rest = {name: one for name, one in self.missed.items() if name != report.device}
            self.missed = (rest | {report.device: after} if after else rest) or _NONE


def _without(kept: Kept | None, rule: str) -> Kept | None:
    """Give the readings of the other rules."""
    if kept is None or kept.rule == rule:
        return kept.more if kept is not None else None
    return kept._replace(more=_without(kept.more, rule))
