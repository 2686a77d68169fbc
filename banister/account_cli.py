"""`banister account`: who may come in, where nobody can or will use the API."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from banister.accounts import account_of, add, close, give_password, log_out, reopen, reset_factor
from banister.plainly import told_plainly
from domain.people import Person, Role
from store.records import Records, open_records, records_url
from store.records.accounts import Account
from store.records.sessions import Session
from store.settings import StoreSettings

app = typer.Typer(no_args_is_help=True, help="Accounts: who may come in, and how.")
out = Console()
Who = Annotated[str, typer.Argument(metavar="PERSON", help="An id, or what they log in as.")]
_AGENT_SHOWN = 40
_WIDE = 100
"""Columns of a terminal that has room for the names."""


@app.command("list")
def list_accounts(
    role: Annotated[list[Role] | None, typer.Option(help="Only of this role; repeatable.")] = None,
) -> None:
    """List who has a login, and what opens it; names too where the terminal is wide enough."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        found, sessions = records.accounts.all(*(role or ())), records.accounts.open_now(datetime.now(UTC))
    has_room = out.width >= _WIDE
    names = ("name",) if has_room else ()
    table = _table("person", "login", *names, "role", "password", "2nd factor", "sessions", "closed")
    for one in found:
        called = (one.person.name,) if has_room else ()
        _add(table, (one.person.id, one.person.login or "", *called, *_cells(one, sessions.get(one.person.id, 0))))
    out.print(table if found else "nobody has a login")


@app.command("add")
def add_account(  # noqa: PLR0917 - a command's options are its arguments
    person: Annotated[str, typer.Argument(help="Their id, such as staff-li.")],
    role: Annotated[Role, typer.Option(help="admin: accounts and organisation, nobody's data; or staff.")],
    name: Annotated[str, typer.Option(help="As they are called.")],
    login: Annotated[str, typer.Option(help="What they log in as; none: the id.")] = "",
    area: Annotated[list[str] | None, typer.Option(help="Staff: an area they answer for; repeatable.")] = None,
    language: Annotated[str, typer.Option(help="In which they are told.")] = "zh-CN",
) -> None:
    """Add an administrator or staff; the password is shown this once, and must be changed at the first login."""
    new = Person(id=person, name=name, role=role, login=login or person, language=language)
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        _tell(new, add(records, new, area or [], datetime.now(UTC)))
        if role is Role.STAFF and not area:
            out.print("they see nothing until they answer for an area", style="yellow")


@app.command("password")
def new_password(person: Who) -> None:
    """Give somebody a new password, shown this once, to be changed at the next login; all of their sessions end."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        account = account_of(records, person)
        _tell(account.person, give_password(records, account.person, datetime.now(UTC)))
        if account.disabled_at is not None:
            out.print(f"the account is closed: banister account open {account.person.id}", style="yellow")


@app.command("close")
def close_account(
    person: Who,
    force: Annotated[bool, typer.Option("--force", help="Also the last administrator.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Let somebody in no longer: their sessions end at once, their keys for good."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        account = account_of(records, person)
        close(records, account, datetime.now(UTC), the_last_too=force)
        _say(f"closed {account.person.id}")


@app.command("open")
def open_account(person: Who) -> None:
    """Let somebody in again, with the password and the second factor of before."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        account = account_of(records, person)
        reopen(records, account, datetime.now(UTC))
        _say(f"opened {account.person.id}")


@app.command("sessions")
def list_sessions(
    person: Who,
    end: Annotated[bool, typer.Option("--end", help="End all of them.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """List where somebody is logged in; --end logs them out everywhere."""
    now = datetime.now(UTC)
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        account = account_of(records, person)
        if end:
            _say(f"ended {log_out(records, account, now)} of {account.person.id}")
            return
        _show_sessions(records.accounts.sessions(account.person.id, now), account.person.id)


@app.command("second-factor")
def second_factor(
    person: Who,
    reset: Annotated[bool, typer.Option("--reset", help="Take it away: it is lost.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Say whether somebody has a second factor; --reset takes away one that is lost."""
    with told_plainly(), open_records(records_url(StoreSettings())) as records:
        account = account_of(records, person)
        if reset:
            reset_factor(records, account, datetime.now(UTC))
            _say(f"{account.person.id} logs in by the password alone")
            return
        _say(_factor(records, account.person.id))


def _factor(records: Records, person: str) -> str:
    factor = records.accounts.second_factor(person)
    if factor is None:
        return f"{person} has no second factor"
    if factor.since is None:
        return f"{person} has begun one, and not confirmed it yet"
    return f"{person} has one since {_minute(factor.since)} UTC; {factor.recovery_left} recovery codes are left"


def _show_sessions(found: list[Session], person: str) -> None:
    table = _table("session", "since (UTC)", "seen", "until", "by", "from", "with")
    for one in found:
        seen = _minute(one.seen_at) if one.seen_at else ""
        agent = one.agent if len(one.agent) <= _AGENT_SHOWN else f"{one.agent[:_AGENT_SHOWN]}…"
        times = (_minute(one.created_at), seen, _minute(one.expires_at))
        _add(table, (one.id, *times, str(one.way), one.address, agent))
    out.print(table if found else f"{person} is logged in nowhere", highlight=False)


def _cells(account: Account, sessions: int) -> tuple[str, ...]:
    known = "one-time" if account.must_change else "own"
    return (
        str(account.person.role),
        known if account.password_hash is not None else "none",
        "yes" if account.has_factor else "",
        str(sessions or ""),
        f"{account.disabled_at:%Y-%m-%d}" if account.disabled_at else "",
    )


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "sessions" else "left")
    return table


def _add(table: Table, cells: Iterable[str]) -> None:
    table.add_row(*map(escape, cells))


def _tell(person: Person, password: str) -> None:
    _say(f"{person.login}  {password}  ({person.name})")


def _say(text: str) -> None:
    out.print(text, highlight=False, markup=False, soft_wrap=True)


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%m-%d %H:%M}"
