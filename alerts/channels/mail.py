"""E-mail by SMTP. The server stands in BANISTER_SMTP_URL; the channel's target is the address."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from alerts.channels.failures import PermanentFailure, TemporaryFailure
from alerts.channels.letter import letter_of
from alerts.channels.parcel import ChannelSettings, Parcel
from alerts.channels.smtp_url import SmtpServer, server_of


class MailChannel:
    """One connection a message. `Message-ID` is the idempotency key: a repetition is recognised by mail programs."""

    def __init__(self, settings: ChannelSettings) -> None:
        self._settings = settings

    def send(self, parcel: Parcel) -> None:
        """Hand it to the server; a 5xx is for good, everything else that goes wrong is not."""
        if not self._settings.smtp_url:
            raise PermanentFailure("no mail server is set (BANISTER_SMTP_URL)")
        message = letter_of(parcel, self._settings.smtp_from)
        try:
            with _connected(server_of(self._settings.smtp_url), self._settings) as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _failure(code, said) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}"[:200]) from error


@contextmanager
def _connected(server: SmtpServer, settings: ChannelSettings) -> Iterator[smtplib.SMTP]:
    context, timeout = ssl.create_default_context(), settings.deadline / 2
    if server.tls:
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=timeout)
    with line:
        if server.starttls:
            line.starttls(context=context)
        if server.user:
            line.login(server.user, settings.smtp_password or server.password)
        yield line


def _failure(code: int, said: bytes | str) -> PermanentFailure | TemporaryFailure:
    text = f"SMTP {code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:200]
    return PermanentFailure(text) if code >= 500 else TemporaryFailure(text)
