"""`banister channels`: by what people are told, and whether it works."""

import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from banister.plainly import told_plainly
from banister.trail import noted
from domain.access import Deed
from domain.errors import BanisterError, NotFound
from domain.notifications import Channel, DeliveryState, Notification, Reason
from store.records import Records, open_records, records_url
from store.records.outbox import Delivery as Row
from store.settings import StoreSettings

app = typer.Typer(no_args_is_help=True, help="By what people are told: what there is, and whether it works.")
out = Console()

SENDER = "alerts"
"""The service that sends; several share the sites as `alerts-<site>`."""
ALIVE_WITHIN = timedelta(seconds=10)
LOOK_EVERY = 0.2


class NobodySends(BanisterError):
    """No service runs that would send a message."""


@app.command("list")
def list_channels(
    person: Annotated[str | None, typer.Option(help="Only of this person.")] = None,
) -> None:
    """List the channels in the order in which each person is told, and how they did lately."""
    table = Table(box=None)
    for column in ("channel", "person", "kind", "rank", "", "sent (UTC)", "failed (UTC)"):
        table.add_column(column, no_wrap=column not in {"kind", "failed (UTC)"})
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        wanted = _channels(records, None, person)
        health = records.outbox.health([one.id for one in wanted])
        for one in wanted:
            lately = health[one.id]
            failure = f"{_minute(lately.last_failed_at)} {lately.disabled_why or lately.error}".strip()
            kind = f"{one.kind}, a group" if one.is_group else str(one.kind)
            state = "" if one.enabled else "off"
            cells = (one.id, one.person, kind, str(one.rank), state, _minute(lately.last_sent_at), failure)
            table.add_row(*map(escape, cells))
    out.print(table)


@app.command("test")
def send_tests(
    channel: Annotated[str | None, typer.Argument(help="A channel's id; none: all that are on.")] = None,
    person: Annotated[str | None, typer.Option(help="All channels of this person.")] = None,
    wait: Annotated[float, typer.Option(min=1, max=600, help="How many seconds an answer is waited for.")] = 30,
) -> None:
    """Send a test message the way alerts go, and say what came of it; ends with 1 where one was not taken."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        wanted = [one for one in _channels(records, channel, person) if one.enabled or channel]
        if not wanted:
            raise NotFound("there is no channel that is on")
        _somebody_sends(records, datetime.now(UTC))
        rows = [_put(records, one, datetime.now(UTC)) for one in wanted]
        all_well = _tell_results(wanted, _results(records, rows, wait))
    if not all_well:
        raise typer.Exit(1)


def _channels(records: Records, channel: str | None, person: str | None) -> list[Channel]:
    """Give these, by person and rank. Raises NotFound for a channel or person that there is not."""
    if channel is not None:
        return [records.people.channel(channel)]
    people = [records.people.person(person)] if person is not None else records.people.persons()
    return [one for somebody in people for one in records.people.channels(somebody.id)]


def _somebody_sends(records: Records, now: datetime) -> None:
    alive = (one for one in records.services.all() if abs(now - one.told_at) < ALIVE_WITHIN)
    if not any(one.name.split("-")[0] == SENDER for one in alive):
        raise NobodySends("nothing runs that sends messages: start `banister up`, or the alerts service, first")


def _put(records: Records, channel: Channel, now: datetime) -> str:
    test = Notification(
        id=str(uuid.uuid4()),
        alert=None,
        move=0,
        person=channel.person,
        channel=channel.id,
        reason=Reason.TEST,
        created_at=now,
    )
    records.outbox.put(test)
    records.audit.put([noted(now, Deed.KEEP_PEOPLE, channel.person, f"test message by {channel.kind}")])
    return test.id


def _results(records: Records, rows: Sequence[str], seconds: float) -> list[Row]:
    """Wait until all have come to an end, but no longer than so; give how they stand."""
    until = time.monotonic() + seconds
    while True:
        found = [records.outbox.delivery(row) for row in rows]
        if all(one.state is not DeliveryState.WAITING for one in found) or time.monotonic() > until:
            return found
        time.sleep(LOOK_EVERY)


def _tell_results(channels: Sequence[Channel], rows: Sequence[Row]) -> bool:
    table = Table(box=None)
    for column in ("", "channel", "person", "kind", "what came of it"):
        table.add_column(column, no_wrap=column in {"channel", "person"})
    for channel, row in zip(channels, rows, strict=True):
        mark = "[green]ok[/]" if row.state is DeliveryState.SENT else "[bold red]failed[/]"
        table.add_row(mark, *map(escape, (channel.id, channel.person, str(channel.kind), _said(row))))
    out.print(table)
    return all(row.state is DeliveryState.SENT for row in rows)


def _said(row: Row) -> str:
    """Say the receipt or the reason. A row that still waits is tried again later by the service."""
    if row.state is DeliveryState.SENT:
        return row.receipt or "taken"
    if row.state is DeliveryState.FAILED:
        return row.error
    return (
        f"not taken yet, it is tried again: {row.error}" if row.error else "no answer in this time; it is still tried"
    )


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%m-%d %H:%M}" if moment else ""
