"""Links that a receiver answers by: signed, of one receiver and one message, good for a day. Pure.

A token holds what it says itself (notification, alert, person, when it ends), so that nothing has to be kept for it;
that it is used once is the records' to hold (`UsedLink`).
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.errors import BadInput

HOLDS_FOR = timedelta(hours=24)
SIGNED_WITH = "links"
"""By this name the records keep what links are signed with: whoever makes them and whoever reads them asks for it."""
"""How long after its message a link may be used."""

_PURPOSE = b"banister acknowledge link 1"
_MAC = 16
_ENDS = 5
_LONGEST = 2048
_UUID = 0


class BadLink(BadInput):
    """A link that is cut, is none of ours, or has expired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLink:
    """Who may answer for what by it. `expires_at` counts in whole seconds."""

    notification: str
    alert: str
    person: str
    expires_at: datetime


def sign(secret: bytes, link: SignedLink) -> str:
    """Give the token: characters that stand in a URL as they are; 86 of them where the ids are UUIDs."""
    ends = int(link.expires_at.timestamp()).to_bytes(_ENDS)
    said = ends + b"".join(_packed(one) for one in (link.notification, link.alert, link.person))
    return base64.urlsafe_b64encode(said + _mac(secret, said)).rstrip(b"=").decode()


def read_link(secret: bytes, token: str, now: datetime) -> SignedLink:
    """Read a token. Raises BadLink where it is cut, not ours or was changed, or has expired."""
    data = _data(token)
    said, mac = data[:-_MAC], data[-_MAC:]
    if not hmac.compare_digest(mac, _mac(secret, said)):
        raise BadLink("this link is none of ours, or something is missing from it or was changed")
    link = _link(said)
    if now >= link.expires_at:
        raise BadLink("this link has expired: answer in the app")
    return link


def _data(token: str) -> bytes:
    """Decode it; of the spellings that base64 has for the same bytes only ours is taken."""
    if len(token) > _LONGEST:
        raise BadLink("this is no link of ours")
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadLink("this link is cut or was changed") from error
    if len(data) <= _MAC or base64.urlsafe_b64encode(data).rstrip(b"=").decode() != token:
        raise BadLink("this link is cut or was changed")
    return data


def _link(said: bytes) -> SignedLink:
    expires_at = datetime.fromtimestamp(int.from_bytes(said[:_ENDS]), UTC)
    notification, rest = _unpacked(said[_ENDS:])
    alert, rest = _unpacked(rest)
    person, _ = _unpacked(rest)
    return SignedLink(notification=notification, alert=alert, person=person, expires_at=expires_at)


def _packed(text: str) -> bytes:
    """Write an id: a UUID as its 16 bytes after a zero, any other text as its length and its UTF-8."""
    if _is_uuid(text):
        return bytes((_UUID,)) + uuid.UUID(text).bytes
    data = text.encode()
    if not 0 < len(data) < 256:
        raise ValueError("an id has 1 to 255 bytes")
    return bytes((len(data),)) + data


def _unpacked(data: bytes) -> tuple[str, bytes]:
    length = data[0]
    if length == _UUID:
        return str(uuid.UUID(bytes=data[1:17])), data[17:]
    return data[1 : 1 + length].decode(), data[1 + length :]


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _mac(secret: bytes, said: bytes) -> bytes:
    """Half of HMAC-SHA256: 128 bits nobody guesses, and the link stays short."""
    return hmac.new(secret, _PURPOSE + said, hashlib.sha256).digest()[:_MAC]
