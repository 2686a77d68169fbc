"""A real Home Assistant shows what it is told: run where HASS_PYTHON is a Python that has it.

python3.13 -m venv /tmp/hass && /tmp/hass/bin/pip install homeassistant==2025.4.4 paho-mqtt==2.1.0
HASS_PYTHON=/tmp/hass/bin/python .venv/bin/python -m pytest tests/alerts/test_home_assistant_real.py
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alerts.home_assistant_topics import community_name, device_name, flat_name
from domain.access import Deed
from domain.alerts import Change, Disposition
from domain.answers import resolve
from domain.people import Device, DeviceKind
from domain.retained import retained_topics
from store.records.audit import Entry
from store.records.registry import DeviceFacts
from tests.alerts.engine_rig import START, Rig
from tests.alerts.home_assistant_readings import TOPIC, expected, payload, said
from tests.alerts.home_assistants import HASS_PYTHON, RealHomeAssistant, real, telling
from tests.brokers import RunningMosquitto, eventually, publish_all, start_mosquitto
from tests.neighbourhood import MRS_LIN, OTHER_WATCH, STEWARD, WATCH

pytestmark = pytest.mark.skipif(not HASS_PYTHON, reason="HASS_PYTHON is no Python that has Home Assistant")

FLAT, DOOR = flat_name("lin-lane", "building-3-502"), "lin-lane.door-lin"
ALERT, OPEN = f"{FLAT}_alert", f"{community_name('lin-lane')}_open"
HERS = device_name("lin-lane", "watch-lin")
MONITORS = device_name("lin-lane", "monitor-lin")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RunningMosquitto]:
    """Run a broker that has heard that we are there."""
    directory = tmp_path / "broker"
    directory.mkdir()
    running = start_mosquitto(directory)
    here(running, "online")
    yield running
    running.stop()


@pytest.fixture
def home(broker: RunningMosquitto, tmp_path: Path, rig: Rig) -> Iterator[RealHomeAssistant]:
    """Run Home Assistant, told of Mrs Lin's neighbourhood, where there is a native device of each kind."""
    rig.records.registry.add(Device(id=DOOR, kind=DeviceKind.DOOR, site="lin-lane"), START)
    rig.records.registry.assign(DOOR, MRS_LIN, START)
    rig.records.registry.hear([DeviceFacts(device=WATCH, online=True)])
    with telling(rig.records, broker.access("alerts")), real(tmp_path / "home", broker.port) as one:
        eventually(lambda: len(one.ask()["states"]) == 2 * 11 + 12 + 5 + 2 * 2 + 1, what="every entity")
        here(broker, "online", "care/v1/lin-lane/watch-lin/status")
        eventually(lambda: listens(one, broker), within=60, what="its subscriptions")
        yield one


def listens(home: RealHomeAssistant, broker: RunningMosquitto) -> bool:
    """Whether it hears every device: it subscribes a while after it shows an entity."""
    devices = ("watch-lin", "watch-zhou", "monitor-lin", "door-lin")
    publish_all(broker.access("x"), [(f"care/v1/lin-lane/{one}/readings", payload({"battery": 99})) for one in devices])
    time.sleep(0.3)
    return {home.state(f"{device_name('lin-lane', one)}_battery") for one in devices} == {"99"}


def here(broker: RunningMosquitto, word: str, topic: str = "care/v1/service/alerts/status") -> None:
    """Say that somebody is there, or not."""
    publish_all(broker.access("x"), [(topic, word)], retain=True)


def tell(broker: RunningMosquitto, message: object, topic: str = TOPIC) -> None:
    """Let a device say something."""
    publish_all(broker.access("x"), [(topic, payload(message))])


def shows(home: RealHomeAssistant, entity: str, state: str) -> None:
    """Wait until an entity is in a state."""
    eventually(lambda: home.state(entity) == state, within=9, what=f"{entity} {state!r}, not {home.state(entity)!r}")


def test_it_takes_every_configuration_without_a_complaint(home: RealHomeAssistant) -> None:
    held = home.ask()
    assert held["complaints"] == []
    assert held["devices"][FLAT] == "3 号楼 2单元502"
    assert held["devices"][HERS] == "3 号楼 2单元502 健康手表 watch-lin"
    door = held["states"][f"{device_name('lin-lane', 'door-lin')}_door"]
    assert (door["state"], door["is"]["device_class"]) == ("unknown", "door")
    temperature = held["states"][f"{HERS}_body_temperature"]["is"]
    assert (temperature["unit_of_measurement"], temperature["state_class"]) == ("°C", "measurement")


