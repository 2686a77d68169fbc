"""The ID token: whose signature, for whom, until when, and in answer to which question.

The only file that knows `joserfc` (the extra `oidc`); it is loaded where a provider is set up, and not before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import JWKRegistry, Key, KeySet, RSAKey
from joserfc.jws import JWSRegistry

from api.vouching import NotVouched, UnknownKey, Vouched

Keys = KeySet
"""Public keys of a provider."""
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519"),
)
"""Signatures only: with `none` there is none, and with HS* whoever may check one can make one."""
LEEWAY = timedelta(minutes=1)
_OLDEST = timedelta(minutes=10)
"""A token of the code flow has just been made; an older one answers another login's question."""
_KINDS = frozenset({"RSA", "EC", "OKP"})
_SMALLEST_RSA = 2048
_LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the token must say."""

    issuer: str
    client_id: str
    nonce: str


def key_set(document: Mapping[str, Any]) -> Keys:
    """Read public keys. What is not for signatures, or cannot be read, is passed over; ValueError: nothing is left."""
    listed = document.get("keys")
    found = list(_keys(listed)) if isinstance(listed, list) else []
    if not found:
        raise ValueError("there is no key in it")
    return KeySet(found)


def read(token: str, keys: Keys, expected: Expected, now: datetime) -> Vouched:
    """Tell for whom the token vouches. Raises NotVouched, UnknownKey where another key may help."""
    claims = _signed(token, keys)
    _check_times(claims, now)
    _check_parties(claims, expected)
    subject, methods = claims["sub"], claims.get("amr")
    if not 0 < len(subject) <= _LONGEST_SUBJECT or not subject.isprintable():
        raise NotVouched("subject")
    several = isinstance(methods, list) and "mfa" in methods
    return Vouched(issuer=expected.issuer, subject=subject, several_factors=several)


def _keys(listed: list[Any]) -> Iterator[Key]:
    for one in listed:
        if not isinstance(one, dict) or one.get("kty") not in _KINDS or one.get("use", "sig") != "sig":
            continue
        try:
            key = JWKRegistry.import_key(one)
            key.ensure_kid()
        except (JoseError, SecurityWarning, ValueError, TypeError, KeyError, AttributeError):
            continue
        if not isinstance(key, RSAKey) or key.public_key.key_size >= _SMALLEST_RSA:
            yield key


def _signed(token: str, keys: Keys) -> dict[str, Any]:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)  # a header may say more; `crit` is checked
    registry.max_header_length = 4096
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS, registry=registry).claims
    except InvalidKeyIdError as error:
        raise UnknownKey("key") from error
    except (JoseError, ValueError, TypeError) as error:
        raise NotVouched("signature") from error


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    seconds, leeway = int(now.timestamp()), int(LEEWAY.total_seconds())
    times = jwt.JWTClaimsRegistry(now=seconds, leeway=leeway, exp={"essential": True}, iat={"essential": True})
    try:
        times.validate({name: claims[name] for name in ("exp", "iat", "nbf") if name in claims})
    except JoseError as error:
        raise NotVouched("time") from error
    if claims["iat"] < seconds - leeway - _OLDEST.total_seconds():
        raise NotVouched("time")


def _check_parties(claims: dict[str, Any], expected: Expected) -> None:
    """Check by whom, for whom and for which question; `azp` where the token is for others as well."""
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer:
        raise NotVouched("issuer")
    if expected.client_id not in several:
        raise NotVouched("audience")
    if claims.get("azp", expected.client_id if len(several) == 1 else None) != expected.client_id:
        raise NotVouched("authorized party")
    if claims.get("nonce") != expected.nonce:
        raise NotVouched("nonce")
    if not isinstance(claims.get("sub"), str):
        raise NotVouched("subject")
