"""A device that goes with its resident, at a broker that runs: cut off, and nothing of it kept."""

import time
from datetime import UTC, datetime, timedelta

from banister.broker_upkeep import clear_topics
from mqtt.greeting import lets_in
from tests.banister.test_broker_follower import IN_TIME, NEW, TOPIC, Town, ears, last_heard, town
from tests.brokers import eventually
from tests.mqtt.acl_cast import Tongue
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN, SITE

__all__ = ["town"]

INFO = f"care/v1/{SITE}/watch-7/info"


def test_who_is_erased_leaves_no_login_and_no_word_at_the_broker(town: Town) -> None:
    made = town.claim()
    own = town.as_(made.username, made.password)
    eventually(lambda: lets_in(own), what="the new device")
    device = Tongue(town.here, made.username, made.password)
    device.say([INFO], b'{"kind":"watch"}', retain=True)
    town.records.erasure.erase(MRS_LIN, COMMUNITY_STAFF, datetime.now(UTC))
    with ears(town) as spy:
        last = last_heard(spy, lambda word: device.say_once(TOPIC, word), for_=IN_TIME + 1.5)
    device.stop()
    assert last < IN_TIME
    assert not lets_in(own)
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert INFO in town.records.registry.claims.to_clear(later)
    clear_topics(town.records, town.as_("banister"), later)
    assert town.records.registry.claims.to_clear(later) == []
    assert INFO not in kept(town)
    assert town.records.registry.device(NEW.id).retired_at is not None


def kept(town: Town) -> set[str]:
    """Give the topics of which the broker keeps something."""
    spy = Tongue(town.here, "banister", "banister")
    spy.listen("care/v1/#")
    time.sleep(0.5)
    spy.stop()
    return spy.kept
