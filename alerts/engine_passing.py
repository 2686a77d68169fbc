"""What passing time asks of homes, watches and gateways: judged each second, committed in a transaction of its own."""

from datetime import datetime, timedelta

from alerts.engine_commit import Committer
from alerts.engine_gateways import RULE, Gateways
from alerts.engine_home_past import Past
from alerts.engine_homes import Homes
from alerts.engine_off_wrist import OffWrist
from alerts.engine_state import State
from alerts.engine_told import Told
from alerts.engine_working import Working
from store.records import Records

EVERY = timedelta(seconds=1)


class Passing:
    """The rules of time, but for the silence of devices, which the rounds go."""

    def __init__(self, records: Records, state: State, committer: Committer, past: Past | None) -> None:
        self._records, self._state, self._committer = records, state, committer
        self.gateways = Gateways(state, Told(records.alerts), records.people.areas)
        self.homes = Homes(state, records, self.gateways, past)
        self.off_wrist = OffWrist(state, records, self.homes)
        self._went_at: datetime | None = None

    def start(self, now: datetime) -> None:
        """Know the homes there are, and the gateways that are down."""
        self.gateways.recall()
        self.homes.start(now)
        self.off_wrist.start(now)

    def counts(self) -> dict[str, int]:
        """Count the homes."""
        return self.homes.counts()

    def go(self, now: datetime, *, is_listening: bool) -> None:
        """Judge what changed and what is due, where we listen. Raises StoreAway: what was not committed stays due."""
        if self._went_at is not None and timedelta(0) <= now - self._went_at < EVERY:
            return
        self._went_at = now
        self.homes.pasts.take(now)
        if not is_listening:
            return
        working = Working(self._state, self._records.alerts)
        back = self.gateways.judge(working, self._state.rules.systems.get(RULE), now)
        self.homes.resume(back)
        self.homes.judge(working, now)
        self._committer.commit(working, now)
        self.homes.settle()
