"""A private authority, and the certificate that it signs for the broker and the HTTP server of one installation.

The authority is made once and stays: who trusts it today trusts every renewal. The server's key stays too, so a renewal
replaces one file, whole, and no moment has a key and a certificate that do not belong together.
"""

import contextlib
import fcntl
import ipaddress
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from banister.certs_extensions import Extension, authority_extensions, server_extensions
from domain.errors import BadInput
from mqtt.broker_files import write_private

AUTHORITY_HOLDS = timedelta(days=3650)
SLOW_CLOCKS = timedelta(hours=1)
"""A device whose clock is behind shall not take a new certificate for one of the future."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_READABLE = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """What lies in the folder after a run, and until when each holds."""

    folder: Path
    authority_until: datetime
    server_until: datetime
    new_authority: bool


@dataclass(frozen=True, slots=True)
class _Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def certify(folder: Path, hosts: Sequence[str], days: int, now: datetime) -> Certificates:
    """Make or renew server.crt for `hosts`; raises BadInput, and then nothing in the folder has changed."""
    names = subject_names(hosts)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder):
            return _certify(folder, names, days, now)
    except OSError as error:
        raise BadInput(f"{error.filename or folder}: {error.strerror}") from error


def subject_names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    """Read the names that clients connect to; raises BadInput for what is neither a DNS name nor an address."""
    if not hosts:
        raise BadInput("give at least one --host: the name or address that devices and browsers connect to")
    return list(dict.fromkeys(_subject_name(host) for host in hosts))


def _subject_name(host: str) -> x509.GeneralName:
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        if address.is_unspecified or "%" in host:
            raise BadInput(f"--host {host}: clients connect to an address of one machine, without a zone")
        return x509.IPAddress(address)
    labels = host.lower().split(".")
    if len(host) > 253 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadInput(
            f"--host {host!r} is neither a DNS name nor an IP address: give it without scheme, port, path, brackets or "
            "wildcard, other than Latin letters as xn--…"
        )
    return x509.DNSName(".".join(labels))


def _certify(folder: Path, names: list[x509.GeneralName], days: int, now: datetime) -> Certificates:
    known = _authority(folder, now)
    key = _read_key(folder / "server.key")
    authority = known or _new_authority(now)
    server_key = key or ec.generate_private_key(ec.SECP256R1())
    signed = _server_certificate(authority, server_key, names, now, now + timedelta(days=days))
    if known is None:
        write_private(folder / "ca.key", _key_text(authority.key))
        write_private(folder / "ca.crt", _text(authority.certificate), mode=_READABLE)
    if key is None:
        write_private(folder / "server.key", _key_text(server_key))
    write_private(folder / "server.crt", _text(signed), mode=_READABLE)
    return Certificates(
        folder=folder.absolute(),
        authority_until=authority.certificate.not_valid_after_utc,
        server_until=signed.not_valid_after_utc,
        new_authority=known is None,
    )


def _authority(folder: Path, now: datetime) -> _Authority | None:
    """Read the authority that was made here; None when there is none yet."""
    key_file, file = folder / "ca.key", folder / "ca.crt"
    key, certificate = _read_key(key_file), _read_certificate(file)
    if key is None and certificate is None:
        return None
    if key is None or certificate is None:
        gone, left = (key_file, file) if key is None else (file, key_file)
        raise BadInput(f"{gone} is missing while {left} is there: bring it back from a backup, or choose another --out")
    if _public(key.public_key()) != _public(certificate.public_key()):
        raise BadInput(f"{key_file} is not the key of {file}: bring the right one back, or choose another --out")
    if not _signs(certificate):
        raise BadInput(f"{file} is no authority's certificate: choose another --out")
    if certificate.not_valid_after_utc <= now:
        raise BadInput(f"{file} has expired ({certificate.not_valid_after_utc:%Y-%m-%d}): choose another --out")
    return _Authority(key, certificate)


def _signs(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _new_authority(now: datetime) -> _Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    # Two authorities must not bear one name: clients that know both would look for a signature at the wrong one.
    name = _name(f"Banister private CA {secrets.token_hex(4)}")
    blank = _blank(name, name, now, now + AUTHORITY_HOLDS).public_key(key.public_key())
    return _Authority(key, _signed(blank, authority_extensions(key.public_key()), key))


def _server_certificate(
    authority: _Authority,
    key: ec.EllipticCurvePrivateKey,
    names: list[x509.GeneralName],
    now: datetime,
    until: datetime,
) -> x509.Certificate:
    """Sign for `names`; never for longer than the authority holds, because clients would refuse it from then on."""
    until = min(until, authority.certificate.not_valid_after_utc)
    blank = _blank(_name("Banister server"), authority.certificate.subject, now, until).public_key(key.public_key())
    extensions = server_extensions(key.public_key(), authority.key.public_key(), names)
    return _signed(blank, extensions, authority.key)


def _blank(subject: x509.Name, issuer: x509.Name, now: datetime, until: datetime) -> x509.CertificateBuilder:
    blank = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    blank = blank.serial_number(x509.random_serial_number())
    return blank.not_valid_before(now - SLOW_CLOCKS).not_valid_after(until)


def _signed(
    blank: x509.CertificateBuilder, extensions: list[Extension], key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    for extension, critical in extensions:
        blank = blank.add_extension(extension, critical=critical)
    return blank.sign(key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _public(key: object) -> ec.EllipticCurvePublicNumbers | None:
    return key.public_numbers() if isinstance(key, ec.EllipticCurvePublicKey) else None


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadInput(f"{path} holds no key that can be read; nothing was changed") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadInput(f"{path} was not made by `banister certs`: it holds no elliptic-curve key")
    return key


def _read_certificate(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise BadInput(f"{path} holds no certificate that can be read; nothing was changed") from error


def _key_text(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _text(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let a second run wait: two that find no authority would each make one."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
