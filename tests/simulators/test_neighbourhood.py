"""Reading a neighbourhood's file, and complaining about it by line."""

from pathlib import Path

import pytest

from simulators.errors import BadNeighbourhood
from simulators.neighbourhood import read_neighbourhood, synthetic

EXAMPLE = Path(__file__).parents[2] / "examples" / "neighbourhood.yaml"


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "here.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _complaint(tmp_path: Path, text: str) -> str:
    path = _written(tmp_path, text)
    with pytest.raises(BadNeighbourhood) as caught:
        read_neighbourhood(path)
    return str(caught.value).replace(str(path), "here.yaml")


def test_the_example_has_all_kinds_and_both_dialects() -> None:
    devices = read_neighbourhood(EXAMPLE)
    assert {device.kind for device in devices} == {"watch", "monitor", "door"}
    assert {device.dialect for device in devices} == {"native", "zigbee2mqtt"}
    assert {device.site for device in devices} == {"lin-lane"}
    assert len({device.name for device in devices}) == len(devices)


def test_a_device_that_is_not_to_be_simulated_is_left_alone() -> None:
    assert "watch-zhang" in EXAMPLE.read_text(encoding="utf-8")
    assert "watch-zhang" not in {device.id for device in read_neighbourhood(EXAMPLE)}


def test_hints_of_a_body_reach_the_devices_of_its_resident() -> None:
    hints = {device.person: device.hints for device in read_neighbourhood(EXAMPLE)}
    assert hints["wu-deming"]["systolic"] == 141
    assert hints["lin-xiuying"] == {}


def test_a_device_of_nobody_lives_by_its_own_id(tmp_path: Path) -> None:
    path = _written(tmp_path, "version: 1\ndevices:\n  - {id: watch-1, kind: watch, site: here}\n")
    assert read_neighbourhood(path)[0].person == "watch-1"


def test_what_a_gateway_hears_is_named_below_its_base(tmp_path: Path) -> None:
    path = _written(
        tmp_path, "version: 1\ndevices:\n  - {id: 58ab2d346010, kind: door, dialect: theengs, site: here}\n"
    )
    assert read_neighbourhood(path)[0].name == "home.58ab2d346010"


def test_a_device_with_a_history_is_its_last_owner_s(tmp_path: Path) -> None:
    owners = "[{resident: a, since: 2026-01-01T00:00:00Z, until: 2026-02-01T00:00:00Z}, {resident: b}]"
    path = _written(tmp_path, f"version: 1\ndevices:\n  - {{id: w, kind: watch, site: here, owners: {owners}}}\n")
    assert read_neighbourhood(path)[0].person == "b"


@pytest.mark.parametrize(
    ("device", "line_and_reason"),
    [
        ("{id: watch-1, kind: toaster, site: here}", "here.yaml:4: devices.1.kind: Input should be 'watch', 'monitor'"),
        ("{id: watch-1, kind: watch}", "here.yaml:4: devices.1.site: Field required"),
        ("{id: Watch 1, kind: watch, site: here}", "here.yaml:4: devices.1: Value error, 'Watch 1' is no name"),
        ("{id: a/b, kind: door, dialect: zigbee2mqtt, site: here}", "here.yaml:4: devices.1: Value error, 'a/b' is no"),
        (
            "{id: w, kind: watch, dialect: zigbee2mqtt, site: here}",
            "here.yaml:4: devices.1: Value error, no watch speaks",
        ),
        (
            "{id: 58:2D:34:60:10:75, kind: door, dialect: theengs, site: here}",
            "here.yaml:4: devices.1: Value error, '58:2D:34:60:10:75' is no name",
        ),
        (
            "{id: 582d34601075, kind: monitor, dialect: theengs, site: here}",
            "here.yaml:4: devices.1: Value error, no monitor speaks theengs, only a door or a watch",
        ),
    ],
)
def test_a_wrong_device_is_named_by_line_and_reason(tmp_path: Path, device: str, line_and_reason: str) -> None:
    text = f"version: 1\ndevices:\n  - {{id: door-1, kind: door, site: here}}\n  - {device}\n"
    assert _complaint(tmp_path, text).startswith(line_and_reason)


def test_a_wrong_hint_is_named_by_line(tmp_path: Path) -> None:
    text = "version: 1\nresidents:\n  - id: a\n    body:\n      pulse: 70\ndevices: []\n"
    assert _complaint(tmp_path, text) == "here.yaml:5: residents.0.body.pulse: Extra inputs are not permitted"


def test_all_complaints_come_at_once(tmp_path: Path) -> None:
    text = "version: 2\ndevices:\n  - {id: x, kind: y, site: here}\n"
    assert len(_complaint(tmp_path, text).splitlines()) == 2


@pytest.mark.parametrize("text", ["a: [", "", "- 1", "\0"])
def test_what_is_no_neighbourhood_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    assert _complaint(tmp_path, text).startswith("here.yaml")


def test_a_file_that_is_not_there_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(BadNeighbourhood, match=r"nowhere\.yaml: cannot be read"):
        read_neighbourhood(tmp_path / "nowhere.yaml")


def test_invented_residents_have_three_devices_each_of_their_own() -> None:
    devices = synthetic(1000, site="here")
    assert len(devices) == len({device.name for device in devices}) == 3000
    assert len({device.person for device in devices}) == 1000
