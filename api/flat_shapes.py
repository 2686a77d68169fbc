"""Flats as they are shown: everything about all who live there is fetched at once, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from api.alert_shapes import mutes_of
from api.device_shapes import judged
from api.shapes.flats import BuildingShape, FlatAway, FlatPage, FlatResident, FlatShape, WorstAlert
from api.subjects import way_up
from domain.alerts import Alert
from domain.availability import EffectiveAvailability, silence_limits
from domain.flats import number_order, worst
from domain.muting import Away, Muted, Silence, Subject, muted
from domain.people import Area, Placement, Resident
from domain.severity import Severity
from store.records import Records
from store.records.flats import Flat, HeardDevice

_QUARTER = timedelta(minutes=15)


class Living:
    """What is known at `now` of all who live in some flats."""

    def __init__(self, records: Records, flats: Sequence[Flat], areas: Mapping[str, Area], now: datetime) -> None:
        self.now = now
        self.residents = {one.id: one for flat in flats for one in flat.residents}
        self.areas = _ways(flats, areas)
        self.alerts = _by_resident(records.flats.open_alerts(self.residents))
        self.mutes: Mapping[str, Muted] = mutes_of(
            records, [one for those in self.alerts.values() for one in those], now, _places(self.areas)
        )
        self.silences: Sequence[Silence] = records.mutes.silences(now)
        self.aways = {one.resident: one for one in records.mutes.aways(now) if one.starts_at <= now}
        self.devices = _devices(records, self.residents, now)

    def shape(self, resident: Resident) -> FlatResident:
        """Show one of them."""
        alerts, devices = self.alerts[resident.id], self.devices[resident.id]
        bad, away = worst(alerts), self.aways.get(resident.id)
        return FlatResident(
            id=resident.id,
            name=resident.name,
            deceased=resident.deceased_at is not None,
            worst=WorstAlert.of(bad, self.mutes.get(bad.id)) if bad else None,
            open_alerts=len(alerts),
            unanswered=any(one.unanswered_at is not None for one in alerts),
            away=FlatAway.of(away) if away else None,
            silenced_until=self._silenced_until(resident.id),
            devices=len(devices),
            not_there=sum(found.online is False for _, found in devices),
            heard_at=max((one.heard_at for one, _ in devices if one.heard_at), default=None),
        )

    def away(self, resident: str) -> Away | None:
        """Say where somebody is who is not at home now."""
        return self.aways.get(resident)

    def _silenced_until(self, resident: str) -> datetime | None:
        if not self.silences:
            return None
        areas = frozenset(self.areas[resident])
        anything = Subject(resident=resident, areas=areas, rule="", severity=Severity.CRITICAL)
        mute = muted(anything, self.silences, (), self.now)
        return mute.until if mute else None


def flat_page(
    living: Living, area: str, flats: Sequence[Flat], areas: Mapping[str, Area], following: str | None
) -> FlatPage:
    """Show a page of flats, by building and number."""
    buildings = {flat.household.building: areas[flat.household.building] for flat in flats}
    named = sorted(buildings.values(), key=lambda one: (number_order(one.name), one.id))
    place = {one.id: n for n, one in enumerate(named)}
    inorder = sorted(
        flats, key=lambda one: (place[one.household.building], number_order(one.household.flat), one.household.id)
    )
    return FlatPage(
        area=area,
        at=living.now,
        buildings=[BuildingShape(id=one.id, name=one.name) for one in named],
        flats=[_flat(living, one) for one in inorder],
        next=following,
    )


def heard_lately(page: FlatPage) -> Iterable[str]:
    """Say when each was last heard of, to the quarter of an hour: what comes every minute is no news of a grid."""
    for flat in page.flats:
        for one in flat.residents:
            yield f"{one.id} {one.heard_at and one.heard_at.timestamp() // _QUARTER.total_seconds()}"


def _flat(living: Living, flat: Flat) -> FlatShape:
    home = flat.household
    return FlatShape(
        household=home.id,
        flat=home.flat,
        building=home.building,
        residents=[living.shape(one) for one in flat.residents],
    )


def _ways(flats: Sequence[Flat], areas: Mapping[str, Area]) -> dict[str, tuple[str, ...]]:
    ways = {building: way_up(areas, building) for building in {flat.household.building for flat in flats}}
    return {one.id: ways[flat.household.building] for flat in flats for one in flat.residents}


def _places(ways: Mapping[str, tuple[str, ...]]) -> dict[str, Placement]:
    return {one: Placement(resident=one, areas=way, site="", timezone="UTC") for one, way in ways.items()}


def _by_resident(alerts: Iterable[Alert]) -> defaultdict[str, list[Alert]]:
    found: defaultdict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        found[alert.resident].append(alert)
    return found


def _devices(
    records: Records, residents: Collection[str], now: datetime
) -> defaultdict[str, list[tuple[HeardDevice, EffectiveAvailability]]]:
    bridges, limits = records.bridges.all(), silence_limits(records.rules.rules())
    found: defaultdict[str, list[tuple[HeardDevice, EffectiveAvailability]]] = defaultdict(list)
    for one in records.flats.devices(residents):
        there = judged(one, word=one.word, heard=one.heard_at, bridges=bridges, limits=limits, now=now)
        found[one.resident].append((one, there))
    return found
