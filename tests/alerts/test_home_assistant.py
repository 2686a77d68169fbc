"""What the broker keeps for Home Assistant follows the records, on both brokers, and none of it holds anything up."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from alerts.home_assistant import HomeAssistant
from alerts.home_assistant_publisher import MOST_UNCONFIRMED, HomeAssistantFacts, Publisher
from alerts.home_assistant_retained import Retained
from alerts.home_assistant_settings import HomeAssistantSettings
from alerts.home_assistant_topics import Topics, community_name, device_name, flat_name
from alerts.home_assistant_view import View
from domain.access import Deed
from domain.alerts import Change, Disposition
from domain.answers import acknowledge, resolve
from domain.retained import retained_topics
from mqtt.access import BrokerAccess
from mqtt.broker import EmbeddedBroker
from mqtt.broker_users import Shown
from mqtt.facts import LineFacts
from mqtt.message import Message
from store.records import Records
from store.records.audit import Entry
from tests.alerts.engine_rig import START, Rig
from tests.alerts.home_assistants import Listener, listening, telling
from tests.brokers import eventually, publish_all, start_mosquitto
from tests.neighbourhood import MR_ZHOU, OTHER_WATCH, STEWARD, say_died

HOMES = Topics("homeassistant")
FLAT = HOMES.state(flat_name("lin-lane", "building-3-502"))
WATCH = HOMES.config(device_name("lin-lane", "watch-lin"))
ZHOUS = HOMES.config(device_name("lin-lane", "watch-zhou"))
ALL = 2 * 2 + 2 + 3
"""Messages: of two flats and a community, a state and a configuration each; of three native devices."""


class Broker(Protocol):
    """What the tests need of either."""

    def access(self, user: str) -> BrokerAccess: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


def start_nats(directory: Path) -> Broker:
    """Start the embedded broker as an all-in-one run does with the option on."""
    broker = EmbeddedBroker(directory, shown=Shown(prefix="homeassistant", devices=True))
    broker.start()
    return broker


STARTS: dict[str, Callable[[Path], Broker]] = {"nats": start_nats, "mosquitto": start_mosquitto}


@pytest.fixture(params=sorted(STARTS))
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """Start a fresh broker of each kind."""
    directory = tmp_path / "broker"
    directory.mkdir()
    running = STARTS[request.param](directory)
    yield running
    running.stop()


@pytest.fixture
def home(broker: Broker) -> Iterator[Listener]:
    """Hear what Home Assistant hears, with its rights."""
    with listening(broker.access("home_assistant")) as listener:
        yield listener


def whole(home: Listener) -> None:
    """Wait until everything is there."""
    eventually(lambda: len(home.kept) == ALL, what=f"all {ALL} messages, of which there are {sorted(home.kept)}")


def state(home: Listener) -> Any:
    """Give what is said of Mrs Lin's flat."""
    return home.said(FLAT)["alert"] if FLAT in home.kept else None


def commit(rig: Rig, change: Change | None) -> None:
    """Write down what somebody did to an alert."""
    assert change is not None
    assert rig.records.alerts.commit([change], [], rig.now) == []


def test_a_flat_is_in_alarm_from_the_moment_of_the_alert_until_it_is_over(
    broker: Broker, home: Listener, rig: Rig
) -> None:
    with telling(rig.records, broker.access("alerts")) as one:
        whole(home)
        assert state(home) == "OFF"
        rig.say(sos=True)
        eventually(lambda: state(home) == "ON", what="the flat's alarm")
        commit(rig, acknowledge(rig.only_alert(), STEWARD, rig.now))
        eventually(lambda: home.said(FLAT)["about"]["acknowledged"], what="the acknowledgement")
        commit(rig, resolve(rig.only_alert(), STEWARD, Disposition.REAL, rig.now))
        eventually(lambda: state(home) == "OFF", what="the end of the alarm")
        eventually(lambda: one.facts()["published"] == ALL + 6, what="the counts")


