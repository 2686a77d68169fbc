"""The second factor: codes that change every half minute (TOTP, RFC 6238), and recovery codes for a lost telephone.

A secret rests sealed with a key of another table: a copy of the people's table alone opens nothing. A copy of all
the records opens everything in them: against that only an encrypted disk helps.
"""

import base64
import hmac
import io
from datetime import datetime

import pyotp
import segno

from api import sealing
from api.passwords import random_words
from store.records import Records

_STEP = 30
_WINDOW = (-1, 0, 1)
RECOVERY_CODES = 10


def new_secret() -> str:
    """Make a secret of 160 random bits."""
    return pyotp.random_base32()


def otpauth(secret: str, login: str) -> str:
    """Give what an authenticator app takes up, as a QR code shows it."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Banister")


def qr_svg(text: str) -> str:
    """Draw a QR code."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=5, xmldecl=False)
    return drawn.getvalue().decode()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Tell of which step of time a code is, now or one step beside; None: of none."""
    said = code.replace(" ", "").encode()
    totp, current = pyotp.HOTP(secret), int(now.timestamp()) // _STEP
    return next((current + one for one in _WINDOW if hmac.compare_digest(totp.at(current + one).encode(), said)), None)


def new_recovery_codes() -> list[str]:
    """Make ten codes of ten letters (49 bits each)."""
    return [random_words(2, 5) for _ in range(RECOVERY_CODES)]


def seal(records: Records, person: str, secret: str) -> str:
    """Close a secret for the records; it opens for this person only."""
    return base64.b64encode(sealing.seal(_key(records), secret.encode(), person)).decode()


def unseal(records: Records, person: str, sealed: str) -> str | None:
    """Open a secret; None where it is not this person's, or was changed."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        return None
    opened = sealing.unseal(_key(records), raw, person)
    return opened.decode() if opened is not None else None


def right(records: Records, person: str, code: str, now: datetime) -> bool:
    """Tell whether it is a code of their second factor in force; it is used up by that."""
    factor = records.accounts.second_factor(person)
    secret = unseal(records, person, factor.sealed) if factor and factor.since else None
    if secret is None:
        return False
    step = step_of(secret, code, now)
    if step is not None:
        return records.accounts.take_step(person, step)
    return records.accounts.take_recovery(person, code.strip().lower())


def _key(records: Records) -> bytes:
    return records.secret("second-factor")
