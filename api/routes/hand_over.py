"""Hand-over: one person's post, and the open alerts with it, become another's."""

from fastapi import APIRouter

from api.access import SeesDuty
from api.handing import giver_of, let_through, made_before, make, move_alerts
from api.paths import AreaId
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.routes.rosters import check_person
from api.rule_checks import wrong
from api.shapes.leaves import HandoverForm, HandoverShape
from domain.access import Deed

router = APIRouter(prefix="/api/v1/areas/{area_id}", tags=["rosters"])


@router.post("/hand-over", summary="Hand an area over", responses=ABOUT_ONE | CHANGES | problems(409))
def hand_area_over(asker: SeesDuty, area_id: AreaId, form: HandoverForm) -> HandoverShape:
    """Hand your post over to somebody of the area or above, with the open alerts; staff, to any steward or staff.

    They are told of each alert, and each says so in its timeline. The same hand-over again changes nothing, and moves
    what was not moved the first time.
    """
    before = made_before(asker, area_id, form.from_person, form.to)
    if before is not None:
        return HandoverShape.of(before, move_alerts(asker, before))
    placement = asker.in_area(Deed.SEE_DUTY, area_id)
    check_person(asker, form.to, "body.to")
    roster = asker.parts.records.rosters.roster(area_id)
    giver = giver_of(asker, roster, form.from_person)
    if giver == form.to:
        raise wrong("body.to", "has this post already")
    let_through(asker, placement, roster, giver, form.to)
    handover = make(asker, area_id, giver, form.to, form.why)
    return HandoverShape.of(handover, move_alerts(asker, handover))
