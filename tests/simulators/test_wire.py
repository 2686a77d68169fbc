"""What simulated devices put on the wire is what the decoder of the contract takes, without a remainder."""

import json
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

import pytest

from devices import Decoded, decode
from simulators.dialects import Message
from simulators.neighbourhood import Device
from simulators.timeline import Timeline
from tests.simulators.cast import DOOR, EVERYTHING, MONDAY, MONITOR, WATCH, ZIGBEE_DOOR, street

TUESDAY = MONDAY + timedelta(days=1)


def _live(*devices: Device, until: datetime = TUESDAY, speed: float = 1) -> list[Message]:
    live = street(*devices).live(Timeline(origin=MONDAY, speed=speed))
    return list(takewhile(lambda message: message.due < until, live))


def _decoded(message: Message) -> Decoded:
    return decode(message.topic, message.payload, message.due, retained=message.retain)


@pytest.mark.parametrize("device", EVERYTHING, ids=lambda device: device.name)
def test_a_day_of_a_device_decodes_without_quarantine(device: Device) -> None:
    decoded = [_decoded(message) for message in _live(device)]
    assert [entry for one in decoded for entry in one.quarantined] == []
    assert {report.device for one in decoded for report in one.reports} == {device.name}


def test_a_watch_reports_each_minute_and_temperature_each_tenth() -> None:
    reports = [report for message in _live(WATCH) for report in _decoded(message).reports]
    assert len(reports) == 1440
    worn = [report for report in reports if report.values["worn"]]
    assert all({"heart_rate", "spo2", "steps", "battery"} <= report.values.keys() for report in worn)
    assert len([report for report in worn if "body_temperature" in report.values]) == pytest.approx(
        len(worn) / 10, abs=1
    )


def test_a_watch_off_the_wrist_says_so_and_feels_no_pulse() -> None:
    reports = [report for message in _live(WATCH) for report in _decoded(message).reports]
    off = [report for report in reports if not report.values["worn"]]
    assert off
    assert all(report.values.keys() == {"worn", "steps", "battery"} for report in off)


def test_counters_have_no_gap_from_the_past_into_the_present() -> None:
    here = street(WATCH)
    past = here.past(MONDAY - timedelta(days=1), MONDAY)
    live = takewhile(lambda message: message.due < MONDAY + timedelta(hours=1), here.live(Timeline(origin=MONDAY)))
    reports = [report for part in (past, live) for message in part for report in _decoded(message).reports]
    assert [report.seq for report in reports] == list(range(1, 1501))
    assert [report.observed_at for report in reports] == sorted(report.observed_at for report in reports)


def test_uploads_keep_both_limits_of_the_contract() -> None:
    uploads = list(street(WATCH).past(MONDAY - timedelta(days=3), MONDAY))
    assert all(len(upload.payload) <= 64 * 1024 for upload in uploads)
    assert all(len(json.loads(upload.payload)) <= 1000 for upload in uploads)
    assert sum(len(_decoded(upload).reports) for upload in uploads) == 3 * 1440


def test_a_monitor_is_used_in_the_morning_and_in_the_evening() -> None:
    reports = [report for message in _live(MONITOR) for report in _decoded(message).reports]
    assert 2 <= len(reports) <= 3
    assert all(report.values["diastolic_pressure"] < report.values["systolic_pressure"] for report in reports)


def test_a_door_speaks_on_change_and_when_it_is_alive() -> None:
    reports = [report for message in _live(DOOR) for report in _decoded(message).reports]
    gaps = [later.observed_at - earlier.observed_at for earlier, later in pairwise(reports)]
    assert max(gaps) <= timedelta(minutes=50)
    assert {report.values["door"] for report in reports} == {0, 1}


def test_both_dialects_tell_the_same_door() -> None:
    native, zigbee = (
        [report.values["door"] for message in _live(device) for report in _decoded(message).reports if _moved(message)]
        for device in (DOOR, ZIGBEE_DOOR)
    )
    assert native == zigbee


def _moved(message: Message) -> bool:
    """Tell an opening, which no beat of a living device repeats."""
    return b'"open"' in message.payload or b'"contact":false' in message.payload


def test_zigbee_says_contact_for_closed_and_repeats_its_battery() -> None:
    first = json.loads(_live(ZIGBEE_DOOR)[0].payload)
    assert first["contact"] is True
    assert {"battery", "linkquality", "voltage"} <= first.keys()


def test_greetings_and_farewells_are_retained_and_decode() -> None:
    here = street()
    for state, messages in ((True, here.greetings(MONDAY)), (False, here.farewells(MONDAY))):
        told = list(messages)
        assert all(message.retain for message in told)
        online = [one.availability for one in map(_decoded, told) if one.availability is not None]
        assert {device.name for device in EVERYTHING} <= {availability.device for availability in online}
        assert {availability.online for availability in online} == {state}


def test_a_device_tells_what_it_is() -> None:
    descriptions = [_decoded(message).description for message in street(WATCH, DOOR).greetings(MONDAY)]
    assert [one.kind for one in descriptions if one is not None] == ["watch", "door"]


def test_a_compressed_day_is_stamped_with_real_time() -> None:
    end = MONDAY + timedelta(minutes=24)
    messages = _live(WATCH, until=end, speed=60)
    assert len(messages) == 1440
    assert all(MONDAY <= report.observed_at < end for message in messages for report in _decoded(message).reports)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert _live(*EVERYTHING) == _live(*EVERYTHING)
    other = takewhile(lambda message: message.due < TUESDAY, street(seed=2).live(Timeline(origin=MONDAY)))
    assert list(other) != _live(*EVERYTHING)
