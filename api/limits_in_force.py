"""Which limits hold for one resident now."""

from collections import defaultdict
from datetime import datetime

from api.shapes.readings import LimitShape
from domain.overrides import effective, in_order
from domain.rules import ThresholdRule
from domain.subjects import area_subject
from store.records import Records


def limits_in_force(records: Records, resident: str, now: datetime) -> dict[str, list[LimitShape]]:
    """Give the limits by metric, with this resident's overrides; what is switched off is left out."""
    areas = records.people.placement(resident).areas
    overrides = in_order(records.rules.overrides_of(resident, *map(area_subject, areas)), areas)
    found: defaultdict[str, list[LimitShape]] = defaultdict(list)
    for written in records.rules.rules():
        rule = effective(written, overrides, now)
        if rule.enabled and isinstance(rule, ThresholdRule):
            found[rule.metric].extend(_shapes(rule))
    return found


def _shapes(rule: ThresholdRule) -> list[LimitShape]:
    return [
        LimitShape(
            rule=rule.id,
            side=rule.side,
            severity=limit.severity.word,
            fires_at=limit.fires_at,
            clears_at=limit.clears_at,
            strict=limit.strict,
            source=rule.source,
        )
        for limit in rule.limits
    ]
