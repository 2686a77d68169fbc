"""What is published is what Home Assistant's own sources accept, and names nobody."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.home_assistant_settings import HomeAssistantSettings
from alerts.home_assistant_topics import Topics, community_name, device_name, flat_name
from alerts.home_assistant_view import View
from domain.people import Device, DeviceKind, Person, Resident
from store.records import Records
from store.records.registry import DeviceFacts
from tests.alerts.engine_rig import START, Rig
from tests.neighbourhood import DAUGHTER, MR_ZHOU, MRS_LIN, STEWARD, WATCH, say_died

RECORDED = json.loads((Path(__file__).parents[1] / "fixtures/home_assistant/discovery.json").read_text("utf-8"))
HOMES = Topics("homeassistant")
FLAT, DOOR = HOMES.state(flat_name("lin-lane", "building-3-502")), "lin-lane.door-lin"


def published(records: Records, **settings: object) -> dict[str, dict[str, Any]]:
    """Give all that is published, as Home Assistant reads it."""
    wanted = HomeAssistantSettings.model_validate({"home_assistant_prefix": "homeassistant", **settings})
    view = View(records, wanted, frozenset(), HOMES, "alerts")
    view.look(START)
    return {topic: json.loads(payload) for topic, payload in view.messages()}


def configs(records: Records, **settings: object) -> dict[str, dict[str, Any]]:
    """Give the configurations."""
    return {topic: one for topic, one in published(records, **settings).items() if topic.endswith("/config")}


@pytest.fixture
def town(rig: Rig) -> Records:
    """Mrs Lin's neighbourhood with a native device of each kind."""
    rig.records.registry.add(Device(id=DOOR, kind=DeviceKind.DOOR, site="lin-lane"), START)
    rig.records.registry.assign(DOOR, MRS_LIN, START)
    return rig.records


