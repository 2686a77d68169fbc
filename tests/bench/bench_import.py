"""How long a large community takes to come in as XLSX: 5,000 residents, 15,000 devices."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from banister.importing import read_file
from sheets.writing import Rows, write_xlsx
from store.records import Records, open_records
from store.records.neighbourhood import Loaded

RESIDENTS, DEVICES_EACH, PER_BUILDING = 5_000, 3, 60
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_KINDS = ("手表", "监测仪", "门磁")


def large() -> dict[str, Rows]:
    """Give the rows of a large community, with a steward for each building."""
    buildings = range(-(-RESIDENTS // PER_BUILDING))
    above = [
        {"id": "street", "kind": "街道", "name": "大街道"},
        {"id": "large", "kind": "社区", "name": "大社区", "parent": "street", "site": "large"},
        {"id": "grid", "kind": "网格", "name": "网格", "parent": "large"},
    ]
    people = range(RESIDENTS)
    return {
        "areas": above + [{"id": f"b-{n}", "kind": "楼栋", "name": f"{n} 号楼", "parent": "grid"} for n in buildings],
        "households": [{"id": f"h-{n}", "building": f"b-{n // PER_BUILDING}", "flat": str(n)} for n in people],
        "residents": [
            {"id": f"r-{n}", "name": f"老人{n}", "household": f"h-{n}", "birth_year": "1944", "phone": f"138{n:08}"}
            for n in people
        ],
        "people": [{"id": f"s-{n}", "name": f"楼管{n}", "role": "楼管", "areas": f"b-{n}"} for n in buildings],
        "devices": [
            {"id": f"d-{n}-{k}", "kind": _KINDS[k], "site": "large", "resident": f"r-{n}", "since": "2026-01-01"}
            for n in people
            for k in range(DEVICES_EACH)
        ],
    }


def bench_import() -> list[tuple[str, float, str, float | None]]:
    """Seconds by the clock and of CPU, on an empty SQLite; then the same file again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        write_xlsx(path, large())
        with open_records(f"sqlite:///{folder}/records.sqlite") as records:
            began, cpu = time.perf_counter(), time.process_time()
            loaded = _import(records, path)
            took, worked = time.perf_counter() - began, time.process_time() - cpu
            assert loaded.added > RESIDENTS * (DEVICES_EACH + 2), "the large community did not come in"
            again = _import(records, path)
            assert (again.added, again.changed) == (0, 0)
    return [
        ("import: 5,000 residents, 15,000 devices", took, "s", 60.0),
        ("import: CPU of it", worked, "s", None),
    ]


def _import(records: Records, path: Path) -> Loaded:
    return records.neighbourhood.load(read_file(records, path, {}, lambda _what, _rows: None), NOW)
