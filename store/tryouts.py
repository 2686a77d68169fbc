"""A rule tried on a resident's past beside the one in force: for the API and the command line alike."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from domain.errors import BadInput
from domain.rules import LimitRule, Rule
from domain.tryout import Tryout, is_tryable, try_rule
from store.past import past_of
from store.readings import ReadingStore
from store.records.opening import Records
from store.rules_in_force import rules_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A rule that was tried, and what is in force in its place (None: nothing is)."""

    tried: Tryout
    in_force: Tryout | None


def compare(
    records: Records, readings: ReadingStore, resident: str, rule: Rule, *, since: datetime, until: datetime
) -> Compared:
    """Try `rule` and the one in force in its place on a resident's past of [since, until).

    Raises NotFound for nobody, BadInput for a rule that the past says nothing of, StoreAway.
    """
    if not is_tryable(rule):
        raise BadInput(
            f"{rule.id}: a rule of kind {rule.kind} cannot be tried, the past does not keep what it looks at"
        )
    placement = records.people.placement(resident)

    def tried(one: Rule) -> Tryout:
        past = past_of(records, readings, placement, one, since=since, until=until)
        return try_rule(one, past, since, until)

    standing = counterpart(rule, rules_in_force(records, placement, until).values())
    found = tried(rule)
    if standing is None or _does(standing) == _does(rule):
        return Compared(tried=found, in_force=found if standing is not None else None)
    return Compared(tried=found, in_force=tried(standing))


def counterpart(rule: Rule, standing: Iterable[Rule]) -> Rule | None:
    """Give the enabled rule that does the same work: the one of that id, else of the same kind, metric and side."""
    enabled = [one for one in standing if one.enabled]
    same = [one for one in enabled if one.id == rule.id] or [one for one in enabled if _work(one) == _work(rule)]
    return same[0] if same else None


def _work(rule: Rule) -> tuple[object, ...]:
    side = rule.side if isinstance(rule, LimitRule) else None
    return rule.kind, getattr(rule, "metric", None) or rule.id, side


def _does(rule: Rule) -> tuple[object, ...]:
    """Give what a rule does, without what it is called."""
    return type(rule), *(getattr(rule, one.name) for one in fields(rule) if one.name not in _NAMES)


_NAMES = frozenset({"id", "version", "source", "enabled"})
