"""What was changed of the rules for one resident, or for everybody in an area."""

from datetime import UTC, timedelta

from fastapi import APIRouter, Response

from api.access import Asker, SeesAlerts, SeesDuty, SetsRules
from api.agreed import need_kind
from api.etags import IfMatch, tell, unless_outdated, version_etag
from api.paths import AreaId, ResidentId, RuleId
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.rule_checks import check, wrong
from api.rules_in_force import rules_in_force, with_override
from api.shapes.overrides import (
    OverrideForm,
    OverrideList,
    OverrideShape,
    OxygenForm,
    OxygenShape,
    RuleInForce,
    RulesInForce,
)
from api.shapes.rules import RuleShape
from domain.access import Deed
from domain.overrides import Override
from domain.people import Placement, Scope
from domain.rules import LimitRule, Rule
from domain.subjects import area_subject

router = APIRouter(prefix="/api/v1", tags=["rules"])

_LONGEST = timedelta(days=3660)


@router.get("/residents/{resident_id}/rules", summary="See the rules in force for a resident", responses=ABOUT_ONE)
def see_rules_in_force(asker: SeesAlerts, resident_id: ResidentId) -> RulesInForce:
    """See every rule as it holds for this resident now; `because` says who changed it, why and until when.

    It says what a doctor has said: a relative needs to be agreed to see vital signs, too.
    """
    placement = asker.about(Deed.SEE_ALERTS, resident_id)
    need_kind(asker, Deed.SEE_ALERTS, resident_id, {Scope.VITAL_SIGNS})
    rules = [
        RuleInForce(rule=RuleShape.of(one.rule), because=[OverrideShape.of(override) for override in one.because])
        for one in rules_in_force(asker.parts.records, placement, asker.now)
    ]
    return RulesInForce(
        resident=resident_id, at=asker.now, oxygen_scale=_scale(asker, resident_id, placement), rules=rules
    )


@router.get("/residents/{resident_id}/overrides", summary="List a resident's own overrides", responses=ABOUT_ONE)
def list_residents_overrides(asker: SeesAlerts, resident_id: ResidentId) -> OverrideList:
    """List what was changed for this resident alone; what holds for their areas stands in `/rules`."""
    asker.about(Deed.SEE_ALERTS, resident_id)
    need_kind(asker, Deed.SEE_ALERTS, resident_id, {Scope.VITAL_SIGNS})
    return _list(asker, resident_id)


