"""The organisation: streets, communities, grids and buildings."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Asker, KeepsOrganisation, SeesOrganisation
from api.cursors import After, Limit, Words, cut, wanted
from api.etags import IfMatch, etag_of, tell, unless_outdated
from api.organising import area_of_theirs, check_target, check_top, edit_of, id_of, seen_by
from api.paths import PRINTABLE, AreaId
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.shapes.organisation import AreaChanges, AreaForm, AreaPage, AreaShape, MoveList, MoveShape
from domain.access import Deed
from domain.people import Area, AreaKind
from domain.subjects import area_subject

router = APIRouter(prefix="/api/v1/areas", tags=["organisation"])

_LIST = "areas"
_HIGHEST_ZONE = "Asia/Shanghai"


@router.get("", summary="List areas", responses=KNOWN)
def list_areas(
    asker: SeesOrganisation,
    *,
    kind: AreaKind | None = None,
    parent: Annotated[str | None, Query(max_length=128, pattern=PRINTABLE)] = None,
    q: Words = "",
    after: After = "",
    limit: Limit = 100,
) -> AreaPage:
    """List your areas and all below them, by id; administrators see all."""
    page = wanted(_LIST, after, limit, q)
    found = asker.parts.records.pages.areas(seen_by(asker, Deed.SEE_ORGANISATION), page, kind=kind, parent=parent)
    items, following = cut(_LIST, found, limit)
    return AreaPage(items=[AreaShape.of(one) for one in items], next=following)


@router.post("", summary="Add an area", status_code=201, responses=ABOUT_ONE | CHANGES | problems(409))
def add_area(asker: KeepsOrganisation, form: AreaForm, response: Response) -> AreaShape:
    """Add an area right below one of yours; a street is an administrator's to add."""
    above = None
    name = id_of(form.id, form.kind)
    if form.parent is None:
        check_top(asker, Deed.KEEP_ORGANISATION, area_subject(name))
    else:
        above = check_target(asker, Deed.KEEP_ORGANISATION, form.parent, "body.parent")
    zone = form.timezone or (above.timezone if above else _HIGHEST_ZONE)
    area = Area(id=name, kind=form.kind, name=form.name, parent=form.parent, timezone=zone, site=form.site)
    entry = asker.entry(Deed.KEEP_ORGANISATION, area_subject(name), "added")
    asker.parts.records.organisation.add_area(area, entry)
    return _shown(area, response)


@router.get("/{area_id}", summary="See one area", responses=ABOUT_ONE)
def see_area(asker: SeesOrganisation, area_id: AreaId, response: Response) -> AreaShape:
    """See one area; its `ETag` goes into `If-Match` when you change it."""
    return _shown(area_of_theirs(asker, Deed.SEE_ORGANISATION, area_id), response)


@router.patch("/{area_id}", summary="Change or move an area", responses=ABOUT_ONE | CHANGES | problems(409, 412))
def change_area(
    asker: KeepsOrganisation, area_id: AreaId, form: AreaChanges, response: Response, if_match: IfMatch = None
) -> AreaShape:
    """Change an area, or put it under another one of yours of the same level: all who live in it go with it."""
    area_of_theirs(asker, Deed.KEEP_ORGANISATION, area_id)
    if "parent" in form.model_fields_set:
        check_target(asker, Deed.KEEP_ORGANISATION, form.parent, "body.parent")
    entry = asker.entry(Deed.KEEP_ORGANISATION, area_subject(area_id))
    return _shown(asker.parts.records.organisation.edit_area(area_id, edit_of(form, if_match), entry), response)


@router.delete(
    "/{area_id}", summary="Take an empty area away", status_code=204, responses=ABOUT_ONE | problems(409, 412)
)
def remove_area(asker: KeepsOrganisation, area_id: AreaId, if_match: IfMatch = None) -> None:
    """Take away an area that nothing lies in and nothing is about; the 409 says what does."""
    area_of_theirs(asker, Deed.KEEP_ORGANISATION, area_id)
    entry = asker.entry(Deed.KEEP_ORGANISATION, area_subject(area_id), "removed")
    asker.parts.records.organisation.remove_area(area_id, unless_outdated(if_match), entry)


@router.get("/{area_id}/moves", summary="See where an area was before", responses=ABOUT_ONE)
def see_moves_of_area(asker: SeesOrganisation, area_id: AreaId) -> MoveList:
    """See under which areas it was before."""
    area_of_theirs(asker, Deed.SEE_ORGANISATION, area_id)
    return moves(asker, area_subject(area_id))


def moves(asker: Asker, subject: str) -> MoveList:
    """Give where a subject was before."""
    found = asker.parts.records.organisation.relocations(subject)
    return MoveList(items=[MoveShape.of(one) for one in found])


def _shown(area: Area, response: Response) -> AreaShape:
    tell(response, etag_of(area))
    return AreaShape.of(area)
