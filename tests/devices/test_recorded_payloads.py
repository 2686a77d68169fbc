"""Recorded payloads in, expected readings out."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devices import decode

NOW = datetime(2026, 11, 24, 0, 0, 30, tzinfo=UTC)
FIXTURES = Path(__file__).parent.parent / "fixtures"
RECORDED = [
    json.loads(line)
    for name in ("native.jsonl", "zigbee2mqtt.jsonl")
    for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda one: one["says"])
def test_a_recorded_payload_gives_its_readings_and_nothing_in_quarantine(recorded: dict[str, Any]) -> None:
    decoded = decode(recorded["topic"], json.dumps(recorded["payload"]).encode(), NOW)
    (report,) = decoded.reports
    assert report.device == recorded["device"]
    assert report.values == recorded["values"]
    assert not decoded.quarantined
