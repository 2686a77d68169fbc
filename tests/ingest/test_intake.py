"""A batch on its way to the stores, with real stores."""

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import StoreAway
from domain.people import Device, DeviceKind
from domain.readings import Report
from ingest.intake import Intake
from mqtt.message import Message
from store.readings import Appended, ReadingStore
from store.records import Records
from store.sqlite_readings import SqliteReadings
from tests.ingest.messages import KEEP, NOW, made, reading, said, stored
from tests.neighbourhood import DOOR, MONITOR, SITE, WATCH, cast


def test_what_a_known_device_says_rests(intake: Intake, readings: ReadingStore) -> None:
    intake.take([reading(0, heart_rate=72), reading(60, heart_rate=74, spo2=97)])

    assert stored(readings, "heart_rate") == [72, 74]
    assert intake.counts.readings == 3


def test_what_comes_again_changes_nothing(intake: Intake, readings: ReadingStore) -> None:
    batch = [reading(second, heart_rate=70 + second) for second in range(5)]
    intake.take(batch)
    intake.take(list(reversed(batch)))

    assert stored(readings, "heart_rate") == [70, 71, 72, 73, 74]


def test_a_door_behind_zigbee2mqtt_rests_too(intake: Intake, readings: ReadingStore) -> None:
    payload = b'{"contact": false, "battery": 90}'
    topic = "zigbee2mqtt/林家大门"
    intake.take([Message(topic=topic, payload=payload, received_at=NOW, retained=False, duplicate=False)])

    assert stored(readings, "door", DOOR) == [1]


def test_poison_is_quarantined_and_its_neighbours_land(
    intake: Intake, readings: ReadingStore, records: Records
) -> None:
    intake.take([said(b"\xff\x00{"), reading(1, heart_rate=72), reading(2, heart_rate=9999, spo2=96)])

    assert stored(readings, "heart_rate") == [72]
    assert stored(readings, "spo2") == [96]
    assert sum(records.findings.reasons().values()) == 2


def test_an_unknown_device_is_listed_with_its_last_payload(intake: Intake, records: Records) -> None:
    intake.take([said({"heart_rate": 71}, "stranger"), said({"heart_rate": 72}, "stranger")])
    (found,) = records.findings.list_unclaimed()

    assert (found.device, found.count) == (f"{SITE}.stranger", 2)
    assert found.payload == b'{"heart_rate": 72}'


def test_a_stranger_that_names_itself_with_its_reading_is_counted_once(intake: Intake, records: Records) -> None:
    payload = b'{"type":"CTMO","model_id":"CGH1","open":true}'
    intake.take([Message("home/OMG/BTtoMQTT/582D34601075", payload, NOW, retained=False, duplicate=False)])
    (found,) = records.findings.list_unclaimed()
    assert (found.device, found.count) == ("home.582d34601075", 1)


def test_a_device_claimed_a_moment_ago_loses_nothing(intake: Intake, readings: ReadingStore, records: Records) -> None:
    device = f"{SITE}.new-watch"
    records.registry.add(Device(id=device, kind=DeviceKind.WATCH, site=SITE), NOW)
    intake.take([said({"heart_rate": 71}, "new-watch")])

    assert stored(readings, "heart_rate", device) == [71]
    assert records.findings.list_unclaimed() == []


def test_facts_of_a_device_are_written_as_time_passes(intake: Intake, records: Records) -> None:
    intake.take([reading(0, seq=1, battery=83), reading(60, seq=2), reading(120, seq=5, battery=81)])
    intake.idle(NOW)
    facts = records.registry.device(WATCH).facts

    assert (facts.battery, facts.last_seq, facts.missed) == (81, 5, 2)
    assert facts.last_heard_at == NOW + timedelta(seconds=120)


def test_a_restart_counts_no_gap_of_its_own(intake: Intake, records: Records, readings: ReadingStore) -> None:
    intake.take([reading(0, seq=1, heart_rate=70)])
    again = made(records, readings)
    again.take([reading(60, seq=4, heart_rate=71), reading(120, seq=6, heart_rate=71)])
    again.close()

    assert (facts := records.registry.device(WATCH).facts).last_seq == 6
    assert facts.missed == 1


def test_a_clock_that_is_off_is_shown(intake: Intake, records: Records) -> None:
    ahead = NOW + timedelta(hours=8)
    intake.take([said({"ts": ahead.isoformat(), "heart_rate": 72})])
    intake.close()

    assert records.registry.device(WATCH).facts.clock_offset == pytest.approx(8 * 3600)


def test_a_clock_that_is_eight_hours_behind_is_shown_and_a_buffer_is_not(intake: Intake, records: Records) -> None:
    hours = [{"ts": (NOW - timedelta(hours=n)).isoformat(), "battery": 90 - n} for n in (3, 1, 2)]
    intake.take([said({"ts": (NOW - timedelta(hours=8)).isoformat()}), said(hours, "monitor-lin")])
    intake.take([reading(0, battery=80), said({"ts": (NOW - timedelta(hours=5)).isoformat(), "battery": 20})])
    intake.idle(NOW)

    assert records.registry.device(MONITOR).facts.clock_offset == pytest.approx(-3600)
    assert (facts := records.registry.device(WATCH).facts).clock_offset == pytest.approx(0)
    assert facts.battery == 80


def test_a_retained_reading_is_kept_but_proves_no_life(
    intake: Intake, readings: ReadingStore, records: Records
) -> None:
    old = reading(0, heart_rate=72)._replace(retained=True)
    intake.take([old])
    intake.close()

    assert stored(readings, "heart_rate") == [72]
    assert records.registry.device(WATCH).facts.last_heard_at is None


def test_online_and_self_description_are_taken_in(intake: Intake, records: Records) -> None:
    info = {"kind": "watch", "model": "W1", "firmware": "1.4.2", "interval_s": 60}
    intake.take([said(b"online", leaf="status"), said(info, leaf="info")])
    intake.close()
    facts = records.registry.device(WATCH).facts

    assert (facts.online, facts.model, facts.firmware) == (True, "W1", "1.4.2")


def test_buffers_rest_in_parts_of_bounded_size(intake: Intake, readings: ReadingStore, records: Records) -> None:
    day = [[{"ts": 1_795_000_000_000 + n * 60_000 + m, "heart_rate": 70} for m in range(1000)] for n in range(30)]
    intake.take([said(array) for array in day] + [said(b"poison")])

    assert len(readings.series(WATCH, "heart_rate", NOW - timedelta(days=60), NOW, limit=50_000)) == 30_000
    assert (intake.counts.messages, intake.counts.reports, intake.counts.quarantined) == (31, 30_000, 1)


class FullDisk(SqliteReadings):
    """A store whose disk is full until somebody makes room."""

    full = True

    def append(self, reports: Sequence[Report]) -> Appended:
        if self.full:
            raise StoreAway("the disk is full")
        return super().append(reports)


def test_nothing_is_acknowledged_while_the_store_is_away(records: Records, tmp_path: Path) -> None:
    cast(records, NOW)
    with closing(FullDisk(tmp_path / "full.sqlite", KEEP)) as store:
        intake = made(records, store)
        with pytest.raises(StoreAway):
            intake.take([reading(0, heart_rate=72)])
        store.full = False
        intake.take([reading(0, heart_rate=72)])

        assert stored(store, "heart_rate") == [72]
        assert intake.counts.messages == 1
