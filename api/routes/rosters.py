"""Who is on duty for an area, and the posts and shifts that say so."""

import uuid
from datetime import timedelta

from fastapi import APIRouter

from api.access import Asker, KeepsRosters, SeesDuty
from api.handing import known_here
from api.paths import AreaId, OwnId, PersonId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.rule_checks import wrong
from api.shapes.rosters import (
    AbsenceShape,
    DutyShape,
    PersonShape,
    PostForm,
    PostShape,
    RosterShape,
    ShiftForm,
    ShiftShape,
    Stretch,
)
from api.stretches import FURTHEST, stretch
from domain.access import Deed
from domain.errors import NotFound
from domain.people import Placement, Role
from domain.rosters import Post, Roster, Shift, next_change, on_duty, uncovered

router = APIRouter(prefix="/api/v1/areas/{area_id}", tags=["rosters"])

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
MAY_ANSWER = frozenset({Role.STAFF, Role.STEWARD})
"""Roles that a post can be given to: it lets them see the area's people."""


@router.get("/duty", summary="See who is on duty", responses=ABOUT_ONE)
def see_duty(asker: SeesDuty, area_id: AreaId) -> DutyShape:
    """See who is on duty for this very area now and until when, their deputies, and when nobody will be."""
    asker.in_area(Deed.SEE_DUTY, area_id)
    roster, now = asker.parts.records.rosters.roster(area_id), asker.now
    duty, until = on_duty(roster, now), next_change(roster, now, now + _WEEK)
    following = on_duty(roster, until).primary if until else ()
    wanted = {*duty.primary, *duty.deputies, *following}
    people = {one.id: one for one in asker.parts.records.people.persons(wanted)}
    return DutyShape(
        area=area_id,
        at=now,
        primary=[PersonShape.of(people[one]) for one in duty.primary],
        deputies=[PersonShape.of(people[one]) for one in duty.deputies],
        until=until,
        following=[PersonShape.of(people[one]) for one in following],
        gaps=_gaps(roster, asker),
    )


@router.get("/roster", summary="See an area's roster", responses=ABOUT_ONE)
def see_roster(asker: SeesDuty, area_id: AreaId) -> RosterShape:
    """See the posts, shifts and absences of this very area that hold now or later."""
    return _roster(asker, asker.in_area(Deed.SEE_DUTY, area_id), area_id)


@router.post("/posts", summary="Give somebody a post", status_code=201, responses=ABOUT_ONE | CHANGES | problems(409))
def give_post(asker: KeepsRosters, area_id: AreaId, form: PostForm) -> RosterShape:
    """Let somebody answer for this area: they see its people from then on. A post that they have there ends with it."""
    placement = asker.in_area(Deed.KEEP_ROSTERS, area_id)
    check_person(asker, form.person, "body.person")
    since, until = form.since or asker.now, form.until
    if until is not None:
        since, until = stretch(form.since, until, asker.now, FURTHEST)
    elif since < asker.now or since - asker.now > FURTHEST:
        raise wrong("body.since", "must lie ahead, at most a year")
    post = Post(person=form.person, area=area_id, since=since, duty=form.duty, until=until)
    entry = asker.entry(Deed.KEEP_ROSTERS, post.person, f"post {area_id}")
    asker.parts.records.rosters.assign(post, asker.principal.person, asker.now, [entry])
    return _roster(asker, placement, area_id)


@router.delete("/posts/{person_id}", summary="End somebody's post", responses=ABOUT_ONE)
def end_post(asker: KeepsRosters, area_id: AreaId, person_id: PersonId) -> RosterShape:
    """End a post now. Open alerts stay where they are: hand them over first (`/hand-over`)."""
    placement = asker.in_area(Deed.KEEP_ROSTERS, area_id)
    entry = asker.entry(Deed.KEEP_ROSTERS, person_id, f"post {area_id} ended")
    asker.parts.records.rosters.end_post(person_id, area_id, asker.principal.person, asker.now, [entry])
    return _roster(asker, placement, area_id)


