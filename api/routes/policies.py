"""Escalation policies: who is told next, after how long."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Response

from api.access import Asker, SeesDuty, SetsRules
from api.etags import IfMatch, tell, unless_outdated, version_etag
from api.paths import PolicyId
from api.policy_checks import check_alone, check_reach
from api.problems import FORBIDDEN, NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import wrong
from api.shapes.policies import PolicyForm, PolicyHistory, PolicyList, PolicyShape, PolicyVersion
from api.subjects import way_up
from domain.access import Deed
from domain.escalation import EscalationPolicy
from domain.rosters import Post
from domain.severity import Severity
from store.records import Records

router = APIRouter(prefix="/api/v1/policies", tags=["policies"])


@router.get("", summary="List escalation policies", responses=KNOWN)
def list_policies(asker: SeesDuty) -> PolicyList:
    """List the newest version of every policy."""
    return PolicyList(items=[PolicyShape.of(one) for one in asker.parts.records.policies.policies()])


@router.get("/{policy_id}", summary="See one escalation policy", responses=ABOUT_ONE)
def see_policy(asker: SeesDuty, policy_id: PolicyId, response: Response) -> PolicyHistory:
    """See a policy with all its versions, who set them, when and why."""
    return _history(asker.parts.records, policy_id, response)


@router.put("/{policy_id}", summary="Set an escalation policy", responses=ABOUT_ONE | CHANGES | problems(409, 412))
def set_policy(
    asker: SetsRules, policy_id: PolicyId, form: PolicyForm, response: Response, if_match: IfMatch = None
) -> PolicyHistory:
    """Set a policy's next version, or make one for an area: for staff of the street that the area lies in.

    One for everybody is for staff who answer for everybody. Refused where it would reach nobody.
    """
    records, policy = asker.parts.records, form.policy(policy_id)
    _let_through(asker, policy_id, policy.area)
    if policy.steps[0].after > timedelta(0):
        raise wrong("body.steps.0.after_seconds", "the first step is told at once: 0")
    if any(step.after <= timedelta(0) for step in policy.steps[1:]):
        raise wrong("body.steps", "every further step waits for somebody to answer: more than 0")
    check_alone(records.policies.policies(), policy)
    check_reach(records, policy, _posts(records, policy.severity, asker.now))
    records.policies.put(policy, asker.principal.person, asker.now, unless_outdated(if_match, version_etag))
    return _history(records, policy_id, response)


def _let_through(asker: Asker, policy_id: str, area: str | None) -> None:
    if area is None:
        asker.everywhere(Deed.SET_RULES, f"policy:{policy_id}")
        return
    areas = asker.areas()
    if area not in areas or not asker.holds_for(Deed.SET_RULES, area):
        raise wrong("body.area", "no area of yours")
    if not asker.holds_for(Deed.SET_RULES, way_up(areas, area)[-1]):
        raise Problem(FORBIDDEN, detail="a ladder leads up to the street: its staff set it")
    asker.in_area(Deed.SET_RULES, area)


def _posts(records: Records, severity: Severity, now: datetime) -> dict[str, tuple[Post, ...]]:
    """Give who is assigned now, by area, of those who have a channel that is open for this severity."""
    rosters = records.rosters.rosters([area.id for area in records.people.areas()])
    people = {post.person for roster in rosters.values() for post in roster.posts if post.holds_at(now)}
    told = {one for one in people if _has_channel(records, one, severity)}
    return {
        area: tuple(post for post in roster.posts if post.holds_at(now) and post.person in told)
        for area, roster in rosters.items()
    }


def _has_channel(records: Records, person: str, severity: Severity) -> bool:
    return any(one.enabled and one.min_severity <= severity for one in records.people.channels(person))


def _history(records: Records, policy_id: str, response: Response) -> PolicyHistory:
    versions: list[tuple[EscalationPolicy, str, datetime]] = records.policies.history(policy_id)[::-1]
    if not versions:
        raise Problem(NOT_FOUND)
    tell(response, version_etag(versions[0][0].version))
    return PolicyHistory(
        policy=PolicyShape.of(versions[0][0]),
        versions=[PolicyVersion(policy=PolicyShape.of(one), set_by=by, set_at=at) for one, by, at in versions],
    )
