"""Passwords: argon2 through pwdlib, with the same work for a login that does not exist."""

import functools
import secrets
import threading

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like another."""
_AT_ONCE = 2
"""Verifications at the same time: each takes 64 MiB and a tenth of a second."""


class Passwords:
    """Hashes and verifies; thread-safe and bounded."""

    def __init__(self) -> None:
        self._hash = PasswordHash.recommended()
        self._nobody = _of_nobody()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Tell whether it is the password; for None (no such login) do the same work and say no."""
        with self._turns:
            try:
                right = self._hash.verify(password, password_hash or self._nobody)
            except (PwdlibError, UnicodeEncodeError):  # half a surrogate pair is in nobody's password
                return False
        return right and password_hash is not None


@functools.cache
def _of_nobody() -> str:
    """Hash what is nobody's password, once for the process: it is compared with, and never right."""
    return PasswordHash.recommended().hash("nobody's password")


def hash_password(password: str) -> str:
    """Hash a person's password for the records."""
    return PasswordHash.recommended().hash(password)


def one_time_password() -> str:
    """Make a password for somebody who is to set one of their own: three words that can be read out."""
    return random_words(3, 4)


def random_words(count: int, letters: int) -> str:
    """Make random words that can be read and typed, with hyphens between them: almost 5 bits a letter."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(letters)) for _ in range(count))
