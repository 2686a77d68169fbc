"""A house with single sign-on, and the steps of somebody who comes by it."""

from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2

from domain.access import Deed
from store.records.audit import Entry
from store.records.identities import Identity
from tests.api.house import House, open_house
from tests.api.oidc_provider import CLIENT, SECRET, OpenProvider
from tests.neighbourhood import STEWARD

BASE = "http://127.0.0.1:8000"
BEGIN, SESSION, MINE = "/api/v1/session/oidc", "/api/v1/session", "/api/v1/me/identities"
CALLBACK = f"{BEGIN}/callback"
WORD = "a long enough password"


def opened(directory: Path, provider: OpenProvider, **settings: object) -> AbstractContextManager[House]:
    """Open a house that knows this provider."""
    known = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    return open_house(
        directory, None, **{"base_url": BASE, "login_attempts_address": "1000/minute", **known, **settings}
    )


def linked(house: House, provider: OpenProvider, person: str = STEWARD) -> None:
    """Link whom the provider lets in to a person."""
    now = house.clock()
    one = Identity(issuer=provider.issuer, subject=provider.subject, person=person, made_at=now, used_at=None)
    house.records.identities.link(one, Entry(at=now, person=person, deed=Deed.KEEP_OWN_ACCOUNT, subject=person))


def question(client: httpx2.Client, begin: str = BEGIN) -> str:
    """Set out, and give the address at the provider."""
    gone = client.get(begin)
    assert gone.status_code == 303, gone.text
    url: str = gone.headers["location"]
    return url


def sent_back(url: str) -> str:
    """Be at the provider, and give where it sends one back to, as a path of the house."""
    back = httpx2.get(url)
    assert back.status_code == 302, back.text
    location: str = back.headers["location"]
    return location.removeprefix(BASE)


def sign_on(client: httpx2.Client, begin: str = BEGIN) -> httpx2.Response:
    """Go the whole way."""
    return client.get(sent_back(question(client, begin)))


def queried(url: str) -> dict[str, str]:
    """Give what an address says after its question mark."""
    return dict(parse_qsl(urlsplit(url).query))


def newest(house: House) -> tuple[str, bool, str]:
    """Give the newest row of the trail: who, whether it was allowed, what."""
    row = house.records.audit.newest(limit=1)[0]
    return row.person, row.allowed, row.detail
