"""A neighbourhood with a simulated past, for who wants to try rules without a history of their own."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo

from banister.neighbourhood import read_neighbourhood
from devices import decode
from domain.defaults import default_rules
from domain.errors import NotFound
from domain.metrics import MetricClass
from domain.readings import Report
from simulators.chance import Dice
from simulators.neighbourhood import read_neighbourhood as read_devices
from simulators.scenarios import SCENARIOS
from simulators.story import Telling, tell
from simulators.street import Street
from simulators.timeline import Timeline
from store.readings import ReadingStore
from store.records import Records, open_records
from store.records.neighbourhood import Neighbourhood
from store.sqlite_readings import SqliteReadings

STORIES = (
    "heart_rate_high_warning",
    "heart_rate_high_critical",
    "spo2_low_warning",
    "fever",
    "low_oxygen",
    "hypertensive_crisis",
    "door_left_open",
    "watch_off",
)
"""What happens to somebody now and then."""
EVERY_DAYS = 2.0
"""On average."""
_KEPT = dict.fromkeys(MetricClass, timedelta(days=4000))
_AT_ONCE = 5_000

Progress = Callable[[float], None]
"""Hears what share (0..1) is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPast:
    """Whose past, of which neighbourhood, and the stretch of it, in the world of a seed."""

    file: Path
    resident: str
    since: datetime
    until: datetime
    seed: int = 1


@contextlib.contextmanager
def simulated_past(wanted: SimulatedPast, progress: Progress) -> Iterator[tuple[Records, ReadingStore]]:
    """Give records with the neighbourhood, and readings of the resident's devices; both are gone afterwards.

    Raises BadInput for a file that is wrong, NotFound for a resident without a simulated device.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with (
            open_records(f"sqlite:///{place}/records.sqlite") as records,
            SqliteReadings(place / "readings.sqlite", _KEPT) as readings,
        ):
            records.rules.seed(default_rules(), wanted.until)
            records.neighbourhood.load(_long_ago(wanted), wanted.until)
            _live(wanted, records.people.placement(wanted.resident).timezone, readings, progress)
            yield records, readings


def _long_ago(wanted: SimulatedPast) -> Neighbourhood:
    """Give the neighbourhood as the file has it, with devices that were where they are all the while."""
    tree = read_neighbourhood(wanted.file, os.environ)
    present = [one for one in tree.belongings if one.until is None]
    return replace(tree, belongings=tuple(replace(one, since=wanted.since) for one in present))


def _live(wanted: SimulatedPast, timezone: str, readings: ReadingStore, progress: Progress) -> None:
    zone = ZoneInfo(timezone)
    devices = [one for one in read_devices(wanted.file) if one.person == wanted.resident]
    if not devices:
        raise NotFound(f"{wanted.file}: {wanted.resident!r} has no device that is simulated")
    street = Street(
        devices=devices, seed=wanted.seed, timezone=zone, tellings={wanted.resident: tuple(_stories(wanted))}
    )
    reports = _reports(street, wanted.since.astimezone(zone), wanted.until)
    while some := list(islice(reports, _AT_ONCE)):
        readings.append(some)
        progress((some[-1].observed_at - wanted.since) / (wanted.until - wanted.since))


def _reports(street: Street, since: datetime, until: datetime) -> Iterator[Report]:
    for message in takewhile(lambda one: one.due < until, street.live(Timeline(origin=since))):
        yield from decode(message.topic, message.payload, message.due).reports


def _stories(wanted: SimulatedPast) -> Iterator[Telling]:
    """Tell a story every few days, one after the other."""
    dice, at = Dice(wanted.seed, "past", wanted.resident), wanted.since
    while True:
        at += timedelta(days=dice.between(0.5, 2 * EVERY_DAYS - 0.5))
        scenario = SCENARIOS[STORIES[dice.whole(0, len(STORIES) - 1)]]
        if at + scenario.lasts >= wanted.until:
            return
        yield tell(scenario, person=wanted.resident, seed=dice.whole(0, 1_000_000), start=at)
        at += scenario.lasts
