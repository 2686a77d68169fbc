"""What is usual for a resident, read from a real readings' store beside the line."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerts import engine_usual
from alerts.engine_usual import UsualDied, UsualHours
from domain.errors import StoreAway
from domain.people import Ownership
from domain.readings import Report
from store.opening import open_readings
from store.readings import ReadingStore
from store.settings import StoreSettings

WATCH, OTHER = "lin-lane.watch-lin", "lin-lane.watch-old"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=60)


def _report(device: str, at: datetime, **values: float) -> Report:
    return Report(device=device, observed_at=at, received_at=at, values=values)


def _days(device: str, number: int, rate: float, **more: float) -> list[Report]:
    """Three readings in the hour of NOW on each of so many days before its own."""
    return [
        _report(device, NOW - timedelta(days=day, minutes=minutes), heart_rate=rate + minutes - 10, **more)
        for day in range(1, number + 1)
        for minutes in (5, 10, 15)
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReadingStore]:
    with open_readings(StoreSettings(data_dir=tmp_path)) as store:
        yield store


def _usual(tmp_path: Path, *owned: Ownership) -> UsualHours:
    hers = owned or (Ownership(device=WATCH, resident="lin", since=SINCE),)
    usual = UsualHours(lambda: open_readings(StoreSettings(data_dir=tmp_path)), lambda _resident: hers)
    usual.start()
    return usual


def test_what_is_usual_is_known_once_it_was_read(tmp_path: Path, store: ReadingStore) -> None:
    store.append([*_days(WATCH, 20, 72), _report(WATCH, NOW, heart_rate=180)])
    usual = _usual(tmp_path)
    assert usual("lin", SHANGHAI, "heart_rate", NOW) is None
    usual.settle()
    found = usual("lin", SHANGHAI, "heart_rate", NOW)
    assert found is not None
    assert (found.median, found.days) == (72, 20)
    assert usual("lin", SHANGHAI, "heart_rate", NOW + timedelta(hours=3)) is None
    usual.stop()


def test_it_is_asked_again_on_the_next_day_and_what_was_known_holds_meanwhile(
    tmp_path: Path, store: ReadingStore
) -> None:
    store.append(_days(WATCH, 20, 72))
    usual = _usual(tmp_path)
    usual("lin", SHANGHAI, "heart_rate", NOW)
    usual.settle()
    store.append([_report(WATCH, NOW + timedelta(minutes=n), heart_rate=90) for n in range(3)])
    tomorrow = NOW + timedelta(days=1)
    before = usual("lin", SHANGHAI, "heart_rate", tomorrow)
    usual.settle()
    after = usual("lin", SHANGHAI, "heart_rate", tomorrow)
    assert (before and before.days, after and after.days) == (20, 21)
    usual.stop()


def test_hours_in_which_a_watch_was_off_and_somebody_elses_days_do_not_count(
    tmp_path: Path, store: ReadingStore
) -> None:
    store.append([*_days(WATCH, 10, 72), *_days(OTHER, 10, 150)])
    store.append(
        [_report(WATCH, NOW - timedelta(days=day, minutes=20), worn=float(day > 4)) for day in range(10, 0, -1)]
    )
    usual = _usual(
        tmp_path,
        Ownership(device=WATCH, resident="lin", since=NOW - timedelta(days=8, hours=2)),
        Ownership(device=OTHER, resident="lin", since=SINCE, until=NOW - timedelta(days=40)),
    )
    usual("lin", SHANGHAI, "heart_rate", NOW)
    usual.settle()
    found = usual("lin", SHANGHAI, "heart_rate", NOW)
    assert found is not None
    assert (found.median, found.days) == (72, 4)
    usual.stop()


def test_while_the_store_is_away_nothing_is_known_and_a_later_reading_asks_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: ReadingStore
) -> None:
    store.append(_days(WATCH, 20, 72))
    monkeypatch.setattr(engine_usual, "PAUSE", 0.0)
    asked: list[int] = []

    def opened() -> ReadingStore:
        asked.append(1)
        if len(asked) == 1:
            raise StoreAway("gone")
        return open_readings(StoreSettings(data_dir=tmp_path))

    usual = UsualHours(opened, lambda _resident: [Ownership(device=WATCH, resident="lin", since=SINCE)])
    usual.start()
    for expected in (None, None, 20):
        found = usual("lin", SHANGHAI, "heart_rate", NOW)
        assert (found.days if found else None) == expected
        usual.settle()
    usual.stop()


def test_questions_that_find_no_room_are_asked_again_by_later_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_usual, "MOST_WAITING", 2)
    read: list[str] = []

    def owned(resident: str) -> list[Ownership]:
        read.append(resident)
        return []

    usual = UsualHours(lambda: pytest.fail("there is no device"), owned)
    for resident in ("lin", "zhou", "sun"):
        assert usual(resident, SHANGHAI, "heart_rate", NOW) is None
    usual.start()
    usual.settle()
    usual("sun", SHANGHAI, "heart_rate", NOW)
    usual("lin", SHANGHAI, "heart_rate", NOW)
    usual.settle()
    usual.stop()
    assert read == ["lin", "zhou", "sun"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_dies_is_seen() -> None:
    def broken(_resident: str) -> list[Ownership]:
        raise ZeroDivisionError

    usual = UsualHours(lambda: pytest.fail("nothing is read"), broken)
    usual.start()
    usual("lin", SHANGHAI, "heart_rate", NOW)
    usual.settle()
    usual.stop()
    with pytest.raises(UsualDied):
        usual("lin", SHANGHAI, "heart_rate", NOW)
