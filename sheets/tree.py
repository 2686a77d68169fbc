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
from sheets.device_entries import DeviceEntry
from sheets.duties import local_hours
from sheets.merged import Merged
from sheets.neighbourhood import (
    ChannelEntry,
    NeighbourhoodFile,
    PersonEntry,
    ResidentEntry,
    RuleEntry,
)
from store.records.loading_assignments import IMPORTED
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood
from store.records.oxygen import OxygenScale
from store.records.standing import Standing

DEFAULT_ZONE = "Asia/Shanghai"
_CONSENTS = UUID("6a7d1c1e-52f3-4c0e-9f0e-2b8f6f1f4c11")
"""Names a consent that its file leaves nameless: the same consent has the same id whenever it is read."""
_NOT_OF_RESIDENTS = {"body", "oxygen_scale", "oxygen_scale_by", "oxygen_scale_why"}


def tree(
    file: NeighbourhoodFile,
    environment: Mapping[str, str],
    standing: Standing | None = None,
    *,
    by: str = IMPORTED,
    posted: frozenset[str] | None = None,
) -> Neighbourhood:
    """Make what the records load of a file whose entries have been checked.

    by      who puts its consents on record
    posted  whose posts are meant to be complete; None: those of everybody in `people`
    """
    return Neighbourhood(
        areas=tuple(_areas(file, standing or Standing())),
        households=tuple(Household(**one.model_dump()) for one in file.households),
        residents=tuple(Resident(**one.model_dump(exclude=_NOT_OF_RESIDENTS)) for one in file.residents),
        people=tuple(_person(one) for one in file.people),
        assignments=tuple(_assignments(file)),
        posted=posted,
        relations=tuple(_relations(file)),
        consents=tuple(_consents(file, by)),
        channels=tuple(_channel(one, environment) for one in file.channels),
        devices=tuple(_device(one) for one in file.devices),
        belongings=tuple(belonging for one in file.devices for belonging in _belongings(one)),
        overrides=tuple(_override(one) for one in file.rules),
        oxygen_scales=tuple(scale for one in file.residents for scale in _scales(one)),
        policies=tuple(one.policy() for one in file.policies),
        shifts=tuple(one.shift() for one in file.shifts),
    )


def _areas(file: NeighbourhoodFile, standing: Standing) -> Iterator[Area]:
    merged = Merged(file, standing)
    for area in file.areas:
        zone = merged.zone_of(area.id) or DEFAULT_ZONE
        yield Area(id=area.id, kind=area.kind, name=area.name, parent=area.parent, site=area.site, timezone=zone)


def _person(one: PersonEntry) -> Person:
    plain = one.model_dump(exclude={"areas", "deputy_for", "relatives_of", "quiet"})
    return Person(**plain, quiet=local_hours(one.quiet) if one.quiet else None)


def _assignments(file: NeighbourhoodFile) -> Iterator[Assignment]:
    for person in file.people:
        yield from (Assignment(person=person.id, area=area) for area in person.areas)
        yield from (Assignment(person=person.id, area=area, duty=Duty.DEPUTY) for area in person.deputy_for)
    yield from (Assignment(**one.model_dump()) for one in file.posts)


def _scales(one: ResidentEntry) -> Iterator[OxygenScale]:
    if one.oxygen_scale and one.oxygen_scale_by and one.oxygen_scale_why:
        yield OxygenScale(resident=one.id, scale=one.oxygen_scale, set_by=one.oxygen_scale_by, why=one.oxygen_scale_why)


def _relations(file: NeighbourhoodFile) -> Iterable[Relation]:
    """Give each relation once: where there are several consents, its entry stands there as often."""
    return {
        (person, one.resident): Relation(person=person, resident=one.resident, relation=one.relation, tell=one.tell)
        for _, person, one in file.relations()
    }.values()


def _consents(file: NeighbourhoodFile, by: str) -> Iterator[Consent]:
    for _, person, relation in file.relations():
        if (one := relation.consent) is not None:
            said = f"{relation.resident} {person} {one.text_version} {one.given_at.astimezone(UTC).isoformat()}"
            yield Consent(
                id=one.id or str(uuid5(_CONSENTS, said)),
                resident=relation.resident,
                relative=person,
                purpose=Purpose.FAMILY,
                recorded_by=by,
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
