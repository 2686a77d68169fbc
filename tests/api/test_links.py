"""The link in a message: it shows little, answers once, and only for whoever it was sent to."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from api.link_words import About, Said, words_for
from domain.alerts import Alert, AlertState, MoveKind
from domain.answers import overdue
from domain.links import SignedLink, sign
from domain.severity import Severity
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MRS_LIN, OFFICER, STEWARD

HOLDS = timedelta(hours=24)
MESSAGE, NEXT_MESSAGE = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}


def link(house: House, alert: Alert, person: str = STEWARD, notification: str = MESSAGE) -> str:
    signed = SignedLink(notification=notification, alert=alert.id, person=person, expires_at=house.clock() + HOLDS)
    return f"/a/{sign(house.records.secret('links'), signed)}"


def state(house: House, alert: Alert) -> tuple[AlertState, str | None]:
    now = house.records.alerts.alert(alert.id)
    return now.state, now.acknowledged_by


def headline(answer: httpx2.Response) -> str:
    found = re.search("<h1>(.*)</h1>", answer.text)
    assert found is not None
    return found[1]


def test_the_page_shows_flat_kind_severity_and_since_and_one_button(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    page = house.client().get(link(house, alert))
    assert page.status_code == 200
    assert '<html lang="zh-CN">' in page.text
    for shown in ("3 号楼 2单元502", "健康读数", "!!!", "危急", alert.started_at.isoformat()):
        assert shown in page.text
    assert page.text.count("<button") == page.text.count("<form") == 1


def test_the_page_names_nobody_and_gives_no_value(house: House) -> None:
    page = house.client().get(link(house, house.fire(house.cast.watch, MRS_LIN))).text
    for hidden in ("林秀英", MRS_LIN, "王建国", STEWARD, "142", "131", "心率", "heart", "138000", "王大爷"):
        assert hidden not in page


def test_looking_answers_nothing_however_often(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    for _ in range(3):
        house.client().get(link(house, alert))
        house.client().request("HEAD", link(house, alert))
    assert state(house, alert) == (AlertState.FIRING, None)
    assert headline(house.client().get(link(house, alert))) == "您能处理这条告警吗？"


def test_the_button_answers_in_the_receivers_name(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    answer = house.client().post(link(house, alert))
    assert (answer.status_code, headline(answer)) == (200, "谢谢，已由您处理")
    assert "<button" not in answer.text
    assert state(house, alert) == (AlertState.ACKNOWLEDGED, STEWARD)
    move = house.records.alerts.timeline(alert.id)[-1]
    assert (move.kind, move.by, move.note) == (MoveKind.ACKNOWLEDGED, STEWARD, "by the link in a message")


def test_a_link_answers_once(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.client().post(link(house, alert))
    for again in (house.client().post(link(house, alert)), house.client().get(link(house, alert))):
        assert (again.status_code, headline(again)) == (409, "这个链接已经用过了")
        assert "3 号楼" in again.text
        assert "已经有人在处理" in again.text
    assert len(house.records.alerts.timeline(alert.id)) == 2


def test_a_link_that_was_used_does_not_answer_after_the_acknowledgement_has_expired(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.client().post(link(house, alert))
    for _ in range(2):
        now = house.records.alerts.alert(alert.id)
        assert now.due_at is not None
        change = overdue(now, now.due_at)
        assert change is not None
        house.records.alerts.commit([change], [], now.due_at)
    again = house.client().post(link(house, alert))
    assert (again.status_code, "还没有人处理" in again.text) == (409, True)
    assert state(house, alert) == (AlertState.FIRING, None)
    assert house.client().post(link(house, alert, notification=NEXT_MESSAGE)).status_code == 200


def test_where_somebody_is_on_it_there_is_nothing_to_press(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.as_(OFFICER).post(f"/api/v1/alerts/{alert.id}/acknowledge")
    for answer in (house.client().get(link(house, alert)), house.client().post(link(house, alert))):
        assert (answer.status_code, headline(answer), "<button" in answer.text) == (200, "已经有人在处理", False)
    assert state(house, alert) == (AlertState.ACKNOWLEDGED, OFFICER)
    assert house.records.alerts.used_link(MESSAGE) is None


def test_what_is_over_says_so(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.as_(OFFICER).post(f"/api/v1/alerts/{alert.id}/resolve", json={"disposition": "test"})
    assert headline(house.client().post(link(house, alert))) == "已经结束"


def test_an_expired_link_is_gone(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    path = link(house, alert)
    house.clock.ahead += HOLDS
    for answer in (house.client().get(path), house.client().post(path)):
        assert (answer.status_code, headline(answer)) == (410, "这个链接已过期")
        assert "3 号楼" not in answer.text
    assert state(house, alert)[0] is AlertState.FIRING


def other_secret(path: str, house: House, alert: Alert) -> str:
    forged = SignedLink(notification=MESSAGE, alert=alert.id, person=STEWARD, expires_at=house.clock() + HOLDS)
    return f"/a/{sign(b'x' * 32, forged)}"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (other_secret, 404),
        (lambda path, *_: path[:-1], 404),
        (lambda path, *_: path[:60], 404),
        (lambda path, *_: path[:-1] + ("A" if path[-1] != "A" else "B"), 404),
        (lambda path, *_: path + "AAAA", 404),
        (lambda path, *_: path[:20], 400),
        (lambda path, *_: path + "%3Cscript%3E", 400),
        (lambda path, *_: path + "%00", 400),
        (lambda *_: "/a/" + "A" * 3000, 400),
    ],
)
def test_what_is_none_of_our_links_answers_nothing(
    house: House, change: Callable[[str, House, Alert], str], status: int
) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    path = change(link(house, alert), house, alert)
    for answer in (house.client().get(path, headers=CHINESE), house.client().post(path, headers=CHINESE)):
        assert (answer.status_code, '<html lang="zh-CN">' in answer.text, "3 号楼" in answer.text) == (
            status,
            True,
            False,
        )
        assert "script" not in answer.text
    assert state(house, alert)[0] is AlertState.FIRING


def test_who_may_not_answer_any_more_does_not(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    path = link(house, alert)
    steward = house.records.people.person(STEWARD)
    house.records.neighbourhood.load(Neighbourhood(people=(steward,)), house.clock())
    for answer in (house.client().get(path), house.client().post(path)):
        assert (answer.status_code, "3 号楼" in answer.text) == (403, False)
    assert state(house, alert)[0] is AlertState.FIRING
    assert {one[2] for one in house.looks(MRS_LIN)} == {False}


def test_a_relative_is_told_and_does_not_answer(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    assert house.client().post(link(house, alert, DAUGHTER)).status_code == 403
    assert state(house, alert)[0] is AlertState.FIRING


def test_every_visit_is_on_record_under_the_receivers_name(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    house.client().get(link(house, alert))
    house.client().post(link(house, alert))
    assert house.looks(MRS_LIN) == [(STEWARD, "answer_alerts", True), (STEWARD, "see_alerts", True)]


def test_a_guesser_is_slowed_down(house: House) -> None:
    client = house.client()
    answers = [client.get(f"/a/{'A' * 80}") for _ in range(61)]
    assert [one.status_code for one in answers[-2:]] == [404, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_the_page_is_kept_by_nobody_and_runs_nothing(house: House) -> None:
    page = house.client().get(link(house, house.fire(house.cast.watch, MRS_LIN)))
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert "<script" not in page.text


def test_a_page_without_an_origin_may_press_the_button(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    answer = house.client().post(link(house, alert), headers={"Origin": "null"})
    assert (answer.status_code, state(house, alert)[0]) == (200, AlertState.ACKNOWLEDGED)


def test_what_people_call_a_building_is_text_and_no_markup(house: House) -> None:
    building = replace(house.records.people.area("building-3"), name="<script>alert(1)</script>")
    house.records.neighbourhood.load(Neighbourhood(areas=(building,)), house.clock())
    page = house.client().get(link(house, house.fire(house.cast.watch, MRS_LIN))).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_of_those_who_press_at_the_same_moment_one_is_on_it(house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    paths = [link(house, alert), link(house, alert), link(house, alert, OFFICER, NEXT_MESSAGE)] * 3
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = list(pool.map(lambda path: httpx2.post(house.address + path, timeout=30), paths))
    assert sorted({one.status_code for one in answers} - {409}) == [200]
    assert sum(headline(one) == "谢谢，已由您处理" for one in answers) == 1
    assert [move.kind for move in house.records.alerts.timeline(alert.id)] == [MoveKind.FIRED, MoveKind.ACKNOWLEDGED]


def test_everything_can_be_said_in_both_languages() -> None:
    for words in map(words_for, ("zh-CN", "en")):
        assert set(words.said) == set(Said)
        assert set(words.abouts) == set(About)
        assert set(words.severities) == set(Severity)