def test_it_shows_of_each_message_what_our_own_decoder_takes_of_it(
    home: RealHomeAssistant, broker: RunningMosquitto
) -> None:
    now = datetime.now(UTC)
    shown = {"heart_rate": "unknown", "battery": "99"}
    for what, message in said(now).items():
        tell(broker, message)
        taken = {metric: expected(message, metric, now) for metric in shown}
        shown |= {metric: f"{value:g}" for metric, value in taken.items() if value is not None}
        for metric, wanted in shown.items():
            shows(home, f"{HERS}_{metric}", wanted)
            assert home.state(f"{HERS}_{metric}") == wanted, what
    assert home.ask()["complaints"] == []


def test_doors_calls_and_words_are_shown_and_stay(home: RealHomeAssistant, broker: RunningMosquitto) -> None:
    door = device_name("lin-lane", "door-lin")
    for word, state in (("open", "on"), ("closed", "off")):
        tell(broker, {"door": word, "battery": 90}, "care/v1/lin-lane/door-lin/readings")
        shows(home, f"{door}_door", state)
    tell(broker, {"sos": True})
    shows(home, f"{HERS}_sos", "on")
    monitor = "care/v1/lin-lane/monitor-lin/readings"
    tell(broker, {"weight": 61.5}, monitor)
    shows(home, f"{MONITORS}_weight", "61.5")
    assert home.state(f"{MONITORS}_consciousness") == "unknown"
    tell(broker, {"consciousness": "pain"}, monitor)
    shows(home, f"{MONITORS}_consciousness", "pain")
    tell(broker, {"weight": 61}, monitor)
    shows(home, f"{MONITORS}_weight", "61")
    assert home.state(f"{MONITORS}_consciousness") == "pain"
    assert home.ask()["complaints"] == []


def test_a_flats_alarm_goes_on_and_off_and_is_unavailable_while_we_are_away(
    home: RealHomeAssistant, broker: RunningMosquitto, rig: Rig
) -> None:
    shows(home, ALERT, "off")
    rig.say(sos=True)
    shows(home, ALERT, "on")
    entity = home.ask()["states"][ALERT]["is"]
    assert (entity["device_class"], entity["severity"], entity["alerts"][0]["what"]) == (
        "safety",
        "critical",
        "紧急呼叫",
    )
    shows(home, OPEN, "1")
    change: Change | None = resolve(rig.only_alert(), STEWARD, Disposition.REAL, rig.now)
    assert change is not None
    rig.records.alerts.commit([change], [], rig.now)
    shows(home, ALERT, "off")
    here(broker, "offline")
    shows(home, ALERT, "unavailable")
    here(broker, "online")
    shows(home, ALERT, "off")
    assert home.ask()["complaints"] == []


def test_a_device_is_away_when_it_says_so(home: RealHomeAssistant, broker: RunningMosquitto) -> None:
    status = "care/v1/lin-lane/watch-lin/status"
    for word, state in (("online", "unknown"), ("offline", "unavailable"), ('{"state": "online"}', "unknown")):
        here(broker, word, status)
        shows(home, f"{HERS}_heart_rate", state)


def test_a_retired_device_is_gone_and_one_that_was_removed_comes_back_with_a_restart(
    home: RealHomeAssistant, rig: Rig
) -> None:
    entry = Entry(at=rig.now, person=STEWARD, deed=Deed.KEEP_DEVICES, subject=OTHER_WATCH)
    rig.records.registry.claims.retire(OTHER_WATCH, rig.now, retained_topics(OTHER_WATCH, "native"), [entry])
    theirs = device_name("lin-lane", "watch-zhou")
    eventually(lambda: theirs not in home.ask()["devices"], within=9, what="the retired watch's end")
    home.ask(f"remove {HERS}")
    eventually(lambda: HERS not in home.ask()["devices"], within=9, what="the removed watch's end")
    rig.say(sos=True)
    shows(home, ALERT, "on")
    assert HERS not in home.ask()["devices"]
    home.ask("restart")
    eventually(lambda: HERS in home.ask()["devices"], within=15, what="its return")
    shows(home, ALERT, "on")
