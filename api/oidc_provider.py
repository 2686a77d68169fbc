"""The provider: found by its issuer, asked for a code's ID token, and never trusted further than its signature.

The only file that knows `authlib` (the extra `oidc`); it is loaded where a provider is set up, and not before.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any

import structlog
from authlib.integrations.requests_client import OAuth2Session, OAuthError

from api.freshness import Fresh
from api.oidc_line import TIMEOUT, answering, bound, object_at, provider_away
from api.oidc_places import Places, discovery_of, places_in
from api.oidc_settings import Registration
from api.oidc_token import Expected, Keys, key_set, read
from api.vouching import NotVouched, UnknownKey, Vouched

log = structlog.get_logger()

_OUR_FAULT = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"})
"""What a provider answers to a registration that is wrong, whoever logs in."""


class Provider:
    """One provider; thread-safe. Nothing is asked of it until somebody wants to log in by it."""

    def __init__(self, known: Registration) -> None:
        self.known = known
        self._places = Fresh(self._find)
        self._keys = Fresh(self._fetch_keys)

    def question(self, state: str, nonce: str, verifier: str, now: datetime) -> str:
        """Give the address that somebody is sent to, to say there who they are."""
        places = self._places.get(now)
        with self._session(places) as session:
            url, _ = session.create_authorization_url(
                places.authorization, state=state, code_verifier=verifier, nonce=nonce
            )
        return str(url)

    def check_sender(self, issuer: str | None, now: datetime) -> None:
        """Raise NotVouched where an answer names another provider, or none though this one always does."""
        if issuer is None and not self._places.get(now).names_itself:
            return
        if issuer != self.known.issuer:
            raise NotVouched("sender")

    def answer(self, code: str, nonce: str, verifier: str, now: datetime) -> Vouched:
        """Take a code for what it stands for. Raises NotVouched; the 503 problem where the provider is away.

        There is none where the provider says no, or the person did.
        """
        if not code:
            raise NotVouched("no code")
        token = self._exchanged(code, verifier, self._places.get(now))
        expected = Expected(issuer=self.known.issuer, client_id=self.known.client_id, nonce=nonce)
        keys = self._keys.get(now)
        try:
            return read(token, keys, expected, now)
        except UnknownKey:  # keys are changed while people log in
            return read(token, self._keys.get(now, but=keys), expected, now)

    def _exchanged(self, code: str, verifier: str, places: Places) -> str:
        with self._session(places) as session, answering("token"):
            try:
                answer: dict[str, Any] = session.fetch_token(
                    places.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                )
            except OAuthError as error:
                raise _refusal(error.error) from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotVouched("no ID token")
        return token

    def _find(self, _now: datetime) -> Places:
        with answering("discovery"):
            return places_in(object_at(discovery_of(self.known.issuer)), self.known.issuer)

    def _fetch_keys(self, now: datetime) -> Keys:
        places = self._places.get(now)
        with answering("keys"):
            return key_set(object_at(places.keys))

    @contextmanager
    def _session(self, places: Places) -> Iterator[OAuth2Session]:
        """Give a session of its own: they are not for several threads."""
        session = OAuth2Session(
            self.known.client_id,
            self.known.client_secret,
            token_endpoint_auth_method=places.by_secret_in,
            scope=self.known.scopes,
            redirect_uri=self.known.redirect,
            code_challenge_method="S256",
        )
        bound(session)
        with closing(session):
            yield session


def _refusal(error: str) -> Exception:
    if error in _OUR_FAULT:
        log.error("the identity provider does not take this house for its client", error=error)
        return provider_away("it does not take this house for its client")
    return NotVouched("code")
