"""Where a gateway may speak, and what is its own."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.availability import Word
from domain.gateways import BadBase, base_of, behind, bridge_of, check_base, speaks_for

BASES = ("zigbee2mqtt", "home", "home/zigbee", "家/门")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
UP, DOWN = Word(online=True, at=NOW), Word(online=False, at=NOW)


@pytest.mark.parametrize(
    ("base", "above"),
    [
        ("zigbee2mqtt", "zigbee2mqtt"),
        ("zigbee2mqtt/attic", "zigbee2mqtt"),
        ("home/zigbee", "home/zigbee"),
        ("home/zigbee/a/b-2_c", "home/zigbee"),
        ("home/zigbee2", "home"),
        ("家/门/三号楼", "家/门"),
    ],
)
def test_a_base_lies_at_or_below_the_one_of_a_dialect(base: str, above: str) -> None:
    assert check_base(base, BASES) == above


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        *((base, "letters, digits") for base in ("", "/", "zigbee2mqtt/", "/home", "home//a", "home/+", "home/#")),
        *((base, "letters, digits") for base in ("#", "home/*", "home/>", "home/a b", "home/a:b", "home/$SYS", "a.b")),
        *((base, "letters, digits") for base in ('home/"', "home/\n", "home/a\0", " home", "home\t")),
        *((base, "we speak ourselves") for base in ("care", "care/v1", "care/v1/lin-lane/watch", "service/ingest")),
        *((base, "no dialect") for base in ("zigbee", "zigbee2mqtt2", "Home", "家")),
        ("home/api", "a service"),
    ],
)
def test_any_other_base_is_told_why_not(base: str, reason: str) -> None:
    with pytest.raises(BadBase, match=reason):
        check_base(base, BASES, taken=("home/api",))


@given(st.text())
def test_what_is_let_through_is_one_plain_topic(base: str) -> None:
    try:
        above = check_base(f"home/{base}", ["home"])
    except BadBase:
        return
    assert above == "home"
    assert set(base).isdisjoint("+#*>$:. \t\r\n\0\"'\\")
    assert all(f"home/{base}".split("/"))


def test_without_another_dialect_there_is_no_place_for_a_gateway() -> None:
    with pytest.raises(BadBase, match="there is none"):
        check_base("zigbee2mqtt", [])
    assert base_of("zigbee2mqtt", []) is None


def test_a_gateway_knows_its_own_bridge() -> None:
    bridges = {"zigbee2mqtt.bridge": UP, "home.attic.bridge": DOWN}
    assert bridge_of("zigbee2mqtt", "zigbee2mqtt", bridges) == UP
    assert bridge_of("zigbee2mqtt/attic", "zigbee2mqtt", bridges) is None
    assert bridge_of("home/attic", "home", bridges) == DOWN
    assert bridge_of("home/cellar", "home", bridges) is None
    assert bridge_of("home", "home", bridges) == DOWN, "all of those below it"
    assert bridge_of("home", "home", {}) is None


def test_the_devices_behind_it_are_counted_by_their_ids() -> None:
    devices = ["zigbee2mqtt.door", "zigbee2mqtt.attic/door", "zigbee2mqtt.attic", "zigbee2mqtt.bridge", "home.a4c1"]
    assert [behind(base, "zigbee2mqtt", devices) for base in ("zigbee2mqtt", "zigbee2mqtt/attic")] == [3, 1]
    assert behind("home", "home", devices) == 1


@pytest.mark.parametrize(
    ("base", "device", "dialect", "does"),
    [
        ("zigbee2mqtt", "zigbee2mqtt.door", "zigbee2mqtt", True),
        ("zigbee2mqtt/attic", "zigbee2mqtt.attic/door", "zigbee2mqtt", True),
        ("zigbee2mqtt/attic", "zigbee2mqtt.door", "zigbee2mqtt", False),
        ("zigbee2mqtt/attic", "zigbee2mqtt.attic", "zigbee2mqtt", False),
        ("zigbee2mqtt/at", "zigbee2mqtt.attic/door", "zigbee2mqtt", False),
        ("home", "home.a4c1", "theengs", True),
        ("home/attic", "home.a4c1", "theengs", True),
        ("home/attic", "homes.a4c1", "theengs", False),
        ("homes/attic", "home.a4c1", "theengs", False),
        ("east", "home.a4c1", "theengs", False),
    ],
)
def test_whom_a_gateway_could_speak_for(base: str, device: str, dialect: str, *, does: bool) -> None:
    assert speaks_for(base, device, dialect) is does
