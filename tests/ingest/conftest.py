"""An intake for the cast's devices, on real stores."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.intake import Intake
from store.readings import ReadingStore
from store.records import Records
from store.sqlite_readings import SqliteReadings
from tests.ingest.messages import KEEP, NOW, made
from tests.neighbourhood import cast


@pytest.fixture
def readings(tmp_path: Path) -> Iterator[ReadingStore]:
    with closing(SqliteReadings(tmp_path / "readings.sqlite", KEEP)) as store:
        yield store


@pytest.fixture
def intake(records: Records, readings: ReadingStore) -> Intake:
    cast(records, NOW)
    return made(records, readings)
