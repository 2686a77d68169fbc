"""How a broker is reached: its addresses, and who we are to it."""

import dataclasses
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from domain.errors import BadSettings

DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One broker, or one node of a cluster."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAccess:
    """Everything that is needed to log in; several addresses are one cluster, tried in turn."""

    addresses: tuple[Address, ...]
    username: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    tls: bool = False
    ca: Path | None = None


def parse_url(url: str) -> BrokerAccess:
    """Read `mqtt://user:pw@host:1883`, `mqtts://…?ca=FILE`, or several of them separated by commas.

    Later addresses of a cluster may leave out the scheme and the user. Raises BadSettings, never with the password in
    its text.
    """
    parts = [part.strip() for part in url.split(",") if part.strip()]
    if not parts:
        raise BadSettings("BANISTER_MQTT_URL is empty: give mqtt://user:password@host:1883")
    scheme = parts[0].partition("://")[0]
    urls = [_split(part if "://" in part else f"{scheme}://{part}") for part in parts]
    if len({split.scheme for split in urls}) > 1:
        raise BadSettings("BANISTER_MQTT_URL mixes mqtt:// and mqtts://: one cluster has one scheme")
    username, password = _credentials(urls)
    return BrokerAccess(
        addresses=tuple(_address(split) for split in urls),
        username=username,
        password=password,
        tls=scheme == "mqtts",
        ca=_ca(urls),
    )


def _split(url: str) -> SplitResult:
    try:
        split = urlsplit(url)
    except ValueError as error:
        raise BadSettings(f"BANISTER_MQTT_URL cannot be read: {error}") from error
    if split.scheme not in DEFAULT_PORTS:
        raise BadSettings(f"BANISTER_MQTT_URL must begin with mqtt:// or mqtts://, not {split.scheme or 'nothing'}://")
    if split.path not in {"", "/"}:
        raise BadSettings("BANISTER_MQTT_URL has a path: after the port only ?ca=FILE may follow")
    return split


def _address(split: SplitResult) -> Address:
    try:
        port = split.port
    except ValueError as error:
        raise BadSettings("BANISTER_MQTT_URL: the port must be a number from 1 to 65535") from error
    if not split.hostname or port == 0:
        raise BadSettings("BANISTER_MQTT_URL: a host is missing (mqtt://user:password@host:1883), or the port is 0")
    return Address(host=split.hostname, port=port or DEFAULT_PORTS[split.scheme])


def _credentials(urls: list[SplitResult]) -> tuple[str | None, str | None]:
    found = {(split.username, split.password) for split in urls if split.username is not None}
    if len(found) > 1:
        raise BadSettings("BANISTER_MQTT_URL names different users: one cluster has one login")
    username, password = found.pop() if found else (None, None)
    return username and unquote(username), password and unquote(password)


def _ca(urls: list[SplitResult]) -> Path | None:
    queries = [parse_qs(split.query, keep_blank_values=True) for split in urls]
    unknown = sorted({key for query in queries for key in query} - {"ca"})
    if unknown:
        raise BadSettings(f"BANISTER_MQTT_URL: unknown option {', '.join(unknown)}; only ca=FILE is known")
    files = {query["ca"][-1] for query in queries if "ca" in query}
    if not files:
        return None
    if urls[0].scheme != "mqtts" or len(files) > 1:
        raise BadSettings("BANISTER_MQTT_URL: ca=FILE goes with mqtts:// and is given once")
    return Path(files.pop())
