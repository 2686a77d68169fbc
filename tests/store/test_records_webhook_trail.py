"""Changes to devices and consents become messages of the webhooks that asked for them, and of no others."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.access import Deed
from domain.consents import Consent, Purpose, SignedHow
from domain.people import Area, AreaKind, Scope
from domain.trail_words import CLAIMED, MOVED, RELEASED, REPLACED, RETIRED, device_subject
from domain.webhooks import CHOSEN, FROM_TRAIL, EventKind, Webhook
from store.records import Records
from store.records.audit import Entry
from tests.neighbourhood import (
    BUILDING,
    COMMUNITY,
    COMMUNITY_STAFF,
    DAUGHTER,
    MR_ZHOU,
    MRS_LIN,
    OTHER_BUILDING,
    SITE,
    STREET,
    WATCH,
    cast,
)
from tests.store.alert_makers import NOW
from tests.store.test_records_webhooks import ADDED, HOOK

OTHER_COMMUNITY = "elm-lane"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them, and webhooks of the community, of both buildings and of another community."""
    cast(any_records, NOW)
    elm = Area(id=OTHER_COMMUNITY, kind=AreaKind.COMMUNITY, name="榆荫社区", parent=STREET, site="elm-lane")
    any_records.organisation.add_area(elm, ADDED)
    for area in (COMMUNITY, BUILDING, OTHER_BUILDING, OTHER_COMMUNITY):
        any_records.webhooks.add(replace(HOOK, id=area, area=area), ADDED)
    return any_records


def did(device: str, what: str, at: datetime = LATER, *, allowed: bool = True) -> Entry:
    subject = device_subject(device)
    return Entry(at=at, person=COMMUNITY_STAFF, deed=Deed.KEEP_DEVICES, subject=subject, detail=what, allowed=allowed)


def follow(house: Records) -> None:
    trail = house.webhook_sending.trail
    while any(trail.follow(one, LATER) for one in trail.behind()):
        pass


def told(house: Records, webhook: str) -> list[tuple[str, dict[str, Any]]]:
    """Give what a webhook is told: kinds and data, in the order of the trail."""
    follow(house)
    events = [json.loads(one.body) for one in house.webhooks.log(webhook)]
    events.sort(key=lambda one: int(one["id"].removeprefix("trail.")))
    return [(one["type"].removeprefix("org.banister.").removesuffix(".v1"), one["data"]) for one in events]


def move(house: Records) -> None:
    house.registry.claims.move(WATCH, MR_ZHOU, SITE, LATER, [did(WATCH, MOVED)])


