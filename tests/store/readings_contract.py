"""What holds of every readings store: the tests are collected by a file for each store, which gives `store`."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from domain.readings import Report, from_millis
from store.readings import Bucket, Latest, Point, ReadingStore

T0 = datetime(2026, 11, 24, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WATCH = "lin-lane.watch-lin"
AWKWARD = 'zigbee2mqtt.林家 大门/a,b=c"d\\'


def report(
    at: datetime, values: Mapping[str, float], *, device: str = WATCH, received_at: datetime | None = None
) -> Report:
    return Report(device=device, observed_at=at, received_at=received_at or at, values=values)


def pulses(values: Iterable[float], *, start: datetime = T0, every: timedelta = MINUTE) -> list[Report]:
    return [report(start + n * every, {"heart_rate": value}) for n, value in enumerate(values)]


def expire_all(store: ReadingStore) -> None:
    """Expire until nothing is left to do: a busy machine gets through less in one call."""
    while store.expire(T0).more:
        pass


def erase_all(store: ReadingStore, device: str, start: datetime, end: datetime) -> None:
    """Erase until nothing is left to do."""
    while store.erase(device, start, end).more:
        pass


class ReadingsContract:
    """Collected once for each store."""

    def test_what_was_appended_is_read_again(self, store: ReadingStore) -> None:
        appended = store.append([report(T0, {"heart_rate": 72.0, "body_temperature": 36.6, "steps": 4021.0})])
        assert (appended.readings, appended.refused) == (3, ())
        for metric, value in {"heart_rate": 72.0, "body_temperature": 36.6, "steps": 4021.0}.items():
            assert store.series(WATCH, metric, T0, T0 + DAY) == [Point(observed_at=T0, value=value)]

    def test_an_append_of_nothing_is_nothing(self, store: ReadingStore) -> None:
        assert store.append([]).readings == 0
        assert store.append([report(T0, {})]).readings == 0
        assert store.latest([WATCH]) == []

    def test_the_same_reports_again_change_nothing(self, store: ReadingStore) -> None:
        said = [report(T0, {"heart_rate": 72.0, "sos": 1.0, "battery": 80.0})]
        store.append(said)
        before = store.latest([WATCH])
        store.append(said)
        store.append(said * 3)
        assert store.latest([WATCH]) == before
        assert len(store.series(WATCH, "sos", T0, T0 + DAY)) == 1

    def test_metrics_of_one_moment_may_come_apart(self, store: ReadingStore) -> None:
        store.append([report(T0, {"heart_rate": 72.0})])
        store.append([report(T0, {"spo2": 97.0}), report(T0, {"heart_rate": 72.0, "body_temperature": 36.6})])
        assert {one.metric: one.value for one in store.latest([WATCH])} == {
            "body_temperature": 36.6,
            "heart_rate": 72.0,
            "spo2": 97.0,
        }

    def test_any_order_ends_as_the_sorted_one(self, store: ReadingStore) -> None:
        said = pulses(range(60, 120))
        shuffled = random.Random(7).sample(said * 2, k=120)
        for begin in range(0, 120, 25):
            store.append(shuffled[begin : begin + 25])
        found = store.series(WATCH, "heart_rate", T0, T0 + DAY)
        assert found == [Point(observed_at=one.observed_at, value=one.values["heart_rate"]) for one in said]

    def test_latest_is_by_the_devices_clock_and_tells_both_ages(self, store: ReadingStore) -> None:
        late = T0 + timedelta(hours=3)
        store.append([report(T0, {"heart_rate": 72.0, "battery": 80.0})])
        store.append([report(T0 - DAY, {"heart_rate": 99.0}, received_at=late)])
        assert store.latest([WATCH]) == [
            Latest(device=WATCH, metric="battery", value=80.0, observed_at=T0, received_at=T0),
            Latest(device=WATCH, metric="heart_rate", value=72.0, observed_at=T0, received_at=T0),
        ]
        store.append([report(T0 + MINUTE, {"battery": 79.0}, received_at=late)])
        assert store.latest([WATCH])[0].received_at == late

    def test_latest_of_several_devices_is_in_their_order_and_of_no_others(self, store: ReadingStore) -> None:
        for device in ("b.2", AWKWARD, "a.1", "c.3"):
            store.append([report(T0, {"door": 1.0}, device=device)])
        found = store.latest(["b.2", "a.1", AWKWARD, "nobody.0"])
        assert [one.device for one in found] == ["a.1", "b.2", AWKWARD]
        assert store.latest([]) == []

    def test_a_reading_is_kept_by_the_millisecond(self, store: ReadingStore) -> None:
        moments = [T0 + timedelta(milliseconds=n) for n in range(3)]
        store.append([report(at, {"heart_rate": 70.0}) for at in moments])
        assert [one.observed_at for one in store.series(WATCH, "heart_rate", T0, T0 + MINUTE)] == moments

    def test_a_series_holds_its_start_and_not_its_end(self, store: ReadingStore) -> None:
        store.append(pulses([60, 61, 62]))
        assert [one.value for one in store.series(WATCH, "heart_rate", T0, T0 + 2 * MINUTE)] == [60, 61]
        assert [one.value for one in store.series(WATCH, "heart_rate", T0, T0 + DAY, limit=2)] == [60, 61]
        assert store.series(WATCH, "heart_rate", T0 + MINUTE, T0 + MINUTE) == []

    @pytest.mark.parametrize(("device", "metric"), [("nobody.0", "heart_rate"), (WATCH, "spo2"), (WATCH, "no_such")])
    def test_a_series_that_is_not_there_is_empty(self, store: ReadingStore, device: str, metric: str) -> None:
        store.append(pulses([60]))
        assert store.series(device, metric, T0, T0 + DAY) == []
        assert store.buckets(device, metric, T0, T0 + DAY, MINUTE) == []

    def test_names_mean_nothing_but_themselves(self, store: ReadingStore) -> None:
        store.append([report(T0, {"door": 1.0}, device=AWKWARD)])
        assert store.series(AWKWARD, "door", T0, T0 + DAY) == [Point(observed_at=T0, value=1.0)]
        assert store.series('" or true or r.device == "', "door", T0, T0 + DAY) == []

    def test_buckets_hold_minimum_mean_maximum_and_count(self, store: ReadingStore) -> None:
        store.append(pulses([60, 70, 80, 90, 100], every=20 * MINUTE))
        assert store.buckets(WATCH, "heart_rate", T0, T0 + DAY, timedelta(hours=1)) == [
            Bucket(start=T0, minimum=60, mean=70, maximum=80, count=3),
            Bucket(start=T0 + timedelta(hours=1), minimum=90, mean=95, maximum=100, count=2),
        ]

    def test_buckets_are_counted_from_1970_and_cut_to_the_span(self, store: ReadingStore) -> None:
        store.append(pulses([60, 70, 80, 90], every=20 * MINUTE))
        start, end = T0 + timedelta(minutes=20), T0 + timedelta(minutes=60)
        assert store.buckets(WATCH, "heart_rate", start, end, timedelta(hours=1)) == [
            Bucket(start=T0, minimum=70, mean=75, maximum=80, count=2)
        ]

    def test_empty_buckets_are_left_out(self, store: ReadingStore) -> None:
        store.append([*pulses([60]), *pulses([70], start=T0 + 5 * DAY)])
        store.append([report(T0 + DAY, {"battery": 80.0, "spo2": 97.0})])
        found = store.buckets(WATCH, "heart_rate", T0 - 30 * DAY, T0 + 30 * DAY, MINUTE)
        assert [one.start for one in found] == [T0, T0 + 5 * DAY]

    def test_each_class_is_kept_for_its_own_time(self, store: ReadingStore) -> None:
        everything = {"heart_rate": 70.0, "sos": 1.0, "steps": 5.0, "battery": 80.0}
        store.append([report(T0 - n * DAY, everything) for n in (1, 15, 25, 35)])
        expire_all(store)
        left = {metric: len(store.series(WATCH, metric, T0 - 90 * DAY, T0)) for metric in everything}
        assert left == {"heart_rate": 3, "sos": 3, "steps": 2, "battery": 1}
        expire_all(store)
        assert len(store.series(WATCH, "heart_rate", T0 - 90 * DAY, T0)) == 3

    @pytest.mark.parametrize("device", [WATCH, AWKWARD])
    def test_a_device_is_erased_whole_and_its_neighbours_stay(self, store: ReadingStore, device: str) -> None:
        everything = {"heart_rate": 70.0, "sos": 1.0, "steps": 5.0, "battery": 80.0}
        store.append([report(T0 + n * MINUTE, everything, device=one) for n in range(30) for one in (device, "b.2")])
        erase_all(store, device, T0 - DAY, T0 + DAY)
        assert [len(store.series(device, metric, T0 - DAY, T0 + DAY)) for metric in everything] == [0, 0, 0, 0]
        assert store.latest([device]) == []
        assert len(store.series("b.2", "heart_rate", T0, T0 + DAY)) == 30
        assert store.scrub()

    def test_only_the_time_that_is_asked_for_is_erased(self, store: ReadingStore) -> None:
        store.append(pulses([60, 61, 62, 63]))
        erase_all(store, WATCH, T0 + MINUTE, T0 + 3 * MINUTE)
        assert [one.value for one in store.series(WATCH, "heart_rate", T0, T0 + DAY)] == [60, 63]

    def test_what_is_erased_can_come_again(self, store: ReadingStore) -> None:
        store.append(pulses([60, 61]))
        erase_all(store, WATCH, T0, T0 + DAY)
        store.append([*pulses([62]), report(T0, {"door": 1.0}, device="c.3")])
        assert [one.value for one in store.series(WATCH, "heart_rate", T0, T0 + DAY)] == [62]
        assert store.series("c.3", "door", T0, T0 + DAY) == [Point(observed_at=T0, value=1.0)]

    def test_erasing_what_is_not_there_is_nothing(self, store: ReadingStore) -> None:
        assert store.erase("nobody.0", T0, T0 + DAY).more is False

    def test_what_can_never_be_a_reading_is_refused_and_its_neighbours_are_kept(self, store: ReadingStore) -> None:
        bad = [
            report(T0, {"heart_rate": value}, device=f"x.{n}") for n, value in enumerate((float("nan"), float("inf")))
        ]
        unknown = report(T0, {"mood": 1.0}, device="x.3")
        appended = store.append([bad[0], *pulses([60]), bad[1], unknown])
        assert [refusal.report for refusal in appended.refused] == [*bad, unknown]
        assert appended.readings == 1
        assert [one.value for one in store.series(WATCH, "heart_rate", T0, T0 + DAY)] == [60]

    def test_times_come_back_aware(self, store: ReadingStore) -> None:
        store.append(pulses([60], start=from_millis(1_795_478_400_123)))
        (one,) = store.latest([WATCH])
        assert one.observed_at == from_millis(1_795_478_400_123)
        assert one.observed_at.tzinfo is UTC

    def test_a_store_that_can_take_readings_says_so(self, store: ReadingStore) -> None:
        store.check()
