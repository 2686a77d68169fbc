"""What every channel keeps, against real servers and through a real sending child: one suite over all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from alerts.channels.parcel import ChannelSettings
from alerts.channels.registry import CHANNELS
from alerts.delivery_parcels import parcel_of
from alerts.delivery_pool import SenderPool
from alerts.delivery_wire import Outcome
from domain.notifications import Channel, ChannelKind
from store.vapid import private_text
from tests.alerts.browsers import Browser
from tests.alerts.deliveries import until
from tests.alerts.delivery_cast import NOW, a_message, an_alert
from tests.alerts.mail_receivers import Mailbox, mail_receiving
from tests.alerts.receivers import LOOPBACK, Receiver, receiving

DEADLINE, DEADLINE_OF_APPRISE = 2.0, 8.0
"""Apprise loads its hundred plugins for the first message of a child: seconds, on a machine with much to do."""
NO_ADDRESS = "no address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Servers that do what they are asked for, and sending children."""

    web: Receiver
    mail: Mailbox
    folder: Path
    quick: SenderPool
    patient: SenderPool

    def pool(self, kind: ChannelKind) -> SenderPool:
        """Give who sends by this channel."""
        return self.patient if kind is ChannelKind.APPRISE else self.quick

    def target(self, kind: ChannelKind, behaviour: str) -> str:
        """Give where a channel of this kind meets this behaviour."""
        if behaviour == NO_ADDRESS:
            return behaviour
        place = f"{self.web.url}/{behaviour}/"
        return {
            ChannelKind.CONSOLE: "",
            ChannelKind.WEBHOOK: place,
            ChannelKind.EMAIL: f"{behaviour}@care.example",
            ChannelKind.APPRISE: place.replace("http://", "json://"),
            ChannelKind.WEBPUSH: Browser().subscription(place),
        }[kind]

    def tell(self, kind: ChannelKind, behaviour: str) -> Outcome:
        """Send one message; give what became of it."""
        pool = self.pool(kind)
        channel = Channel(id="one", person="wang", kind=kind, target=self.target(kind, behaviour))
        parcel, outcomes = parcel_of(a_message(an_alert(), channel=channel), NOW), list[Outcome]()

        def heard() -> bool:
            outcomes.extend(pool.wait(0.05))
            return bool(outcomes)

        until(lambda: pool.wait(0.05) == [] and pool.take(parcel))
        until(heard)
        return outcomes[0]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("console")
    with receiving() as web, mail_receiving() as mail:
        settings = ChannelSettings(
            deadline=DEADLINE,
            console_file=folder / "console.jsonl",
            smtp_url=f"smtp://{mail.address}",
            smtp_from="banister@localhost",
            vapid_key=private_text(b"s" * 32),
            webpush_subject="mailto:banister@localhost",
            webpush_allow_private=True,
            webhook_allow=LOOPBACK,
        )
        quick = SenderPool(settings, size=1)
        patient = SenderPool(replace(settings, deadline=DEADLINE_OF_APPRISE), size=1)
        yield Stage(web=web, mail=mail, folder=folder, quick=quick, patient=patient)
        quick.close()
        patient.close()


WEB = (ChannelKind.WEBHOOK, ChannelKind.APPRISE, ChannelKind.WEBPUSH)
REMOTE = (*WEB, ChannelKind.EMAIL)
SUCCESS = {
    ChannelKind.CONSOLE: ("", "written to console.jsonl"),
    ChannelKind.WEBHOOK: ("takes-nothing", "HTTP 200"),
    ChannelKind.EMAIL: ("ok", "SMTP 250 queued as 7F3A"),
    ChannelKind.APPRISE: ("ok", "HTTP 204"),
    ChannelKind.WEBPUSH: ("201", "HTTP 201 https://push.example/message/7"),
}


def _behaviours(web: str, mail: str) -> list[tuple[ChannelKind, str]]:
    return [*((kind, web) for kind in WEB), (ChannelKind.EMAIL, mail)]


def test_every_channel_is_in_the_suite() -> None:
    assert set(SUCCESS) == set(CHANNELS) == {*REMOTE, ChannelKind.CONSOLE}


@pytest.mark.parametrize("kind", CHANNELS)
def test_what_is_taken_has_a_receipt(stage: Stage, kind: ChannelKind) -> None:
    behaviour, receipt = SUCCESS[kind]
    outcome = stage.tell(kind, behaviour)
    assert (outcome.error, outcome.receipt, outcome.acknowledged) == (None, receipt, False)


@pytest.mark.parametrize(("kind", "behaviour"), _behaviours("500", "451") + _behaviours("429", "451"))
def test_what_may_pass_is_worth_another_try(stage: Stage, kind: ChannelKind, behaviour: str) -> None:
    outcome = stage.tell(kind, behaviour)
    assert (behaviour in str(outcome.error), outcome.for_good) == (True, False)


@pytest.mark.parametrize(("kind", "behaviour"), _behaviours("400", "550"))
def test_a_refusal_is_for_good(stage: Stage, kind: ChannelKind, behaviour: str) -> None:
    outcome = stage.tell(kind, behaviour)
    assert (behaviour in str(outcome.error), outcome.for_good) == (True, True)


@pytest.mark.parametrize(("kind", "behaviour"), _behaviours("hang", "hang") + _behaviours("reset", "reset"))
def test_who_says_nothing_or_hangs_up_is_tried_again(stage: Stage, kind: ChannelKind, behaviour: str) -> None:
    outcome = stage.tell(kind, behaviour)
    assert outcome.error
    assert not outcome.for_good


@pytest.mark.parametrize(("kind", "behaviour"), _behaviours("drip-headers", "drip"))
def test_who_drips_is_cut_off_at_the_deadline(stage: Stage, kind: ChannelKind, behaviour: str) -> None:
    pool = stage.pool(kind)
    before, error = pool.killed, stage.tell(kind, behaviour).error
    assert str(error).startswith("no answer within")
    until(lambda: pool.wait(0.05) == [] and pool.killed > before)


TAKEN_BEFORE_THE_RESET = [
    (ChannelKind.WEBHOOK, "reset-after-200"),
    (ChannelKind.WEBPUSH, "reset-after-200"),
    (ChannelKind.EMAIL, "reset-after-250"),
]


@pytest.mark.parametrize(("kind", "behaviour"), TAKEN_BEFORE_THE_RESET)
def test_a_line_that_breaks_after_the_yes_changes_nothing(stage: Stage, kind: ChannelKind, behaviour: str) -> None:
    assert stage.tell(kind, behaviour).error is None


def test_apprise_cannot_tell_and_is_rather_told_twice(stage: Stage) -> None:
    outcome = stage.tell(ChannelKind.APPRISE, "reset-after-200")
    assert outcome.error
    assert not outcome.for_good


@pytest.mark.parametrize("kind", WEB)
@pytest.mark.parametrize("behaviour", ["redirect", "moved"])
def test_redirects_are_never_followed(stage: Stage, kind: ChannelKind, behaviour: str) -> None:
    assert stage.tell(kind, behaviour).error
    assert not [one for one in stage.web.told if one.path.startswith("/ok/elsewhere")]


@pytest.mark.parametrize("kind", REMOTE)
def test_what_is_no_address_is_refused_for_good(stage: Stage, kind: ChannelKind) -> None:
    assert stage.tell(kind, NO_ADDRESS).for_good
