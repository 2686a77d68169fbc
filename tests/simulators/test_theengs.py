"""What simulated gateways tell of what they hear by Bluetooth comes back as the decoder of the contract takes it."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from devices import Decoded, decode
from mqtt.broker import EmbeddedBroker
from simulators import dialects, theengs
from simulators.dialects import Message, Stamped
from simulators.frames import Frame, Value
from simulators.lines import line_per_device
from simulators.neighbourhood import Device
from simulators.timeline import Timeline
from tests.brokers import eventually
from tests.simulators.cast import BAND, BY_BLUETOOTH, DOOR, HEARD_DOOR, MONDAY, listening, street, way_to

DAY = timedelta(days=1)
FIELDS: dict[str, st.SearchStrategy[Value]] = {
    "door": st.sampled_from(["open", "closed"]),
    "motion": st.booleans(),
    "heart_rate": st.integers(20, 300),
    "battery": st.integers(0, 100),
}
OF_KIND = {"door": ("door", "motion", "battery"), "watch": ("heart_rate", "battery")}
AS_NUMBERS = {"open": 1.0, "closed": 0.0}


def _live(*devices: Device, lasts: timedelta = DAY) -> list[Message]:
    live = street(*devices).live(Timeline(origin=MONDAY))
    return list(takewhile(lambda message: message.due < MONDAY + lasts, live))


def _decoded(message: Message) -> Decoded:
    return decode(message.topic, message.payload, message.due, retained=message.retain)


@given(device=st.sampled_from(BY_BLUETOOTH), said=st.data())
def test_what_is_told_is_what_was_said_and_names_what_said_it(device: Device, said: st.DataObject) -> None:
    chosen = said.draw(st.fixed_dictionaries({}, optional={key: FIELDS[key] for key in OF_KIND[device.kind]}))
    stamped = Stamped(ts=MONDAY, seq=1, frame=Frame(at=MONDAY, fields=chosen))
    for message in dialects.readings(device, stamped, due=MONDAY):
        decoded = _decoded(message)
        (report,) = decoded.reports
        assert (report.device, decoded.quarantined) == (device.name, ())
        assert report.values == {key: AS_NUMBERS.get(str(value), value) for key, value in chosen.items()}
        assert decoded.description is not None
        assert decoded.description.kind == device.kind


def test_a_day_of_a_home_decodes_without_quarantine() -> None:
    decoded = [_decoded(message) for message in _live(*BY_BLUETOOTH)]
    assert [entry for one in decoded for entry in one.quarantined] == []
    assert {report.device for one in decoded for report in one.reports} == {"home.aabbccddeeff", "home.582d34601075"}


def test_everything_is_heard_by_both_gateways_a_moment_apart() -> None:
    messages = _live(BAND, lasts=timedelta(minutes=5))
    topics = [message.topic for message in messages]
    assert set(topics) == {f"home/{gateway}/BTtoMQTT/AABBCCDDEEFF" for gateway in theengs.GATEWAYS}
    first, second = messages[:2]
    assert (second.due - first.due, first.sender) == (theengs.LAG, "home/OMG_hall")
    heard = [json.loads(message.payload) for message in (first, second)]
    assert heard[0]["rssi"] != heard[1]["rssi"]
    assert [{**one, "rssi": 0} for one in heard] == [{**heard[0], "rssi": 0}] * 2


def test_a_door_tells_the_same_by_bluetooth_as_by_itself() -> None:
    """Heard twice, it opens as often as it did."""
    native, heard = (
        [report.values["door"] for message in _live(device) for report in _decoded(message).reports]
        for device in (replace(DOOR, id="d"), replace(HEARD_DOOR, person=DOOR.person))
    )
    assert [one for one, _ in _changes(heard)] == [one for one, _ in _changes(native)]


def _changes(states: list[float]) -> list[tuple[float, int]]:
    return [(state, at) for at, state in enumerate(states) if at == 0 or states[at - 1] != state]


def test_gateways_greet_and_say_goodbye_and_what_they_hear_does_not() -> None:
    here = street(*BY_BLUETOOTH)
    for online, messages in ((True, here.greetings(MONDAY)), (False, here.farewells(MONDAY))):
        told = [_decoded(message).availability for message in messages]
        assert [(one.device, one.online) for one in told if one is not None] == [
            ("home.OMG_hall.bridge", online),
            ("home.OMG_bedroom.bridge", online),
        ]


def test_a_band_has_no_buffer_of_the_past() -> None:
    assert list(street(*BY_BLUETOOTH).past(MONDAY - DAY, MONDAY)) == []


def test_each_gateway_has_a_connection_and_a_last_will(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path, bases=["home"]) as broker, listening(broker.access("ingest"), "home/+/LWT") as heard:
        lines = line_per_device(way_to(broker.access("simulators")), BY_BLUETOOTH, {}, now=MONDAY)
        for line in lines._lines.values():
            line._client._sock_close()
        eventually(lambda: len(heard) >= len(theengs.GATEWAYS), what="the last wills")
        lines.close()
    assert {(message.topic, message.payload) for message in heard} == {
        ("home/OMG_hall/LWT", b"offline"),
        ("home/OMG_bedroom/LWT", b"offline"),
    }
