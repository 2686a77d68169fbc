"""The first administrator: made where nobody can log in yet, with a password that a person sees and no log.

It is printed once, to a terminal. Where there is none (systemd, a container, a pipe) whatever is printed is kept by
somebody: there it is written to a file that its owner alone may read, and that `banister doctor` reminds of.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from rich.console import Console

from api.passwords import hash_password, one_time_password
from banister.doctor import Finding, warning
from banister.trail import noted
from domain.access import Deed
from domain.errors import BanisterError
from domain.people import Person, Role
from mqtt.broker_files import write_private
from store.records import Records

FILE = "first-password"
"""In the data directory."""
_FIRST = Person(id="admin", name="Administrator", role=Role.ADMIN, login="admin")


class NotTold(BanisterError):
    """The first administrator's password could be told to nobody: none was made."""


def is_seen_by_somebody(out: Console, environment: Mapping[str, str]) -> bool:
    """Whether what is printed goes to a terminal and stays there.

    A container's output is logged, whether or not it has a terminal: Podman and our image say that it is one. What
    rich calls a terminal will not do: FORCE_COLOR makes a pipe one.
    """
    return out.file.isatty() and not environment.get("container")


def welcome_first(records: Records, out: Console, data_dir: Path, now: datetime, *, is_seen: bool) -> None:
    """Make the first administrator where nobody can log in, and tell the password once; else do nothing."""
    if not records.accounts.nobody_logs_in():
        return
    made = one_time_password()

    def tell(person: Person) -> None:
        said = f"login     {person.login}\npassword  {made}\n"
        if is_seen:
            out.print("Nobody can log in yet: this is the first administrator, shown this once.", highlight=False)
            out.print(f"{said}{_THEN}", highlight=False, markup=False, soft_wrap=True)
            return
        path = data_dir / FILE
        _write(path, f"{said}\n{_THEN} Then delete this file.\n")
        told = f"Nobody could log in: the first administrator's password is in {path}: use it, then delete it"
        out.print(told, highlight=False, markup=False, soft_wrap=True)

    entry = noted(now, Deed.KEEP_PEOPLE, _FIRST.id, "first administrator made")
    records.accounts.begin_house(_FIRST, hash_password(made), entry, tell)


def left_behind(data_dir: Path) -> list[Finding]:
    """Remind of the file that the first password was written to; nothing where it is gone."""
    path = data_dir / FILE
    reminder = f"{path} is still there: log in, set a password of your own, delete it"
    return [warning("first password", reminder)] if path.exists() else []


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text)
    except OSError as error:
        raise NotTold(f"{path}: the first administrator's password cannot be written: {error.strerror}") from error


_THEN = "At the first login it must be changed to one of your own."
