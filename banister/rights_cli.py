"""`banister export-person` and `banister erase`: the rights of the person, where nobody can or will use the API."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, TextColumn

from api.exports.archive import Format, files
from api.exports.material import Material, Taking
from banister.plainly import told_plainly
from banister.trail import BY, noted
from domain.access import Deed
from domain.errors import BadInput
from store.opening import open_readings
from store.readings import ReadingStore
from store.records import Records, open_records, records_url
from store.settings import StoreSettings
from store.sweeping import Sweeper

out = Console()
_PAUSE_SECONDS = 0.2
_PATIENCE_SECONDS = 30.0


def export_person(
    resident: Annotated[str, typer.Argument(help="A resident's id.")],
    directory: Annotated[Path, typer.Option("--out", help="A folder for the files; it is made, and must be empty.")],
    wanted: Annotated[Format, typer.Option("--format", help="As what they come.")] = Format.JSON,
) -> None:
    """Write everything that is kept about a resident into a folder, and put it on record."""
    from api.fhir import check_installed, resources  # noqa: PLC0415 - FastAPI comes with it: only who needs it

    stores, now = StoreSettings(), datetime.now(UTC)
    with told_plainly(), open_records(records_url(stores)) as records, open_readings(stores) as readings:
        records.people.placement(resident)
        if wanted is Format.FHIR:
            check_installed()
        _make(directory)
        records.audit.put([noted(now, Deed.EXPORT_DATA, resident, f"{wanted}: command line")])
        material = Material(records, readings, Taking(resident=resident, now=now))
        for name, pieces in files(material, wanted, resources):
            path = directory / name
            with path.open("wb") as file:
                file.writelines(pieces)
            out.print(f"{path}  {path.stat().st_size:,} bytes", highlight=False, markup=False)


def erase(
    resident: Annotated[str, typer.Argument(help="A resident's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without, only what would go is shown.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Erase everything that says who a resident is or how they were. It cannot be taken back."""
    stores, now = StoreSettings(), datetime.now(UTC)
    with told_plainly(), open_records(records_url(stores)) as records, open_readings(stores) as readings:
        for name, count in sorted(records.erasure.extent(resident).items()):
            out.print(f"{count:8,}  {name}", highlight=False)
        if not yes:
            out.print("nothing was erased: say --yes")
            return
        records.erasure.erase(resident, BY, now)
        if not _sweep(records, readings, now):
            out.print("the rest of the readings is removed by ingest, within minutes")
    out.print(f"erased {resident}", highlight=False, markup=False)


def _sweep(records: Records, readings: ReadingStore, now: datetime) -> bool:
    sweeper, removed = Sweeper(records, readings), 0
    idle_until = time.monotonic() + _PATIENCE_SECONDS
    with Progress(TextColumn("readings removed: {task.completed:,.0f}"), console=out) as progress:
        task = progress.add_task("", total=None)
        while (swept := sweeper.sweep(now)).more:
            removed += swept.removed
            progress.update(task, completed=removed)
            if swept.removed:
                idle_until = time.monotonic() + _PATIENCE_SECONDS
            elif time.monotonic() > idle_until:
                return False
            else:
                time.sleep(_PAUSE_SECONDS)
        progress.update(task, completed=removed + swept.removed)
    return True


def _make(directory: Path) -> None:
    """Make the folder, for its owner's eyes only; BadInput where it has something in it or cannot be made."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(directory.iterdir()):
            raise BadInput(f"{directory} is not empty")
    except OSError as error:
        raise BadInput(f"{directory} cannot be made: {error}") from error
