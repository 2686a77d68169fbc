"""Which limits hold for one resident now."""

from collections import defaultdict
from datetime import datetime

from api.shapes.readings import LimitShape
from domain.rules import ThresholdRule
from store.records import Records
from store.rules_in_force import rules_in_force


def limits_in_force(records: Records, resident: str, now: datetime) -> dict[str, list[LimitShape]]:
    """Give the limits by metric, with what was changed for this resident; what is switched off is left out."""
    placed = records.people.placement(resident)
    found: defaultdict[str, list[LimitShape]] = defaultdict(list)
    for rule in rules_in_force(records, placed, now).values():
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
