"""Rules for everybody: what they say, who set them, and their next version."""

from fastapi import APIRouter, Response

from api.access import SeesAlerts, SetsRules
from api.etags import IfMatch, tell, unless_outdated, version_etag
from api.paths import RuleId
from api.problems import REFUSED, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import changed
from api.rule_making import made
from api.shapes.rules import NewRuleForm, RuleForm, RuleHistory, RuleList, RuleShape, RuleVersion
from domain.access import Deed
from domain.rules import Rule
from store.records import Records

router = APIRouter(prefix="/api/v1/rules", tags=["rules"])


@router.get("", summary="List rules", responses=KNOWN)
def list_rules(asker: SeesAlerts) -> RuleList:
    """List the newest version of every rule, as it holds where nothing was changed for a resident or an area."""
    return RuleList(items=[RuleShape.of(rule) for rule in asker.parts.records.rules.rules()])


@router.get("/{rule_id}", summary="See one rule", responses=ABOUT_ONE)
def see_rule(asker: SeesAlerts, rule_id: RuleId, response: Response) -> RuleHistory:
    """See a rule with all its versions, who set them and when."""
    records = asker.parts.records
    return _history(records, records.rules.rule(rule_id), response)


@router.post("", summary="Make a rule for everybody", status_code=201, responses=ABOUT_ONE | CHANGES | problems(409))
def make_rule(asker: SetsRules, form: NewRuleForm, response: Response) -> RuleHistory:
    """Make a rule that is not there yet: for staff who answer for everybody. Try it first: `POST /rules/dry-run`."""
    asker.everywhere(Deed.SET_RULES, f"rule:{form.id}")
    records = asker.parts.records
    if form.id in {one.id for one in records.rules.rules()}:
        raise Problem(REFUSED, detail=f"there is a rule {form.id!r} already: change it by PUT")
    new = made(form.id, form.kind, form.fields, form.source)
    return _history(records, records.rules.put(new, asker.principal.person, asker.now), response)


@router.put("/{rule_id}", summary="Change a rule for everybody", responses=ABOUT_ONE | CHANGES | problems(412))
def change_rule(
    asker: SetsRules, rule_id: RuleId, form: RuleForm, response: Response, if_match: IfMatch = None
) -> RuleHistory:
    """Set a rule's next version: for staff who answer for everybody. Others change it for an area or a resident.

    Open alerts keep the version that they fired by.
    """
    records = asker.parts.records
    rule = records.rules.rule(rule_id)
    asker.everywhere(Deed.SET_RULES, f"rule:{rule_id}")
    new = records.rules.put(
        changed(rule, form.changes, form.source),
        asker.principal.person,
        asker.now,
        unless_outdated(if_match, version_etag),
    )
    return _history(records, new, response)


def _history(records: Records, rule: Rule, response: Response) -> RuleHistory:
    tell(response, version_etag(rule.version))
    versions = [
        RuleVersion(rule=RuleShape.of(one), set_by=set_by, set_at=set_at)
        for one, set_by, set_at in records.rules.history(rule.id)
    ]
    return RuleHistory(rule=RuleShape.of(rule), versions=versions[::-1])
