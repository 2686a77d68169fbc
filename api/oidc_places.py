"""Where a provider takes what: its discovery document (OpenID Connect Discovery 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.oidc_settings import is_safe

_BASIC, _POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What is needed of the document.

    by_secret_in  how the token endpoint wants this house's secret: in a header, or in the body
    names_itself  whether each of its answers says whose it is (RFC 9207)
    """

    authorization: str
    token: str
    keys: str
    by_secret_in: str
    names_itself: bool


def discovery_of(issuer: str) -> str:
    """Give where the document of an issuer is."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def places_in(document: Mapping[str, Any], issuer: str) -> Places:
    """Read the document; ValueError where it is another issuer's, or names an address that anybody could answer at."""
    if document.get("issuer") != issuer:
        raise ValueError("the document is another issuer's: BANISTER_OIDC_ISSUER must be the same letter by letter")
    return Places(
        authorization=_place(document, "authorization_endpoint"),
        token=_place(document, "token_endpoint"),
        keys=_place(document, "jwks_uri"),
        by_secret_in=_way_of_secret(document.get("token_endpoint_auth_methods_supported")),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _place(document: Mapping[str, Any], name: str) -> str:
    url = document.get(name)
    if not isinstance(url, str) or not is_safe(url):
        raise ValueError(f"{name} is no https address")
    return url


def _way_of_secret(supported: object) -> str:
    """In the body where that is taken: how a header spells what is no letter or digit, providers do not agree on."""
    return _POST if isinstance(supported, list) and _POST in supported else _BASIC
