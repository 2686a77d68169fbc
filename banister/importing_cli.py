"""`banister import` and `banister export-community`, as they are typed and as they look on a terminal."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from banister.importing import Tell, give_passwords, password_file, read_file
from banister.plainly import told_plainly
from domain.errors import BadInput
from domain.people import Person
from sheets.raw import BadTables, Fault
from store.records import Records, open_records, records_url
from store.records.export_trail import EXPORTED, seen_in
from store.records.neighbourhood import Loaded, Neighbourhood
from store.settings import StoreSettings

_MOST_SHOWN = 500


def import_(
    file: Annotated[
        Path | None, typer.Argument(help="A neighbourhood: YAML, XLSX, or a folder or zip of CSV files.")
    ] = None,
    template: Annotated[Path | None, typer.Option(help="Write an empty workbook to fill in, and end.")] = None,
    dry_run: Annotated[  # noqa: FBT002 - so typer makes a switch
        bool, typer.Option("--dry-run", help="Check all of it and say what it would change.")
    ] = False,
    passwords: Annotated[Path | None, typer.Option(help="Write first passwords to this new file, mode 0600.")] = None,
) -> None:
    """Load a neighbourhood: areas, households, residents, devices, people, channels, rules. Idempotent."""
    out = Console()
    with told_plainly():
        if template is not None:
            return _write_template(out, template)
        if file is None:
            raise BadInput("say which file to import, or --template FILE.xlsx for one to fill in")
        with open_records(records_url(StoreSettings())) as records:
            try:
                _import(out, records, file, passwords, rehearse=dry_run)
            except BadTables as error:
                _show(Console(stderr=True), error.faults)
                raise typer.Exit(1) from None


def export_community(
    area: Annotated[str, typer.Argument(help="An area's id; all below it comes along.")],
    to: Annotated[Path, typer.Option("--out", help="A new .xlsx file, or a folder for CSV files.")],
) -> None:
    """Write a community as tables that `banister import` takes: no passwords, no channels, no keys."""
    from sheets.exporting import write_community  # noqa: PLC0415 - openpyxl is slow to read in

    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        if to.exists():
            raise BadInput(f"{to}: is there already")
        now = datetime.now(UTC)
        community = records.neighbourhood.unload([area], now)
        records.audit.put([*seen_in(community, EXPORTED, now)])
        with _writable(to):
            write_community(community, to)
        count = (
            f"{len(community.residents)} residents, {len(community.devices)} devices, {len(community.people)} people"
        )
        Console().print(f"wrote {to}: {count}", highlight=False, markup=False, soft_wrap=True)


def _write_template(out: Console, path: Path) -> None:
    from sheets.writing import write_xlsx  # noqa: PLC0415 - openpyxl is slow to read in

    if path.exists() or path.suffix.lower() != ".xlsx":
        raise BadInput(f"{path}: is there already" if path.exists() else f"{path}: a template's name ends in .xlsx")
    with _writable(path):
        write_xlsx(path, {})
    out.print(f"wrote {path}: fill it in, then banister import {path} --dry-run", markup=False, soft_wrap=True)


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from error


def _import(out: Console, records: Records, file: Path, passwords: Path | None, *, rehearse: bool) -> None:
    now = datetime.now(UTC)
    with _bar() as step:
        tree = read_file(records, file, os.environ, lambda what, rows: step(f"reading {what}", rows))
        if rehearse or passwords is None:
            step("writing to the records", 0)
            loaded = records.neighbourhood.load(tree, now, rehearse=rehearse)
        else:
            loaded = _with_file(records, passwords, tree, now, step)
    if rehearse:
        out.print(f"would add {loaded.added}, change {loaded.changed}, leave {loaded.unchanged}; nothing was written")
        return
    out.print(f"added {loaded.added}, changed {loaded.changed}, unchanged {loaded.unchanged}")
    if passwords is not None:
        told = f"{len(loaded.new_logins)} first passwords are in {passwords}: hand them out, then delete it"
        out.print(told, highlight=False, markup=False, soft_wrap=True)
    elif loaded.new_logins:
        out.print("passwords, shown this once:")
        give_passwords(records, loaded, now, lambda person, password: _say(out, person, password))


def _with_file(
    records: Records, path: Path, tree: Neighbourhood, now: datetime, step: Callable[[str, int], None]
) -> Loaded:
    with password_file(path) as tell:
        step("writing to the records", 0)
        loaded = records.neighbourhood.load(tree, now)
        give_passwords(records, loaded, now, _counting(tell, step))
    return loaded


def _counting(tell: Tell, step: Callable[[str, int], None]) -> Tell:
    given = 0

    def count(person: Person, password: str) -> None:
        nonlocal given
        given += 1
        step("giving first passwords", given)
        tell(person, password)

    return count


def _say(out: Console, person: Person, password: str) -> None:
    out.print(f"  {person.login}  {password}  ({person.name})", highlight=False, markup=False)


@contextmanager
def _bar() -> Iterator[Callable[[str, int], None]]:
    """Show what is done, how far, and for how long; nothing of it stays, and nothing is shown to a pipe."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"))
    console = Console(stderr=True)
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None, rows="")

        def step(what: str, rows: int) -> None:
            bar.update(task, description=what, rows=f"{rows:,} rows" if rows else "")

        yield step


def _show(console: Console, faults: tuple[Fault, ...]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("sheet", overflow="fold", min_width=6)
    table.add_column("row", justify="right", no_wrap=True)
    table.add_column("column", overflow="fold", min_width=8)
    table.add_column("value", overflow="fold", min_width=8, style="yellow")
    table.add_column("what is wrong", overflow="fold", ratio=1)
    for one in faults[:_MOST_SHOWN]:
        row = str(one.row) if one.row else ""
        table.add_row(*map(Text, (one.sheet, row, one.column, one.value, one.reason)))
    console.print(table)
    if len(faults) > _MOST_SHOWN:
        console.print(f"… and {len(faults) - _MOST_SHOWN} more")
    console.print(f"[bold red]banister:[/] {len(faults)} faults; nothing was written", highlight=False)
