"""Whether a breach that time brought was told before: somebody resolved it, and it still lasts."""

from datetime import datetime, timedelta

from store.records.alerts import Alerts

_SLACK = timedelta(seconds=1)


class Told:
    """Asks the records before such an alert begins, and remembers the answer: it is asked again and again."""

    def __init__(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._known: dict[tuple[str, str], datetime] = {}

    def was(self, resident: str, rule: str, since: datetime) -> bool:
        """Whether an alert of this rule fired after `since`, when the breach began."""
        key = resident, rule
        known = self._known.get(key)
        if known is not None and since <= known:
            return True
        found = self._alerts.find(residents=[resident], since=since - _SLACK, limit=200)
        told = any(one.rule == rule and one.fired_at is not None and one.fired_at >= since for one in found)
        if told:
            self._known[key] = since
        return told
