"""`banister scenarios list` and `banister scenarios run`."""

import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from banister.plainly import told_plainly
from banister.scenarios import Task, chosen, play_all, tasks
from banister.scenarios_broker import play_through_broker
from banister.scenarios_table import Verdict, listed, summed_up, table_of

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Stories with the alerts and messages that they must cause."
)
out = Console()

_Names = Annotated[list[str] | None, typer.Argument(help="Scenarios; none: all of them.")]
_Seed = Annotated[int, typer.Option(help="The world: the same seed, the same stories.")]
_Faults = Annotated[bool, typer.Option("--faults", help="Play the generated variants of each as well.")]
_Broker = Annotated[
    bool, typer.Option("--broker", help="Play those that need no hours in real time, through a real broker.")
]


@app.command(name="list")
def list_() -> None:
    """Show all scenarios and what they must cause."""
    out.print(listed(chosen(())))


@app.command()
def run(*, names: _Names = None, seed: _Seed = 1, faults: _Faults = False, broker: _Broker = False) -> None:
    """Play scenarios and compare; ends with 1 where one disagrees."""
    with told_plainly():
        scenarios = chosen(names or ())
        began = time.monotonic()
        if broker:
            soon = [one for one in scenarios if one.soon]
            verdicts = _with_progress([Task(scenario=one.name, variant="", seed=seed) for one in soon], broker=True)
        else:
            verdicts = _with_progress(tasks(scenarios, seed=seed, faults=faults), broker=False)
        out.print(table_of(verdicts))
        out.print(summed_up(verdicts, time.monotonic() - began))
    if not all(one.agrees for one in verdicts):
        raise typer.Exit(1)


def _with_progress(wanted: list[Task], *, broker: bool) -> list[Verdict]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        bar = progress.add_task("playing", total=len(wanted))
        play = play_through_broker if broker else play_all
        return play(wanted, lambda done: progress.update(bar, completed=done))
