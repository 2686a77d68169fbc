"""Whether somebody new may be given what the form says: nobody gives more than they hold."""

from api.access import Asker
from api.organising import check_target
from api.problems import FORBIDDEN, Problem
from api.rule_checks import wrong
from api.shapes.persons import PersonForm
from domain.access import Deed, may_about
from domain.errors import NotFound
from domain.organisation import HOLDS_POSTS
from domain.people import Relation, Role
from domain.rosters import Post


def first_posts(asker: Asker, form: PersonForm, person: str) -> list[Post]:
    """Give the first posts; the 422 or 403 problem says why somebody may not be made so."""
    admin = asker.principal.role is Role.ADMIN
    if form.role is Role.ADMIN and not admin:
        detail = "only an administrator makes administrators"
        raise asker.refused(Deed.KEEP_PEOPLE, person, Problem(FORBIDDEN, detail=detail))
    if form.posts and form.role not in HOLDS_POSTS:
        raise wrong("body.posts", f"a {form.role} answers for no area")
    if not form.posts and form.role in HOLDS_POSTS and not admin:
        raise wrong("body.posts", "say for which of your areas they answer")
    areas = [one.area for one in form.posts]
    if len(set(areas)) < len(areas):
        raise wrong("body.posts", "an area is named twice")
    for number, area in enumerate(areas):
        check_target(asker, Deed.KEEP_PEOPLE, area, f"body.posts.{number}.area")
    return [Post(person=person, area=one.area, since=asker.now, duty=one.duty) for one in form.posts]


def kin_of(asker: Asker, form: PersonForm, person: str) -> list[Relation]:
    """Give whose relative it is; the 422 problem says why that cannot be said."""
    if bool(form.relative_of) is not (form.role is Role.RELATIVE):
        raise wrong("body.relative_of", "a relative is somebody's, and nobody else is")
    names = [one.resident for one in form.relative_of]
    if len(set(names)) < len(names):
        raise wrong("body.relative_of", "a resident is named twice")
    for number, resident in enumerate(names):
        if not _keeps(asker, resident):
            raise wrong(f"body.relative_of.{number}.resident", "no resident of yours")
    return [
        Relation(person=person, resident=one.resident, relation=one.relation, tell=one.tell) for one in form.relative_of
    ]


def _keeps(asker: Asker, resident: str) -> bool:
    try:
        placement = asker.parts.records.people.placement(resident)
    except NotFound:
        return False
    return may_about(asker.principal, Deed.KEEP_RESIDENTS, placement)