@router.put(
    "/residents/{resident_id}/overrides/{rule_id}",
    summary="Change a rule for a resident",
    responses=ABOUT_ONE | CHANGES | problems(412),
)
def set_residents_override(
    asker: SetsRules,
    resident_id: ResidentId,
    rule_id: RuleId,
    form: OverrideForm,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> OverrideShape:
    """Change a rule for this resident, in place of what was changed before: for staff of their areas."""
    placement = asker.about(Deed.SET_RULES, resident_id)
    shown = _set(asker, placement, rule_id, form, if_match)
    tell(response, version_etag(shown.version))
    return shown


@router.delete(
    "/residents/{resident_id}/overrides/{rule_id}",
    summary="Let a rule hold for a resident as it stands",
    status_code=204,
    responses=ABOUT_ONE | problems(412),
)
def clear_residents_override(
    asker: SetsRules, resident_id: ResidentId, rule_id: RuleId, if_match: IfMatch = None
) -> None:
    """Take back what was changed for this resident."""
    asker.about(Deed.SET_RULES, resident_id)
    _clear(asker, resident_id, rule_id, if_match)


@router.get("/areas/{area_id}/overrides", summary="List an area's overrides", responses=ABOUT_ONE)
def list_areas_overrides(asker: SeesDuty, area_id: AreaId) -> OverrideList:
    """List what was changed for everybody in this very area."""
    asker.in_area(Deed.SEE_DUTY, area_id)
    return _list(asker, area_subject(area_id))


@router.put(
    "/areas/{area_id}/overrides/{rule_id}",
    summary="Change a rule for an area",
    responses=ABOUT_ONE | CHANGES | problems(412),
)
def set_areas_override(
    asker: SetsRules,
    area_id: AreaId,
    rule_id: RuleId,
    form: OverrideForm,
    response: Response,
    *,
    if_match: IfMatch = None,
) -> OverrideShape:
    """Change a rule for everybody in this area; what is set for a resident or a smaller area goes before it."""
    placement = asker.in_area(Deed.SET_RULES, area_id)
    shown = _set(asker, placement, rule_id, form, if_match)
    tell(response, version_etag(shown.version))
    return shown


@router.delete(
    "/areas/{area_id}/overrides/{rule_id}",
    summary="Let a rule hold for an area as it stands",
    status_code=204,
    responses=ABOUT_ONE | problems(412),
)
def clear_areas_override(asker: SetsRules, area_id: AreaId, rule_id: RuleId, if_match: IfMatch = None) -> None:
    """Take back what was changed for this area."""
    asker.in_area(Deed.SET_RULES, area_id)
    _clear(asker, area_subject(area_id), rule_id, if_match)


@router.put(
    "/residents/{resident_id}/oxygen-scale", summary="Set a resident's oxygen scale", responses=ABOUT_ONE | CHANGES
)
def set_oxygen_scale(asker: SetsRules, resident_id: ResidentId, form: OxygenForm) -> OxygenShape:
    """Set which of NEWS2's SpO2 scales holds: 2 only where a clinician decided it. For staff of their areas."""
    asker.about(Deed.SET_RULES, resident_id)
    people = asker.parts.records.people
    people.set_oxygen_scale(resident_id, form.scale, asker.principal.person, form.why, asker.now)
    return _scale(asker, resident_id, people.placement(resident_id))


def _scale(asker: Asker, resident_id: str, placement: Placement) -> OxygenShape:
    said = next(iter(asker.parts.records.people.oxygen_scales(resident_id)), None)
    if said is None:
        return OxygenShape(scale=placement.oxygen_scale, set_by=None, set_at=None, why="")
    return OxygenShape(scale=said.scale, set_by=said.set_by, set_at=said.set_at, why=said.why)


def _list(asker: Asker, subject: str) -> OverrideList:
    found = asker.parts.records.rules.overrides_of(subject)
    return OverrideList(items=[OverrideShape.of(one) for one in found if one.in_force(asker.now)])


def _set(asker: Asker, placement: Placement, rule_id: str, form: OverrideForm, if_match: str | None) -> OverrideShape:
    records = asker.parts.records
    rule = records.rules.rule(rule_id)
    override = _override(asker, placement.resident, rule, form)
    check(with_override(records, placement, rule, override, asker.now), "body")
    put = records.rules.set_override(override, asker.now, unless_outdated(if_match, version_etag))
    return OverrideShape.of(put)


def _clear(asker: Asker, subject: str, rule_id: str, if_match: str | None) -> None:
    asker.parts.records.rules.clear_override(
        subject,
        rule_id,
        asker.principal.person,
        asker.now,
        seen=unless_outdated(if_match, version_etag),
    )


def _override(asker: Asker, subject: str, rule: Rule, form: OverrideForm) -> Override:
    numbers = (form.warning, form.critical, form.hold_seconds)
    if form.enabled is None and numbers == (None, None, None):
        raise wrong("body", "says nothing that should hold instead")
    if numbers != (None, None, None) and not isinstance(rule, LimitRule):
        raise wrong("body", f"a rule of kind {rule.kind.value} has no limits: only `enabled` can be changed")
    if form.until is not None and not timedelta(0) < form.until - asker.now <= _LONGEST:
        raise wrong("body.until", "must lie ahead, at most ten years")
    return Override(
        rule=rule.id,
        subject=subject,
        set_by=asker.principal.person,
        reason=form.reason,
        warning=form.warning,
        critical=form.critical,
        hold=timedelta(seconds=form.hold_seconds) if form.hold_seconds is not None else None,
        enabled=form.enabled,
        until=form.until.astimezone(UTC) if form.until is not None else None,
    )
