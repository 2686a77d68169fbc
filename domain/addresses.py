"""Where a webhook may lead: addresses of the open internet by https, and what the operator has allowed. Pure.

A name is judged twice: its form when somebody writes it down, and the addresses that it leads to at every connection.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import AfterValidator

from domain.errors import BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_URL = 2_000
_STANDARD_PORTS = {"https": 443, "http": 80}
_EVERY = 0
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_URL = re.compile(r"([Hh][Tt][Tt][Pp][Ss]?)://([^/?#]+)(/[^?#]*)?(\?[^#]*)?")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,5}))?")
_INNER = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
        ),
    )
)
"""IANA's special-purpose registry of IPv4, multicast and what is reserved."""
_GLOBAL_6 = ipaddress.ip_network("2000::/3")
_INNER_6 = tuple(
    map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
"""Inside what is global: Teredo, ORCHID and other protocols, examples, 6to4. NAT64's prefixes lie outside of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What the operator has allowed beside the open internet.

    An entry without a port holds for 80 and 443, one with `*` for every port (0 here).
    """

    names: frozenset[tuple[str, int]] = frozenset()
    networks: frozenset[tuple[Network, int]] = field(default=frozenset())

    @classmethod
    def of(cls, text: str) -> Self:
        """Read names, addresses and networks, each perhaps with a port, separated by commas; raises BadInput."""
        names, networks = set[tuple[str, int]](), set[tuple[Network, int]]()
        for entry in (one.strip().lower() for one in text.split(",") if one.strip()):
            host, ports = _entry(entry)
            try:
                networks |= {(ipaddress.ip_network(host), port) for port in ports}
            except ValueError:
                if not _NAME.fullmatch(host) or _NUMERIC.fullmatch(host):
                    raise BadInput(f"{entry!r} is no host, address or network") from None
                names |= {(host, port) for port in ports}
        return cls(names=frozenset(names), networks=frozenset(networks))

    def takes_name(self, host: str, port: int) -> bool:
        """Whether this very name was allowed: what it leads to is the operator's own affair."""
        return not self.names.isdisjoint({(host, port), (host, _EVERY)})

    def takes(self, address: Address, port: int) -> bool:
        """Whether this address was allowed."""
        return any(address in network for network, wanted in self.networks if wanted in {port, _EVERY})


NOTHING = Allowed()


def _readable(text: str) -> str:
    try:
        Allowed.of(text)
    except BadInput as error:
        raise ValueError(str(error)) from error
    return text


AllowedText = Annotated[str, AfterValidator(_readable)]
"""What `Allowed.of` reads, as a setting: a text that cannot be read is told when the settings are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A webhook's address, in one form: the host is ASCII and in small letters, without brackets or a last dot."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """Give it as text."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if _STANDARD_PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def shown(self) -> str:
        """Give as much as may be shown: paths and queries hold keys."""
        return self.url.removesuffix(self.path) + "/…"


def target_of(url: str, allowed: Allowed = NOTHING) -> Target:
    """Read a webhook's address; raises BadInput that says what is wrong with it."""
    scheme, host, port, path = _parts(url)
    address = _literal(host)
    known = allowed.takes_name(host, port) if address is None else allowed.takes(address, port)
    if scheme != "https" and not known:
        raise BadInput("it must be https; http is for hosts in BANISTER_WEBHOOK_ALLOW")
    if port not in _STANDARD_PORTS.values() and not known and not _port_is_allowed(port, address, allowed):
        raise BadInput(f"port {port} is for hosts in BANISTER_WEBHOOK_ALLOW")
    if address is not None:
        check([str(address)], host, port, allowed)
    return Target(scheme=scheme, host=host, port=port, path=path)


def check(found: Iterable[str], host: str, port: int, allowed: Allowed = NOTHING) -> list[str]:
    """Give the addresses that a host leads to, if each of them may be called; raises BadInput otherwise, or for none.

    One that may not is enough: whoever answers for the name chooses which is taken.
    """
    addresses = [_read(one) for one in found]
    if not addresses:
        raise BadInput(f"{host} leads nowhere")
    if not allowed.takes_name(host, port):
        for one in addresses:
            if not allowed.takes(one, port) and not (is_public(one) and port in _STANDARD_PORTS.values()):
                raise BadInput(f"{host} leads to {one}, which is no address of the open internet")
    return [str(one) for one in addresses]


def is_public(address: Address) -> bool:
    """Whether it is of the open internet: nobody's inner network, no other form of another address, no multicast."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _INNER)
    return address in _GLOBAL_6 and not any(address in network for network in _INNER_6)


def _read(text: str) -> Address:
    """Read what a resolver gave; an IPv4 address that wears IPv6 is judged as what it is."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise BadInput(f"{text!r} is no address") from None
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            raise BadInput(f"{text!r} is an address of one link")
        return address.ipv4_mapped or address
    return address


def _entry(entry: str) -> tuple[str, tuple[int, ...]]:
    with_port = re.fullmatch(r"\[([^\]]+)\]:([0-9]{1,5}|\*)", entry) or re.fullmatch(r"([^:]+):([0-9]{1,5}|\*)", entry)
    if with_port is None:
        return entry.removeprefix("[").removesuffix("]"), tuple(_STANDARD_PORTS.values())
    host, port = with_port.groups()
    if port == "*":
        return host, (_EVERY,)
    if not 0 < int(port) < 65536:
        raise BadInput(f"{entry!r}: there is no such port")
    return host, (int(port),)


def _parts(url: str) -> tuple[str, str, int, str]:
    """Take a URL apart: scheme, host, port, path with query. What two readers could read differently is refused."""
    if len(url) > LONGEST_URL:
        raise BadInput(f"it is longer than {LONGEST_URL} characters")
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise BadInput("it holds a blank, a backslash or a control character")
    found = _URL.fullmatch(url)
    if found is None:
        raise BadInput("it is no http(s) URL, or has a fragment")
    scheme, authority, path = found[1].lower(), found[2], (found[3] or "/") + (found[4] or "")
    if "@" in authority:
        raise BadInput("it must hold no user and no password: requests are signed")
    place = _AUTHORITY.fullmatch(authority)
    if place is None:
        raise BadInput("its host is no name")
    if not _PRINTABLE.fullmatch(path):
        raise BadInput("its path has letters that must be percent-encoded")
    return scheme, _host(place[1]), _port(place[2], scheme), path


def _port(text: str | None, scheme: str) -> int:
    port = int(text) if text else _STANDARD_PORTS[scheme]
    if not 0 < port < 65536:
        raise BadInput("there is no such port")
    return port


def _host(host: str) -> str:
    if host.startswith("["):
        return str(_read(host[1:-1]))
    try:
        plain = host.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError:
        raise BadInput("its host is no name") from None
    if not _NUMERIC.fullmatch(plain) and not _NAME.fullmatch(plain):
        raise BadInput("its host is no name")
    return plain


def _literal(host: str) -> Address | None:
    """Read a host that is an address; None for a name. Raises BadInput for IPv4 as 2130706433, 0x7f.1, 0177.0.0.1."""
    if ":" not in host and not _NUMERIC.fullmatch(host):
        return None
    return _read(host)


def _port_is_allowed(port: int, address: Address | None, allowed: Allowed) -> bool:
    """Whether a name may have this port: its addresses are looked up later, and may lie in an allowed network."""
    return address is None and any(wanted in {port, _EVERY} for _, wanted in allowed.networks)
