"""E-mail by SMTP. The server stands in BANISTER_SMTP_URL; the channel's target is the address."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.letter import letter_of
from alerts.channels.parcel import ChannelSettings, Parcel, Receipt
from alerts.channels.smtp_url import SmtpServer, server_of


class MailChannel:
    """One connection a message. `Message-ID` is the idempotency key: a repetition is recognised by mail programs."""

    def __init__(self, settings: ChannelSettings) -> None:
        self._settings = settings

    def send(self, parcel: Parcel) -> Receipt:
        """Hand it to the server; a 5xx is for good, everything else that goes wrong is not."""
        if not self._settings.smtp_url:
            raise PermanentFailure("no mail server is set (BANISTER_SMTP_URL)")
        message = letter_of(parcel, self._settings.smtp_from)
        try:
            with _connected(server_of(self._settings.smtp_url), self._settings) as server:
                server.send_message(message)
                return Receipt(text=server.taken)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _failure(code, said) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}"[:200]) from error


class _Remembers(smtplib.SMTP):
    """Keeps what the server said when it took the message: mostly the id in its queue. smtplib throws it away."""

    taken = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, said = super().data(msg)
        self.taken = f"SMTP {code} {' '.join(said.decode(errors='replace').split())}"[:200]
        return code, said


class _RemembersTls(_Remembers, smtplib.SMTP_SSL):
    """The same, by TLS from the first byte."""


@contextmanager
def _connected(server: SmtpServer, settings: ChannelSettings) -> Iterator[_Remembers]:
    context, timeout = ssl.create_default_context(), settings.deadline / 2
    if server.tls:
        line: _Remembers = _RemembersTls(server.host, server.port, timeout=timeout, context=context)
    else:
        line = _Remembers(server.host, server.port, timeout=timeout)
    with line:
        if server.starttls:
            line.starttls(context=context)
        if server.user:
            line.login(server.user, settings.smtp_password or server.password)
        yield line


def _failure(code: int, said: bytes | str) -> PermanentFailure | TemporaryFailure:
    text = f"SMTP {code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:200]
    return PermanentFailure(text) if code >= 500 else TemporaryFailure(text)
