"""What is kept about a resident, gathered section by section; readings are read a page at a time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.alerts import Alert
from domain.kinds_shown import is_shown
from domain.metrics import METRICS
from domain.people import Ownership, Resident, Scope
from store.past import every_point
from store.readings import Point, ReadingStore
from store.records import Records

_AHEAD = timedelta(days=1)
"""A device's clock may be ahead of ours."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Whose data, as of when, and how much of it: `kinds`, and `relative` where a relative asks for what they see."""

    resident: str
    now: datetime
    kinds: frozenset[Scope] = frozenset(Scope)
    relative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One subject: `columns` say what its rows hold, also where there are none."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


class Material:
    """Gives the sections of one export. Nothing is read before its section is asked for."""

    def __init__(self, records: Records, readings: ReadingStore, taking: Taking) -> None:
        self._records = records
        self._readings = readings
        self.taking = taking

    def sections(self) -> Iterator[Section]:
        """Give all sections that may be seen."""
        kinds = self.taking.kinds
        yield self._of("resident", self._resident())
        yield self._of("household", self._household())
        yield self._of("relations", self._relations())
        yield self._of("consents", self._consents())
        if Scope.DEVICES in kinds:
            yield self._of("devices", self._devices())
        yield Section(name="readings", columns=("device", "metric", "observed_at", "value", "unit"), rows=self.values())
        if Scope.ALERTS in kinds:
            yield self._of("alerts", self._alerts())
            yield self._of("moves", self._moves())
            yield self._of("notifications", self._notifications())
        yield self._of("aways", self._aways())
        if self.taking.relative is None:
            yield self._of("silences", self._silences())
            yield self._of("overrides", self._overrides())
            yield self._of("oxygen_scales", self._oxygen_scales())
        yield self._of("looks", self._looks())

    def owned(self) -> list[Ownership]:
        """Give which devices were theirs, and when."""
        return self._records.registry.worn_by(self.taking.resident)

    def series(self, owned: Ownership, metric: str) -> Iterator[Point]:
        """Give one metric of a device while it was theirs, oldest first, a page in memory at a time."""
        end = owned.until or self.taking.now + _AHEAD
        return every_point(self._readings, owned.device, metric, owned.since, end)

    def metrics(self, among: Collection[str] = METRICS.keys()) -> list[str]:
        """Give those of these metrics that may be seen."""
        return [one for one in among if is_shown(one, self.taking.kinds)]

    def values(self) -> Iterator[Row]:
        """Give every reading, a state with its word."""
        for owned in self.owned():
            for metric in self.metrics():
                known = METRICS[metric]
                for point in self.series(owned, metric):
                    value = known.states.get(int(point.value), point.value)
                    yield {
                        "device": owned.device,
                        "metric": metric,
                        "observed_at": point.observed_at,
                        "value": value,
                        "unit": known.unit,
                    }

    def _of(self, name: str, rows: Iterator[Row]) -> Section:
        first = next(rows, None)
        return Section(name=name, columns=tuple(first or ()), rows=_again(first, rows))

    def resident(self) -> Resident:
        """Give whose data it is."""
        return self._records.people.resident(self.taking.resident)

    def _resident(self) -> Iterator[Row]:
        yield asdict(self.resident())

    def _household(self) -> Iterator[Row]:
        household = self._records.people.household(self.resident().household)
        areas = {one.id: one.name for one in self._records.people.areas()}
        place = self._records.people.placement(self.taking.resident).areas
        yield asdict(household) | {"place": [areas.get(one, one) for one in reversed(place)]}

    def _relations(self) -> Iterator[Row]:
        for one in self._records.people.relations(self.taking.resident):
            if self._theirs(one.person):
                person = self._records.people.person(one.person)
                yield {
                    "person": one.person,
                    "name": person.name,
                    "relation": one.relation,
                    "tell": one.tell,
                    "scopes": sorted(one.scopes),
                }

    def _consents(self) -> Iterator[Row]:
        for one in self._records.consents.of_resident(self.taking.resident):
            if self._theirs(one.relative):
                yield asdict(one) | {"scopes": sorted(one.scopes)}

    def _devices(self) -> Iterator[Row]:
        for one in self.owned():
            device = self._records.registry.device(one.device)
            yield asdict(device.device) | {"since": one.since, "until": one.until}

    def alerts(self) -> Iterator[Alert]:
        """Give every alert, newest first."""
        before: datetime | None = None
        seen: set[str] = set()
        while True:
            page = self._records.alerts.find(residents=[self.taking.resident], before=before, limit=500)
            fresh = [one for one in page if one.id not in seen]
            if not fresh:
                return
            yield from fresh
            seen = {one.id for one in page}
            before = page[-1].started_at + timedelta(microseconds=1)

    def _alerts(self) -> Iterator[Row]:
        return (asdict(one) | {"severity": one.severity.word} for one in self.alerts())

    def _moves(self) -> Iterator[Row]:
        for alert in self.alerts():
            for move in self._records.alerts.timeline(alert.id):
                yield asdict(move) | {"severity": move.severity.word}

    def _notifications(self) -> Iterator[Row]:
        for alert in self.alerts():
            for one in self._records.outbox.of_alert(alert.id):
                if self._theirs(one.notification.person):
                    yield {
                        "alert": alert.id,
                        "person": one.notification.person,
                        "reason": one.notification.reason,
                        "created_at": one.notification.created_at,
                        "state": one.state,
                        "ended_at": one.ended_at,
                        "attempts": one.attempts,
                    }

    def _aways(self) -> Iterator[Row]:
        return (asdict(one) for one in self._records.mutes.aways_of(self.taking.resident))

    def _silences(self) -> Iterator[Row]:
        found = self._records.mutes.silences(self.taking.now - timedelta(days=3660))
        return (asdict(one) for one in found if one.resident == self.taking.resident)

    def _overrides(self) -> Iterator[Row]:
        return (asdict(one) for one in self._records.rules.overrides_of(self.taking.resident))

    def _oxygen_scales(self) -> Iterator[Row]:
        return (asdict(one) for one in self._records.people.oxygen_scales(self.taking.resident))

    def _looks(self) -> Iterator[Row]:
        """Give who has looked and who has changed something, the newest first."""
        before: int | None = None
        while page := self._records.audit.about([self.taking.resident], before=before, limit=500):
            yield from (asdict(one) for one in page)
            before = page[-1].n

    def _theirs(self, person: str | None) -> bool:
        return self.taking.relative is None or person == self.taking.relative


def _again(first: Row | None, rest: Iterator[Row]) -> Iterator[Row]:
    if first is not None:
        yield first
        yield from rest
