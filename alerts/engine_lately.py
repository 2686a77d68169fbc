"""The logs of what rules saw lately, as a batch changes them: taken back where it is not committed."""

from collections.abc import Callable, Collection
from dataclasses import replace

from alerts.engine_state import State
from domain.alerts import Alert
from domain.moves import ENGINE
from domain.order import Log, log_of


class Lately:
    """Reads and changes `ResidentState.lately`, and remembers what it was before."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._before: dict[tuple[str, str], Log | None] = {}

    def log(self, resident: str, rule: str) -> Log | None:
        """Give the log as it stands."""
        lately = self._state.resident(resident).lately
        return lately.get(rule) if lately else None

    def of(self, resident: str, rule: str, alert: Alert | None) -> Log | None:
        """Give the log with the open alert as it is now; begun anew where it does not know of this one.

        None where there is nothing to follow: no alert is open, and none was lately or a person has ended it.
        """
        log = self.log(resident, rule)
        mine = next((one for one in log.standing if one.alert.is_open), None) if log else None
        if alert is None:
            return log if mine is None else None
        if log is None or mine is None or mine.alert.id != alert.id:
            return log_of(alert)
        standing = tuple(replace(one, alert=alert) if one is mine else one for one in log.standing)
        return replace(log, standing=standing)

    def put(self, resident: str, rule: str, log: Log | None) -> None:
        """Keep a log, or drop it."""
        self._before.setdefault((resident, rule), self.log(resident, rule))
        self._set(resident, rule, log)

    def note(self, alert: Alert) -> None:
        """Take the alert into its log as it is now, where it stands in one."""
        log = self.log(alert.resident, alert.rule)
        if log is not None and any(one.alert.id == alert.id and one.alert != alert for one in log.standing):
            standing = (replace(one, alert=alert) if one.alert.id == alert.id else one for one in log.standing)
            self.put(alert.resident, alert.rule, replace(log, standing=tuple(standing)))

    def anew(self, resident: str, rule: str, look_up: Callable[[Collection[str]], list[Alert]]) -> None:
        """Begin the batch again with the log as it was before it, and its alerts as they stand in the records."""
        log = self._before.get((resident, rule))
        if log is not None:
            found = {one.id: one for one in look_up([one.alert.id for one in log.standing])}
            fresh = tuple(replace(one, alert=found.get(one.alert.id, one.alert)) for one in log.standing)
            by_hand = any(not one.alert.is_open and one.alert.resolved_by != ENGINE for one in fresh)
            log = None if by_hand else replace(log, standing=fresh)
        self._set(resident, rule, log)

    def forget(self) -> None:
        """Take back what the batch changed."""
        for (resident, rule), log in self._before.items():
            self._set(resident, rule, log)
        self._before.clear()

    def _set(self, resident: str, rule: str, log: Log | None) -> None:
        known = self._state.resident(resident)
        rest = {name: one for name, one in (known.lately or {}).items() if name != rule}
        known.lately = (rest | {rule: log} if log is not None else rest) or None
