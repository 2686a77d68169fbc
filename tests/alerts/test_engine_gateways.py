"""Gateways that listen side by side below one base: what one of them did not hear, the other may have heard."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.alerts import AlertState
from domain.people import Device, DeviceKind
from domain.subjects import area_subject
from store.records import Records
from tests.alerts.home_rig import HomeRig
from tests.neighbourhood import COMMUNITY, DOOR, MR_ZHOU, MRS_LIN, SITE

OF_COMMUNITY = area_subject(COMMUNITY)
HEARD_DOOR, ADDRESS = "home.582d34601075", "582D34601075"
HALL, STAIRS = "OMG_hall", "OMG_stairs"


class _Home(HomeRig):
    """Mrs Lin's home with a door that two gateways hear, in place of the Zigbee one."""

    def open_door(self, *, by: str = HALL, is_open: bool = True) -> None:
        """Let a gateway hear the door."""
        said = b'{"type":"CTMO","open":' + (b"true" if is_open else b"false") + b"}"
        self.engine.handle([self.raw(f"home/{by}/BTtoMQTT/{ADDRESS}", said)])

    def gateway(self, name: str, state: bytes, *, retained: bool = False) -> None:
        """Let a gateway, or the broker in its place, say whether it is there."""
        self.engine.handle([self.raw(f"home/{name}/LWT", state, retained=retained)])


@pytest.fixture
def home(records: Records, tmp_path: Path) -> Iterator[_Home]:
    """Give the rig, whose clock may leap."""
    rig = _Home(records, tmp_path, asleep_after=None)
    records.registry.assign(DOOR, MR_ZHOU, rig.now - timedelta(days=2))
    door = Device(id=HEARD_DOOR, kind=DeviceKind.DOOR, site=SITE, dialect="theengs")
    records.registry.add(door, rig.now - timedelta(days=2))
    records.registry.assign(HEARD_DOOR, MRS_LIN, rig.now - timedelta(days=2))
    rig.restart()
    yield rig
    rig.store.close()


def test_a_door_that_two_gateways_hear_is_one_door(home: _Home) -> None:
    for _ in range(35):
        for gateway in (HALL, STAIRS):
            home.open_door(by=gateway)
            home.wait(seconds=1)
        home.wait(seconds=58)
    assert home.rules() == ["door_left_open"]
    assert len(home.outbox()) == len({(one.person, one.reason) for one in home.outbox()})


def test_one_of_two_gateways_that_is_gone_is_told_by_its_name(home: _Home) -> None:
    home.open_door(is_open=False)
    home.gateway(HALL, b"online")
    home.gateway(STAIRS, b"offline", retained=True)
    home.tick_for(minutes=2)
    alert = home.only_alert(OF_COMMUNITY)
    assert (alert.rule, alert.device, alert.state) == ("gateway_down", "home.OMG_stairs.bridge", AlertState.FIRING)
    home.gateway(STAIRS, b"online")
    home.tick_for(minutes=1)
    assert home.only_alert(OF_COMMUNITY).state is AlertState.RESOLVED


def test_a_door_that_another_gateway_hears_is_judged_on(home: _Home) -> None:
    home.gateway(STAIRS, b"offline")
    home.tick_for(minutes=2)
    home.open_door(by=HALL)
    home.tick_for(minutes=40)
    assert home.rules() == ["door_left_open"]


def test_a_door_that_no_other_gateway_hears_is_not_judged_by_what_it_does_not_say(home: _Home) -> None:
    home.open_door(by=STAIRS)
    home.tick_for(minutes=5)
    home.gateway(STAIRS, b"offline")
    home.tick_for(minutes=40)
    assert home.rules() == []
    home.open_door(by=HALL)
    home.tick_for(minutes=40)
    assert home.rules() == ["door_left_open"]


def test_a_gateway_that_is_still_gone_when_the_other_is_back_is_told_then(home: _Home) -> None:
    for gateway in (HALL, STAIRS):
        home.gateway(gateway, b"offline")
        home.tick_for(minutes=2)
    assert [one.device for one in home.alerts(OF_COMMUNITY)] == ["home.OMG_hall.bridge"]
    home.gateway(HALL, b"online")
    home.tick_for(minutes=2)
    alerts = {one.device: one.state for one in home.alerts(OF_COMMUNITY)}
    assert alerts == {"home.OMG_hall.bridge": AlertState.RESOLVED, "home.OMG_stairs.bridge": AlertState.FIRING}
    home.gateway(STAIRS, b"online")
    home.tick_for(minutes=1)
    assert {one.state for one in home.alerts(OF_COMMUNITY)} == {AlertState.RESOLVED}


def test_that_a_door_is_silent_is_told_although_one_gateway_is_gone(home: _Home) -> None:
    """The other gateway should have heard it: nobody may take the one alert for the other's reason."""
    home.open_door(is_open=False)
    home.wait(hours=20)
    home.gateway(STAIRS, b"offline")
    home.wait(minutes=2)
    home.wait(hours=6)
    home.wait(minutes=1)
    silent = next(one for one in home.alerts() if one.rule == "door_silent")
    assert [one.notification.alert for one in home.records.outbox.of_alert(silent.id)] == [silent.id]


def test_a_device_of_ours_that_is_called_bridge_is_no_gateway(home: _Home) -> None:
    topic = f"care/v1/{SITE}/bridge/status"
    home.engine.handle([home.raw(topic, b"offline")])
    home.tick_for(minutes=5)
    assert home.alerts(OF_COMMUNITY) == []
