"""What a neighbourhood's entries say of each other: nothing twice, nothing dangling, everything in its level."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from domain.defaults import default_rules
from domain.limits import Side
from domain.organisation import wrong_parent, wrong_person, wrong_site
from domain.people import AreaKind, Role
from domain.rules import LimitRule, Rule
from domain.severity import Severity
from sheets.complaints import Complaint, Named
from sheets.device_entries import DeviceEntry
from sheets.duty_checks import DUTY_CHECKS, named_by_duties
from sheets.merged import Merged
from sheets.neighbourhood import NeighbourhoodFile, RuleEntry
from store.records.standing import Standing

_RULES: Mapping[str, Rule] = {rule.id: rule for rule in default_rules()}


def complaints(
    file: NeighbourhoodFile, environment: Mapping[str, str], standing: Standing | None = None
) -> list[Complaint]:
    """Give all that is wrong between the entries; what stands in the records may be referred to as well."""
    there = standing or Standing()
    checks: tuple[Callable[[NeighbourhoodFile, Standing], Iterator[Complaint]], ...] = (
        _areas,
        _references,
        _sites,
        _relations,
    )
    found = [complaint for check in checks for complaint in check(file, there)]
    found += [complaint for check in (_twice, _people, _owners, _rules, *DUTY_CHECKS) for complaint in check(file)]
    return found + list(_secrets(file, environment))


def _twice(file: NeighbourhoodFile) -> Iterator[Complaint]:
    sections: dict[tuple[str, str], Iterable[Any]] = {
        ("areas", "id"): [area.id for area in file.areas],
        ("areas", "site"): [area.site for area in file.areas],
        ("households", "id"): [one.id for one in file.households],
        ("residents", "id"): [one.id for one in file.residents],
        ("people", "id"): [one.id for one in file.people],
        ("people", "login"): [one.login for one in file.people],
        ("channels", "id"): [one.id for one in file.channels],
        ("devices", "id"): [one.full_id for one in file.devices],
        ("rules", "rule"): [f"{one.rule} of {one.subject}" for one in file.rules],
        ("policies", "id"): [one.id for one in file.policies],
        ("shifts", "id"): [one.id for one in file.shifts],
        ("posts", "since"): [f"{one.person} {one.area} {one.since or ''}" for one in file.posts],
    }
    for (section, key), values in sections.items():
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value is not None and value in seen:
                yield Complaint((section, index, key), f"{value!r} is there twice")
            seen.add(value)


def _areas(file: NeighbourhoodFile, standing: Standing) -> Iterator[Complaint]:
    kinds = {area.id: area.kind for area in Merged(file, standing).areas.values()}
    for index, area in enumerate(file.areas):
        for reason in wrong_parent(area.kind, area.parent, kinds):
            yield Complaint(("areas", index, "parent"), reason)
        for reason in wrong_site(area.kind, area.site):
            yield Complaint(("areas", index, "site"), reason)


def _people(file: NeighbourhoodFile) -> Iterator[Complaint]:
    for index, person in enumerate(file.people):
        for reason in wrong_person(person.id):
            yield Complaint(("people", index, "id"), reason)


def _references(file: NeighbourhoodFile, standing: Standing) -> Iterator[Complaint]:
    merged = Merged(file, standing)
    areas = merged.areas.values()
    known: dict[str, Collection[str]] = {
        "building": {area.id for area in areas if area.kind is AreaKind.BUILDING},
        "area": merged.areas,
        "site": {area.site for area in areas if area.site},
        "household": merged.buildings,
        "resident": merged.homes.keys() - standing.erased,
        "person": {*standing.people, *(one.id for one in file.people)},
    }
    for path, kind, name in _named(file):
        if name not in known[kind]:
            yield Complaint(path, f"there is no {kind} {name!r}")


def _named(file: NeighbourhoodFile) -> Iterator[Named]:
    """Give every mention of an entry by another one."""
    for i, home in enumerate(file.households):
        yield Named(("households", i, "building"), "building", home.building)
    for i, resident in enumerate(file.residents):
        yield Named(("residents", i, "household"), "household", resident.household)
    for i, channel in enumerate(file.channels):
        yield Named(("channels", i, "person"), "person", channel.person)
    for i, rule in enumerate(file.rules):
        key, name = ("resident", rule.resident) if rule.resident else ("area", rule.area)
        yield Named(("rules", i, key), key, name or "")
    yield from named_by_duties(file)
    yield from _named_by_people(file)
    yield from _named_by_devices(file)


def _named_by_people(file: NeighbourhoodFile) -> Iterator[Named]:
    for i, person in enumerate(file.people):
        for j, area in enumerate(person.areas):
            yield Named(("people", i, "areas", j), "area", area)
        for j, area in enumerate(person.deputy_for):
            yield Named(("people", i, "deputy_for", j), "area", area)
    for i, post in enumerate(file.posts):
        yield Named(("posts", i, "person"), "person", post.person)
        yield Named(("posts", i, "area"), "area", post.area)
    for path, whose, relation in file.relations():
        yield Named((*path, "resident"), "resident", relation.resident)
        yield Named((*path, "person"), "person", whose)


def _named_by_devices(file: NeighbourhoodFile) -> Iterator[Named]:
    for i, device in enumerate(file.devices):
        yield Named(("devices", i, "site"), "site", device.site)
        if device.resident:
            yield Named(("devices", i, "resident"), "resident", device.resident)
        for j, owner in enumerate(device.owners):
            yield Named(("devices", i, "owners", j, "resident"), "resident", owner.resident)


def _sites(file: NeighbourhoodFile, standing: Standing) -> Iterator[Complaint]:
    """Name devices that are of another site than whose they are, and residents who would leave theirs behind."""
    merged, said = Merged(file, standing), {one.full_id for one in file.devices}
    for index, device in enumerate(file.devices):
        owner = device.resident or standing.owners.get(device.full_id, "")
        site = merged.site_of(owner)
        if site and site != device.site:
            yield Complaint(("devices", index, "site"), f"{owner!r} lives on site {site!r}")
    left = defaultdict(list)
    for device_id, owner in standing.owners.items():
        if device_id not in said and standing.devices[device_id].site != merged.site_of(owner):
            left[owner].append(device_id)
    for index, resident in enumerate(file.residents):
        if resident.id in left:
            reason = f"these devices are of another site, take them back first: {', '.join(sorted(left[resident.id]))}"
            yield Complaint(("residents", index, "household"), reason)


def _owners(file: NeighbourhoodFile) -> Iterator[Complaint]:
    for index, device in enumerate(file.devices):
        if _overlap(device):
            yield Complaint(("devices", index, "owners"), "it belongs to two residents at once")


def _relations(file: NeighbourhoodFile, standing: Standing) -> Iterator[Complaint]:
    roles = {one.id: one.role for one in standing.people.values()} | {one.id: one.role for one in file.people}
    said: dict[tuple[str, str], tuple[str, bool]] = {}
    for path, person, one in file.relations():
        if said.setdefault((person, one.resident), (one.relation, one.tell)) != (one.relation, one.tell):
            reason = f"{person!r} is said to be another relative of {one.resident!r} above"
            yield Complaint((*path, "relation"), reason)
        if roles.get(person, Role.RELATIVE) is not Role.RELATIVE:
            yield Complaint((*path, "person"), f"{person!r} is a {roles[person]}, and no relative")


def _overlap(device: DeviceEntry) -> bool:
    spans: list[tuple[datetime, datetime | None]] = sorted(
        ((owner.since, owner.until) for owner in device.owners), key=lambda span: span[0]
    )
    return any(until is None or until > since for (_, until), (since, _) in pairwise(spans))


def _rules(file: NeighbourhoodFile) -> Iterator[Complaint]:
    for index, entry in enumerate(file.rules):
        rule = _RULES.get(entry.rule)
        if rule is None:
            yield Complaint(("rules", index, "rule"), f"there is no rule {entry.rule!r}")
        elif reason := _unfit(entry, rule):
            yield Complaint(("rules", index), reason)


def _unfit(entry: RuleEntry, rule: Rule) -> str | None:
    if not isinstance(rule, LimitRule):
        numbers = (entry.warning, entry.critical, entry.hold_s)
        return None if numbers == (None, None, None) else f"{rule.id!r} has no limits to change"
    fires_at = {limit.severity: limit.fires_at for limit in rule.limits}
    changed = {Severity.WARNING: entry.warning, Severity.CRITICAL: entry.critical}
    fires_at |= {severity: number for severity, number in changed.items() if number is not None}
    return None if _in_order(fires_at, rule.fires) else "critical must lie beyond warning"


def _in_order(fires_at: Mapping[Severity, float], side: Side) -> bool:
    numbers = [fires_at[severity] for severity in sorted(fires_at)]
    return numbers == sorted(numbers, reverse=side is Side.BELOW)


def _secrets(file: NeighbourhoodFile, environment: Mapping[str, str]) -> Iterator[Complaint]:
    for index, channel in enumerate(file.channels):
        for key, name in (("secret_env", channel.secret_env), ("target_env", channel.target_env)):
            if name is not None and not environment.get(name):
                yield Complaint(("channels", index, key), f"the environment has no {name}")
