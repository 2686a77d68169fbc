"""The command line: `python -m simulators`, mounted by `banister simulate` as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simulators.clock import Clock
from simulators.errors import BadRequest, LineError, SimulatorError
from simulators.load import Load
from simulators.performance import Order, perform, perform_load
from simulators.progress import console
from simulators.requests import duration
from simulators.scenarios import SCENARIOS
from simulators.settings import Settings

app = typer.Typer(add_completion=False, help="Devices that do not exist: simulated life, stories, load.")


class Connections(StrEnum):
    """How devices come to the broker."""

    SHARED = "shared"
    PER_DEVICE = "per-device"


_LIFE, _LOAD = "Simulated life", "Load"
_File = Annotated[Path, typer.Option("--file", help="The neighbourhood, as `banister import` reads it.")]
_Residents = Annotated[int, typer.Option(min=0, help="So many invented residents in place of the file.")]
_Site = Annotated[str, typer.Option(help="The site of invented residents and of load.")]
_Seed = Annotated[int, typer.Option(help="The world: the same seed, the same lives.")]
_Zone = Annotated[str, typer.Option(help="The clock that people live by.")]
_Speed = Annotated[
    float, typer.Option(min=0.01, max=86_400, help="Life runs so many times as fast.", rich_help_panel=_LIFE)
]
_Past = Annotated[str, typer.Option("--backfill", help="First upload this past, e.g. 24h.", rich_help_panel=_LIFE)]
_For = Annotated[str, typer.Option("--for", help="End after this time; 0s: never.", rich_help_panel=_LIFE)]
_Story = Annotated[
    list[str] | None, typer.Option("--scenario", help="NAME[:RESIDENT][@AFTER], repeatable.", rich_help_panel=_LIFE)
]
_Lines = Annotated[Connections, typer.Option(help="One connection, or each its own.", rich_help_panel=_LIFE)]
_Keys = Annotated[Path | None, typer.Option(help="YAML: <site>.<device> to username, password.", rich_help_panel=_LIFE)]
_List = Annotated[bool, typer.Option("--list-scenarios", help="Print the stories and end.")]
_AsLoad = Annotated[bool, typer.Option("--load", help="Publish load instead of life.", rich_help_panel=_LOAD)]
_Devices = Annotated[int, typer.Option(min=1, max=1_000_000, rich_help_panel=_LOAD)]
_Rate = Annotated[str, typer.Option(help="Messages a second, or max.", rich_help_panel=_LOAD)]
_Messages = Annotated[int, typer.Option(min=1, rich_help_panel=_LOAD)]
_Within = Annotated[str, typer.Option("--duration", help="End after this time, e.g. 60s.", rich_help_panel=_LOAD)]


@app.callback(invoke_without_command=True)
def simulate(
    *,
    file: _File = Path("examples/neighbourhood.yaml"),
    residents: _Residents = 0,
    site: _Site = "simulated",
    seed: _Seed = 1,
    timezone: _Zone = "Asia/Shanghai",
    speed: _Speed = 1.0,
    backfill: _Past = "0s",
    lasts: _For = "0s",
    scenario: _Story = None,
    connections: _Lines = Connections.SHARED,
    credentials: _Keys = None,
    list_scenarios: _List = False,
    load: _AsLoad = False,
    devices: _Devices = 200,
    rate: _Rate = "max",
    messages: _Messages = 1_000_000,
    within: _Within = "60s",
) -> None:
    """Stand in for devices over any MQTT broker (BANISTER_MQTT_URL, or the embedded one of BANISTER_DATA_DIR)."""
    with _told_plainly():
        if list_scenarios:
            Console().print(_stories())
        elif load:
            seconds = duration(within).total_seconds()
            _load(Load(devices=devices, site=site, seed=seed, messages=messages, duration=seconds, rate=_rate(rate)))
        else:
            order = Order(
                file=file,
                residents=residents,
                site=site,
                seed=seed,
                timezone=timezone,
                speed=speed,
                backfill=duration(backfill),
                lasts=duration(lasts) or None,
                scenarios=scenario or (),
                per_device=connections is Connections.PER_DEVICE,
                credentials=credentials,
            )
            _say_unacknowledged(perform(order, Settings().access(), Clock()))


def _load(load: Load) -> None:
    result = perform_load(Settings().access(), load)
    Console(soft_wrap=True).print(
        f"messages={result.messages} seconds={result.seconds:.2f} msg/s={result.per_second:.0f} "
        f"cpu_us/message={result.cpu_us_per_message:.1f} unacknowledged={result.unacknowledged}"
    )
    _say_unacknowledged(result.unacknowledged)


def _say_unacknowledged(count: int) -> None:
    if count:
        raise LineError(f"the broker did not confirm {count} messages")


def _rate(text: str) -> float | None:
    if text == "max":
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < 10_000_000:
        raise BadRequest(f"--rate {text!r} is neither a number of messages a second nor max")
    return rate


def _stories() -> Table:
    table = Table("scenario", "story", "needs", "must cause")
    for story in SCENARIOS.values():
        causes = ", ".join(f"{expected.rule} ({expected.severity})" for expected in story.expects)
        table.add_row(story.name, story.title, ", ".join(sorted(story.needs)), causes)
    return table


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what a person can put right into a sentence and exit code 2 (a broker's fault: 1)."""
    try:
        yield
    except SimulatorError as problem:
        console.print(f"[red]error:[/red] {escape(str(problem))}", soft_wrap=True, highlight=False)
        raise typer.Exit(1 if isinstance(problem, LineError) else 2) from problem
