"""The key pair of web push (VAPID, RFC 8292), made of a secret that the records keep: the same in every service.

Browsers are given the public key by the API; alerts signs with the private one. A new secret means that everybody
has to subscribe anew.
"""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "vapid"  # noqa: S105 - the name of it
"""By this name `records.secret` keeps it."""

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256: private keys are 1 to one less."""


def private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """Derive the private key: 512 bits of the secret's hash, so that no key is likelier than another."""
    number = int.from_bytes(hashlib.sha512(b"banister vapid 1" + secret).digest())
    return ec.derive_private_key(number % (_ORDER - 1) + 1, ec.SECP256R1())


def private_text(secret: bytes) -> str:
    """Give the private key as 32 bytes in URL-safe base64."""
    number = private_key(secret).private_numbers().private_value
    return _text(number.to_bytes(32))


def application_server_key(secret: bytes) -> str:
    """Give the public key as `PushManager.subscribe` takes it: 65 bytes in URL-safe base64."""
    point = private_key(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _text(point)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
