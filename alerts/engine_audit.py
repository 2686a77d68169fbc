"""The auditor: finds ladders that stand still, and holes in them before anybody falls through.

Once a minute it looks at the alerts of all sites and begins a round of our buildings, a few each second, so that
readings never wait for it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from alerts.engine_coverage import Coverage
from alerts.engine_directory import Directories
from alerts.engine_overdue import Overdue
from alerts.engine_state import State
from alerts.engine_working import Working
from domain.alerts import Alert, AlertState
from domain.time_rules import SystemRule
from store.records import Records

EVERY = timedelta(minutes=1)
OVERDUE = timedelta(minutes=2)
"""So long after its time nobody has taken a step: no worker has that site, or the one that has it stands still."""
RESTARTS = 100
"""Ladders restarted in one transaction; the rest a minute later."""
BUILDINGS = 20
"""Buildings looked at in one go."""

log = structlog.get_logger()


class Audit:
    """Says what it found in a `Working`. `restarted` counts the ladders that stood still."""

    def __init__(self, records: Records, state: State, directories: Directories, overdue: Overdue) -> None:
        self._records = records
        self._state = state
        self._directories = directories
        self._overdue = overdue
        self._coverage = Coverage(records, directories)
        self._began_at: datetime | None = None
        self._buildings: list[str] = []
        self.restarted = 0

    def look(self, rules: Mapping[str, SystemRule], working: Working, now: datetime) -> None:
        """Do the next piece of the round, and begin the next one where a minute has passed."""
        if self._began_at is None or now < self._began_at:
            self._began_at = now
        if not self._buildings and now - self._began_at >= EVERY:
            self._began_at = now
            self._restart(working, now)
            self._buildings = sorted({one.areas[0] for one in self._state.residents.values() if one.areas})
        some, self._buildings = self._buildings[:BUILDINGS], self._buildings[BUILDINGS:]
        if some:
            self._coverage.look(some, rules, working, now)

    def _restart(self, working: Working, now: datetime) -> None:
        stalled = [one for one in self._records.alerts.stalled(now, OVERDUE) if self._stands_still(one)]
        for alert in stalled[:RESTARTS]:
            log.error("a ladder stood still", alert=alert.id, site=alert.site, due_at=alert.due_at)
            self._overdue.take(alert, working, now)
            self.restarted += 1

    def _stands_still(self, alert: Alert) -> bool:
        """Leave what is due of our own sites to the rounds; where nothing is due, ask its policy whether that is right.

        Two workers may restart the same one: the records let one of them win.
        """
        if alert.due_at is not None:
            return not self._state.is_mine(alert.site)
        ladders = self._state.ladders.of(self._directories.areas_of(alert.resident))
        policy = ladders.policy(alert.severity, technical=alert.technical)
        return alert.state is AlertState.ACKNOWLEDGED or policy.wait_after(alert.step) is not None
