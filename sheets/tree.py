"""Makes of checked entries what the records load."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, timedelta
from uuid import UUID, uuid5

from domain.consents import Consent, Purpose
from domain.notifications import Channel, ChannelKind
from domain.overrides import Override
from domain.people import Area, Device, Household, Person, Relation, Resident
from domain.rosters import Duty
from domain.severity import Severity
from sheets.checks import way_up
from sheets.duties import local_hours
from sheets.neighbourhood import (
    ChannelEntry,
    DeviceEntry,
    NeighbourhoodFile,
    PersonEntry,
    ResidentEntry,
    RuleEntry,
)
from store.records.loading_assignments import IMPORTED
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood
from store.records.oxygen import OxygenScale

DEFAULT_ZONE = "Asia/Shanghai"
_CONSENTS = UUID("6a7d1c1e-52f3-4c0e-9f0e-2b8f6f1f4c11")
"""Names a consent that its file leaves nameless: the same consent has the same id whenever it is read."""
_NOT_OF_RESIDENTS = {"body", "oxygen_scale", "oxygen_scale_by", "oxygen_scale_why"}


def tree(file: NeighbourhoodFile, environment: Mapping[str, str]) -> Neighbourhood:
    """Make what the records load of a file whose entries have been checked."""
    return Neighbourhood(
        areas=tuple(_areas(file)),
        households=tuple(Household(**one.model_dump()) for one in file.households),
        residents=tuple(Resident(**one.model_dump(exclude=_NOT_OF_RESIDENTS)) for one in file.residents),
        people=tuple(_person(one) for one in file.people),
        assignments=tuple(assignment for one in file.people for assignment in _assignments(one)),
        relations=tuple(relation for one in file.people for relation in _relations(one)),
        consents=tuple(consent for one in file.people for consent in _consents(one)),
        channels=tuple(_channel(one, environment) for one in file.channels),
        devices=tuple(_device(one) for one in file.devices),
        belongings=tuple(belonging for one in file.devices for belonging in _belongings(one)),
        overrides=tuple(_override(one) for one in file.rules),
        oxygen_scales=tuple(scale for one in file.residents for scale in _scales(one)),
        policies=tuple(one.policy() for one in file.policies),
        shifts=tuple(one.shift() for one in file.shifts),
    )


def _areas(file: NeighbourhoodFile) -> Iterator[Area]:
    areas = {area.id: area for area in file.areas}
    for area in file.areas:
        zone = next((above.timezone for above in way_up(area.id, areas) if above.timezone), DEFAULT_ZONE)
        yield Area(id=area.id, kind=area.kind, name=area.name, parent=area.parent, site=area.site, timezone=zone)


def _person(one: PersonEntry) -> Person:
    plain = one.model_dump(exclude={"areas", "deputy_for", "relatives_of", "quiet"})
    return Person(**plain, quiet=local_hours(one.quiet) if one.quiet else None)


def _assignments(person: PersonEntry) -> Iterator[Assignment]:
    yield from (Assignment(person=person.id, area=area) for area in person.areas)
    yield from (Assignment(person=person.id, area=area, duty=Duty.DEPUTY) for area in person.deputy_for)


def _scales(one: ResidentEntry) -> Iterator[OxygenScale]:
    if one.oxygen_scale and one.oxygen_scale_by and one.oxygen_scale_why:
        yield OxygenScale(resident=one.id, scale=one.oxygen_scale, set_by=one.oxygen_scale_by, why=one.oxygen_scale_why)


def _relations(person: PersonEntry) -> Iterable[Relation]:
    """Give each relation once: where there are several consents, its entry stands there as often."""
    return {
        one.resident: Relation(person=person.id, resident=one.resident, relation=one.relation, tell=one.tell)
        for one in person.relatives_of
    }.values()


def _consents(person: PersonEntry) -> Iterator[Consent]:
    for relation in person.relatives_of:
        if (one := relation.consent) is not None:
            said = f"{relation.resident} {person.id} {one.text_version} {one.given_at.astimezone(UTC).isoformat()}"
            yield Consent(
                id=one.id or str(uuid5(_CONSENTS, said)),
                resident=relation.resident,
                relative=person.id,
                purpose=Purpose.FAMILY,
                recorded_by=IMPORTED,
                **one.model_dump(exclude={"id"}),
            )


def _channel(one: ChannelEntry, environment: Mapping[str, str]) -> Channel:
    return Channel(
        id=one.id,
        person=one.person,
        kind=one.kind,
        target=environment[one.target_env] if one.target_env else one.target,
        secret=environment[one.secret_env] if one.secret_env else "",
        min_severity=Severity.of(one.min_severity),
        enabled=one.enabled,
        rank=one.rank,
        is_group=one.kind is ChannelKind.APPRISE if one.is_group is None else one.is_group,
    )


def _device(one: DeviceEntry) -> Device:
    return Device(id=one.full_id, kind=one.kind, site=one.site, power=one.power, dialect=one.dialect, model=one.model)


def _belongings(device: DeviceEntry) -> Iterator[Belonging]:
    if device.resident:
        yield Belonging(device=device.full_id, resident=device.resident, since=device.since)
    for owner in device.owners:
        yield Belonging(device=device.full_id, resident=owner.resident, since=owner.since, until=owner.until)


def _override(one: RuleEntry) -> Override:
    hold = None if one.hold_s is None else timedelta(seconds=one.hold_s)
    return Override(**one.model_dump(exclude={"hold_s", "resident", "area"}), subject=one.subject, hold=hold)
