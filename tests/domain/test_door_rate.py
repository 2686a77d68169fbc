"""How often the rules of homes fire where nothing is wrong: 40 seeded residents, 30 days each from the first on."""

import functools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import chain, takewhile

from domain.evaluation import Condition
from domain.homes import HomeMemory
from domain.outlooks import outlook
from domain.people import DeviceKind, Power
from domain.readings import Report
from domain.time_rules import DoorRule, ExpectedRule
from simulators.bodies import body_of
from simulators.life import Life
from simulators.models import monitor
from tests.domain.home_stories import RULES, ZONE

RESIDENTS, DAYS = 40, 30
START = datetime(2026, 10, 1, tzinfo=ZONE)
END = START + timedelta(days=DAYS)
AT_MOST = 0.02
JUDGED = [rule for rule in RULES.values() if rule.enabled and isinstance(rule, DoorRule | ExpectedRule)]


def _said(person: int) -> Iterator[tuple[datetime, str, float]]:
    """Give what the door and the monitor of a quiet home say: changes, and once a day that the door is alive."""
    life = Life(body=body_of(f"resident-{person}", seed=11, timezone=ZONE))
    openings = takewhile(lambda one: one.opened < END, life.openings(START))
    changes = chain.from_iterable(((one.opened, "door", 1.0), (one.closed, "door", 0.0)) for one in openings)
    measures = takewhile(lambda one: one.at < END, monitor.frames(life, person, START))
    beats = ((START + timedelta(days=day, hours=3), "battery", 90.0) for day in range(DAYS))
    return merge(changes, beats, ((one.at, "systolic_pressure", 130.0) for one in measures))


def _fired(person: int) -> Iterator[tuple[str, int]]:
    """Give the rules that fired, and at which hour: looked at with each report, and when each said it is due."""
    home, looks = HomeMemory(START), dict.fromkeys((rule.id for rule in JUDGED), START)
    told: set[tuple[str, datetime | None]] = set()
    for moment, metric, value in chain(_said(person), [(END, "battery", 90.0)]):
        while (now := min(*looks.values(), moment)) < moment:
            yield from _judged(home, now, looks, told)
        at = moment.astimezone(UTC)
        said = Report(device=metric, observed_at=at, received_at=at, values={metric: value})
        if metric != "battery":
            home.see(said, DeviceKind.DOOR if metric == "door" else DeviceKind.MONITOR, Power.BATTERY)
        home.hear("door", at)
        looks |= dict.fromkeys(looks, moment)
        yield from _judged(home, moment, looks, told)


def _judged(
    home: HomeMemory, now: datetime, looks: dict[str, datetime], told: set[tuple[str, datetime | None]]
) -> Iterator[tuple[str, int]]:
    for rule in JUDGED:
        if looks[rule.id] > now:
            continue
        found = outlook(rule, home, now, ZONE)
        assert found.look_at is None or found.look_at > now
        looks[rule.id] = found.look_at or END
        if found.condition is Condition.BREACHED and (rule.id, found.since) not in told:
            told.add((rule.id, found.since))
            yield rule.id, now.astimezone(ZONE).hour


@functools.cache
def _all_fired() -> Counter[tuple[str, int]]:
    return Counter(one for person in range(RESIDENTS) for one in _fired(person))


def test_a_quiet_home_causes_at_most_one_door_alert_in_fifty_days() -> None:
    doors = sum(count for (rule, _), count in _all_fired().items() if rule.startswith("door_"))
    assert 0 < doors / (RESIDENTS * DAYS) <= AT_MOST


def test_a_reading_is_never_missed_where_somebody_measures_each_morning() -> None:
    assert not [rule for rule, _ in _all_fired() if rule == "pressure_expected"]


def test_nothing_pages_a_quiet_home_at_night() -> None:
    assert not {(rule, hour) for rule, hour in _all_fired() if not 8 <= hour < 20}
