"""How a file names the devices of each dialect."""

import pytest
from pydantic import ValidationError

from domain.people import Device, DeviceKind
from sheets.device_entries import DeviceEntry
from sheets.exporting import device_row

NAMED = [
    ("native", "door-1", "lane.door-1"),
    ("zigbee2mqtt", "林家大门", "zigbee2mqtt.林家大门"),
    ("zigbee2mqtt", "home/zigbee.door", "home/zigbee.door"),
    ("theengs", "582d34601075", "home.582d34601075"),
    ("theengs", "east.582d34601075", "east.582d34601075"),
]


def entry(dialect: str, id_: str) -> DeviceEntry:
    return DeviceEntry.model_validate({"id": id_, "kind": "door", "site": "lane", "dialect": dialect})


@pytest.mark.parametrize(("dialect", "id_", "full_id"), NAMED)
def test_a_device_is_named_below_its_base_or_wholly_where_that_is_another(dialect: str, id_: str, full_id: str) -> None:
    assert entry(dialect, id_).full_id == full_id


@pytest.mark.parametrize(("dialect", "id_", "full_id"), NAMED)
def test_what_is_exported_is_what_was_read(dialect: str, id_: str, full_id: str) -> None:
    row = device_row(Device(id=full_id, kind=DeviceKind.DOOR, site="lane", dialect=dialect), None)
    assert (row["id"], row["dialect"]) == (id_, dialect)


@pytest.mark.parametrize(
    ("dialect", "id_"),
    [
        ("native", "lane.door"),
        ("theengs", "58:2D:34:60:10:75"),
        ("theengs", "582D34601075"),
        ("theengs", "east.door"),
        ("theengs", ".582d34601075"),
        ("zigbee2mqtt", "home.hall.door"),
        ("zwave", "door"),
    ],
)
def test_what_its_dialect_cannot_be_called_is_refused(dialect: str, id_: str) -> None:
    with pytest.raises(ValidationError):
        entry(dialect, id_)
