"""Plays a scenario from beginning to end on a virtual clock, and gives what came of it."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from banister.scenarios_record import Performance, written_down
from banister.scenarios_town import RESIDENT, TIMEZONE, residents, settle, simulated
from banister.scenarios_variants import AS_IT_IS, Variant, received, skewed
from banister.scenarios_world import KEEP, READINGS, World
from devices import decode
from simulators.chance import Dice
from simulators.expectations import Place
from simulators.story import Scenario, Story, Telling, tell
from simulators.street import Street
from simulators.timeline import Timeline
from store.readings import ReadingStore
from store.records import Records, open_records
from store.sqlite_readings import SqliteReadings

ZONE = ZoneInfo(TIMEZONE)
MONDAY = datetime(2026, 11, 23, tzinfo=ZONE)
BEFORE = timedelta(hours=1)
"""So much ordinary life is lived before the story begins."""
PAST_EVERY = 600.0
"""Seconds between the reports of a watch in the past that rests in the store already."""


class Stage:
    """Where scenarios are played: each in records and readings of its own, in memory where the machine has a place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "empty.sqlite"
        open_records(f"sqlite:///{self._template}").close()

    def play(self, scenario: Scenario, *, seed: int = 1, variant: Variant = AS_IT_IS) -> Performance:
        """Play it, from an hour before its story to its end."""
        began = time.process_time()
        telling = tell(scenario, person=RESIDENT, seed=seed, start=start_of(scenario, seed))
        first = telling.start - BEFORE
        with tempfile.TemporaryDirectory(dir=self._folder) as name, self._stores(Path(name)) as (records, readings):
            settle(records, scenario, first)
            if scenario.place.past:
                remember(readings, scenario, seed, first)
            world = World(records, readings, Path(name), first.astimezone(UTC))
            for act in scenario.acts:
                world.plan(act, telling.start)
            live(world, telling, seed, variant)
            performance = written_down(world, telling, seed, variant)
        return replace(performance, took=time.process_time() - began)

    @contextlib.contextmanager
    def _stores(self, folder: Path) -> Iterator[tuple[Records, ReadingStore]]:
        shutil.copy(self._template, folder / "records.sqlite")
        with (
            open_records(f"sqlite:///{folder}/records.sqlite") as records,
            SqliteReadings(folder / READINGS, KEEP) as readings,
        ):
            yield records, readings


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Give a stage, in memory where there is such a place: a scenario commits often, and nothing of it must last."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    with tempfile.TemporaryDirectory(prefix="banister-", dir=memory if memory.is_dir() else None) as folder:
        yield Stage(Path(folder))


def start_of(scenario: Scenario, seed: int) -> datetime:
    """Give when the story begins: on a Tuesday, at its own time of day, else at one of the seed's."""
    tuesday = MONDAY + timedelta(days=1)
    if scenario.at is not None:
        return datetime.combine(tuesday, scenario.at, ZONE)
    return tuesday + timedelta(minutes=Dice(seed, "start", scenario.name).whole(9 * 60 + 30, 15 * 60))


def remember(readings: ReadingStore, scenario: Scenario, seed: int, until: datetime) -> None:
    """Let the past of an ordinary life rest in the store."""
    place = scenario.place
    devices = tuple(replace(one, every=PAST_EVERY if one.kind == "watch" else one.every) for one in simulated(place))
    began = until - timedelta(days=place.past)
    told = {RESIDENT: (_habit(place, began),)} if place.outings else {}
    street = Street(devices=devices, seed=seed, timezone=ZONE, tellings=told)
    past = street.live(Timeline(origin=began))
    reports = [
        report
        for message in takewhile(lambda one: one.due < until, past)
        for report in decode(message.topic, message.payload, message.due).reports
    ]
    readings.append(reports)


def _habit(place: Place, began: datetime) -> Telling:
    """Tell of days on each of which the door was opened at the same hours."""
    day = began.replace(hour=0, minute=0)
    moments = [
        (day + timedelta(days=one, hours=hour) - began).total_seconds()
        for one in range(place.past + 1)
        for hour in place.outings
    ]
    door = tuple((moment, moment + 20) for moment in moments if 0 <= moment < place.past * 86_400)
    habit = Scenario(
        name="habit",
        title="The same hours each day",
        lasts=timedelta(days=place.past),
        needs=frozenset({"door"}),
        tell=lambda _dice: Story(door=door, wearing=None),
    )
    return tell(habit, person=RESIDENT, seed=0, start=began)


def live(world: World, telling: Telling, seed: int, variant: Variant) -> None:
    """Let everything come in that devices say, as the variant has it, and time pass until the story is over."""
    published = street_of(telling, seed).live(Timeline(origin=telling.start - BEFORE))
    within = takewhile(lambda one: one.due < telling.end, published)
    restart = world.now + variant.restarts if variant.restarts else None
    for message in variant.receive(received(skewed(within, variant)), seed):
        came = message._replace(received_at=message.received_at.astimezone(UTC))
        if restart is not None and variant.restarts is not None and came.received_at >= restart:
            world.pass_until(restart)
            world.restart(variant.again)
            restart += variant.restarts
        world.receive(came)
    world.pass_until((telling.end + variant.delay).astimezone(UTC))
    world.close()


def street_of(telling: Telling, seed: int) -> Street:
    """Give the devices of the scenario, with its story told of whom it is about."""
    place = telling.scenario.place
    about = residents(place) if place.everybody else [RESIDENT]
    return Street(devices=simulated(place), seed=seed, timezone=ZONE, tellings=dict.fromkeys(about, (telling,)))
