"""Webhooks rest as they were set; each move becomes a message once, and its sending is written down."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Deed
from domain.answers import acknowledge
from domain.errors import NotFound
from domain.notifications import DeliveryState
from domain.webhooks import CHOSEN, EventKind, Webhook, trial_of
from store.records import Records
from store.records.audit import Entry
from tests.neighbourhood import BUILDING, COMMUNITY, COMMUNITY_STAFF, MR_ZHOU, MRS_LIN, OTHER_BUILDING, STEWARD, cast
from tests.store.alert_makers import NOW, about, heart_rate

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = Webhook(
    id="hook",
    area=COMMUNITY,
    name="物业",
    url="https://crm.example/hook",
    kinds=CHOSEN,
    secret=SECRET,
    made_by=COMMUNITY_STAFF,
    made_at=NOW,
    after=0,
)
HOUR = timedelta(hours=1)
ADDED = Entry(
    at=NOW, person=COMMUNITY_STAFF, deed=Deed.KEEP_WEBHOOKS, subject=f"area:{COMMUNITY}", detail="webhook hook"
)


@pytest.fixture
def house(any_records: Records) -> Records:
    """Give records with the cast in them."""
    cast(any_records, NOW)
    return any_records


def _on(webhook: Webhook) -> Webhook:
    return replace(webhook, enabled=True, disabled_why="", disabled_at=None)


def _told(house: Records, webhook: str = "hook") -> list[tuple[str, str]]:
    while house.webhook_sending.follow(house.webhook_sending.behind(), NOW):
        pass
    return sorted((one.kind.value, one.subject) for one in house.webhooks.log(webhook))


def test_a_webhook_rests_as_it_was_set_and_hides_its_secret(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    standing = replace(HOOK, after_trail=house.webhooks.webhook("hook").after_trail)
    assert house.webhooks.webhook("hook") == standing
    assert SECRET not in repr(HOOK)
    with pytest.raises(NotFound):
        house.webhooks.add(replace(HOOK, id="other", area="nowhere"), ADDED)
    assert house.webhooks.within([COMMUNITY]) == [standing]
    assert house.webhooks.within([BUILDING]) == []


def test_it_is_told_of_its_area_and_below_and_of_what_it_asked_for(house: Records) -> None:
    house.webhooks.add(replace(HOOK, id="one", area=BUILDING), ADDED)
    house.webhooks.add(replace(HOOK, id="few", kinds=frozenset({EventKind.ACKNOWLEDGED})), ADDED)
    house.webhooks.add(HOOK, ADDED)
    hers = heart_rate(None, 142)
    house.alerts.commit([hers, heart_rate(None, 142, resident=MR_ZHOU), about(OTHER_BUILDING)], [], NOW)
    answered = acknowledge(hers.alert, STEWARD, NOW)
    assert answered is not None
    house.alerts.commit([answered], [], NOW)
    seen, fired = ("alert.acknowledged", MRS_LIN), "alert.fired"
    assert _told(house) == [seen, (fired, f"area:{OTHER_BUILDING}"), (fired, MRS_LIN), (fired, MR_ZHOU)]
    assert _told(house, "one") == [seen, (fired, MRS_LIN)]
    assert _told(house, "few") == [seen]


def test_what_happened_before_it_was_made_is_not_told(house: Records) -> None:
    house.alerts.commit([heart_rate(None, 142)], [], NOW)
    house.webhooks.add(HOOK, ADDED)
    assert _told(house) == []


def test_an_event_names_nobody_and_nothing_that_was_measured(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    house.alerts.commit([heart_rate(None, 142)], [], NOW)
    _told(house)
    [message] = house.webhooks.log("hook")
    event = json.loads(message.body)
    assert (event["specversion"], event["type"]) == ("1.0", "org.banister.alert.fired.v1")
    assert event["id"] == message.event == f"{event['subject']}.1"
    assert event["data"]["place"] == ["林荫社区", "第一网格", "3 号楼", "2单元502"]
    assert (event["data"]["resident"], event["data"]["severity"]) == (MRS_LIN, "critical")
    said = message.body.decode()
    assert not [one for one in ("林秀英", "13800000001", "142", "heart rate") if one in said]


def test_a_move_is_written_once_however_often_and_by_whomever_it_is_followed(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    house.alerts.commit([heart_rate(None, 142)], [], NOW)
    [behind] = house.webhook_sending.behind()
    assert house.webhook_sending.follow([behind], NOW) == 1
    assert house.webhook_sending.follow([behind], NOW) == 0
    assert house.webhook_sending.behind() == []
    house.webhooks.send_since("hook", NOW - HOUR, NOW)
    assert len(_told(house)) == 1


def test_a_message_is_claimed_by_one_and_the_oldest_of_each_webhook_comes_first(house: Records) -> None:
    for name in ("a", "b"):
        hook = replace(HOOK, id=name)
        house.webhooks.add(hook, ADDED)
        for n in range(3):
            house.webhooks.put_message(trial_of(hook, f"{name}{n}", NOW + timedelta(seconds=n)))
    first = sorted(house.webhook_sending.due(NOW + HOUR, set(), 10), key=lambda one: one.event)
    assert [one.event for one in first] == ["a0", "b0"]
    assert [one.event for one in house.webhook_sending.due(NOW + HOUR, {"a"}, 10)] == ["b0"]
    assert house.webhook_sending.claim(first[:1], NOW + 2 * HOUR) == first[:1]
    assert house.webhook_sending.claim(first[:1], NOW + 2 * HOUR) == []
    assert {one.event for one in house.webhook_sending.due(NOW + HOUR, set(), 10)} == {"a1", "b0"}


def test_what_became_of_a_message_is_kept_and_only_the_first_end_counts(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    message = trial_of(HOOK, "t", NOW)
    house.webhooks.put_message(message)
    house.webhook_sending.again(message.id, NOW + HOUR, 500, "HTTP 500")
    assert house.webhooks.message("hook", message.id).error == "HTTP 500"
    house.webhook_sending.sent({message.id: 204}, NOW)
    house.webhook_sending.failed(message.id, NOW, None, "late")
    found = house.webhooks.message("hook", message.id)
    assert (found.state, found.status, found.error) == (DeliveryState.SENT, 204, "")
    assert house.webhook_sending.took_something("hook", NOW)
    assert not house.webhook_sending.took_something("hook", NOW + HOUR)
    assert house.webhooks.counts(NOW) == {DeliveryState.WAITING: 0, DeliveryState.SENT: 1, DeliveryState.FAILED: 0}


def test_a_message_goes_out_again_and_so_does_all_that_failed_since(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    house.alerts.commit([heart_rate(None, 142), heart_rate(None, 142, resident=MR_ZHOU)], [], NOW)
    _told(house)
    sent, failed = house.webhooks.log("hook")
    house.webhook_sending.sent({sent.id: 200}, NOW)
    house.webhook_sending.failed(failed.id, NOW, 500, "HTTP 500")
    assert house.webhooks.send_since("hook", NOW - HOUR, NOW) == 1
    assert house.webhooks.message("hook", failed.id).state is DeliveryState.WAITING
    assert house.webhooks.message("hook", sent.id).state is DeliveryState.SENT
    house.webhooks.send_again("hook", sent.id, NOW)
    assert house.webhooks.message("hook", sent.id) == replace(sent, attempts=0, next_attempt_at=NOW)
    with pytest.raises(NotFound):
        house.webhooks.send_again("other", sent.id, NOW)


def test_while_it_is_off_nothing_is_written_and_a_replay_fills_the_gap(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    house.webhook_sending.disable(HOOK, "HTTP 410", NOW)
    house.alerts.commit([heart_rate(None, 142)], [], NOW)
    assert _told(house) == []
    assert house.webhooks.webhook("hook").disabled_why == "HTTP 410"
    assert house.webhooks.edit("hook", _on, ADDED).disabled_at is None
    assert _told(house) == []
    house.webhooks.send_since("hook", NOW - HOUR, NOW)
    assert _told(house) == [("alert.fired", MRS_LIN)]


def test_after_a_rotation_both_secrets_sign_for_a_while(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    rotated = house.webhooks.rotate("hook", "whsec_bmV3", NOW + HOUR, ADDED)
    assert rotated.secrets(NOW) == ("whsec_bmV3", SECRET)
    assert rotated.secrets(NOW + HOUR) == ("whsec_bmV3",)
    house.webhooks.forget(NOW + HOUR, HOUR)
    assert house.webhooks.webhook("hook").old_secret is None


def test_one_that_was_led_elsewhere_meanwhile_is_not_switched_off(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    house.webhooks.edit("hook", lambda one: replace(one, url="https://new.example/"), ADDED)
    assert not house.webhook_sending.disable(HOOK, "HTTP 410", NOW)
    assert house.webhook_sending.disable(house.webhooks.webhook("hook"), "HTTP 410", NOW)
    assert not house.webhooks.webhook("hook").enabled


def test_a_removed_one_is_gone_and_what_waited_is_given_up(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    message = trial_of(HOOK, "t", NOW)
    house.webhooks.put_message(message)
    house.webhooks.remove("hook", ADDED)
    assert house.webhook_sending.webhooks() == house.webhooks.within([COMMUNITY]) == []
    assert house.webhooks.message("hook", message.id).state is DeliveryState.FAILED
    with pytest.raises(NotFound):
        house.webhooks.remove("hook", ADDED)


def test_what_ended_long_ago_is_forgotten_and_what_waits_is_not(house: Records) -> None:
    house.webhooks.add(HOOK, ADDED)
    ended, waits = trial_of(HOOK, "ended", NOW), trial_of(HOOK, "waits", NOW)
    for one in (ended, waits):
        house.webhooks.put_message(one)
    house.webhook_sending.sent({ended.id: 204}, NOW)
    assert house.webhooks.forget(NOW + HOUR, 2 * HOUR) == 0
    assert house.webhooks.forget(NOW + 3 * HOUR, 2 * HOUR) == 1
    assert [one.event for one in house.webhooks.log("hook")] == ["waits"]
