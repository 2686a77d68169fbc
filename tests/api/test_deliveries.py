"""Who was told of an alert, by what, and what became of it."""

from datetime import datetime, timedelta

from domain.alerts import Alert
from domain.answers import escalate
from domain.notifications import Notification, Reason, notification_id
from store.records.neighbourhood import Neighbourhood
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MRS_LIN, STEWARD, console


def told(house: House, *people: str, not_before: datetime | None = None, rank: int = 0) -> Alert:
    """Fire an alert whose next step tells these people."""
    channels = tuple(console(person) for person in people)
    house.records.neighbourhood.load(Neighbourhood(channels=channels), house.clock())
    now = house.clock()
    change = escalate(house.fire(house.cast.watch, MRS_LIN), now)
    messages = [
        Notification(
            id=notification_id(change.alert.id, 2, channel.id),
            alert=change.alert.id,
            move=2,
            person=channel.person,
            channel=channel.id,
            reason=Reason.ESCALATED,
            created_at=now,
            not_before=not_before,
            rank=rank,
        )
        for channel in channels
    ]
    assert house.records.alerts.commit([change], messages, now) == []
    return change.alert


def receivers(house: House, person: str, alert: Alert) -> list[tuple[str, str, str]]:
    deliveries = house.as_(person).get(f"/api/v1/alerts/{alert.id}").json()["deliveries"]
    return sorted((one["person"], one["channel"], one["state"]) for one in deliveries)


def test_the_steward_sees_everybody_who_is_told(house: House) -> None:
    alert = told(house, STEWARD, DAUGHTER)
    assert receivers(house, STEWARD, alert) == [
        (DAUGHTER, "console", "waiting"),
        (STEWARD, "console", "waiting"),
    ]


def test_a_relative_sees_only_what_comes_to_them(house: House) -> None:
    alert = told(house, STEWARD, DAUGHTER)
    assert receivers(house, DAUGHTER, alert) == [(DAUGHTER, "console", "waiting")]


def test_what_waits_says_until_when_and_for_which_turn(house: House) -> None:
    later = house.clock() + timedelta(hours=1)
    alert = told(house, STEWARD, not_before=later, rank=2)
    shown = house.as_(STEWARD).get(f"/api/v1/alerts/{alert.id}").json()["deliveries"][0]
    assert (datetime.fromisoformat(shown["not_before"]), shown["rank"], shown["receipt"]) == (later, 2, "")
