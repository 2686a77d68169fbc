"""Random tokens: made here, given once, kept as SHA-256. At 256 random bits a slow hash would add nothing."""

import hashlib
import secrets

_BYTES = 32


def new_token() -> str:
    """Make a session's token: 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(_BYTES)


def new_key() -> str:
    """Make an API key: `ban_<prefix>_<secret>`, where the prefix may be shown."""
    return f"ban_{secrets.token_hex(4)}_{secrets.token_hex(_BYTES)}"


def prefix_of(key: str) -> str:
    """Give the part of an API key that may be shown; empty for what is no key."""
    parts = key.split("_")
    return parts[1] if len(parts) == 3 and parts[0] == "ban" else ""


def rest_of(secret: str) -> str:
    """Give what rests of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
