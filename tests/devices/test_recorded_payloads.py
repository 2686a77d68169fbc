"""Recorded payloads in, expected readings out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devices import decode
from devices.decoded import Decoded

NOW = datetime(2026, 11, 24, 0, 0, 30, tzinfo=UTC)
FIXTURES = Path(__file__).parent.parent / "fixtures"


def recorded_in(*names: str) -> list[dict[str, Any]]:
    files = [(FIXTURES / f"{name}.jsonl").read_text(encoding="utf-8") for name in names]
    return [json.loads(line) for file in files for line in file.splitlines()]


RECORDED = recorded_in("native", "zigbee2mqtt", "theengs/doors", "theengs/bodies")
DESCRIBED = recorded_in("theengs/doors", "theengs/bodies")
NOTHING = recorded_in("theengs/nothing")


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda one: one["says"])
def test_a_recorded_payload_gives_its_readings_and_nothing_in_quarantine(recorded: dict[str, Any]) -> None:
    decoded = decode(recorded["topic"], json.dumps(recorded["payload"]).encode(), NOW)
    (report,) = decoded.reports
    assert report.device == recorded["device"]
    assert report.values == recorded["values"]
    assert not decoded.quarantined


@pytest.mark.parametrize("recorded", DESCRIBED, ids=lambda one: one["says"])
def test_what_the_decoder_knew_is_what_the_device_tells_of_itself(recorded: dict[str, Any]) -> None:
    description = decode(recorded["topic"], json.dumps(recorded["payload"]).encode(), NOW).description
    assert description is not None
    assert (description.kind, description.model) == (recorded["kind"], recorded["model"])


@pytest.mark.parametrize("recorded", NOTHING, ids=lambda one: one["says"])
def test_what_says_nothing_of_a_resident_is_neither_a_reading_nor_a_fault(recorded: dict[str, Any]) -> None:
    assert decode(recorded["topic"], json.dumps(recorded["payload"]).encode(), NOW) == Decoded()


@pytest.mark.parametrize("recorded", [*DESCRIBED, *NOTHING], ids=lambda one: one["says"])
def test_no_recorded_temperature_of_theengs_is_a_body_s(recorded: dict[str, Any]) -> None:
    decoded = decode(recorded["topic"], json.dumps(recorded["payload"]).encode(), NOW)
    assert all("body_temperature" not in report.values for report in decoded.reports)
    assert recorded["source"]
