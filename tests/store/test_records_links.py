"""A signed link counts once, also when two use it at the same moment."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.alerts import AlertState
from domain.answers import acknowledge
from store.records import Records, open_records
from store.records.links import LinkUsed, UsedLink
from tests.neighbourhood import OFFICER, STEWARD
from tests.store.alert_makers import NOW, heart_rate

LATER = NOW + timedelta(minutes=1)


def test_a_link_counts_once_and_what_it_was_used_for_is_kept(any_records: Records) -> None:
    link = _fired(any_records)
    _answer(any_records, link)
    assert any_records.alerts.used_link(link.notification) == link
    with pytest.raises(LinkUsed):
        any_records.alerts.commit([], [], LATER, link=replace(link, used_at=LATER))
    assert any_records.alerts.used_link(link.notification) == link
    assert any_records.alerts.used_link("another") is None


def test_a_used_link_moves_nothing(any_records: Records) -> None:
    link = _fired(any_records)
    any_records.alerts.commit([], [], NOW, link=link)
    with pytest.raises(LinkUsed):
        _answer(any_records, link)
    assert any_records.alerts.alert(link.alert).state is AlertState.FIRING


def test_a_link_is_not_used_up_by_a_change_that_came_too_late(any_records: Records) -> None:
    link = _fired(any_records)
    before = any_records.alerts.alert(link.alert)
    any_records.alerts.commit([heart_rate(before, 220, LATER)], [], LATER)
    worse = replace(before, version=before.version + 5)
    taken = acknowledge(worse, STEWARD, LATER)
    assert taken
    [conflict] = any_records.alerts.commit([taken], [], LATER, link=link)
    assert conflict.change == taken
    assert any_records.alerts.used_link(link.notification) is None
    _answer(any_records, link)


def test_of_two_who_use_a_link_at_once_one_is_refused(records_url: str) -> None:
    with open_records(records_url) as records:
        link = _fired(records)
        start, outcomes = threading.Barrier(2), list[str]()
        users = [
            threading.Thread(target=_race, args=(records_url, replace(link, person=one), start, outcomes))
            for one in (STEWARD, OFFICER)
        ]
        for user in users:
            user.start()
        for user in users:
            user.join(30)
        assert sorted(outcomes) == ["refused", "used"]


def _race(url: str, link: UsedLink, start: threading.Barrier, outcomes: list[str]) -> None:
    with open_records(url) as records:
        start.wait(20)
        try:
            records.alerts.commit([], [], LATER, link=link)
        except LinkUsed:
            outcomes.append("refused")
        else:
            outcomes.append("used")


def _fired(records: Records) -> UsedLink:
    change = heart_rate(None, 180)
    records.alerts.commit([change], [], NOW)
    return UsedLink(notification="message", person=STEWARD, alert=change.alert.id, used_at=NOW)


def _answer(records: Records, link: UsedLink) -> None:
    taken = acknowledge(records.alerts.alert(link.alert), link.person, LATER)
    assert taken
    assert records.alerts.commit([taken], [], LATER, link=link) == []
