"""What a bridge says of itself comes through a real broker to the records, though nobody has registered it."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices import decode, dialects_of, filters
from domain.errors import StoreAway
from domain.people import Device, DeviceKind
from domain.readings import Availability
from ingest.bridge_words import BridgeWords
from ingest.intake import Intake
from mqtt.message import Message
from store.readings import ReadingStore
from store.records import Records
from store.records.bridges import MOST, BridgeWord
from tests.brokers import eventually, publish_all
from tests.ingest.messages import NOW, made, said
from tests.mqtt.conftest import STARTS, Broker
from tests.mqtt.station import Station
from tests.neighbourhood import SITE, cast

BRIDGE, STATE = "zigbee2mqtt.bridge", "zigbee2mqtt/bridge/state"
SECOND = timedelta(seconds=1)
DIALECTS = dialects_of(["native", "zigbee2mqtt"])


def state(payload: bytes, seconds: int, *, retained: bool = False, topic: str = STATE) -> Message:
    return Message(topic=topic, payload=payload, received_at=NOW + seconds * SECOND, retained=retained, duplicate=False)


def known(records: Records) -> dict[str, tuple[bool, datetime]]:
    return {name: (word.online, word.at) for name, word in records.bridges.all().items()}


def test_what_a_bridge_says_is_written_with_the_facts(intake: Intake, records: Records) -> None:
    intake.take([state(b'{"state":"online"}', 0), state(b"offline", 1)])
    assert known(records) == {}, "not a transaction for each message"
    intake.idle(NOW)
    assert known(records) == {BRIDGE: (False, NOW + SECOND)}
    assert records.findings.list_unclaimed() == []


def test_what_the_broker_kept_counts_as_said(intake: Intake, records: Records) -> None:
    intake.take([state(b"offline", 0, retained=True)])
    intake.close()
    assert known(records) == {BRIDGE: (False, NOW)}


def test_a_restart_does_not_make_an_old_word_new(intake: Intake, records: Records, readings: ReadingStore) -> None:
    intake.take([state(b"offline", 0)])
    intake.close()
    again = made(records, readings)
    again.take([state(b"offline", 60, retained=True)])
    again.close()
    assert known(records) == {BRIDGE: (False, NOW)}


@pytest.mark.parametrize("payload", [b"", b"gone", b"\xff", b'{"state":1}', b"[]", b"{"])
def test_what_says_neither_changes_nothing(intake: Intake, records: Records, payload: bytes) -> None:
    intake.take([state(b"online", 0), state(payload, 1)])
    intake.close()
    assert known(records) == {BRIDGE: (True, NOW)}


def test_a_native_device_that_is_called_bridge_is_none(intake: Intake, records: Records) -> None:
    intake.take([said(b"offline", "bridge", leaf="status")])
    intake.close()
    assert known(records) == {}


def test_a_bridge_that_somebody_has_claimed_is_both(intake: Intake, records: Records) -> None:
    device = Device(id=BRIDGE, kind=DeviceKind.MONITOR, site=SITE, dialect="zigbee2mqtt")
    records.registry.add(device, NOW)
    intake.refresh()
    intake.take([state(b"online", 0)])
    intake.close()
    assert known(records) == {BRIDGE: (True, NOW)}
    assert records.registry.device(BRIDGE).facts.online is True


def test_no_word_is_lost_while_the_records_are_away() -> None:
    away = [StoreAway("for a moment")]
    written: list[BridgeWord] = []

    def write(said: Collection[BridgeWord]) -> None:
        if away:
            raise away.pop()
        written.extend(said)

    words = BridgeWords(write)
    words.say(_word(BRIDGE, online=False), kept=False)
    with pytest.raises(StoreAway):
        words.flush()
    words.say(_word("home.bridge", online=True), kept=True)
    words.flush()
    assert {one.bridge: one.kept for one in written} == {BRIDGE: False, "home.bridge": True}


def test_names_without_end_are_not_gathered() -> None:
    written: list[BridgeWord] = []
    words = BridgeWords(written.extend)
    for n in range(2 * MOST):
        words.say(_word(f"{n}.bridge", online=True), kept=False)
    words.flush()
    assert len(written) == MOST


def _word(bridge: str, *, online: bool) -> Availability:
    return Availability(device=bridge, online=online, received_at=NOW)


@pytest.fixture(params=sorted(STARTS))
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    running = STARTS[request.param](folder)
    yield running
    running.stop()


def test_it_comes_through_a_real_broker(broker: Broker, records: Records, readings: ReadingStore) -> None:
    cast(records, datetime.now(UTC))
    intake = Intake(readings=readings, records=records, decode=decode, facts_every=timedelta(seconds=0.2))
    as_gateway = broker.access("simulators")
    publish_all(as_gateway, [(STATE, b'{"state":"offline"}')], retain=True)
    with Station(broker.access("ingest"), filters=filters(DIALECTS), handle=intake.take, idle=intake.idle).start_up():
        eventually(lambda: BRIDGE in records.bridges.all(), what="what the broker had kept")
        kept = records.bridges.all()[BRIDGE]
        publish_all(as_gateway, [(STATE, b'{"state":"online"}')], retain=True)
        eventually(lambda: records.bridges.all()[BRIDGE].online, what="what it says now")
    assert not kept.online
    assert records.bridges.all()[BRIDGE].at > kept.at
