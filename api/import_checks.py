"""What of a file somebody may not bring in, row by row: by the rules of the routes that do the same one at a time.

Nothing outside of their areas is told of. What a row refers to there is missed in the words for what there is not; an
id that is taken there cannot be used, which the routes say as well.
"""

from collections.abc import Iterator, Mapping

from api.import_rights import Rights
from domain.access import Deed
from domain.organisation import HOLDS_POSTS
from domain.people import Role
from sheets.complaints import Complaint
from sheets.merged import Merged
from sheets.neighbourhood import NeighbourhoodFile, PersonEntry

DEEDS: Mapping[str, Deed] = {
    "areas": Deed.KEEP_ORGANISATION,
    "households": Deed.KEEP_ORGANISATION,
    "residents": Deed.KEEP_RESIDENTS,
    "people": Deed.KEEP_PEOPLE,
    "posts": Deed.KEEP_PEOPLE,
    "relatives": Deed.KEEP_CONSENTS,
    "devices": Deed.KEEP_DEVICES,
}
"""What each table needs. (Who shows relatives what a resident agreed to keeps consents.)"""
_FOREIGN = "is nothing of yours, and the id cannot be used"
_MORE = "they see more than you do, or nothing: an administrator or staff of all that they see may"


class ImportChecks:
    """Everything that is not the asker's to bring in."""

    def __init__(self, file: NeighbourhoodFile, rights: Rights) -> None:
        self._file = file
        self._rights = rights
        self._after = Merged(file, rights.standing)
        self._posts = {one.person for one in file.posts}
        self._kin = {person for _, person, _ in file.relations()}

    def complaints(self) -> Iterator[Complaint]:
        """Give all of it."""
        checks = {
            "areas": self._areas,
            "households": self._households,
            "residents": self._residents,
            "people": self._people,
            "posts": self._posts_of,
            "devices": self._devices,
        }
        for section, deed in DEEDS.items():
            entries = getattr(self._file, section)
            if entries and not self._rights.may(deed):
                for index in range(len(entries)):
                    yield Complaint((section, index), "this table is not yours to bring in")
            elif section in checks:
                yield from checks[section]()

    def _areas(self) -> Iterator[Complaint]:
        for index, area in enumerate(self._file.areas):
            there = self._rights.standing.areas.get(area.id)
            if there is not None and not self._rights.has_area(area.id):
                yield Complaint(("areas", index, "id"), _FOREIGN)
            elif there is None and area.parent is None and not self._rights.is_admin:
                yield Complaint(("areas", index, "parent"), "a street is an administrator's to add")
            elif area.parent and not (there and there.parent == area.parent) and not self._is_theirs(area.parent):
                yield Complaint(("areas", index, "parent"), f"there is no area {area.parent!r}")

    def _households(self) -> Iterator[Complaint]:
        for index, home in enumerate(self._file.households):
            if home.id in self._rights.standing.households and not self._rights.has_household(home.id):
                yield Complaint(("households", index, "id"), _FOREIGN)

    def _residents(self) -> Iterator[Complaint]:
        for index, resident in enumerate(self._file.residents):
            if resident.id in self._rights.standing.residents and not self._rights.has_resident(resident.id):
                yield Complaint(("residents", index, "id"), _FOREIGN)
            elif resident.oxygen_scale and not self._rights.may(Deed.SET_RULES):
                yield Complaint(("residents", index, "oxygen_scale"), "is not yours to set")

    def _people(self) -> Iterator[Complaint]:
        for index, person in enumerate(self._file.people):
            if person.id not in self._rights.standing.people:
                reason = self._not_to_be_made(person)
            elif not self._rights.sees(person.id):
                reason = _FOREIGN
            else:
                reason = "" if self._rights.keeps(person.id) else _MORE
            if not reason and self._has_posts(person) and person.role not in HOLDS_POSTS:
                reason = f"a {person.role} answers for no area"
            if reason:
                yield Complaint(("people", index, "id"), reason)
            for key in ("areas", "deputy_for"):
                for area in getattr(person, key):
                    yield from self._area_of_theirs(("people", index, key), area)

    def _not_to_be_made(self, person: PersonEntry) -> str:
        has_posts = self._has_posts(person)
        if person.role is Role.ADMIN:
            return "" if self._rights.is_admin else "only an administrator makes administrators"
        if person.role is Role.RELATIVE:
            return "" if person.id in self._kin else "a relative is somebody's: say whose among the relatives"
        if not has_posts and not self._rights.is_admin:
            return "say for which of your areas they answer"
        return ""

    def _has_posts(self, person: PersonEntry) -> bool:
        return bool(person.areas or person.deputy_for or person.id in self._posts)

    def _posts_of(self) -> Iterator[Complaint]:
        new = {one.id for one in self._file.people}
        for index, post in enumerate(self._file.posts):
            person = self._rights.standing.people.get(post.person)
            if person is not None and self._rights.sees(post.person) and not self._rights.keeps(post.person):
                yield Complaint(("posts", index, "person"), _MORE)
            elif person is not None and person.role not in HOLDS_POSTS and post.person not in new:
                yield Complaint(("posts", index, "person"), f"a {person.role} answers for no area")
            yield from self._area_of_theirs(("posts", index, "area"), post.area)

    def _devices(self) -> Iterator[Complaint]:
        for index, device in enumerate(self._file.devices):
            if device.full_id in self._rights.standing.devices and not self._rights.has_device(device.full_id):
                yield Complaint(("devices", index, "id"), _FOREIGN)
            elif not device.resident and not self._has_site(device.full_id, device.site):
                yield Complaint(("devices", index, "site"), "is no site of yours: say whose the device is")

    def _has_site(self, device: str, site: str) -> bool:
        there = self._rights.standing.devices.get(device)
        if there is not None and there.site == site:
            return True
        new = next((one.id for one in self._file.areas if one.site == site), None)
        return self._rights.has_site(site) or (new is not None and self._is_theirs(new, Deed.KEEP_DEVICES))

    def _area_of_theirs(self, path: tuple[int | str, ...], area: str) -> Iterator[Complaint]:
        if area in self._after.areas and not self._is_theirs(area, Deed.KEEP_PEOPLE):
            yield Complaint(path, f"there is no area {area!r}")

    def _is_theirs(self, area: str, deed: Deed = Deed.KEEP_ORGANISATION) -> bool:
        """Whether an area will be theirs: the file may add it below one of theirs."""
        return self._rights.reaches(deed, [one.id for one in self._after.way_up(area)])
