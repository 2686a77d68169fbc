"""A whole day through the engine in any order, with copies: the same alerts as on the sorted day."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alerts.engine_recall import StoredRecall
from devices import decode
from domain.readings import Report
from domain.rules import RuleKind
from domain.settling import PART_OF
from mqtt.message import Message
from store.records import open_records
from store.settings import StoreSettings
from store.sqlite_readings import SqliteReadings
from tests.alerts.engine_rig import START, Rig

READINGS = st.fixed_dictionaries(
    {"heart_rate": st.sampled_from([35, 45, 70, 70, 70, 97, 110, 180])},
    optional={"spo2": st.sampled_from([85, 93, 95, 97, 97]), "body_temperature": st.sampled_from([36.5, 38.5])},
)
GAPS = st.sampled_from([20, 60, 60, 125, 300, 1500])
DELAYS = st.lists(st.sampled_from([0, 0, 3, 61, 240, 590]), min_size=1, max_size=2)
"""Seconds to each arrival: none is late, some come twice."""
Day = list[tuple[dict[str, float], int, list[int], bool]]
"""Values, seconds since the reading before, arrivals, and whether the watch or the monitor said it."""
DAYS = st.lists(st.tuples(READINGS, GAPS, DELAYS, st.booleans()), min_size=1, max_size=14)
CALM = {"heart_rate": 70, "spo2": 98, "body_temperature": 36.5}
QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
"""Each example is a database: shrinking would take minutes."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database to copy: migrating one for each example would take minutes."""
    file = tmp_path_factory.mktemp("empty") / "r.sqlite"
    open_records(f"sqlite:///{file}").close()
    return file


@contextmanager
def _rig(empty: Path) -> Iterator[tuple[Rig, SqliteReadings]]:
    with TemporaryDirectory() as folder:
        shutil.copy(empty, folder)
        with (
            open_records(f"sqlite:///{folder}/{empty.name}") as records,
            SqliteReadings(Path(folder) / "readings.sqlite", StoreSettings().keep()) as readings,
        ):
            yield Rig(records, recall=StoredRecall(records, lambda: readings)), readings


def _arrivals(day: Day) -> list[tuple[datetime, datetime, str, dict[str, float]]]:
    """Give when what comes, and after it calm that comes in order."""
    observed, arrivals = START, []
    for values, gap, delays, watch in day:
        observed += timedelta(seconds=gap)
        device = "watch-lin" if watch else "monitor-lin"
        arrivals += [(observed + timedelta(seconds=delay), observed, device, values) for delay in delays]
    calm = [observed + timedelta(seconds=1500 + 100 * i) for i in range(4)]
    arrivals.sort(key=lambda one: one[0])
    return [*arrivals, *((at, at, "watch-lin", dict(CALM)) for at in calm)]


def _play(
    rig: Rig, readings: SqliteReadings, arrivals: Sequence[tuple[datetime, datetime, str, dict[str, float]]]
) -> None:
    for received, observed, device, values in arrivals:
        rig.now = received
        message = rig.message(device, observed, **values)
        readings.append(_reports(message))
        rig.engine.handle([message])


def _reports(message: Message) -> Sequence[Report]:
    return decode(message.topic, message.payload, message.received_at).reports


def _sum(rig: Rig) -> list[tuple[object, ...]]:
    """Give what a day comes to: what is a part of another alert is in that one.

    Of limits alone: a score is judged by what was known of the other parameters when it came.
    """
    limits = [one for one in rig.alerts() if one.kind is RuleKind.THRESHOLD]
    whole = [one for one in limits if not one.note.startswith(PART_OF)]
    return sorted((one.rule, one.started_at, one.severity, one.worst, one.state) for one in whole)


@given(day=DAYS)
@QUICK
def test_any_order_and_any_number_of_copies_end_in_the_alerts_of_the_sorted_day(empty: Path, day: Day) -> None:
    arrivals = _arrivals(day)
    with _rig(empty) as (shuffled, readings):
        _play(shuffled, readings, arrivals)
        with _rig(empty) as (in_order, others):
            _play(in_order, others, [(one[1], *one[1:]) for one in sorted(arrivals, key=lambda one: one[1])])
            assert _sum(shuffled) == _sum(in_order)
