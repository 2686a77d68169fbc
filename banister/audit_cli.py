"""`banister audit`: whether the trail is whole, and what stands in it."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from banister.plainly import told_plainly
from domain.access import Deed
from store.records import open_records, records_url
from store.records.audit import Recorded, Wanted
from store.settings import StoreSettings

app = typer.Typer(no_args_is_help=True, help="The trail of who saw and did what.")
out = Console()


@app.command()
def verify(
    head: Annotated[
        str, typer.Option(help="A head that was kept elsewhere: it must be in the trail, or it was written anew.")
    ] = "",
) -> None:
    """Follow the trail's chain from where it was last cut off; ends with 1 where a byte was changed or a row is gone.

    Keep the head that it prints on paper or on another machine: who can write to the database could write a new trail.
    """
    with told_plainly(), open_records(records_url(StoreSettings())) as records, Progress(transient=True) as progress:
        task = progress.add_task("following the trail", total=None)
        verdict = records.audit.verify(
            head.strip() or None, lambda done, of: progress.update(task, completed=done, total=of)
        )
    cut = verdict.cut
    out.print(f"{verdict.rows - cut.n} rows", highlight=False)
    if cut.at is not None:
        out.print(f"rows up to {cut.n} were cut off at {cut.at:%Y-%m-%d %H:%M:%S}", highlight=False, soft_wrap=True)
    out.print(f"head {verdict.head or '(none)'}", highlight=False, soft_wrap=True)
    if verdict.broken_at is not None:
        out.print(f"[bold red]broken at row {verdict.broken_at}[/]: {verdict.reason}", highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    out.print("whole", style="green")


@app.command(name="list")
def list_(
    *,
    about: Annotated[str, typer.Option(help="A resident's id, or `area:` and an area's.")] = "",
    by: Annotated[str, typer.Option(help="A person's id.")] = "",
    deed: Annotated[Deed | None, typer.Option(help="What was asked for.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="Only what was refused.")] = False,
    before: Annotated[int | None, typer.Option(min=1, help="Rows older than this one's number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many rows.")] = 50,
) -> None:
    """List rows of the trail, the newest first: number, when (UTC), who, what, about whom."""
    wanted = Wanted(
        subjects=[about] if about else None, person=by or None, deed=deed, allowed=False if refused else None
    )
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        for row in records.audit.found(wanted, before, limit):
            out.print(described(row), highlight=False, markup=False, soft_wrap=True)


def described(row: Recorded) -> str:
    """Say one row on one line."""
    outcome = "" if row.allowed else "  REFUSED"
    detail = f"  ({row.detail})" if row.detail else ""
    person = row.person or "-"
    return f"{row.n}  {row.at:%Y-%m-%d %H:%M:%S}  {person}  {row.deed.value}  {row.subject}{outcome}{detail}"