def consent(**changes: object) -> Consent:
    given = Consent(
        id="agreed",
        resident=MRS_LIN,
        relative=DAUGHTER,
        purpose=Purpose.FAMILY,
        scopes=frozenset({Scope.ALERTS}),
        signed_by="herself",
        how=SignedHow.ON_PAPER,
        recorded_by=COMMUNITY_STAFF,
        text_version="2026-11",
        given_at=LATER,
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # fields of it


def test_a_device_that_moves_is_told_to_each_area_as_far_as_it_may_see(house: Records) -> None:
    move(house)
    data = {"device": WATCH, "resident": MR_ZHOU, "before": MRS_LIN}
    assert told(house, COMMUNITY) == [("device.moved", data)]
    assert told(house, BUILDING) == [("device.moved", data | {"resident": None})]
    assert told(house, OTHER_BUILDING) == [("device.moved", data | {"before": None})]
    assert told(house, OTHER_COMMUNITY) == []


@pytest.mark.parametrize(("what", "kind"), [(RELEASED, "device.released"), (RETIRED, "device.retired")])
def test_a_device_that_goes_is_told_where_it_was(house: Records, what: str, kind: str) -> None:
    claims, entries = house.registry.claims, [did(WATCH, what)]
    claims.release(WATCH, LATER, entries) if what == RELEASED else claims.retire(WATCH, LATER, (), entries)
    assert told(house, BUILDING) == [(kind, {"device": WATCH, "resident": MRS_LIN})]
    assert told(house, OTHER_BUILDING) == []


def test_a_device_that_was_nobodys_is_told_to_the_community_of_its_site(house: Records) -> None:
    house.registry.claims.release(WATCH, NOW + timedelta(minutes=1), [did(WATCH, "credential renewed")])
    house.registry.claims.retire(WATCH, LATER, (), [did(WATCH, RETIRED)])
    assert told(house, COMMUNITY) == [("device.retired", {"device": WATCH, "resident": None})]
    assert told(house, BUILDING) == told(house, OTHER_COMMUNITY) == []


def test_one_that_replaces_another_is_told_with_it(house: Records) -> None:
    new = replace(house.registry.device(WATCH).device, id=f"{SITE}.watch-9")
    entries = [did(WATCH, REPLACED), did(new.id, CLAIMED)]
    house.registry.claims.replace(WATCH, new, LATER, login=None, retained=(), entries=entries)
    hers = {"resident": MRS_LIN}
    assert told(house, BUILDING) == [
        ("device.replaced", {"device": WATCH, **hers}),
        ("device.claimed", {"device": new.id, **hers}),
    ]


def test_a_consent_is_told_only_where_the_resident_lives(house: Records) -> None:
    house.consents.give(consent(), LATER)
    house.consents.withdraw("agreed", COMMUNITY_STAFF, LATER)
    data = {"consent": "agreed", "resident": MRS_LIN, "relative": DAUGHTER}
    for webhook in (COMMUNITY, BUILDING):
        first, given, gone = told(house, webhook)
        assert first[0] == "consent.withdrawn"  # the one in whose place it was given
        assert (given, gone) == (("consent.given", data), ("consent.withdrawn", data))
    assert told(house, OTHER_BUILDING) == told(house, OTHER_COMMUNITY) == []


def test_a_relation_that_ends_ends_its_consents_and_is_told_so(house: Records) -> None:
    house.consents.unrelate(DAUGHTER, MRS_LIN, COMMUNITY_STAFF, LATER)
    assert [kind for kind, _ in told(house, BUILDING)] == ["consent.withdrawn"]


def test_looks_refusals_and_other_changes_are_no_events(house: Records) -> None:
    look = replace(did(WATCH, ""), subject=MRS_LIN)
    house.audit.put([look, did(WATCH, MOVED, allowed=False), did(WATCH, "credential renewed"), did(WATCH, "painted")])
    house.consents.tell(DAUGHTER, MRS_LIN, COMMUNITY_STAFF, LATER, tell=False)
    assert told(house, COMMUNITY) == []


def test_nothing_of_it_has_a_name_or_a_value(house: Records) -> None:
    move(house)
    house.consents.give(consent(signed_by="林秀英 herself"), LATER)
    follow(house)
    messages = house.webhooks.log(COMMUNITY)
    said = "".join(one.body.decode() for one in messages)
    assert not [one for one in ("林", "周", "herself", "alerts", "138") if one in said]
    assert {one.subject for one in messages} == {MR_ZHOU, MRS_LIN}


def test_each_is_told_what_it_asked_for_and_an_old_one_what_it_had(house: Records) -> None:
    chosen = {"old": CHOSEN - FROM_TRAIL, "moves": frozenset({EventKind.DEVICE_MOVED})}
    for name, kinds in chosen.items():
        house.webhooks.add(replace(HOOK, id=name, kinds=kinds), ADDED)
    move(house)
    house.consents.give(consent(), LATER)
    assert told(house, "old") == []
    assert [kind for kind, _ in told(house, "moves")] == ["device.moved"]


def test_who_asks_for_them_later_is_told_what_happens_from_then_on(house: Records) -> None:
    house.webhooks.add(replace(HOOK, id="late", kinds=CHOSEN - FROM_TRAIL), ADDED)
    move(house)
    house.webhooks.edit("late", lambda one: replace(one, kinds=CHOSEN), ADDED)
    assert told(house, "late") == []
    house.consents.give(consent(), LATER)
    assert ("consent.given", "agreed") in {(kind, data.get("consent")) for kind, data in told(house, "late")}


def test_an_event_is_written_once_by_whomever_and_a_replay_fills_the_gap(house: Records) -> None:
    def off(one: Webhook) -> Webhook:
        return replace(one, enabled=False, disabled_at=LATER)

    def on(one: Webhook) -> Webhook:
        return replace(one, enabled=True, disabled_at=None)

    house.webhooks.edit(BUILDING, off, ADDED)
    move(house)
    assert told(house, BUILDING) == []
    house.webhooks.edit(BUILDING, on, ADDED)
    assert told(house, BUILDING) == []
    house.webhooks.send_since(BUILDING, NOW - timedelta(hours=1), LATER)
    stale = [one for one in house.webhook_sending.trail.behind() if one.id == BUILDING]
    assert [kind for kind, _ in told(house, BUILDING)].count("device.moved") == 1
    assert house.webhook_sending.trail.follow(stale[0], LATER) == 0
    house.webhooks.send_since(BUILDING, NOW - timedelta(hours=1), LATER)
    assert [kind for kind, _ in told(house, BUILDING)].count("device.moved") == 1


def test_of_the_dead_nothing_more_is_told(house: Records) -> None:
    died = replace(ADDED, at=LATER, subject=MRS_LIN)
    house.organisation.edit_resident(MRS_LIN, lambda one: replace(one, deceased_at=NOW), died)
    house.registry.claims.release(WATCH, LATER, [did(WATCH, RELEASED)])
    assert told(house, COMMUNITY) == []


def test_looks_alone_write_nothing_until_there_are_many(house: Records) -> None:
    look = replace(did(WATCH, ""), subject=MRS_LIN)
    follow(house)
    house.audit.put([look] * 1_500)
    assert house.webhook_sending.trail.behind() == []
    house.audit.put([look] * 1_500)
    assert {one.id for one in house.webhook_sending.trail.behind()} >= {COMMUNITY, BUILDING}
    follow(house)
    assert house.webhook_sending.trail.behind() == []