def faults(config: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """Say what one version of Home Assistant has against a configuration."""
    said = [*_beyond(config, known["discovery"]), *_beyond(config["device"], known["device"])]
    said += _beyond(config["origin"], known["origin"])
    said += [one for item in config.get("availability", ()) for one in _beyond(item, known["availability_item"])]
    said += [] if config["device"]["identifiers"] and config["origin"]["name"] else ["nothing to know it by"]
    for component in config["components"].values():
        said += _component_faults(component, known)
    return said


def _component_faults(component: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    platform = component["platform"]
    said = _beyond(component, known[platform])
    kind, unit = component.get("device_class"), component.get("unit_of_measurement")
    classes = known[f"{platform}_classes"]
    said += [] if kind is None or kind in classes else [f"no class {kind}"]
    said += (
        [] if unit is None or kind is None or unit in known["units"].get(kind, ()) else [f"no unit {unit} of {kind}"]
    )
    said += [] if component.get("state_class", "total") in known["state_classes"] else ["no such state class"]
    enum = "options" in component
    said += [] if enum == (kind == "enum") and not (enum and (unit or "state_class" in component)) else ["options"]
    said += [] if component["unique_id"] and component["name"] else ["no name"]
    return [f"{component['unique_id']}: {one}" for one in said]


def _beyond(said: Mapping[str, Any], keys: list[str]) -> list[str]:
    return [f"no key {key}" for key in said if key not in keys]


@pytest.mark.parametrize("known", RECORDED["versions"], ids=lambda known: str(known["version"]))
def test_two_versions_of_home_assistant_accept_every_configuration(town: Records, known: Mapping[str, Any]) -> None:
    for language in ("zh-CN", "en"):
        found = configs(town, home_assistant_language=language)
        assert len(found) == 7
        assert {topic: faults(one, known) for topic, one in found.items() if faults(one, known)} == {}


@pytest.mark.parametrize(
    "change",
    [
        {"device_class": "heart"},
        {"unit_of_measurement": "psi", "device_class": "weight"},
        {"topic": "x"},
        {"options": []},
    ],
)
def test_the_recorded_schema_refuses_what_home_assistant_would(town: Records, change: dict[str, object]) -> None:
    config = configs(town)[HOMES.config(device_name("lin-lane", "watch-lin"))]
    config["components"]["heart_rate"] |= change
    assert all(faults(config, known) for known in RECORDED["versions"])


def test_every_entity_has_an_id_and_a_name_of_its_own(town: Records) -> None:
    parts = [part for one in configs(town).values() for part in one["components"].values()]
    assert len({part["unique_id"] for part in parts}) == len(parts) == 2 * 11 + 12 + 5 + 2 * 2 + 1
    for config in configs(town).values():
        assert len({part["name"] for part in config["components"].values()}) == len(config["components"])


def test_no_name_of_a_person_and_no_id_of_a_resident_is_published(town: Records) -> None:
    people: list[Resident | Person] = [*town.people.residents(), *town.people.persons()]
    said = json.dumps(published(town), ensure_ascii=False)
    for one in people:
        assert one.name not in said
        assert one.id not in said
        assert one.phone == "" or one.phone not in said
    assert "2单元502" in said
    assert {MRS_LIN, STEWARD, DAUGHTER} < {one.id for one in people}


def test_an_alert_of_a_flat_says_what_and_since_when_but_not_whose_nor_how_much(rig: Rig) -> None:
    rig.say(sos=True)
    rig.say(spo2=80)
    said = published(rig.records)
    state = said[FLAT]
    assert (state["alert"], state["technical"], state["about"]["severity"]) == ("ON", "OFF", "critical")
    assert {one["rule"] for one in state["about"]["alerts"]} == {alert.rule for alert in rig.alerts() if alert.fired_at}
    assert set(state["about"]["alerts"][0]) == {"id", "what", "rule", "severity", "state", "technical", "since"}
    assert MRS_LIN not in json.dumps(state)
    assert said[HOMES.state(flat_name("lin-lane", "building-5-101"))]["alert"] == "OFF"
    assert said[HOMES.state(community_name("lin-lane"))]["open"] == len(state["about"]["alerts"]) > 0


def test_only_a_device_that_ever_said_so_can_be_away(town: Records) -> None:
    assert all("availability" not in one for topic, one in configs(town).items() if "_DEVICE_" in topic)
    town.registry.hear([DeviceFacts(device=WATCH, online=True, last_heard_at=START, firmware="1.2")])
    watch = configs(town)[HOMES.config(device_name("lin-lane", "watch-lin"))]
    assert watch["availability"][0]["topic"] == "care/v1/lin-lane/watch-lin/status"
    assert watch["device"]["sw_version"] == "1.2"


def test_a_flat_is_unknown_while_the_service_is_away(town: Records) -> None:
    flat = configs(town)[HOMES.config(flat_name("lin-lane", "building-3-502"))]
    assert flat["availability"] == [{"topic": "care/v1/service/alerts/status"}]


@pytest.mark.parametrize(
    ("what", "flats", "devices"), [("all", 2, 4), ("alerts", 2, 0), ("devices", 0, 4), ("nothing", 0, 0)]
)
def test_what_is_told_can_be_chosen(town: Records, what: str, flats: int, devices: int) -> None:
    found = configs(town, home_assistant_what=what)
    assert sum("_FLAT_" in one for one in found) == flats
    assert sum("_DEVICE_" in one for one in found) == devices
    assert sum("_COMMUNITY" in one for one in found) == bool(flats)


def test_who_has_died_and_a_device_that_is_nobodys_are_not_shown(town: Records) -> None:
    say_died(town, MR_ZHOU, START, START + timedelta(seconds=1))
    said = json.dumps(published(town))
    assert "watch-zhou" not in said
    assert "building-5-101" not in said
    assert "watch-lin" in said


def test_devices_of_zigbee2mqtt_are_told_by_zigbee2mqtt_itself(town: Records) -> None:
    assert not [topic for topic in configs(town) if "zigbee" in topic]
    assert town.registry.device("zigbee2mqtt.林家大门").resident == MRS_LIN


def test_two_ids_never_get_one_name_whatever_they_are_made_of() -> None:
    pairs = [
        ("a", "b_c"),
        ("a_b", "c"),
        ("a", "b.c"),
        ("a", "B"),
        ("a", "b"),
        ("a", "ZE6"),
        ("a", "\xe6"),
        ("a", "门"),
        ("a", " "),
    ]
    names = {make(*pair) for pair in pairs for make in (device_name, flat_name)}
    assert len(names) == 2 * len(pairs)
    assert all(set(one) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") for one in names)
    assert {HOMES.site(HOMES.config(device_name("a_b", "c"))), HOMES.site(HOMES.state(community_name("a_b")))} == {
        "a_b"
    }


def test_what_is_others_is_none_of_ours() -> None:
    others = (
        "homeassistant/device/0x00158d/config",
        "homeassistant/banister/x",
        "homeassistant/status",
        "care/v1/a/b/info",
    )
    assert [HOMES.site(topic) for topic in others] == [None] * 4


@pytest.mark.parametrize("prefix", ["a//b", "/a", "a/", "a+", "#", "care", "care/v1", "$SYS/x", "a b", "a\n"])
def test_a_prefix_that_cannot_be_one_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="discovery prefix"):
        HomeAssistantSettings.model_validate({"home_assistant_prefix": prefix})
