"""How rules hold for somebody now: looked up in one way for charts and for the dry run."""

from datetime import datetime

from domain.overrides import in_force
from domain.people import Placement
from domain.rules import Rule
from domain.subjects import area_subject
from store.records.opening import Records


def rules_in_force(records: Records, placement: Placement, now: datetime) -> dict[str, Rule]:
    """Give the rules by id as they hold at `now`, those switched off too."""
    overrides = records.rules.overrides_of(placement.resident, *map(area_subject, placement.areas))
    return in_force(records.rules.rules(), overrides, placement.areas, now, oxygen_scale=placement.oxygen_scale)