@router.post("/shifts", summary="Add a shift", status_code=201, responses=ABOUT_ONE | CHANGES)
def add_shift(asker: KeepsRosters, area_id: AreaId, form: ShiftForm) -> ShiftShape:
    """Add local hours of somebody who has a post here: from then on they are on duty only during their shifts."""
    asker.in_area(Deed.KEEP_ROSTERS, area_id)
    return _put_shift(asker, area_id, str(uuid.uuid4()), form)


@router.put("/shifts/{shift_id}", summary="Change a shift", responses=ABOUT_ONE | CHANGES)
def change_shift(asker: KeepsRosters, area_id: AreaId, shift_id: OwnId, form: ShiftForm) -> ShiftShape:
    """Change a shift of this area."""
    asker.in_area(Deed.KEEP_ROSTERS, area_id)
    _check_shift(asker, area_id, shift_id)
    return _put_shift(asker, area_id, shift_id, form)


@router.delete("/shifts/{shift_id}", summary="Take a shift off", status_code=204, responses=ABOUT_ONE)
def remove_shift(asker: KeepsRosters, area_id: AreaId, shift_id: OwnId) -> None:
    """Take a shift off the roster; somebody without any is on duty at all hours."""
    asker.in_area(Deed.KEEP_ROSTERS, area_id)
    _check_shift(asker, area_id, shift_id)
    asker.parts.records.rosters.remove_shift(shift_id, asker.principal.person, asker.now)


def _gaps(roster: Roster, asker: Asker) -> list[Stretch]:
    gaps, start, end = [], asker.now, asker.now + _DAY
    while (gap := uncovered(roster, start, end)) is not None:
        gaps.append(Stretch(starts_at=gap[0], ends_at=gap[1]))
        start = gap[1]
        if start >= end:
            break
    return gaps


def _roster(asker: Asker, placement: Placement, area_id: str) -> RosterShape:
    roster, now = asker.parts.records.rosters.roster(area_id), asker.now
    named = {one.person for one in roster.posts} | {one.person for one in roster.shifts}
    return RosterShape(
        area=area_id,
        timezone=roster.timezone,
        posts=[PostShape.of(one) for one in roster.posts if one.until is None or one.until > now],
        shifts=[ShiftShape.of(one) for one in roster.shifts],
        absences=[
            AbsenceShape(person=one.person, starts_at=one.starts_at, ends_at=one.ends_at)
            for one in roster.leaves
            if one.ends_at > now
        ],
        people=[
            PersonShape.of(one)
            for one in asker.parts.records.people.persons(named | known_here(asker, placement, roster))
        ],
    )


def check_person(asker: Asker, person: str, field: str) -> None:
    """Raise the 422 problem about this field where nobody of that id can answer for an area."""
    try:
        role = asker.parts.records.people.person(person).role
    except NotFound:
        raise wrong(field, "no such person") from None
    if role not in MAY_ANSWER:
        raise wrong(field, "neither steward nor staff")


def _check_shift(asker: Asker, area_id: str, shift_id: str) -> None:
    if shift_id not in {one.id for one in asker.parts.records.rosters.shifts(area_id)}:
        raise Problem(NOT_FOUND)


def _put_shift(asker: Asker, area_id: str, shift_id: str, form: ShiftForm) -> ShiftShape:
    rosters = asker.parts.records.rosters
    lasting = [one for one in rosters.roster(area_id).posts if one.until is None or one.until > asker.now]
    if form.person not in {one.person for one in lasting}:
        raise wrong("body.person", "has no post for this area")
    if form.first is not None and form.last is not None and form.last < form.first:
        raise wrong("body.last", "must not lie before `first`")
    shift = Shift(
        id=shift_id,
        person=form.person,
        area=area_id,
        weekdays=frozenset(form.weekdays),
        starts=form.starts,
        ends=form.ends,
        first=form.first,
        last=form.last,
    )
    rosters.put_shift(shift, asker.principal.person, asker.now)
    return ShiftShape.of(shift)
