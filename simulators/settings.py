"""Where the broker is, from the environment. The simulators come to it as any device does."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict

from simulators.errors import BadRequest

USER = "simulators"
_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a broker is reached: one of these addresses, with these credentials."""

    addresses: tuple[tuple[str, int], ...]
    username: str | None = None
    password: str | None = None
    tls: bool = False
    ca: Path | None = None


class Settings(BaseSettings):
    """BANISTER_MQTT_URL, BANISTER_MQTT_PASSWORD_FILE, BANISTER_DATA_DIR."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore", hide_input_in_errors=True)

    mqtt_url: str | None = None
    """`mqtt://user:password@host:1883`, `mqtts://…?ca=FILE`, several separated by commas; none: the embedded broker."""
    mqtt_password_file: Path | None = None
    """A file that holds the password; it stands above the URL's."""
    data_dir: Path = Path("banister-data")
    """Where the embedded broker leaves its port and the passwords of those who may come."""

    def access(self) -> Access:
        """Return the way to the broker. Raises BadRequest when nothing says where it is."""
        if not (self.mqtt_url or "").strip():
            return self._embedded()
        access = parse_url(self.mqtt_url or "")
        if self.mqtt_password_file is None:
            return access
        return Access(
            addresses=access.addresses,
            username=access.username or USER,
            password=_read(self.mqtt_password_file),
            tls=access.tls,
            ca=access.ca,
        )

    def _embedded(self) -> Access:
        broker = self.data_dir / "broker"
        try:
            port = int(_read(broker / "port"))
            password = _read(broker / "passwords" / USER)
        except (BadRequest, ValueError) as problem:
            raise BadRequest(
                f"no broker is known: {broker} does not say where it is ({problem}). Give BANISTER_MQTT_URL, "
                "or start the embedded broker (`banister up`) with the same BANISTER_DATA_DIR"
            ) from problem
        return Access(addresses=(("127.0.0.1", port),), username=USER, password=password)


def parse_url(text: str) -> Access:
    """Return what one or several MQTT addresses say. Raises BadRequest without repeating a password."""
    parts = [urlsplit(url.strip()) for url in text.split(",")]
    addresses = tuple(_address(number, part) for number, part in enumerate(parts, start=1))
    first = parts[0]
    if any(part.scheme != first.scheme for part in parts):
        raise BadRequest("BANISTER_MQTT_URL: all addresses must be mqtt:// or all mqtts://")
    ca = parse_qs(first.query).get("ca")
    return Access(
        addresses=addresses,
        username=unquote(first.username) if first.username else None,
        password=unquote(first.password) if first.password else None,
        tls=first.scheme == "mqtts",
        ca=Path(ca[0]) if ca else None,
    )


def _address(number: int, part: SplitResult) -> tuple[str, int]:
    with suppress(ValueError):  # a port that is no number says so only when it is asked for
        if part.scheme in _PORTS and part.hostname:
            return part.hostname, part.port or _PORTS[part.scheme]
    raise BadRequest(f"BANISTER_MQTT_URL: address {number} is not mqtt://host:port or mqtts://host:port")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise BadRequest(f"{path} cannot be read: {problem.strerror}") from problem
