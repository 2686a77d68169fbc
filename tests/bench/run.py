"""`make bench`: speed and memory, measured on this machine and printed as one table.

Every `bench_*.py` beside this file holds functions `bench_…()` that return rows (name, value, unit, limit or None).
A limit is the most that a value may be; for a rate (a unit that ends in "/s") it is the least. Each module runs in
a process of its own, `--rounds` times; the table shows the medians. Nothing is written to the repository.
"""

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeAlias

import pytest
from rich.console import Console
from rich.table import Table

Row: TypeAlias = tuple[str, float, str, float | None]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(slots=True, kw_only=True)
class Measured:
    """One row of the table: the same measurement of every round."""

    name: str
    unit: str
    limit: float | None
    values: list[float] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether the median keeps the limit."""
        if self.limit is None:
            return True
        middle = median(self.values)
        return middle >= self.limit if self.unit.endswith("/s") else middle <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a round of one module gave: rows, or why there are none."""

    rows: list[Row]
    missing: str = ""
    failure: str = ""


def main() -> int:
    """Run the benches that are named (all, when none is); 1 when a limit is not kept or a bench broke."""
    options = argparse.ArgumentParser(description="Measure speed and memory.")
    options.add_argument("names", nargs="*", help="modules, such as bench_ingest or ingest")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.into is not None:
        chosen.into.write_text(json.dumps(_rows_of(chosen.names[0])), encoding="utf-8")
        return 0
    return _run_all(_modules(chosen.names), chosen.rounds)


def _modules(names: Sequence[str]) -> list[str]:
    found = sorted(path.stem for path in HERE.glob("bench_*.py"))
    return [name for name in found if not names or {name, name.removeprefix("bench_")} & set(names)]


def _rows_of(module: str) -> dict[str, object]:
    found = importlib.import_module(f"tests.bench.{module}")
    rows: list[Row] = []
    try:
        for name in sorted(name for name in vars(found) if name.startswith("bench_")):
            rows.extend(_rows_from(name, getattr(found, name)()))
    except pytest.skip.Exception as skipped:
        return {"rows": rows, "missing": str(skipped)}
    return {"rows": rows}


def _rows_from(name: str, answer: Mapping[str, float] | Iterable[Row]) -> Iterable[Row]:
    """Return the rows of one function; a mapping of plain figures has no units and no limits."""
    if isinstance(answer, Mapping):
        words = name.removeprefix("bench_").replace("_", " ")
        return [(f"{words}: {key.replace('_', ' ')}", value, "", None) for key, value in answer.items()]
    return answer


def _in_its_own_process(module: str) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder, "rows.json")
        command = [sys.executable, "-m", "tests.bench.run", module, "--into", str(into)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return Outcome(rows=[], failure="\n".join(done.stderr.strip().splitlines()[-12:]) or "it said nothing")
        answer = json.loads(into.read_text(encoding="utf-8"))
    return Outcome(rows=[tuple(row) for row in answer["rows"]], missing=answer.get("missing", ""))


def _run_all(modules: Sequence[str], rounds: int) -> int:
    screen = Console(width=None if sys.stdout.isatty() else 130)
    measured: dict[str, dict[str, Measured]] = defaultdict(dict)
    broken = False
    for module, number in ((module, number) for module in modules for number in range(rounds)):
        screen.print(f"[dim]• {module}, round {number + 1} of {rounds}[/dim]")
        outcome = _in_its_own_process(module)
        _add(measured[module], outcome.rows)
        broken |= bool(outcome.failure)
        if outcome.failure or outcome.missing:
            screen.print(f"  {module}: {outcome.failure or outcome.missing}", style="yellow", markup=False)
            break
    screen.print(_table(measured))
    kept = all(row.kept for rows in measured.values() for row in rows.values())
    return 0 if kept and not broken else 1


def _add(rows: dict[str, Measured], more: Sequence[Row]) -> None:
    for name, value, unit, limit in more:
        rows.setdefault(name, Measured(name=name, unit=unit, limit=limit)).values.append(value)


def _table(measured: dict[str, dict[str, Measured]]) -> Table:
    table = Table(title="Banister on this machine", title_justify="left")
    for heading in ("bench", "measured", "median", "lowest – highest", "limit", ""):
        table.add_column(heading, justify="left" if heading in {"bench", "measured", ""} else "right")
    for module, rows in measured.items():
        for cells in _cells(rows.values()):
            table.add_row(module.removeprefix("bench_"), *cells)
        table.add_section()
    return table


def _cells(rows: Iterable[Measured]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        sign = "≥" if row.unit.endswith("/s") else "≤"
        limit = f"{sign} {_shown(row.limit)}" if row.limit is not None else ""
        verdict = "" if row.limit is None else "[green]kept[/green]" if row.kept else "[red]NOT KEPT[/red]"
        spread = f"{_shown(min(row.values))} – {_shown(max(row.values))}"
        yield row.name, f"{_shown(median(row.values))} {row.unit}", spread, limit, verdict


def _shown(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
