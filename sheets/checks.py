"""What a neighbourhood's entries say of each other: nothing twice, nothing dangling, everything in its level."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from domain.defaults import default_rules
from domain.limits import Side
from domain.organisation import wrong_parent, wrong_site
from domain.people import AreaKind
from domain.rules import LimitRule, Rule
from domain.severity import Severity
from sheets.complaints import Complaint, Named
from sheets.duty_checks import DUTY_CHECKS, named_by_duties
from sheets.neighbourhood import AreaEntry, DeviceEntry, NeighbourhoodFile, RuleEntry

_RULES: Mapping[str, Rule] = {rule.id: rule for rule in default_rules()}


def complaints(file: NeighbourhoodFile, environment: Mapping[str, str]) -> list[Complaint]:
    """Give all that is wrong between the entries."""
    checks: tuple[Callable[[NeighbourhoodFile], Iterator[Complaint]], ...] = (
        _twice,
        _areas,
        _references,
        _belongings,
        _relations,
        _rules,
        *DUTY_CHECKS,
    )
    found = [complaint for check in checks for complaint in check(file)]
    return found + list(_secrets(file, environment))


def site_of(area: str, areas: Mapping[str, AreaEntry]) -> str | None:
    """Give the site of the community that an area belongs to."""
    return next((entry.site for entry in way_up(area, areas) if entry.site), None)


def way_up(area: str, areas: Mapping[str, AreaEntry]) -> Iterator[AreaEntry]:
    """Give an area and what is above it, as far as it goes (a circle of parents ends where it closes)."""
    seen: set[str] = set()
    at = areas.get(area)
    while at is not None and at.id not in seen:
        seen.add(at.id)
        yield at
        at = areas.get(at.parent or "")


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
    }
    for (section, key), values in sections.items():
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value is not None and value in seen:
                yield Complaint((section, index, key), f"{value!r} is there twice")
            seen.add(value)


def _areas(file: NeighbourhoodFile) -> Iterator[Complaint]:
    kinds = {area.id: area.kind for area in file.areas}
    for index, area in enumerate(file.areas):
        for reason in wrong_parent(area.kind, area.parent, kinds):
            yield Complaint(("areas", index, "parent"), reason)
        for reason in wrong_site(area.kind, area.site):
            yield Complaint(("areas", index, "site"), reason)


def _references(file: NeighbourhoodFile) -> Iterator[Complaint]:
    known: dict[str, set[str]] = {
        "building": {area.id for area in file.areas if area.kind is AreaKind.BUILDING},
        "area": {area.id for area in file.areas},
        "site": {area.site for area in file.areas if area.site},
        "household": {one.id for one in file.households},
        "resident": {one.id for one in file.residents},
        "person": {one.id for one in file.people},
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
        for j, relation in enumerate(person.relatives_of):
            yield Named(("people", i, "relatives_of", j, "resident"), "resident", relation.resident)


def _named_by_devices(file: NeighbourhoodFile) -> Iterator[Named]:
    for i, device in enumerate(file.devices):
        yield Named(("devices", i, "site"), "site", device.site)
        if device.resident:
            yield Named(("devices", i, "resident"), "resident", device.resident)
        for j, owner in enumerate(device.owners):
            yield Named(("devices", i, "owners", j, "resident"), "resident", owner.resident)


def _belongings(file: NeighbourhoodFile) -> Iterator[Complaint]:
    sites = _sites_of_residents(file)
    for index, device in enumerate(file.devices):
        site = sites.get(device.resident or "")
        if site and site != device.site:
            yield Complaint(("devices", index, "site"), f"{device.resident!r} lives on site {site!r}")
        if _overlap(device):
            yield Complaint(("devices", index, "owners"), "it belongs to two residents at once")


def _relations(file: NeighbourhoodFile) -> Iterator[Complaint]:
    for i, person in enumerate(file.people):
        said: dict[str, tuple[str, bool]] = {}
        for j, one in enumerate(person.relatives_of):
            if said.setdefault(one.resident, (one.relation, one.tell)) != (one.relation, one.tell):
                reason = f"{person.id!r} is said to be another relative of {one.resident!r} above"
                yield Complaint(("people", i, "relatives_of", j, "relation"), reason)


def _sites_of_residents(file: NeighbourhoodFile) -> dict[str, str | None]:
    areas = {area.id: area for area in file.areas}
    homes = {home.id: home.building for home in file.households}
    return {one.id: site_of(homes.get(one.household, ""), areas) for one in file.residents}


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
