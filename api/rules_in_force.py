"""How rules hold for one resident now, and which overrides made it so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.overrides import Override, effective, in_order
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
    overrides = in_order(records.rules.overrides_of(*subjects), placement.areas)
    for rule in records.rules.rules():
        own = tuple(one for one in overrides if one.rule == rule.id and one.in_force(now))
        yield Holding(rule=effective(rule, own, now), because=own)
