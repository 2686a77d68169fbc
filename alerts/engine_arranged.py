"""What people arranged, as it is now: ladders, mutes, rules about the service itself."""

from collections.abc import Mapping
from datetime import datetime

from alerts.engine_mutes import Mutes
from alerts.engine_state import State
from domain.time_rules import SystemRule
from store.records import Records


class Arranged:
    """Read anew after anybody changed anything; `rules` are the system rules that are switched on, by id."""

    def __init__(self, records: Records, state: State, mutes: Mutes) -> None:
        self._records = records
        self._state = state
        self._mutes = mutes
        self._revision = -1
        self.rules: Mapping[str, SystemRule] = {}

    def refresh(self, now: datetime, revision: int) -> bool:
        """Take in what changed since another `revision` of the records. True when something did."""
        if revision == self._revision:
            return False
        rules = self._records.rules.rules()
        self.rules = {rule.id: rule for rule in rules if isinstance(rule, SystemRule) and rule.enabled}
        self._state.ladders.take(self._records.policies.policies())
        self._mutes.take(rules, now)
        self._revision = revision
        return True
