"""Keeps a broker's users as the records have them; of one that is not ours to start their files, and a signal to it."""

import json
import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import bcrypt
import structlog

from banister.broker_upkeep import users_of
from domain.errors import BadSettings, StoreAway
from mqtt.broker import BrokerFailed
from mqtt.broker_files import write_private
from mqtt.broker_users import (
    HOME_ASSISTANT,
    SERVICES,
    DeviceUser,
    Shown,
    gateway_user,
    hash_password,
    service_rights,
    users_file,
)
from mqtt.credentials import hash_for_mosquitto
from mqtt.mosquitto_files import passwords_file, rights_file
from store.records import Records

_READABLE = 0o644
"""The broker runs as another user; the files hold hashes only, and their folder is the two's alone."""

log = structlog.get_logger()


class UsersFiles(Protocol):
    """The files of one kind of broker."""

    def write(self, users: Iterable[DeviceUser]) -> None:
        """Put them in place for these users, those of the records, and for the services and gateways of the folder."""


class NatsUsers:
    """`users.conf`. Hashes of the services' passwords are kept beside it: a user whose hash changes is cut off."""

    def __init__(
        self, directory: Path, passwords: Mapping[str, str], bases: Iterable[str], shown: Shown | None = None
    ) -> None:
        self._directory = directory
        self._rights = service_rights(bases, shown)
        kept = directory / "services.json"
        hashes = _still_fitting(kept, passwords)
        write_private(kept, json.dumps(hashes))
        self._services = {name: hashes[name] for name in self._rights if name in hashes}
        self._gateways = [gateway_user(base, hashes[base]) for base in bases if base in hashes]

    def write(self, users: Iterable[DeviceUser]) -> None:
        """Write the file that nats.conf includes."""
        text = users_file(self._services, _together(self._gateways, users), self._rights)
        write_private(self._directory / "users.conf", text, mode=_READABLE)


class MosquittoUsers:
    """`acl` and `users`."""

    def __init__(
        self, directory: Path, passwords: Mapping[str, str], bases: Iterable[str], shown: Shown | None = None
    ) -> None:
        self._directory = directory
        self._rights = service_rights(bases, shown)
        hashes = {name: hash_for_mosquitto(password) for name, password in passwords.items()}
        self._services = {name: hashes[name] for name in self._rights if name in hashes}
        self._gateways = [gateway_user(base, "", hashes[base]) for base in bases if base in hashes]

    def write(self, users: Iterable[DeviceUser]) -> None:
        """Write both: what is allowed first, and then who may come in."""
        everybody = _together(self._gateways, users)
        write_private(self._directory / "acl", rights_file(everybody, self._rights), mode=_READABLE)
        write_private(self._directory / "users", passwords_file(self._services, everybody), mode=_READABLE)


class Follower:
    """Looks at the records' revision, and has the users put in place where they have changed.

    put    writes them for the broker and tells it; raises BrokerFailed where it did not take them
    users  those that the broker has already
    """

    def __init__(
        self, records: Records, put: Callable[[list[DeviceUser]], None], users: list[DeviceUser] | None = None
    ) -> None:
        self._records = records
        self._put = put
        self._revision = -1
        self._users = users

    def round(self, now: datetime) -> None:
        """Look once; what cannot be done now is done the next time, and the broker lets in whom it let in before."""
        try:
            revision = self._records.revision()
            if revision == self._revision:
                return
            users = users_of(self._records)
            if users != self._users:
                self._put(users)
                log.info("broker users changed", users=len(users))
        except (StoreAway, BrokerFailed) as error:
            log.error("broker users not renewed", error=str(error), at=now.isoformat())
        else:
            self._users, self._revision = users, revision


def written(files: Sequence[UsersFiles], tell: Callable[[], None]) -> Callable[[list[DeviceUser]], None]:
    """Give what writes all these files and tells the broker then."""

    def put(users: list[DeviceUser]) -> None:
        for one in files:
            one.write(users)
        tell()

    return put


def passwords_in(directory: Path, bases: Iterable[str]) -> dict[str, str]:
    """Read the passwords of services and gateways: files `mqtt_<name>`, as deploy/make-secrets makes them."""
    found = {}
    for name in (*SERVICES, HOME_ASSISTANT, *bases):
        path = directory / f"mqtt_{name.replace('/', '_')}"
        if path.is_file():
            found[name] = path.read_text(encoding="utf-8").strip()
    if not found:
        raise BadSettings(f"{directory} holds no password of a service (mqtt_ingest, mqtt_alerts …)")
    return found


def hang_up(pid_file: Path | None) -> Callable[[], None]:
    """Give what sends SIGHUP to the process whose number stands in a file; nothing where there is no file to read."""

    def tell() -> None:
        if pid_file is None:
            return
        try:
            os.kill(int(pid_file.read_text(encoding="ascii")), signal.SIGHUP)
        except (OSError, ValueError) as error:
            log.warning("the broker was not told of its users: it reads them at its start", reason=str(error))

    return tell


def _together(gateways: Iterable[DeviceUser], users: Iterable[DeviceUser]) -> list[DeviceUser]:
    """Put the gateways of the folder beside the users of the records, whose word goes before the folder's."""
    known = list(users)
    names = {user.username for user in known}
    return [*(one for one in gateways if one.username not in names), *known]


def _still_fitting(kept: Path, passwords: Mapping[str, str]) -> dict[str, str]:
    try:
        known = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    fits = {
        name: known[name]
        for name, password in passwords.items()
        if name in known and bcrypt.checkpw(password.encode(), known[name].encode())
    }
    return {name: fits.get(name) or hash_password(password) for name, password in passwords.items()}
