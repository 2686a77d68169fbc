"""Residents who are away: relatives may say so too, for it is they who take their mother home."""

import uuid
from datetime import timedelta

from fastapi import APIRouter

from api.access import SeesResidents, SetsAway
from api.agreed import AT_HOME, kinds, need_kind
from api.paths import OwnId, ResidentId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES
from api.shapes.mutes import AwayForm, AwayList, AwayShape
from api.stretches import stretch
from domain.access import Deed
from domain.muting import Away

router = APIRouter(prefix="/api/v1/residents/{resident_id}/away", tags=["away"])

_LONGEST = timedelta(days=92)


@router.get("", summary="List when a resident is away", responses=ABOUT_ONE)
def list_away(asker: SeesResidents, resident_id: ResidentId) -> AwayList:
    """List all of it, over or not, the newest first, with who said so and why.

    A relative who may see neither activity nor alerts sees what they said themselves.
    """
    asker.about(Deed.SEE_RESIDENT, resident_id)
    found = asker.parts.records.mutes.aways_of(resident_id)
    if kinds(asker, resident_id).isdisjoint(AT_HOME):
        found = [one for one in found if one.by == asker.principal.person]
    return AwayList(items=[AwayShape.of(one, asker.now) for one in found])


@router.post("", summary="Say that a resident is away", status_code=201, responses=ABOUT_ONE | CHANGES)
def set_away(asker: SetsAway, resident_id: ResidentId, form: AwayForm) -> AwayShape:
    """Say that nobody is at home: the door and the devices' silence mean nothing meanwhile. SOS and falls are told."""
    asker.about(Deed.SET_AWAY, resident_id)
    need_kind(asker, Deed.SET_AWAY, resident_id, AT_HOME)
    begins, ends = stretch(form.starts_at, form.ends_at, asker.now, _LONGEST)
    away = Away(
        id=str(uuid.uuid4()),
        resident=resident_id,
        starts_at=begins,
        ends_at=ends,
        kind=form.kind,
        by=asker.principal.person,
        why=form.why,
    )
    asker.parts.records.mutes.put_away(away, asker.now)
    return AwayShape.of(away, asker.now)


@router.delete("/{away_id}", summary="Say that a resident is back", responses=ABOUT_ONE)
def end_away(asker: SetsAway, resident_id: ResidentId, away_id: OwnId) -> AwayShape:
    """Say that they are back now; what is over stays as it is."""
    asker.about(Deed.SET_AWAY, resident_id)
    need_kind(asker, Deed.SET_AWAY, resident_id, AT_HOME)
    mutes = asker.parts.records.mutes
    if mutes.away(away_id).resident != resident_id:
        raise Problem(NOT_FOUND)
    mutes.end_away(away_id, asker.principal.person, asker.now)
    return AwayShape.of(mutes.away(away_id), asker.now)
