"""Unclaimed devices and the quarantine: staff see those of their own sites."""

import pytest

from api.sites import site_of_topic, sites_of
from domain.people import Area, AreaKind, Person, Role
from domain.readings import Quarantined
from store.records.findings import Sighting
from store.records.neighbourhood import Assignment, Neighbourhood
from tests.api.house import House
from tests.neighbourhood import BUILDING, COMMUNITY, COMMUNITY_STAFF, SITE, STREET, STREET_STAFF

OTHER_SITE, OTHER_STAFF = "mill-lane", "staff-mill"
TOPICS = {
    "here": f"care/v1/{SITE}/watch-new/readings",
    "there": f"care/v1/{OTHER_SITE}/watch-new/readings",
    "anywhere": "zigbee2mqtt/新门",
}
SEEN = {
    COMMUNITY_STAFF: {"here", "anywhere"},
    OTHER_STAFF: {"there", "anywhere"},
    STREET_STAFF: {"here", "there", "anywhere"},
}


@pytest.fixture(scope="module")
def two_sites(shared_house: House) -> House:
    records, now = shared_house.records, shared_house.clock()
    other = Neighbourhood(
        areas=(Area(id=OTHER_SITE, kind=AreaKind.COMMUNITY, name="磨坊社区", parent=STREET, site=OTHER_SITE),),
        people=(Person(id=OTHER_STAFF, name="马丽", role=Role.STAFF),),
        assignments=(Assignment(person=OTHER_STAFF, area=OTHER_SITE),),
    )
    records.neighbourhood.load(other, now)
    for word, topic in TOPICS.items():
        records.findings.unclaimed([Sighting(device=word, site="", topic=topic, payload=b"\xff{}", at=now)])
        entry = Quarantined(device=word, topic=topic, reason="not_json", detail="", payload=b"\xff", received_at=now)
        records.findings.quarantine([entry])
    return shared_house


@pytest.mark.parametrize("person", SEEN)
@pytest.mark.parametrize("path", ["/api/v1/unclaimed", "/api/v1/quarantine"])
def test_staff_see_the_findings_of_their_sites(two_sites: House, person: str, path: str) -> None:
    items = two_sites.as_(person).get(path).json()["items"]
    assert {one["device"] for one in items} == SEEN[person]


def test_the_quarantine_is_counted_by_reason(two_sites: House) -> None:
    assert two_sites.as_(STREET_STAFF).get("/api/v1/quarantine").json()["counts"] == {"not_json": 3}


def test_an_unclaimed_device_is_shown_with_its_last_words(two_sites: House) -> None:
    shown = two_sites.as_(COMMUNITY_STAFF).get("/api/v1/unclaimed").json()["items"][0]
    assert shown["payload"] == "\N{REPLACEMENT CHARACTER}{}"
    assert shown["age_seconds"] >= 0


def test_somebody_below_a_community_belongs_to_its_site(two_sites: House) -> None:
    areas = two_sites.records.people.areas()
    assert sites_of(areas, [BUILDING]) == {SITE}
    assert sites_of(areas, [COMMUNITY]) == {SITE}
    assert sites_of(areas, [STREET]) == {SITE, OTHER_SITE}
    assert sites_of(areas, []) == frozenset()


def test_other_dialects_topics_name_no_site() -> None:
    assert {word: site_of_topic(topic) for word, topic in TOPICS.items()} == {
        "here": SITE,
        "there": OTHER_SITE,
        "anywhere": None,
    }
