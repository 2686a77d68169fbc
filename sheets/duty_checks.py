"""What a neighbourhood's posts, shifts and policies say of each other."""

from collections.abc import Iterator

from domain.escalation import default_policies
from sheets.complaints import Complaint, Named
from sheets.neighbourhood import NeighbourhoodFile

_DEFAULTS = {one.id: (one.severity.word, one.technical, None) for one in default_policies()}


def named_by_duties(file: NeighbourhoodFile) -> Iterator[Named]:
    """Give every mention of a person or an area by a shift or a policy."""
    for i, shift in enumerate(file.shifts):
        yield Named(("shifts", i, "person"), "person", shift.person)
        yield Named(("shifts", i, "area"), "area", shift.area)
    for i, policy in enumerate(file.policies):
        if policy.area is not None:
            yield Named(("policies", i, "area"), "area", policy.area)


def _posts(file: NeighbourhoodFile) -> Iterator[Complaint]:
    for i, person in enumerate(file.people):
        for j, area in enumerate(person.deputy_for):
            if area in person.areas:
                yield Complaint(("people", i, "deputy_for", j), f"nobody is their own deputy in {area!r}")
    said = {(person.id, area) for person in file.people for area in (*person.areas, *person.deputy_for)}
    for i, post in enumerate(file.posts):
        if (post.person, post.area) in said:
            yield Complaint(("posts", i, "area"), "it stands in the row of the person already: say it once")


def _shifts(file: NeighbourhoodFile) -> Iterator[Complaint]:
    posts = {(person.id, area) for person in file.people for area in (*person.areas, *person.deputy_for)}
    posts |= {(one.person, one.area) for one in file.posts}
    known = {person.id for person in file.people}
    for i, shift in enumerate(file.shifts):
        if shift.person in known and (shift.person, shift.area) not in posts:
            reason = f"{shift.person!r} has no post for {shift.area!r}: a shift alone puts nobody on duty"
            yield Complaint(("shifts", i, "area"), reason)


def _policies(file: NeighbourhoodFile) -> Iterator[Complaint]:
    seen: dict[tuple[str, bool, str | None], str] = {}
    for i, policy in enumerate(file.policies):
        what_for = (policy.severity, policy.technical, policy.area)
        if what_for in seen:
            yield Complaint(("policies", i, "id"), f"it is for the same alerts as {seen[what_for]!r}")
        elif policy.id in _DEFAULTS and _DEFAULTS[policy.id] != what_for:
            reason = f"{policy.id!r} is the policy of everybody for other alerts: give this one a name of its own"
            yield Complaint(("policies", i, "id"), reason)
        seen.setdefault(what_for, policy.id)


DUTY_CHECKS = (_posts, _shifts, _policies)
