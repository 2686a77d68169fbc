"""What the records say against a file: logins that are somebody else's, what has ended and does not come back."""

from collections.abc import Iterator

from domain.errors import Refused
from domain.organisation import check_role
from sheets.complaints import Complaint
from sheets.neighbourhood import NeighbourhoodFile
from store.records.standing import Standing


def contradictions(file: NeighbourhoodFile, standing: Standing, whole: Standing) -> Iterator[Complaint]:
    """Give all that stands in the way of a file; `whole` stands for what is held once, sites and logins."""
    yield from _areas(file, whole)
    yield from _people(file, whole)
    for index, resident in enumerate(file.residents):
        if resident.id in standing.erased:
            yield Complaint(("residents", index, "id"), f"{resident.id!r} was erased and does not come back")
    for index, device in enumerate(file.devices):
        if device.full_id in standing.retired:
            yield Complaint(("devices", index, "id"), f"{device.full_id!r} is out of use: claim it anew")
    for path, person, relation in file.relations():
        name = relation.consent.id if relation.consent else None
        if name and whole.consents.get(name, (relation.resident, person)) != (relation.resident, person):
            yield Complaint((*path, "consent_id"), "is the number of another consent: leave it empty for a new one")


def _areas(file: NeighbourhoodFile, standing: Standing) -> Iterator[Complaint]:
    sites = {one.site: one.id for one in standing.areas.values() if one.site}
    moved = {one.id: one.site for one in file.areas}
    for index, area in enumerate(file.areas):
        there = standing.areas.get(area.id)
        if there is not None and there.kind is not area.kind:
            yield Complaint(("areas", index, "kind"), f"{area.id!r} is a {there.kind} and stays one")
        holder = sites.get(area.site or "", area.id)
        if holder != area.id and moved.get(holder, area.site) == area.site:
            yield Complaint(("areas", index, "site"), "is another community's site")


def _people(file: NeighbourhoodFile, standing: Standing) -> Iterator[Complaint]:
    changed = {one.id: one.login for one in file.people}
    for index, person in enumerate(file.people):
        holder = standing.logins.get(person.login or "", person.id)
        if holder != person.id and changed.get(holder, person.login) == person.login:
            yield Complaint(("people", index, "login"), "is the login of somebody else")
        if person.id in standing.people:
            try:
                check_role(standing.people[person.id].role, person.role)
            except Refused as error:
                yield Complaint(("people", index, "role"), str(error))
