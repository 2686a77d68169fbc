"""What the records hold of a community, as rows of its tables: importing them again changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from domain.consents import Consent
from domain.people import Area, Device, Household, Person, Relation, Resident
from sheets.device_entries import BASES
from sheets.tree import DEFAULT_ZONE
from sheets.writing import Rows, write_csv_folder, write_xlsx
from store.records.neighbourhood import Assignment, Belonging, Neighbourhood
from store.records.oxygen import OxygenScale

Row = dict[str, str]


def write_community(community: Neighbourhood, path: Path) -> None:
    """Write it as a workbook (a name that ends in .xlsx) or a folder of CSV files."""
    if path.suffix.lower() == ".xlsx":
        write_xlsx(path, rows_of(community))
    else:
        write_csv_folder(path, rows_of(community))


def rows_of(community: Neighbourhood) -> Mapping[str, Rows]:
    """Give the rows of each table by section."""
    scales = {one.resident: one for one in community.oxygen_scales}
    belongings = {one.device: one for one in community.belongings}
    return {
        "areas": [_area(one) for one in community.areas],
        "households": [_household(one) for one in community.households],
        "residents": [_resident(one, scales.get(one.id)) for one in community.residents],
        "people": [_person(one) for one in community.people],
        "posts": [_post(one) for one in community.assignments],
        "relatives": list(_relatives(community)),
        "devices": [device_row(one, belongings.get(one.id)) for one in community.devices],
    }


def _area(one: Area) -> Row:
    zone = one.timezone or DEFAULT_ZONE
    parts = {"kind": one.kind.value, "parent": one.parent or "", "site": one.site or "", "timezone": zone}
    return {"id": one.id, "name": one.name} | parts


def _household(one: Household) -> Row:
    return {"id": one.id, "building": one.building, "flat": one.flat, "key_holder": one.key_holder}


def _resident(one: Resident, scale: OxygenScale | None) -> Row:
    row = {"id": one.id, "name": one.name, "household": one.household, "birth_year": str(one.birth_year or "")}
    row |= {"phone": one.phone, "language": one.language}
    if scale is None:
        return row
    said = {"oxygen_scale": str(scale.scale), "oxygen_scale_by": scale.set_by, "oxygen_scale_why": scale.why}
    return row | said


def _post(one: Assignment) -> Row:
    dates = {"since": one.since.isoformat() if one.since else "", "until": one.until.isoformat() if one.until else ""}
    return {"person": one.person, "area": one.area, "duty": one.duty.value} | dates


def _person(one: Person) -> Row:
    quiet = f"{one.quiet.starts:%H:%M}-{one.quiet.ends:%H:%M}" if one.quiet else ""
    plain = {"id": one.id, "name": one.name, "role": one.role.value, "login": one.login or ""}
    return plain | {"phone": one.phone, "language": one.language, "quiet": quiet}


def _relatives(community: Neighbourhood) -> Iterator[Row]:
    """Give a row for each consent in force, or one where there is none."""
    consents: dict[tuple[str, str | None], list[Consent]] = defaultdict(list)
    for one in community.consents:
        consents[one.resident, one.relative].append(one)
    for relation in community.relations:
        said = consents[relation.resident, relation.person]
        yield from ([_relation(relation) | _consent(one) for one in said] or [_relation(relation)])


def _relation(one: Relation) -> Row:
    return {
        "person": one.person,
        "resident": one.resident,
        "relation": one.relation,
        "tell": "yes" if one.tell else "no",
    }


def _consent(one: Consent) -> Row:
    return {
        "scopes": ",".join(sorted(one.scopes)),
        "signed_by": one.signed_by,
        "how": one.how.value,
        "text_version": one.text_version,
        "given_at": one.given_at.isoformat(),
        "consent_id": one.id,
    }


def device_row(one: Device, belonging: Belonging | None) -> Row:
    """Give a device as the sheet writes it, and whose it is."""
    base = BASES.get(one.dialect, one.site)
    row = {"id": one.id.removeprefix(f"{base}."), "kind": one.kind.value, "site": one.site, "dialect": one.dialect}
    row |= {"power": one.power.value, "model": one.model}
    if belonging is None:
        return row
    return row | {"resident": belonging.resident, "since": belonging.since.isoformat() if belonging.since else ""}
