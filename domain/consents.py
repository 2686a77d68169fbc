"""Consent: what a resident has agreed to, who signed, when and to which text. Nothing is shown to a relative without.

PIPL, articles 14, 15 and 29: separate consent for sensitive personal information, and withdrawing it as easily as
giving it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.people import Scope


class Purpose(StrEnum):
    """What the data is used for."""

    CARE = "care"
    FAMILY = "family"


class SignedHow(StrEnum):
    """How it was said. On paper and by voice a member of staff writes down and is on record for it."""

    IN_APP = "in_app"
    ON_PAPER = "on_paper"
    BY_VOICE = "by_voice"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One consent, from `given_at` until it is withdrawn.

    relative      whom the data is shown to; None: the service itself (purpose `care`)
    signed_by     who agreed, in words: the resident, or a guardian with their name
    recorded_by   the person (id) who put it on record
    text_version  which text was agreed to
    """

    id: str
    resident: str
    relative: str | None
    purpose: Purpose
    scopes: frozenset[Scope]
    signed_by: str
    how: SignedHow
    recorded_by: str
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""

    @property
    def holds(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None


def scopes_in_force(consents: Iterable[Consent], resident: str, relative: str) -> frozenset[Scope]:
    """Give what a relative may see by these consents."""
    theirs = (one for one in consents if one.holds and (one.resident, one.relative) == (resident, relative))
    return frozenset(scope for one in theirs for scope in one.scopes)