def test_only_what_changed_is_published_again(broker: Broker, home: Listener, rig: Rig) -> None:
    with telling(rig.records, broker.access("alerts")):
        whole(home)
        home.heard.clear()
        rig.say(sos=True)
        eventually(lambda: state(home) == "ON", what="the flat's alarm")
        time.sleep(1.2)
    assert sorted(home.heard) == sorted([FLAT, HOMES.state(community_name("lin-lane"))])
    with telling(rig.records, broker.access("alerts")):
        time.sleep(3.5)
    assert len(home.heard) == 2, "a restart publishes nothing that the broker keeps already"


def test_a_device_and_a_flat_that_are_gone_are_taken_away(broker: Broker, home: Listener, rig: Rig) -> None:
    with telling(rig.records, broker.access("alerts")):
        whole(home)
        entry = Entry(at=rig.now, person=STEWARD, deed=Deed.KEEP_DEVICES, subject=OTHER_WATCH)
        rig.records.registry.claims.retire(OTHER_WATCH, rig.now, retained_topics(OTHER_WATCH, "native"), [entry])
        eventually(lambda: ZHOUS not in home.kept, what="the retired watch's end")
        say_died(rig.records, MR_ZHOU, rig.now, rig.now)
        eventually(lambda: len(home.kept) == ALL - 3, what="the flat's end")
    assert WATCH in home.kept


def test_what_was_left_behind_is_found_at_the_start_and_what_is_not_ours_is_left_alone(
    broker: Broker, rig: Rig
) -> None:
    ours = HOMES.config(device_name("lin-lane", "gone")), HOMES.state(flat_name("elm", "1"))
    others = "homeassistant/device/0x00158d0001/config", "homeassistant/device/banister/config"
    publish_all(broker.access("alerts"), [(topic, b"{}") for topic in (*ours, *others)], retain=True)
    with telling(rig.records, broker.access("alerts")), listening(broker.access("home_assistant")) as home:
        eventually(lambda: not {*ours} & set(home.kept), what="the end of what was left behind")
        eventually(lambda: len(home.kept) == ALL + len(others), what="the rest")


def test_all_is_told_again_when_home_assistant_starts_anew(broker: Broker, home: Listener, rig: Rig) -> None:
    with telling(rig.records, broker.access("alerts")) as one:
        whole(home)
        home.heard.clear()
        publish_all(broker.access("home_assistant"), [("homeassistant/status", "online")])
        eventually(lambda: len(set(home.heard)) == ALL + 1, what="everything once more")
        assert one.facts()["births"] == 1


def test_what_is_removed_at_home_assistant_stays_away_until_it_starts_anew(
    broker: Broker, home: Listener, rig: Rig
) -> None:
    with telling(rig.records, broker.access("alerts")):
        whole(home)
        publish_all(broker.access("alerts"), [(WATCH, b"")], retain=True)
        eventually(lambda: WATCH not in home.kept, what="its removal")
        rig.say(sos=True)
        eventually(lambda: state(home) == "ON", what="the flat's alarm")
        assert WATCH not in home.kept
        publish_all(broker.access("home_assistant"), [("homeassistant/status", "online")])
        eventually(lambda: WATCH in home.kept, what="its return")


def test_what_happens_while_the_broker_is_away_is_told_when_it_is_back(
    broker: Broker, tmp_path: Path, rig: Rig
) -> None:
    with telling(rig.records, broker.access("alerts")) as one:
        with listening(broker.access("home_assistant")) as home:
            whole(home)
        broker.stop()
        began = time.monotonic()
        rig.say(sos=True)
        assert time.monotonic() - began < 2, "an alert waits for nobody"
        assert rig.only_alert().fired_at is not None
        broker.start()
        with listening(broker.access("home_assistant")) as home:
            eventually(lambda: state(home) == "ON", within=30, what="the flat's alarm")
        assert one.facts()["broke"] == 0


