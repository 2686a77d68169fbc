"""What whoever starts the embedded broker leaves in the data directory, and everybody else reads there."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from domain.errors import BadSettings
from mqtt.access import Address, BrokerAccess

HOST = "127.0.0.1"


class BrokerFiles:
    """The files under `<data>/broker`; each holds one thing and is readable by its owner only."""

    def __init__(self, data_dir: Path) -> None:
        self.directory = data_dir.absolute() / "broker"
        self.configuration = self.directory / "nats.conf"
        self.users = self.directory / "users.conf"
        self.pid = self.directory / "nats.pid"
        self.log = self.directory / "nats.log"
        self.jetstream = self.directory / "jetstream"
        self._port = self.directory / "port"

    def access(self, user: str) -> BrokerAccess:
        """Tell how `user` reaches the embedded broker; raises BadSettings when it was never started here."""
        port, password = self.port(), self._read(self._password(user))
        if port is None or password is None:
            raise BadSettings(
                f"no broker is known: {self.directory} holds no address and password for {user!r}. "
                "Give BANISTER_MQTT_URL, or start the embedded broker (`banister up`) on this BANISTER_DATA_DIR first"
            )
        return BrokerAccess(addresses=(Address(host=HOST, port=port),), username=user, password=password)

    def port(self) -> int | None:
        """Read the port that was remembered."""
        text = self._read(self._port)
        return int(text) if text is not None and text.isdigit() else None

    def remember_port(self, port: int) -> None:
        """Keep the port for the next start and for those who connect."""
        write_private(self._port, str(port))

    def password(self, user: str) -> str:
        """Read a service's password; made at the first call, random."""
        path = self._password(user)
        known = self._read(path)
        if known is None:
            known = secrets.token_urlsafe(32)
            write_private(path, known)
        return known

    def password_hash(self, user: str, hashed: Callable[[str], str]) -> str:
        """Read the hash of a service's password; kept, because a user whose hash changes is cut off."""
        path = self.directory / "passwords" / f"{user}.hash"
        known = self._read(path)
        if known is None:
            known = hashed(self.password(user))
            write_private(path, known)
        return known

    def _password(self, user: str) -> Path:
        return self.directory / "passwords" / user

    def _read(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadSettings(f"{path} cannot be read: {error.strerror}") from error


def write_private(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Put a file in place, whole or not at all; nobody but its owner reads it unless `mode` says so."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchmod(file.fileno(), mode)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
