"""Whether somebody will be there to be told: duty for each building over the next day, and channels that work."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from alerts.engine_brought import began, over
from alerts.engine_directory import Directories
from alerts.engine_working import Working
from domain.alerts import AlertState
from domain.evaluation import BREACHED
from domain.moves import ENGINE, Seen
from domain.rosters import Roster, on_duty, uncovered
from domain.subjects import area_subject
from domain.time_rules import SystemRule, SystemWatch
from store.records import Records
from store.records.channel_health import Health

AHEAD = timedelta(hours=24)
SETTLED = timedelta(hours=12)
"""So long a hole is not told again that a person said is seen to."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked for in a building; `hole` None: all is well there. Its `person` is whom it is about."""

    building: str
    watch: SystemWatch
    hole: Mapping[str, float] | None
    person: str = ""

    @property
    def subject(self) -> str:
        """What its alert is about."""
        return area_subject(self.building)


class Coverage:
    """Makes and ends the alerts of rules `nobody_on_duty` and `no_working_channel` in a `Working`."""

    def __init__(self, records: Records, directories: Directories) -> None:
        self._records = records
        self._directories = directories

    def look(self, buildings: Sequence[str], rules: Mapping[str, SystemRule], working: Working, now: datetime) -> None:
        """Look at these buildings. A rule that is not in `rules` is switched off: what it said is over."""
        for one in self._findings(buildings, now):
            rule = rules.get(one.watch.value)
            alert = working.open_alert(one.subject, one.watch.value)
            if rule is not None and one.hole is not None and alert is None:
                self._begin(rule, one, one.hole, working, now)
            elif alert is not None and (rule is None or one.hole is None):
                working.take((one.subject, one.watch.value), partial(over, now))

    def _findings(self, buildings: Sequence[str], now: datetime) -> Iterator[Finding]:
        rosters = self._directories.rosters(buildings)
        there = {building: on_duty(roster, now).primary for building, roster in rosters.items()}
        deaf = self._deaf({person for people in there.values() for person in people})
        for building, roster in rosters.items():
            yield Finding(building=building, watch=SystemWatch.NOBODY_ON_DUTY, hole=_uncovered(roster, now))
            without = [person for person in there[building] if person in deaf]
            yield Finding(
                building=building,
                watch=SystemWatch.NO_WORKING_CHANNEL,
                hole={"people": float(len(without))} if without else None,
                person=without[0] if without else "",
            )

    def _deaf(self, people: set[str]) -> set[str]:
        """Give those of these who have no channel that is on and that the last message went through."""
        channels = {person: [one for one in self._directories.channels(person) if one.enabled] for person in people}
        health = self._records.outbox.health([one.id for those in channels.values() for one in those])
        return {person for person, those in channels.items() if not any(_works(health.get(one.id)) for one in those)}

    def _begin(
        self, rule: SystemRule, one: Finding, hole: Mapping[str, float], working: Working, now: datetime
    ) -> None:
        if self._is_settled(one, now):
            return
        areas = self._directories.areas_of(one.subject)
        seen = Seen(
            resident=one.subject,
            site=self._directories.site_of(areas),
            device=one.person,
            verdict=BREACHED,
            observed_at=now,
            facts=hole,
        )
        working.take((one.subject, rule.id), partial(began, rule, seen, now))

    def _is_settled(self, one: Finding, now: datetime) -> bool:
        """Whether a person said of it a while ago that it is seen to."""
        before = self._records.alerts.find(residents=[one.subject], states=[AlertState.RESOLVED], limit=20)
        return any(
            alert.rule == one.watch.value
            and alert.resolved_by != ENGINE
            and alert.resolved_at is not None
            and now - alert.resolved_at < SETTLED
            for alert in before
        )


def _uncovered(roster: Roster, now: datetime) -> dict[str, float] | None:
    """Give in how many hours nobody is on duty, and for how long (of the day that is looked at)."""
    found = uncovered(roster, now, now + AHEAD)
    return {"in_hours": (found[0] - now) / _HOUR, "hours": (found[1] - found[0]) / _HOUR} if found else None


def _works(health: Health | None) -> bool:
    if health is None or health.last_failed_at is None:
        return True
    return health.last_sent_at is not None and health.last_sent_at >= health.last_failed_at
