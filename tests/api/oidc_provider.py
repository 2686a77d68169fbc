"""A real OpenID provider on a free port of 127.0.0.1: keys, codes, PKCE and a client's secret, as small as it goes.

It lets whoever comes be `subject`. What it should do wrong is set from outside; nothing of it is the API's code.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

CLIENT, SECRET = "banister", "s3cret of this house/+%"
Answer = tuple[int, dict[str, str], bytes]
Sign = Callable[[dict[str, Any], Key], str]


def signed(claims: dict[str, Any], key: Key) -> str:
    """Sign as a provider should."""
    algorithm = {"RSA": "RS256", "EC": "ES256", "OKP": "Ed25519"}[key.key_type]
    return jwt.encode({"alg": algorithm, "kid": str(key.kid)}, claims, key, algorithms=[algorithm])


def new_key(kind: str = "RSA") -> Key:
    """Make a key with a name of its own."""
    key: Key = RSAKey.generate_key(2048) if kind == "RSA" else ECKey.generate_key("P-256")
    key.ensure_kid()
    return key


@dataclass(kw_only=True)
class OpenProvider:
    """What the provider knows, and what it should do wrong.

    claims  are put over those of the ID token; None takes one away
    says    what is answered at a path whatever is asked: status and body
    asked   the paths that were asked, in order
    """

    clock: Callable[[], datetime]
    redirect: str
    subject: str = "7c1d2a9e"
    keys: list[Key] = field(default_factory=lambda: [new_key()])
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Sign = signed
    document: dict[str, Any] = field(default_factory=dict)
    says: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def answer(self, path: str, query: dict[str, str], form: dict[str, str], authorization: str) -> Answer:
        """Answer one request."""
        self.asked.append(path)
        if path in self.says:
            status, body = self.says[path]
            return status, {"Content-Type": "application/json"}, body
        if path == "/authorize":
            return self._authorize(query)
        if path == "/token":
            return self._token(form, authorization)
        documents = {"/.well-known/openid-configuration": self._document(), "/keys": self._keys()}
        return _json(200, documents[path]) if path in documents else _json(404, {})

    def _document(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{path}" for name, path in places.items()},
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            **self.document,
        }

    def _keys(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False, use="sig") for key in self.keys]}

    def _authorize(self, query: dict[str, str]) -> Answer:
        """Send whoever comes back at once, with a code for this question."""
        asked = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        if asked.items() - query.items() or query.get("redirect_uri") != self.redirect:
            return _json(400, {"error": "invalid_request"})
        if "openid" not in query["scope"].split() or not {"state", "nonce", "code_challenge"} <= query.keys():
            return _json(400, {"error": "invalid_scope"})
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return 302, {"Location": f"{self.redirect}?{urlencode(back)}"}, b""

    def _token(self, form: dict[str, str], authorization: str) -> Answer:
        """Take a code, once, from the client that asked for it and can show what its challenge was made of."""
        if not self._is_client(form, authorization):
            return _json(401, {"error": "invalid_client"})
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        right = {"grant_type": "authorization_code", "redirect_uri": self.redirect}
        if asked is None or asked["code_challenge"] != challenge or right.items() - form.items():
            return _json(400, {"error": "invalid_grant"})
        token = self.sign(self._claims(asked["nonce"]), self.keys[-1])
        return _json(200, {"id_token": token, "access_token": "x", "token_type": "Bearer", "expires_in": 60})

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        return authorization == basic or (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)

    def _claims(self, nonce: str) -> dict[str, Any]:
        now = int(self.clock().timestamp())
        usual = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return {name: value for name, value in (usual | self.claims).items() if value is not None}


@contextmanager
def running_provider(clock: Callable[[], datetime], redirect: str) -> Iterator[OpenProvider]:
    """Run a provider until the end of the with block."""
    provider = OpenProvider(clock=clock, redirect=redirect)
    with ThreadingHTTPServer(("127.0.0.1", 0), _serving(provider)) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join(10)


def _serving(provider: OpenProvider) -> type[BaseHTTPRequestHandler]:
    class Serving(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(_flat(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def _answer(self, form: dict[str, str]) -> None:
            where = urlsplit(self.path)
            authorization = self.headers.get("Authorization", "")
            status, headers, body = provider.answer(where.path, _flat(where.query), form, authorization)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Serving


def _flat(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text, strict_parsing=bool(text)).items()}


def _json(status: int, value: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()
