"""What a device costs ingest and alerts in memory: 100,000 residents with three devices each, all of them heard."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from mqtt.broker import EmbeddedBroker
from store.opening import open_readings
from store.records import open_records
from store.records.opening import records_url
from store.settings import StoreSettings
from tests.bench.villages import SITE, village
from tests.end_to_end.houses import House

RESIDENTS, PER_RESIDENT = 100_000, 3
SERVICES = ("ingest", "alerts")
LIMIT_BYTES = 1024.0
_OWN, _MAPPED = "RssAnon:", "RssFile:"


def bench_memory_per_device() -> list[tuple[str, float, str, float | None]]:
    """Memory of both services beyond that of an empty house, by device.

    What counts is their own: pages of the readings' file that they have mapped are the kernel's to take back. They are
    shown besides.
    """
    devices = RESIDENTS * PER_RESIDENT
    with _house(residents=1, per_resident=1) as house:
        empty = _memory(house)
    with _house(residents=RESIDENTS, per_resident=PER_RESIDENT) as house:
        _hear_all(house, devices)
        full = _memory(house)
    each = {name: (full[name][_OWN] - empty[name][_OWN]) / devices for name in SERVICES}
    mapped = sum(full[name][_MAPPED] - empty[name][_MAPPED] for name in SERVICES) / devices
    rows: list[tuple[str, float, str, float | None]] = [
        (f"{name}: memory a device, {devices:,} devices", value, "B", None) for name, value in each.items()
    ]
    rows.append((f"besides, mapped pages of files a device, {devices:,} devices", mapped, "B", None))
    return [*rows, (f"ingest + alerts: memory a device, {devices:,} devices", sum(each.values()), "B", LIMIT_BYTES)]


@contextmanager
def _house(residents: int, per_resident: int) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        settings = StoreSettings(data_dir=data_dir)
        with open_records(records_url(settings)) as records, closing(open_readings(settings)) as readings:
            village(records, residents, per_resident=per_resident)
            house = House(data_dir=data_dir, records=records, readings=readings, broker=EmbeddedBroker(data_dir))
            house.start(*SERVICES)
            yield house
            house.supervisor.stop()


def _hear_all(house: House, devices: int) -> None:
    """Let every device speak once, and wait until both services have taken it in."""
    bounds = ("--devices", str(devices), "--messages", str(devices), "--site", SITE, "--duration", "300s")
    command = [sys.executable, "-m", "simulators", "--load", *bounds]
    environment = {"BANISTER_DATA_DIR": str(house.data_dir), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    for name in SERVICES:
        house.until(partial(_has_received, house, name, devices), within=300, what=name)


def _has_received(house: House, name: str, messages: int) -> bool:
    received = house.line_of(name).get("received", 0)
    return isinstance(received, int) and received >= messages


def _memory(house: House) -> dict[str, dict[str, int]]:
    """Give the resident bytes of each service by kind."""
    return {name: _resident_bytes(house.supervisor.pid(name)) for name in SERVICES}


def _resident_bytes(pid: int) -> dict[str, int]:
    lines = (line.split() for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines())
    found = {line[0]: int(line[1]) * 1024 for line in lines if line[0] in {_OWN, _MAPPED}}
    if len(found) < len({_OWN, _MAPPED}):
        raise ProcessLookupError(pid)
    return found
