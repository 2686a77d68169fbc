"""A rule tried on past readings, beside the one in force."""

from datetime import timedelta

from fastapi import APIRouter

from api.access import Asker, SetsRules
from api.routes.documented import ABOUT_ONE, CHANGES, problems
from api.rule_checks import changed, check, wrong
from api.shapes.dry_run import Counted, DryRun, DryRunForm, ThresholdForm, TriedOn
from domain.access import Deed
from domain.errors import BadInput
from domain.limits import limit
from domain.metrics import METRICS, MetricKind
from domain.people import Resident
from domain.rules import Rule, ThresholdRule
from domain.severity import Severity
from store.tryouts import compare

router = APIRouter(prefix="/api/v1/rules", tags=["rules"])

MOST_RESIDENT_DAYS = 400
"""A month of a dozen residents: what is read in one request must not take minutes."""


@router.post("/dry-run", summary="Try a rule on the past", responses=ABOUT_ONE | CHANGES | problems(429))
def try_rule(asker: SetsRules, form: DryRunForm) -> DryRun:
    """Say when a rule would have fired, how often per resident and day, and how that compares with the rule in force.

    Nothing is changed. Readings are taken as received when they were measured; rules about counters and device clocks
    cannot be tried, as the past does not keep those. One rule is tried at a time.
    """
    rule, until = _rule(asker, form), asker.now
    since = until - timedelta(days=form.days)
    residents = _residents(asker, form)
    if len(residents) * form.days > MOST_RESIDENT_DAYS:
        raise wrong("body.days", f"{len(residents)} residents: at most {MOST_RESIDENT_DAYS // len(residents)} days")
    records, readings = asker.parts.records, asker.parts.readings
    try:
        with asker.parts.attempts.one_dry_run():
            found = {one: compare(records, readings, one.id, rule, since=since, until=until) for one in residents}
    except BadInput as error:
        raise wrong("body.rule", str(error)) from None
    standing = [one.in_force for one in found.values() if one.in_force is not None]
    return DryRun(
        since=since,
        until=until,
        tried=Counted.of(rule, [one.tried for one in found.values()]),
        in_force=Counted.of(standing[0].rule, standing) if standing else None,
        residents=[TriedOn.of(resident, one) for resident, one in found.items()],
    )


def _rule(asker: Asker, form: DryRunForm) -> Rule:
    if form.rule is not None:
        rule = asker.parts.records.rules.rule(form.rule)
        return changed(rule, form.changes, rule.source) if form.changes else rule
    if form.threshold is None:
        raise wrong("body", "say either `rule` or `threshold`")
    return _threshold(form.threshold)


def _threshold(form: ThresholdForm) -> Rule:
    known = METRICS.get(form.metric)
    if known is None or known.kind is not MetricKind.GAUGE:
        raise wrong("body.threshold.metric", "no metric that has limits")
    wanted = {Severity.WARNING: form.warning, Severity.CRITICAL: form.critical}
    rule = ThresholdRule(
        id="dry-run",
        metric=form.metric,
        side=form.side,
        limits=tuple(limit(form.metric, form.side, severity, at) for severity, at in wanted.items() if at is not None),
        hold=timedelta(seconds=form.hold_seconds),
        in_a_row=form.in_a_row,
    )
    check(rule, "body.threshold")
    return rule


def _residents(asker: Asker, form: DryRunForm) -> list[Resident]:
    """Give those whose past is read: each look is on record."""
    records = asker.parts.records
    if form.resident is not None:
        asker.about(Deed.SEE_READINGS, form.resident)
        return records.people.residents(ids=[form.resident])
    area = form.area or ""
    asker.in_area(Deed.SEE_READINGS, area)
    residents = records.people.residents(areas=[area])
    if not residents:
        raise wrong("body.area", "nobody lives there")
    asker.saw(Deed.SEE_READINGS, {one.id for one in residents})
    return residents