def test_told_nothing_any_more_home_assistant_is_left_clean(broker: Broker, home: Listener, rig: Rig) -> None:
    with telling(rig.records, broker.access("alerts")):
        whole(home)
    with telling(rig.records, broker.access("alerts"), home_assistant_what="nothing"):
        eventually(lambda: not home.kept, what="an empty Home Assistant")


def test_a_worker_leaves_another_workers_sites_alone(broker: Broker, home: Listener, rig: Rig) -> None:
    with telling(rig.records, broker.access("alerts")):
        whole(home)
    with telling(rig.records, broker.access("alerts"), sites=frozenset({"elm"})):
        time.sleep(3.5)
    assert len(home.kept) == ALL


class Failing:
    """Records with a fault in our own code behind them."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.faults = 2

    def revision(self) -> int:
        self.faults -= 1
        if self.faults >= 0:
            raise ZeroDivisionError
        return self._records.revision()

    def __getattr__(self, name: str) -> object:
        return getattr(self._records, name)


def test_a_fault_of_its_own_is_counted_and_tried_again_and_ends_nothing(
    broker: Broker, home: Listener, rig: Rig
) -> None:
    with telling(Failing(rig.records), broker.access("alerts")) as one:  # type: ignore[arg-type]
        whole(home)
        assert one.facts()["broke"] == 2


def test_it_is_off_without_a_prefix(rig: Rig) -> None:
    one = HomeAssistant(rig.records, HomeAssistantSettings(), BrokerAccess(addresses=()), name="alerts")
    one.start()
    assert one.facts() == {}
    one.stop()


class Desk:
    """A publisher on a line by hand."""

    def __init__(self, records: Records) -> None:
        self.line = LineFacts(connected=True, subscribed=True, since=START)
        self.sent: list[tuple[str, bytes]] = []
        settings = HomeAssistantSettings(home_assistant_prefix="homeassistant")
        self.publisher = Publisher(
            View(records, settings, frozenset(), HOMES, "alerts"),
            Retained(HOMES, frozenset()),
            HOMES,
            publish=lambda topic, payload: self.sent.append((topic, payload)),
            line=lambda: self.line,
            facts=HomeAssistantFacts(),
            wait=lambda: 1.0,
        )

    def after(self, seconds: float, **line: Any) -> int:
        """Go a round, and give how much was sent by then."""
        self.line = LineFacts(connected=True, subscribed=True, since=START, **line)
        self.publisher.round(START + timedelta(seconds=seconds))
        return len(self.sent)


def test_no_more_is_on_its_way_than_the_line_takes_and_the_rest_follows(rig: Rig) -> None:
    desk = Desk(rig.records)
    assert [desk.after(0), desk.after(1)] == [0, 0], "first it is heard what the broker keeps"
    assert desk.after(3, unpublished=MOST_UNCONFIRMED) == 0
    assert desk.after(4, unpublished=MOST_UNCONFIRMED - 2) == 2
    assert desk.after(4.1, unpublished=MOST_UNCONFIRMED - 3) == 5
    assert desk.after(4.2) == ALL
    assert desk.after(9) == ALL


def test_a_birth_that_the_broker_kept_is_an_old_one(rig: Rig) -> None:
    desk = Desk(rig.records)
    desk.after(0)
    assert desk.after(3) == ALL
    for retained, expected in ((True, ALL), (False, 2 * ALL)):
        at = START + timedelta(seconds=4)
        desk.publisher.handle([Message(HOMES.birth, b"online", at, retained, duplicate=False)])
        desk.after(4.5)
        assert desk.after(6) == expected


def test_a_clock_that_is_set_back_makes_nobody_wait(rig: Rig) -> None:
    desk = Desk(rig.records)
    desk.after(0)
    assert desk.after(-3600) == ALL
    rig.say(sos=True)
    assert desk.after(-7200) == ALL + 2
    assert json.loads(dict(desk.sent)[FLAT])["alert"] == "ON"
