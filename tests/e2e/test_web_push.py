"""A message pushed to a browser: what its lock screen shows, and what its buttons do.

No push service can be reached from here: Chromium's developer tools hand the worker what one would, and the note is the
one that our channel seals.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Worker, expect

from alerts.delivery_parcels import parcel_of
from domain.alerts import Alert, AlertState
from domain.notifications import Channel, ChannelKind
from tests.alerts.delivery_cast import a_message
from tests.api.house import House, open_house
from tests.brokers import eventually
from tests.e2e.web import Phone, built, phone
from tests.neighbourhood import MRS_LIN, STEWARD

CHANNEL = Channel(id="push", person=STEWARD, kind=ChannelKind.WEBPUSH, target="{}")
_SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(one => ({title: one.title, body: one.body, tag: one.tag, actions: one.actions.map(action => action.action)}))"""
_PRESS = """async action => {
  const [notification] = await self.registration.getNotifications()
  self.dispatchEvent(new NotificationEvent('notificationclick', {notification, action}))
}"""


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house"), web_dir=built()) as opened:
        yield opened


def note(house: House, alert: Alert) -> str:
    """Write what the web push channel would seal for the steward."""
    link = f"{house.address}/app/alerts/{alert.id}"
    told = a_message(alert, channel=CHANNEL, link=link, acknowledge_link=f"{house.address}/a/token")
    return parcel_of(told, datetime.now(UTC)).event


def pushed(held: Phone, data: str) -> Page:
    """Open the queue with its worker in charge, and hand that a message."""
    held.context.grant_permissions(["notifications"], origin=held.address)
    page = held.open("/queue")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    tools, known = held.context.new_cdp_session(page), list[dict[str, Any]]()
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    eventually(lambda: page.evaluate("1") and known, what="the worker's registration")
    registration = known[-1]["registrationId"]
    message = {"origin": held.address, "registrationId": registration, "data": data}
    tools.send("ServiceWorker.deliverPushMessage", message)
    eventually(lambda: page.evaluate(_SHOWN), what="the notification")
    return page


def worker(held: Phone) -> Worker:
    """Give the page's service worker."""
    return held.context.service_workers[0]


def test_the_lock_screen_shows_the_least_and_the_two_buttons_that_matter(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, STEWARD, worker=True) as held:
        (shown,) = pushed(held, note(house, alert)).evaluate(_SHOWN)
        assert (shown["tag"], shown["actions"]) == (alert.id, ["acknowledge", "call"]), "Chromium shows two buttons"
        assert "502" in shown["title"] + shown["body"]
        assert "林秀英" not in shown["title"] + shown["body"]


def test_acknowledge_on_the_lock_screen_answers_the_alert_and_says_so(browser: Browser, house: House) -> None:
    alert = house.fire(house.cast.watch, MRS_LIN)
    with phone(browser, house, STEWARD, worker=True) as held:
        page = pushed(held, note(house, alert))
        before = page.evaluate(_SHOWN)
        worker(held).evaluate(_PRESS, "acknowledge")
        eventually(lambda: house.records.alerts.alert(alert.id).state is AlertState.ACKNOWLEDGED, what="the answer")
        eventually(lambda: page.evaluate(_SHOWN) not in ([], before), what="what came of it")
        assert page.evaluate(_SHOWN)[0]["actions"] == []
        expect(page.locator(f"[data-alert='{alert.id}']")).to_contain_text("王建国")


def test_what_cannot_be_read_is_shown_as_a_message_all_the_same(browser: Browser, house: House) -> None:
    with phone(browser, house, STEWARD, worker=True) as held:
        (shown,) = pushed(held, "no json").evaluate(_SHOWN)
        assert shown["title"]
