"""How rules hold for one resident now, and which overrides made it so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.overrides import Override, in_force, in_order
from domain.people import Placement
from domain.rules import Rule
from domain.subjects import area_subject
from store.records import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A rule as it holds for somebody, and because of what, the most general first."""

    rule: Rule
    because: tuple[Override, ...]


def rules_in_force(records: Records, placement: Placement, now: datetime) -> Iterator[Holding]:
    """Give every rule as it holds for a resident at `now`."""
    subjects = (placement.resident, *map(area_subject, placement.areas))
    overrides = records.rules.overrides_of(*subjects)
    rules = in_force(records.rules.rules(), overrides, placement.areas, now, oxygen_scale=placement.oxygen_scale)
    ordered = [one for one in in_order(overrides, placement.areas) if one.in_force(now)]
    for rule in rules.values():
        yield Holding(rule=rule, because=tuple(one for one in ordered if one.rule == rule.id))


def with_override(records: Records, placement: Placement, rule: Rule, override: Override, now: datetime) -> Rule:
    """Give the rule as it would hold with this override, above what is changed for areas further up."""
    above = [area_subject(area) for area in placement.areas if area_subject(area) != override.subject]
    together: Sequence[Override] = [*records.rules.overrides_of(*above), override]
    return in_force([rule], together, placement.areas, now, oxygen_scale=placement.oxygen_scale)[rule.id]
