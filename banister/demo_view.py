"""What the demo's terminal shows: a pure picture of one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from banister.demo_ladder import FASTER, LadderLine
from domain.severity import Severity

SHOWN_MESSAGES = 6
SHOWN_ALERTS = 6
FRAME_LINES = 14
"""Titles, headers and the empty lines around the three tables."""
LADDER_FRAME = 3
"""The same of the ladders, where there are some."""
STALE_AFTER_SECONDS = 600.0
MARKS = {Severity.CRITICAL: "!!!", Severity.WARNING: "!!", Severity.INFO: "!"}
STYLES = {Severity.CRITICAL: "bold white on red", Severity.WARNING: "black on yellow", Severity.INFO: "cyan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Somebody who can log in to the demo."""

    who: str
    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentLine:
    """One resident: the newest value of each shown metric as text, and the age of the newest, in seconds."""

    name: str
    flat: str
    values: tuple[str, ...]
    age: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert, by its id."""

    id: str
    severity: Severity
    technical: bool
    who: str
    what: str
    state: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """One message that reached somebody."""

    at: str
    to: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """What stays the same for the whole demo: where, as whom, and how to be a device."""

    address: str
    logins: Sequence[Login]
    publish_line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Everything that moves, at one instant."""

    at: datetime
    columns: tuple[str, ...]
    residents: Sequence[ResidentLine]
    alerts: Sequence[AlertLine]
    told: Sequence[ToldLine]
    readings: int
    status: str
    ladders: Sequence[LadderLine] = ()


def welcome(signpost: Signpost) -> RenderableType:
    """Say where it is, who can log in, and how to be a device: printed once, plain, so that it can be copied."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_row("[bold]web app[/]", f"{signpost.address}/", "")
    table.add_row("[bold]API[/]", f"{signpost.address}/docs", "")
    for one in signpost.logins:
        table.add_row(one.who, f"login [bold]{one.login}[/]", f"password [bold]{one.password}[/]")
    line = Text(signpost.publish_line, style="bold green", no_wrap=True, overflow="ignore")
    title = Text("Banister  ·  Ctrl-C ends everything  ·  not a medical device", style="bold")
    return Group(title, table, Text("Be a device, with a pulse of 180, from another terminal:"), line, Text(""))


def picture(moment: Moment, height: int | None = None) -> RenderableType:
    """Draw what moves; on a terminal of `height` lines, as much of each part as there is room for."""
    if height is None:
        return Group(
            _residents(moment, len(moment.residents)),
            _alerts(moment, SHOWN_ALERTS),
            *_ladders(moment, len(moment.ladders)),
            _told(moment, SHOWN_MESSAGES),
        )
    climbing = min(len(moment.ladders), max(1, (height - FRAME_LINES) // 8))
    room = max(3, height - FRAME_LINES - (LADDER_FRAME + climbing if climbing else 0))
    alerts = min(SHOWN_ALERTS, max(1, len(moment.alerts)), max(1, room // 4))
    messages = min(SHOWN_MESSAGES, len(moment.told), max(1, room // 3))
    return Group(
        _residents(moment, max(1, room - alerts - messages)),
        _alerts(moment, alerts),
        *_ladders(moment, climbing),
        _told(moment, messages),
    )


def _chosen(moment: Moment, most: int) -> list[ResidentLine]:
    """Give at most so many residents, in their order; where not all have room, those with alerts before the others."""
    alerted = {alert.who for alert in moment.alerts}
    urgent_first = sorted(moment.residents, key=lambda line: line.name not in alerted)[:most]
    return [line for line in moment.residents if line in urgent_first]


def _residents(moment: Moment, most: int) -> RenderableType:
    title = _in_a_line(f"{_hidden(moment, most)}{moment.readings:,} readings kept  ·  {moment.status}")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, expand=True)
    table.add_column("resident")
    table.add_column("flat")
    for column in moment.columns:
        table.add_column(column, justify="right")
    table.add_column("age", justify="right")
    for line in _chosen(moment, most):
        table.add_row(line.name, line.flat, *line.values, _age(line.age))
    return table


def _hidden(moment: Moment, most: int) -> str:
    hidden = len(moment.residents) - most
    return f"{hidden} more residents  ·  " if hidden > 0 else ""


def _in_a_line(text: str) -> Text:
    """Cut what is too long, so that the number of lines is known."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def _age(seconds: float | None) -> Text:
    if seconds is None:
        return Text("–", style="dim")
    said = f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
    return Text(said, style="dim strike" if seconds > STALE_AFTER_SECONDS else "green")


def _alerts(moment: Moment, most: int) -> RenderableType:
    table = Table(title="alerts", title_justify="left", box=box.SIMPLE_HEAD, expand=True)
    for column in ("", "who", "what", "state", "since"):
        table.add_column(column, no_wrap=column not in {"what", "state"})
    for line in moment.alerts[:most]:
        style = "grey50" if line.technical else STYLES[line.severity]
        mark = Text(f" {MARKS[line.severity]} {line.severity.word} ", style=style)
        table.add_row(mark, line.who, _in_a_line(line.what), _in_a_line(line.state), line.since)
    if not moment.alerts:
        table.add_row(Text("none yet: one comes within a minute", style="dim"))
    return table


def _ladders(moment: Moment, most: int) -> list[RenderableType]:
    """Show who was told when, who comes next, and whether anybody has answered."""
    if not most:
        return []
    title = _in_a_line(f"who was told, and who is next  ·  waits are 1/{FASTER} of the real ones")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, expand=True, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, ratio=1)
    for line in moment.ladders[:most]:
        table.add_row(line.who, _rungs(line))
    return [table]


def _rungs(line: LadderLine) -> Text:
    """Write the steps in order: when each was told, and in how long the next will be."""
    said = Text(line.state, style="bold green" if line.is_answered else "bold red", no_wrap=True, overflow="ellipsis")
    due = "" if line.due is None or line.is_answered else f" in {max(0, line.due):.0f} s"
    for n, rung in enumerate(line.rungs):
        said.append(" → " if n else "  ", style="dim")
        if rung.told_at:
            said.append(f"{rung.name} {rung.told_at}", style="bold yellow")
        else:
            said.append(f"{rung.name}{due}", style="dim")
            due = ""
    return said


def _told(moment: Moment, most: int) -> RenderableType:
    table = Table(title="told", title_justify="left", box=box.SIMPLE_HEAD, expand=True, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, ratio=1)
    for line in moment.told[-most:] if most else ():
        table.add_row(Text(line.at, style="dim"), Text(f"→ {line.to}", style="bold"), line.text)
    return table
