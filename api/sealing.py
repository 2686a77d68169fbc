"""Boxes that open with their key only, and only as what they were closed as: AES-GCM."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


def seal(key: bytes, plain: bytes, what: str) -> bytes:
    """Close a box around `plain`; what it is of must be said again to open it."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, what.encode())


def unseal(key: bytes, sealed: bytes, what: str) -> bytes | None:
    """Open a box; None where it was closed with another key, as something else, or was changed since."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode())
    except (InvalidTag, ValueError):
        return None
