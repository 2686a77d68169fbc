"""The `banister` command."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.settings import ApiSettings
from banister.account_cli import app as account_app
from banister.account_cli import new_password
from banister.admission import described, make_credential, make_key, revoke_key
from banister.all_in_one import AllInOne, alone, running
from banister.audit_cli import app as audit_app
from banister.broker_cli import broker_users
from banister.certs_cli import certs
from banister.channels_cli import app as channels_app
from banister.demo import play
from banister.doctor import Level, healthy
from banister.examination import examine
from banister.first_run import NotTold, is_seen_by_somebody, welcome_first
from banister.importing_cli import export_community, import_
from banister.plainly import told_plainly
from banister.rights_cli import erase, export_person
from banister.rules_cli import app as rules_app
from banister.scenarios_cli import app as scenarios_app
from banister.web_beside import told, web_app_beside
from domain.access import Deed
from mqtt.settings import MqttSettings
from simulators.cli import app as simulators_app
from store.logs import LogSettings, configure_logs
from store.records import open_records, records_url
from store.settings import StoreSettings

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Banister watches over old people who live at home.")
app.add_typer(simulators_app, name="simulate")
app.add_typer(rules_app, name="rules")
app.add_typer(channels_app, name="channels")
app.add_typer(scenarios_app, name="scenarios")
app.add_typer(audit_app, name="audit")
app.add_typer(account_app, name="account")
app.command(name="password")(new_password)
app.command(name="import")(import_)
app.command(name="export-community")(export_community)
app.command(name="export-person")(export_person)
app.command()(erase)
app.command(name="broker-users")(broker_users)
app.command()(certs)

out = Console()
_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.BAD: "bold red"}


_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class _Ended(BaseException):
    """One of the signals of `_ENDING`."""


@app.command()
def up() -> None:
    """Run broker, ingest, alerts and api on this machine until Ctrl-C."""
    with told_plainly(), _ends_on_signals():
        configure_logs("banister", LogSettings())
        mqtt, stores, api = MqttSettings(), StoreSettings(), ApiSettings()
        with (
            alone(mqtt.data_dir, api),
            running(AllInOne(mqtt, stores, api)) as all_in_one,
            web_app_beside(api, lambda line: told(out, line)),
        ):
            out.print(f"Banister is up: {api.address}/ · Ctrl-C ends everything", highlight=False)
            is_seen = is_seen_by_somebody(out, os.environ)
            try:
                welcome_first(all_in_one.records, out, mqtt.data_dir, datetime.now(UTC), is_seen=is_seen)
            except NotTold as error:  # alerts go out all the same; the next start tries again
                out.print(f"Nobody can log in yet. {error}", style="bold red", markup=False, soft_wrap=True)
            while True:
                all_in_one.round(datetime.now(UTC))
                time.sleep(0.2)


@app.command()
def demo(
    seconds: Annotated[float, typer.Option("--for", help="End after so many seconds; 0: at Ctrl-C.")] = 0,
) -> None:
    """Show all of it living: simulated homes, an alert within a minute, and who is told."""
    with told_plainly(), _ends_on_signals():
        play(out, lasts=seconds)


@app.command()
def credential(
    device: Annotated[str, typer.Argument(help="A device's id, such as lin-lane.watch-lin.")],
) -> None:
    """Make a device's own name and password on the embedded broker; shown this once, an older one ends."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        user, made = make_credential(records, device, datetime.now(UTC))
        out.print(f"user {user}\npassword {made}", highlight=False, markup=False)


@app.command()
def key(
    person: Annotated[str, typer.Argument(help="A person's id, best one of role `integration`.")],
    name: Annotated[str, typer.Option(help="What it is for, so that somebody knows later.")] = "",
    scope: Annotated[list[Deed] | None, typer.Option(help="What it may do; repeatable. None: all of the role.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it holds.")] = 365,
) -> None:
    """Make an API key for another system; shown this once."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        made, until = make_key(records, person, name, scope or list(Deed), datetime.now(UTC), days=days)
        out.print(f"key {made}\nuntil {until:%Y-%m-%d}", highlight=False, markup=False)


@app.command()
def keys() -> None:
    """List the API keys by their prefixes, never the keys themselves."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        known = records.accounts.keys()
        for one in known:
            out.print(described(one), highlight=False, markup=False, soft_wrap=True)


@app.command()
def revoke(prefix: Annotated[str, typer.Argument(help="The key's prefix, as `banister keys` shows it.")]) -> None:
    """Revoke an API key; its open streams end within seconds."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        revoke_key(records, prefix, datetime.now(UTC))
        out.print(f"revoked {prefix}", highlight=False, markup=False)


@app.command()
def doctor() -> None:
    """Look at this machine and this installation; ends with 1 when something is bad."""
    table = Table(box=None)
    for column in ("", "what", "seen"):
        table.add_column(column)
    with told_plainly():
        findings = examine(MqttSettings(), StoreSettings(), ApiSettings())
    for finding in findings:
        table.add_row(f"[{_STYLES[finding.level]}]{finding.level}[/]", finding.name, escape(finding.detail))
    out.print(table)
    if not healthy(findings):
        raise typer.Exit(1)


@contextlib.contextmanager
def _ends_on_signals() -> Iterator[None]:
    """End the block on a signal of `_ENDING`, once: a second Ctrl-C does not cut the ending short.

    SIGHUP says that the terminal is gone; where `nohup` has asked to ignore it, we do.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        raise _Ended

    for number in _ENDING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
    with contextlib.suppress(_Ended):
        yield


if __name__ == "__main__":
    app()
