"""What of the records somebody may name in a file, and whom they keep: the routes' own rules, over many at once."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from domain.access import Deed, Principal, may, may_in
from domain.organisation import may_keep_person, may_organise
from domain.people import Role
from sheets.merged import Merged
from sheets.neighbourhood import NeighbourhoodFile
from store.records.standing import Standing


class Rights:
    """What is somebody's of what stands, before anything is changed."""

    def __init__(self, principal: Principal, standing: Standing, now: datetime) -> None:
        self.principal = principal
        self.standing = standing
        self._now = now
        self._places = Merged(NeighbourhoodFile(version=1), standing)
        self._sites = {one.site: one.id for one in standing.areas.values() if one.site}

    @property
    def is_admin(self) -> bool:
        """Whether it is somebody who keeps the organisation everywhere and sees nobody."""
        return self.principal.role is Role.ADMIN

    def reaches(self, deed: Deed, way: Collection[str]) -> bool:
        """Whether this deed may be done along a way up; organisation and accounts are an administrator's everywhere."""
        if deed in {Deed.KEEP_ORGANISATION, Deed.KEEP_PEOPLE}:
            return bool(way) and may_organise(self.principal, deed, way)
        return may_in(self.principal, deed, way)

    def way(self, area: str | None) -> tuple[str, ...]:
        """Give the ids from an area up to the top."""
        return tuple(one.id for one in self._places.way_up(area))

    def way_of(self, resident: str) -> tuple[str, ...]:
        """Give the ids from where a resident lives up to the top."""
        return self.way(self._places.building_of(resident))

    def has_area(self, area: str) -> bool:
        """Whether an area is theirs to keep."""
        return self.reaches(Deed.KEEP_ORGANISATION, self.way(area))

    def has_household(self, household: str) -> bool:
        """Whether a flat is in an area of theirs."""
        there = self.standing.households.get(household)
        way = self.way(there.building) if there else ()
        return self.reaches(Deed.KEEP_ORGANISATION, way) or self.reaches(Deed.KEEP_RESIDENTS, way)

    def has_resident(self, resident: str, deed: Deed = Deed.KEEP_RESIDENTS) -> bool:
        """Whether they may do this deed about a resident."""
        return resident in self.standing.residents and self.reaches(deed, self.way_of(resident))

    def sees(self, person: str) -> bool:
        """Whether somebody is or was of an area of theirs, or a relative of who lives there."""
        if person not in self.standing.people:
            return False
        if self.is_admin or person == self.principal.person:
            return True
        return any(not self.principal.areas.isdisjoint(way) for way in self._ways(person, lasting=False))

    def keeps(self, person: str) -> bool:
        """Whether all that somebody sees, now or later, is theirs too."""
        role = self.standing.people[person].role
        ways = list(self._ways(person, lasting=True))
        return may_keep_person(self.principal, Deed.KEEP_PEOPLE, role, ways)

    def has_device(self, device: str) -> bool:
        """Whether a device is of a resident of theirs; one that is nobody's, of the community of its site."""
        if device not in self.standing.devices:
            return False
        owner = self.standing.owners.get(device)
        if owner is not None:
            return self.has_resident(owner, Deed.KEEP_DEVICES)
        return self.has_site(self.standing.devices[device].site)

    def has_site(self, site: str) -> bool:
        """Whether the community of a site is theirs."""
        return self.reaches(Deed.KEEP_DEVICES, self.way(self._sites.get(site)))

    def theirs(self) -> Standing:
        """Give what they may name: what is theirs, and the areas above, whose ids they see from below."""
        there = self.standing
        areas = {one for area in there.areas if self.has_area(area) for one in self.way(area)}
        residents = {name: one for name, one in there.residents.items() if self.has_resident(name)}
        devices = {name: one for name, one in there.devices.items() if self.has_device(name)}
        return replace(
            there,
            areas={name: one for name, one in there.areas.items() if name in areas},
            households={name: one for name, one in there.households.items() if self.has_household(name)},
            residents=residents,
            erased=there.erased & residents.keys(),
            people={name: one for name, one in there.people.items() if self.sees(name)},
            devices=devices,
            retired=there.retired & devices.keys(),
            owners={name: one for name, one in there.owners.items() if name in devices},
            consents={name: pair for name, pair in there.consents.items() if pair[0] in residents},
        )

    def may(self, deed: Deed) -> bool:
        """Whether they may do it at all."""
        return may(self.principal, deed)

    def _ways(self, person: str, *, lasting: bool) -> Iterator[Collection[str]]:
        for post in self.standing.posts.get(person, ()):
            if not lasting or post.until is None or post.until > self._now:
                yield self.way(post.area)
        for resident in self.standing.kin.get(person, ()):
            yield self.way_of(resident)
