"""What the tests of keys share: a form, the client of a key that was just made, and what went on record of keys."""

from typing import Any

import httpx2

from tests.api.house import House

RESIDENTS = "/api/v1/residents"
FORM: dict[str, Any] = {"name": "my script", "scopes": ["see_resident", "see_alerts"]}


def bearing(house: House, made: httpx2.Response) -> httpx2.Client:
    assert made.status_code == 201, made.text
    return house.client(headers={"Authorization": f"Bearer {made.json()['text']}"})


def rows(house: House, person: str) -> list[tuple[str, str, bool]]:
    """Give who did what to an account, the newest first."""
    found = house.records.audit.about([person])
    return [(one.person, one.detail, one.allowed) for one in found if "key" in one.detail]
