"""What the readings say of a watch, and that an alert never waits for them twice."""

from datetime import timedelta
from pathlib import Path

import pytest

from alerts.engine_worn import WornBefore
from domain.errors import StoreAway
from domain.readings import Report
from store.opening import open_readings
from store.readings import ReadingStore
from store.settings import StoreSettings
from tests.domain.making import NOW

WATCH = "lin-lane.watch-lin"


def _store(folder: Path, **values: float) -> ReadingStore:
    store = open_readings(StoreSettings(data_dir=folder))
    store.append([Report(device=WATCH, observed_at=NOW, received_at=NOW, values=values)])
    return store


@pytest.mark.parametrize(
    ("said", "worn"), [({"worn": 0.0}, False), ({"worn": 1.0}, True), ({"heart_rate": 70.0}, None)]
)
def test_the_last_word_of_the_watch_counts(tmp_path: Path, *, said: dict[str, float], worn: bool | None) -> None:
    worn_before = WornBefore(lambda: _store(tmp_path, **said))
    assert worn_before(WATCH, NOW + timedelta(minutes=1)) is worn
    worn_before.close()


def test_a_word_from_after_the_reading_says_nothing_of_it(tmp_path: Path) -> None:
    worn_before = WornBefore(lambda: _store(tmp_path, worn=0.0))
    assert worn_before(WATCH, NOW - timedelta(minutes=1)) is None
    worn_before.close()


def test_a_store_that_is_away_is_taken_as_worn_and_not_asked_again_at_once() -> None:
    asked = []

    def away() -> ReadingStore:
        asked.append(1)
        raise StoreAway("gone")

    worn_before = WornBefore(away)
    assert worn_before(WATCH, NOW) is None
    assert worn_before(WATCH, NOW) is None
    assert len(asked) == 1
