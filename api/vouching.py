"""What a provider's word for somebody comes to."""

from dataclasses import dataclass

from domain.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Somebody is who they say they are, by the word of an issuer.

    several_factors  the provider says that it asked for more than one thing (`amr` holds `mfa`, RFC 8176)
    """

    issuer: str
    subject: str
    several_factors: bool


class NotVouched(BadInput):
    """What the provider sent vouches for nobody; the text says why, in words of ours."""


class UnknownKey(NotVouched):
    """The ID token is signed with a key that is not among those known: the provider may have a new one."""
