"""Every route that changes a person's protection, and what belongs to it, as everybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.access import Deed
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.api.strangers import MACHINE, OTHER_STAFF, let_in
from tests.api.test_me import SUBSCRIPTION
from tests.api.test_policies import FORM as POLICY
from tests.api.test_rosters import ALL_WEEK
from tests.api.walk_consents import CONSENTS
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY_STAFF,
    DAUGHTER,
    MRS_LIN,
    OTHER_STEWARD,
    OUTSIDER,
    STEWARD,
    STREET_STAFF,
    console,
)

SOON = (datetime.now(UTC) + timedelta(days=1)).isoformat()
HER, AREA = f"/residents/{MRS_LIN}", f"/areas/{BUILDING}"
ASKERS = ("", OUTSIDER, DAUGHTER, OTHER_STEWARD, STEWARD, OTHER_STAFF, COMMUNITY_STAFF, STREET_STAFF, MACHINE)
"""Nobody, the outsider's family, her own, the other steward, hers, other staff, hers, the street's, a machine."""
RULE = {"source": "the round", "changes": {"enabled": True}}
OVERRIDE = {"warning": 111, "reason": "usual for her"}
MUTE = {"resident": MRS_LIN, "ends_at": SOON, "why": "in repair"}
GONE = {"kind": "family", "ends_at": SOON}
SHIFT = ALL_WEEK | {"person": STEWARD}
POST = {"person": STEWARD}
LEAVE = {"starts_at": SOON, "ends_at": (datetime.now(UTC) + timedelta(days=2)).isoformat()}
OVER = {"to": STEWARD, "why": "holidays"}

WALK: tuple[tuple[str, str, Any, str], ...] = (
    ("GET", "/rules", None, "401 200 200 200 200 200 200 200 200"),
    ("GET", "/rules/heart_rate_high", None, "401 200 200 200 200 200 200 200 200"),
    ("POST", "/rules", {"id": "x"}, "401 403 403 403 403 422 422 422 403"),
    ("PUT", "/rules/heart_rate_high", RULE, "401 403 403 403 403 403 403 200 403"),
    ("GET", f"{HER}/rules", None, "401 404 200 404 200 404 200 200 200"),
    ("GET", f"{HER}/overrides", None, "401 404 200 404 200 404 200 200 200"),
    ("PUT", f"{HER}/overrides/heart_rate_high", OVERRIDE, "401 403 403 403 403 404 200 200 403"),
    ("DELETE", f"{HER}/overrides/heart_rate_high", None, "401 403 403 403 403 404 204 204 403"),
    ("PUT", f"{HER}/oxygen-scale", {"scale": 1, "why": "said so"}, "401 403 403 403 403 404 200 200 403"),
    ("GET", f"{AREA}/overrides", None, "401 403 403 404 200 404 200 200 403"),
    ("PUT", f"{AREA}/overrides/heart_rate_high", OVERRIDE, "401 403 403 403 403 404 200 200 403"),
    ("DELETE", f"{AREA}/overrides/heart_rate_high", None, "401 403 403 403 403 404 204 204 403"),
    ("GET", "/policies", None, "401 403 403 200 200 200 200 200 403"),
    ("GET", "/policies/critical", None, "401 403 403 200 200 200 200 200 403"),
    ("PUT", "/policies/critical", POLICY, "401 403 403 403 403 403 403 200 403"),
    ("GET", "/silences", None, "401 403 403 200 200 200 200 200 403"),
    ("POST", "/silences", MUTE, "401 403 403 404 201 404 201 201 403"),
    ("DELETE", "/silences/{silence}", None, "401 403 403 404 200 404 200 200 403"),
    ("GET", f"{HER}/away", None, "401 404 200 404 200 404 200 200 200"),
    ("POST", f"{HER}/away", GONE, "401 404 201 404 201 404 201 201 403"),
    ("DELETE", f"{HER}/away/{{away}}", None, "401 404 200 404 200 404 200 200 403"),
    ("GET", f"{AREA}/duty", None, "401 403 403 404 200 404 200 200 403"),
    ("GET", f"{AREA}/roster", None, "401 403 403 404 200 404 200 200 403"),
    ("POST", f"{AREA}/posts", POST, "401 403 403 403 403 404 201 201 403"),
    ("DELETE", f"{AREA}/posts/nobody", None, "401 403 403 403 403 404 404 404 403"),
    ("POST", f"{AREA}/shifts", SHIFT, "401 403 403 403 403 404 201 201 403"),
    ("PUT", f"{AREA}/shifts/{{shift}}", SHIFT, "401 403 403 403 403 404 200 200 403"),
    ("DELETE", f"{AREA}/shifts/nothing", None, "401 403 403 403 403 404 404 404 403"),
    ("POST", f"{AREA}/hand-over", OVER, "401 403 403 404 422 404 422 422 403"),
    ("GET", f"/people/{STEWARD}/leaves", None, "401 403 403 404 200 404 200 200 403"),
    ("POST", f"/people/{STEWARD}/leaves", LEAVE, "401 403 403 404 201 404 201 201 403"),
    ("DELETE", f"/people/{STEWARD}/leaves/nothing", None, "401 403 403 404 404 404 404 404 403"),
    ("GET", "/me/channels", None, "401 200 200 200 200 200 200 200 403"),
    ("PUT", "/me/quiet-hours", {"starts": "22:00", "ends": "07:00"}, "401 200 200 200 200 200 200 200 403"),
    ("DELETE", "/me/quiet-hours", None, "401 200 200 200 200 200 200 200 403"),
    ("POST", "/me/channels/web-push", SUBSCRIPTION, "401 201 201 201 201 201 201 201 403"),
    ("DELETE", f"/me/channels/{STEWARD}-console", None, "401 404 404 404 409 404 404 404 403"),
    ("GET", "/web-push/key", None, "401 200 200 200 200 200 200 200 200"),
    ("POST", f"/channels/{STEWARD}-console/test", None, "401 404 404 404 202 404 202 202 403"),
    ("GET", "/deliveries/{delivery}", None, "401 404 404 404 200 404 200 200 404"),
    ("POST", "/rules/dry-run", {}, "401 403 403 403 403 422 422 422 403"),
    ("GET", "/kpis", None, "401 403 403 200 200 200 200 200 403"),
    *CONSENTS,
)


@pytest.fixture(scope="module")
def made(shared_house: House) -> dict[str, str]:
    """Make one of each thing that a path names."""
    let_in(shared_house)
    channels = tuple(map(console, (STEWARD, OTHER_STEWARD)))
    shared_house.records.neighbourhood.load(Neighbourhood(channels=channels), shared_house.clock())
    client = shared_house.as_(COMMUNITY_STAFF)
    return {
        "silence": client.post("/api/v1/silences", json=MUTE).json()["id"],
        "away": client.post(f"/api/v1{HER}/away", json=GONE).json()["id"],
        "shift": client.post(f"/api/v1{AREA}/shifts", json=SHIFT).json()["id"],
        "delivery": client.post(f"/api/v1/channels/{STEWARD}-console/test").json()["delivery"]["id"],
    }


@pytest.mark.parametrize("step", WALK, ids=lambda step: f"{step[0]} {step[1]}")
def test_everybody_gets_what_is_theirs(
    shared_house: House, made: dict[str, str], step: tuple[str, str, Any, str]
) -> None:
    method, path, body, expected = step
    got = {}
    for person in ASKERS:
        if method == "DELETE" and "/overrides/" in path:  # each of them ends one that is there
            shared_house.as_(STREET_STAFF).put(f"/api/v1{path}", json=OVERRIDE)
        client = shared_house.as_(person) if person else shared_house.client()
        if person == MACHINE:
            client = shared_house.with_key(person, *Deed)
        got[person] = client.request(method, f"/api/v1{path.format(**made)}", json=body).status_code
    assert got == dict(zip(ASKERS, map(int, expected.split()), strict=True))


def test_what_was_refused_is_on_record(shared_house: House, made: dict[str, str]) -> None:
    shared_house.as_(OTHER_STAFF).put(f"/api/v1{HER}/overrides/heart_rate_high", json=OVERRIDE)
    assert shared_house.looks(MRS_LIN)[0] == (OTHER_STAFF, "set_rules", False)
    shared_house.as_(OTHER_STAFF).get(f"/api/v1{AREA}/duty")
    assert shared_house.looks(f"area:{BUILDING}")[0] == (OTHER_STAFF, "see_duty", False)
