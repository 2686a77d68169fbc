"""What a broker may keep of a device that is gone."""

import pytest

from devices import DIALECTS
from domain.retained import OWN_LEAVES, retained_topics
from mqtt.topics import LEAVES


@pytest.mark.parametrize(
    ("device", "dialect", "topics"),
    [
        ("lane.door", "native", ("care/v1/lane/door/info", "care/v1/lane/door/readings", "care/v1/lane/door/status")),
        ("zigbee2mqtt.hall/door", "zigbee2mqtt", ("zigbee2mqtt/hall/door", "zigbee2mqtt/hall/door/availability")),
        ("home.582d34601075", "theengs", ()),
    ],
)
def test_what_a_broker_may_keep_of_a_device_is_known_by_its_dialect(
    device: str, dialect: str, topics: tuple[str, ...]
) -> None:
    assert retained_topics(device, dialect) == topics


def test_every_dialect_and_every_topic_of_our_own_is_thought_of() -> None:
    assert set(OWN_LEAVES) == LEAVES
    assert {name: len(retained_topics("before.name", name)) for name in DIALECTS} == {
        "native": 3,
        "zigbee2mqtt": 2,
        "theengs": 0,
    }
