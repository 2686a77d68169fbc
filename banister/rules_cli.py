"""`banister rules`: what holds, and how often a rule would have fired."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from banister.demo import example
from banister.plainly import told_plainly
from banister.simulated_past import SimulatedPast, simulated_past
from banister.trail import noted
from domain.access import Deed
from domain.baselines import HISTORY_DAYS
from domain.errors import BadInput
from domain.limits import Side, limit
from domain.metrics import METRICS, MetricKind
from domain.rules import LimitRule, Rule, ThresholdRule
from domain.severity import Severity
from domain.tryout import Firing, Tryout
from store.opening import open_readings
from store.readings import ReadingStore
from store.records import Records, open_records, records_url
from store.settings import StoreSettings
from store.tryouts import Compared, compare

app = typer.Typer(no_args_is_help=True, help="Rules: what holds, and how often one would have fired.")
out = Console()
_SHOWN = 10


@app.command(name="list")
def list_() -> None:
    """List the rules in their newest versions."""
    table = Table(box=None)
    for column in ("rule", "kind", "", "limits", "from"):
        table.add_column(column, no_wrap=column in {"rule", "kind"})
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        for rule in records.rules.rules():
            table.add_row(rule.id, rule.kind, "" if rule.enabled else "off", limits_of(rule), rule.source)
    out.print(table)


@app.command(name="try")
def try_(  # noqa: PLR0917 - a command's options are its arguments
    resident: Annotated[str, typer.Option(help="Whose past: a resident's id.")],
    rule: Annotated[str, typer.Option(help="A rule that is there already, by its id, also one that is off.")] = "",
    metric: Annotated[str, typer.Option(help="Or a new threshold: its metric,")] = "",
    above: Annotated[float | None, typer.Option(help="and the limit at or above which it fires,")] = None,
    below: Annotated[float | None, typer.Option(help="or at or below which it does.")] = None,
    hold: Annotated[float, typer.Option(min=0, help="Minutes that it must last before it fires.")] = 0,
    in_a_row: Annotated[int, typer.Option(min=1, help="Readings in a row before it fires.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=400, help="How many days back.")] = 30,
    simulated: Annotated[bool, typer.Option(help="On a simulated past, not on what is stored.")] = False,  # noqa: FBT002 - a flag
    seed: Annotated[int, typer.Option(help="The world that is simulated.")] = 1,
    file: Annotated[Path | None, typer.Option(help="Its neighbourhood; none: the demo's.")] = None,
) -> None:
    """Say when a rule would have fired, how often a day, and how the rule in force compares."""
    until = datetime.now(UTC)
    since = until - timedelta(days=days)
    with told_plainly():
        if rule and metric:
            raise BadInput("say either --rule or --metric")
        new = None if rule else _threshold(metric, above, below, hold=hold, in_a_row=in_a_row)
        begun = since - (timedelta(days=1) if new else timedelta(days=HISTORY_DAYS))
        past = SimulatedPast(file=file or example(), resident=resident, since=begun, until=until, seed=seed)
        with _simulated(past) if simulated else _stored() as (records, readings):
            found = compare(records, readings, resident, new or records.rules.rule(rule), since=since, until=until)
            if not simulated:
                records.audit.put([noted(until, Deed.SEE_READINGS, resident, "rule tried")])
    show(out, found)


def show(console: Console, found: Compared) -> None:
    """Print both rules side by side, and when the tried one would have fired."""
    table = Table(box=None)
    for column in ("", "rule", "limits", "alerts", "a day", "critical"):
        counts = column in {"alerts", "a day", "critical"}
        table.add_column(column, justify="right" if counts else "left", no_wrap=column != "limits")
    for name, one in (("tried", found.tried), ("in force", found.in_force)):
        table.add_row(name, *(_cells(one) if one is not None else ("nothing", "", "", "", "")))
    console.print(table)
    tried = found.tried
    if found.in_force is not None and found.in_force.rule.source:
        console.print(f"in force by: {found.in_force.rule.source}", highlight=False, markup=False)
    console.print(
        f"{tried.resident}: {tried.reports:,} reports from {tried.begun:%Y-%m-%d %H:%M}"
        f" to {tried.until:%Y-%m-%d %H:%M} UTC, {tried.days:.1f} days",
        highlight=False,
    )
    if not tried.reports:
        console.print("nothing was read in that time: --simulated tries it on a simulated past", style="yellow")
    for firing in found.tried.firings[-_SHOWN:]:
        console.print(f"  {_said(firing)}", highlight=False)
    if len(found.tried.firings) > _SHOWN:
        console.print(f"  (the last {_SHOWN} of {len(found.tried.firings)})", style="dim")


def limits_of(rule: Rule) -> str:
    """Say a rule's limits shortly; empty where it has none."""
    if not isinstance(rule, LimitRule):
        return ""
    signs = {Side.ABOVE: ("≥", ">"), Side.BELOW: ("≤", "<")}[rule.fires]
    return ", ".join(f"{one.severity.word} {signs[one.strict]} {one.fires_at:g}" for one in rule.limits)


def _cells(one: Tryout) -> tuple[str, ...]:
    critical = sum(firing.severity is Severity.CRITICAL for firing in one.firings)
    return one.rule.id, limits_of(one.rule), str(len(one.firings)), f"{one.per_day:.2f}", str(critical)


def _said(firing: Firing) -> str:
    lasted = "to the end" if firing.ended_at is None else f"{(firing.ended_at - firing.started_at) // _MINUTE} min"
    value = "" if firing.value is None else f"  {firing.value:g}"
    facts = "".join(f"  {name} {number:g}" for name, number in firing.facts.items())
    return f"{firing.started_at:%m-%d %H:%M}  {firing.severity.word:8}{value}  {lasted}{facts}"


_MINUTE = timedelta(minutes=1)


def _threshold(metric: str, above: float | None, below: float | None, *, hold: float, in_a_row: int) -> ThresholdRule:
    if metric not in METRICS or METRICS[metric].kind is not MetricKind.GAUGE:
        gauges = ", ".join(name for name, one in METRICS.items() if one.kind is MetricKind.GAUGE)
        raise BadInput(f"say --rule, or --metric as one of {gauges}")
    if (above is None) == (below is None):
        raise BadInput("say either --above or --below")
    side, fires_at = (Side.ABOVE, above) if above is not None else (Side.BELOW, below)
    known = METRICS[metric]
    if fires_at is None or not known.lowest <= fires_at <= known.highest:
        raise BadInput(f"{metric} is believed between {known.lowest:g} and {known.highest:g}")
    return ThresholdRule(
        id=f"{metric}_{side}_{fires_at:g}",
        metric=metric,
        side=side,
        limits=(limit(metric, side, Severity.WARNING, fires_at),),
        hold=timedelta(minutes=hold),
        in_a_row=in_a_row,
    )


@contextlib.contextmanager
def _stored() -> Iterator[tuple[Records, ReadingStore]]:
    stores = StoreSettings()
    with open_records(records_url(stores)) as records, contextlib.closing(open_readings(stores)) as readings:
        yield records, readings


@contextlib.contextmanager
def _simulated(past: SimulatedPast) -> Iterator[tuple[Records, ReadingStore]]:
    with Progress(console=out, transient=True) as progress:
        task = progress.add_task("living the past", total=1.0)
        tell: Callable[[float], None] = lambda share: progress.update(task, completed=share)  # noqa: E731
        with simulated_past(past, tell) as both:
            progress.stop()
            yield both
