"""Those who log in or are told: stewards, staff, relatives, integrations and administrators."""

from fastapi import APIRouter, Response

from api.access import Asker, KeepsPeople
from api.cursors import After, Limit, Words, cut, wanted
from api.etags import IfMatch, etag_of, tell, unless_outdated
from api.organising import (
    area_of_theirs,
    check_target,
    edit_of,
    id_of,
    person_of_theirs,
    person_seen,
    seen_by,
)
from api.paths import AreaId, PersonId
from api.person_checks import first_posts, kin_of
from api.problems import REFUSED, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import wrong
from api.shapes.persons import (
    FirstPost,
    FullPersonShape,
    HeldPosts,
    HeldPostShape,
    KeptPersonPage,
    KeptPersonShape,
    PersonChanges,
    PersonForm,
)
from domain.access import Deed
from domain.organisation import HOLDS_POSTS, only_one_in, wrong_person
from domain.people import Person, Role
from domain.rosters import Post

router = APIRouter(prefix="/api/v1/persons", tags=["people"])

_LIST = "persons"


@router.get("", summary="List people", responses=KNOWN)
def list_persons(
    asker: KeepsPeople, role: Role | None = None, q: Words = "", after: After = "", limit: Limit = 100
) -> KeptPersonPage:
    """List who is or was assigned to your areas, and the relatives of who lives there; administrators see all."""
    found = asker.parts.records.pages.persons(
        seen_by(asker, Deed.KEEP_PEOPLE), wanted(_LIST, after, limit, q), role=role
    )
    items, following = cut(_LIST, found, limit)
    asker.saw(Deed.KEEP_PEOPLE, {one.id for one in items})
    return KeptPersonPage(items=[KeptPersonShape.of(one) for one in items], next=following)


@router.post("", summary="Add somebody", status_code=201, responses=ABOUT_ONE | CHANGES | problems(409))
def add_person(asker: KeepsPeople, form: PersonForm, response: Response) -> FullPersonShape:
    """Add somebody who answers for areas of yours, or a relative of a resident of yours.

    They cannot log in before they have a password. Only an administrator makes administrators.
    """
    name = id_of(form.id, form.role)
    for reason in wrong_person(name):
        raise wrong("body.id", reason)
    posts, kin = first_posts(asker, form, name), kin_of(asker, form, name)
    said = form.model_dump(include={"name", "role", "login", "phone", "language"})
    person = Person(id=name, **said)
    entry = asker.entry(Deed.KEEP_PEOPLE, name, "added")
    asker.parts.records.organisation.persons.add(person, entry, posts=posts, kin=kin)
    return _shown(asker, person, response)


@router.get("/{person_id}", summary="See somebody", responses=ABOUT_ONE)
def see_person(asker: KeepsPeople, person_id: PersonId, response: Response) -> FullPersonShape:
    """See somebody with what they answer for now; `only_one_in` names the areas that would have nobody without them."""
    person = person_seen(asker, person_id)
    asker.saw(Deed.KEEP_PEOPLE, {person_id})
    return _shown(asker, person, response)


@router.patch("/{person_id}", summary="Change somebody", responses=ABOUT_ONE | CHANGES | problems(409, 412))
def change_person(
    asker: KeepsPeople, person_id: PersonId, form: PersonChanges, response: Response, if_match: IfMatch = None
) -> FullPersonShape:
    """Change somebody, where all that they see is yours too. A steward may become staff, or staff a steward."""
    person_of_theirs(asker, person_id)
    entry = asker.entry(Deed.KEEP_PEOPLE, person_id)
    person = asker.parts.records.organisation.persons.edit(person_id, edit_of(form, if_match), entry)
    return _shown(asker, person, response)


@router.delete("/{person_id}", summary="Take somebody away", status_code=204, responses=ABOUT_ONE | problems(409, 412))
def remove_person(asker: KeepsPeople, person_id: PersonId, if_match: IfMatch = None) -> None:
    """Take away an account that was made by mistake; one of whom anything is on record is disabled instead (409)."""
    person_of_theirs(asker, person_id)
    entry = asker.entry(Deed.KEEP_PEOPLE, person_id, "removed")
    asker.parts.records.organisation.persons.remove(person_id, unless_outdated(if_match), entry)


@router.get("/{person_id}/posts", summary="See all that somebody answered for", responses=ABOUT_ONE)
def see_posts(asker: KeepsPeople, person_id: PersonId) -> HeldPosts:
    """See all posts that somebody has, had and will have, the newest first."""
    person_seen(asker, person_id)
    return _posts(asker, person_id)


@router.post(
    "/{person_id}/posts",
    summary="Let somebody answer for an area",
    status_code=201,
    responses=ABOUT_ONE | CHANGES | problems(409),
)
def give_post_to_person(asker: KeepsPeople, person_id: PersonId, form: FirstPost) -> HeldPosts:
    """Assign somebody to an area of yours from now on. With dates: `POST /areas/{area_id}/posts`."""
    person = person_seen(asker, person_id)
    check_target(asker, Deed.KEEP_PEOPLE, form.area, "body.area")
    if person.role not in HOLDS_POSTS:
        raise Problem(REFUSED, detail=f"a {person.role} answers for no area")
    post = Post(person=person_id, area=form.area, since=asker.now, duty=form.duty)
    entry = asker.entry(Deed.KEEP_PEOPLE, person_id, f"post {form.area}")
    asker.parts.records.rosters.assign(post, asker.principal.person, asker.now, [entry])
    return _posts(asker, person_id)


@router.delete("/{person_id}/posts/{area_id}", summary="End somebody's post", responses=ABOUT_ONE)
def end_post_of_person(asker: KeepsPeople, person_id: PersonId, area_id: AreaId) -> HeldPosts:
    """End what somebody answers for in an area of yours, now."""
    person_seen(asker, person_id)
    area_of_theirs(asker, Deed.KEEP_PEOPLE, area_id)
    entry = asker.entry(Deed.KEEP_PEOPLE, person_id, f"post {area_id} ended")
    asker.parts.records.rosters.end_post(person_id, area_id, asker.principal.person, asker.now, [entry])
    return _posts(asker, person_id)


def _posts(asker: Asker, person: str) -> HeldPosts:
    found = asker.parts.records.organisation.persons.posts(person)
    return HeldPosts(items=[HeldPostShape.of(one) for one in found])


def _shown(asker: Asker, person: Person, response: Response) -> FullPersonShape:
    records, now = asker.parts.records, asker.now
    tell(response, etag_of(person))
    account = records.organisation.persons.account(person.id)
    posts = records.organisation.persons.lasting(person.id, now)
    rosters = records.rosters.rosters({post.area for post in posts})
    return FullPersonShape(
        **KeptPersonShape.of(person).model_dump(),
        disabled_at=account.disabled_at,
        has_password=account.has_password,
        posts=[HeldPostShape.of(one) for one in posts],
        relative_of=[one.resident for one in records.people.relations_of(person.id)],
        only_one_in=only_one_in(person.id, rosters.values(), now),
    )
