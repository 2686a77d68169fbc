"""How a run of scenarios is shown: a table, and for what disagrees all that happened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from banister.scenarios_record import Performance
from banister.scenarios_verdict import disagreements, expected_in_words, got_in_words
from simulators.story import Scenario

SHOWN_MESSAGES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A performance, and what is not as it must be."""

    performance: Performance
    differences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether everything is as it must be."""
        return not self.differences


def judged(performance: Performance) -> Verdict:
    """Compare what came with what must come."""
    return Verdict(performance=performance, differences=tuple(disagreements(performance)))


def listed(scenarios: Iterable[Scenario]) -> Table:
    """Show what there is."""
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("scenario", "story", "must cause", "lasts"):
        table.add_column(column)
    for one in scenarios:
        table.add_row(one.name, one.title, expected_in_words(one), str(one.lasts))
    return table


def table_of(verdicts: Sequence[Verdict]) -> RenderableType:
    """Show a run: a line a scenario, and under it all that happened where it disagrees."""
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("story", "expected", "got", "told", "agrees"):
        table.add_column(column, justify="right" if column == "told" else "left")
    for one in verdicts:
        table.add_row(*_row(one))
    return Group(table, *(part for one in verdicts if not one.agrees for part in _why(one)))


def _row(one: Verdict) -> Iterator[RenderableType]:
    performance = one.performance
    yield _name(performance)
    yield expected_in_words(performance.scenario)
    yield got_in_words(performance)
    yield str(sum(not telegram.carried for telegram in performance.told))
    yield Text("yes", style="green") if one.agrees else Text("NO", style="bold red")


def _name(performance: Performance) -> str:
    variant = performance.variant.name
    return f"{performance.scenario.name} ({variant})" if variant else performance.scenario.name


def _why(one: Verdict) -> Iterator[RenderableType]:
    performance = one.performance
    start = f"{performance.start:%A %H:%M}, seed {performance.seed}"
    yield Text(f"\n{_name(performance)}: {performance.scenario.title} ({start})", style="bold red")
    yield from (Text(f"  ✗ {difference}", style="red") for difference in one.differences)
    for alert, moves in performance.alerts:
        yield Text(f"  {alert.rule} {alert.severity.word} {alert.state} {alert.resident}", style="bold")
        for move in moves:
            value = "" if move.value is None else f" {move.value:g}"
            local = move.at.astimezone(performance.start.tzinfo)
            yield Text(f"    {local:%d %H:%M:%S} {move.kind}{value} {move.severity.word} {move.by} {move.note}")
    for told in performance.told[:SHOWN_MESSAGES]:
        how = " (carried)" if told.carried else ""
        local = told.at.astimezone(performance.start.tzinfo)
        yield Text(f"    {local:%d %H:%M:%S} → {told.who}: {told.rule} {told.reason}{how} · {told.title}", style="cyan")


def summed_up(verdicts: Sequence[Verdict], seconds: float) -> Text:
    """Say in a line how many agree, and how long a day of one resident took."""
    wrong = sum(not one.agrees for one in verdicts)
    lived = sum(one.performance.lived.total_seconds() * one.performance.scenario.place.flats for one in verdicts)
    took = sum(one.performance.took for one in verdicts)
    said = "all agree" if not wrong else f"{wrong} disagree"
    each = took / (lived / 86_400) if lived else 0.0
    text = f"{len(verdicts)} played in {seconds:.1f} s: {said} · {each:.2f} s for a day of one resident"
    return Text(text, style="bold red" if wrong else "bold green")
