"""E-mail, handed to a real SMTP server on this machine."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.mail import MailChannel
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.channels.smtp_url import server_of
from alerts.delivery_parcels import parcel_of
from domain.errors import BadSettings
from domain.notifications import Channel, ChannelKind
from tests.alerts.delivery_cast import NOW, a_message, an_alert
from tests.alerts.receivers import mute_port


class _Mailbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(email.message_from_bytes(content, policy=email.policy.default))
        return self.answer


def _only_wang(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"banister", b"p@ss word"), handled=False)


@pytest.fixture
def mailbox() -> _Mailbox:
    return _Mailbox()


@pytest.fixture
def server(mailbox: _Mailbox) -> Iterator[str]:
    with mute_port() as port:
        pass
    mail = Controller(mailbox, "127.0.0.1", port, authenticator=_only_wang, auth_require_tls=False)
    mail.start()
    yield f"127.0.0.1:{port}"
    mail.stop()


def _channel(url: str, password: str = "", deadline: float = 20.0) -> MailChannel:
    unused = Path("unused")
    settings = ChannelSettings(deadline=deadline, console_file=unused, smtp_url=url, smtp_password=password)
    return MailChannel(replace(settings, smtp_from="Banister <alerts@care.example>"))


def _parcel(target: str = "wang@care.example") -> Parcel:
    channel = Channel(id="mail", person="wang", kind=ChannelKind.EMAIL, target=target)
    return parcel_of(a_message(an_alert(), channel=channel), NOW)


def test_a_mail_says_everything_and_carries_its_key(server: str, mailbox: _Mailbox) -> None:
    parcel = _parcel()
    _channel(f"smtp://{server}").send(parcel)
    [mail] = mailbox.messages
    assert (mail["To"], mail["From"]) == ("wang@care.example", "Banister <alerts@care.example>")
    assert mail["Subject"] == parcel.title
    assert mail["Message-ID"] == f"<{parcel.id}@care.example>"
    assert mail.get_content().splitlines() == parcel.body.splitlines()


@pytest.mark.parametrize("url", ["smtp://banister:p%40ss%20word@{}", "smtp://banister@{}"])
def test_it_logs_in_with_the_password_of_the_url_or_of_the_file(server: str, mailbox: _Mailbox, url: str) -> None:
    _channel(url.format(server), "" if "%" in url else "p@ss word").send(_parcel())
    assert len(mailbox.messages) == 1


def test_a_wrong_password_is_permanent(server: str) -> None:
    with pytest.raises(PermanentFailure, match="SMTP 535"):
        _channel(f"smtp://banister:wrong@{server}").send(_parcel())


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("550 no such mailbox", PermanentFailure), ("451 try again", TemporaryFailure), ("421 busy", TemporaryFailure)],
)
def test_the_servers_refusal_is_for_good_or_not(
    server: str, mailbox: _Mailbox, answer: str, failure: type[Exception]
) -> None:
    mailbox.answer = answer
    with pytest.raises(failure, match=f"SMTP {answer[:3]}"):
        _channel(f"smtp://{server}").send(_parcel())


def test_a_server_that_offers_no_starttls_is_refused_where_it_is_asked_for(server: str) -> None:
    with pytest.raises(TemporaryFailure, match="STARTTLS"):
        _channel(f"smtp://{server}?starttls=yes").send(_parcel())


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_says_nothing_is_temporary(scheme: str) -> None:
    with mute_port() as port, pytest.raises(TemporaryFailure):
        _channel(f"{scheme}://127.0.0.1:{port}", deadline=1.0).send(_parcel())


@pytest.mark.parametrize("address", ["", "nobody", "a\nb@care.example", "@"])
def test_what_is_no_address_is_permanent(server: str, address: str) -> None:
    with pytest.raises(PermanentFailure):
        _channel(f"smtp://{server}").send(_parcel(address))


def test_without_a_server_mail_fails_for_good() -> None:
    with pytest.raises(PermanentFailure, match="BANISTER_SMTP_URL"):
        _channel("").send(_parcel())


def test_a_url_says_how_the_line_is_kept_secret() -> None:
    assert server_of("smtp://mail.example").starttls
    assert not server_of("smtp://mail.example?starttls=no").starttls
    assert not server_of("smtp://localhost").starttls
    there = server_of("smtps://u:p%40@mail.example")
    assert (there.port, there.tls, there.starttls, there.user, there.password) == (465, True, False, "u", "p@")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://host:port"])
def test_a_url_that_is_none_is_said_so(url: str) -> None:
    with pytest.raises(BadSettings, match="BANISTER_SMTP_URL"):
        server_of(url)
