"""What a channel is given: one finished message and where it goes. It crosses to the sending child as one JSON line."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from domain.notifications import ChannelKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message, finished.

    id           the notification's: the idempotency key
    title, body  the whole text; short: the least, for groups and lock screens (see `alerts.texts`)
    event        the same for machines, as JSON: a CloudEvent; for web push what the app's worker shows
    severity     info, warning or critical: how much it hurries, where a channel knows of that
    """

    id: str
    kind: ChannelKind
    target: str = field(repr=False)
    secret: str = field(default="", repr=False)
    title: str
    body: str
    short: str
    event: str
    severity: str = "info"

    @property
    def endpoint(self) -> str:
        """What is told one message at a time."""
        return f"{self.kind}:{self.target}"

    def to_line(self) -> bytes:
        """Write it as one line."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Read what `to_line` has written."""
        fields: dict[str, Any] = json.loads(line)
        return cls(**(fields | {"kind": ChannelKind(fields["kind"])}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the other side said when it took a message.

    text          the status, and what it calls the message (a queue id, a message id, a Location), where it says so
    acknowledged  it said that its receiver is on it
    """

    text: str = ""
    acknowledged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What channels need beside the parcel. `deadline` is the most seconds that one attempt may take.

    webhook_allow  where webhooks may lead beside the open internet (see `domain.addresses`)
    vapid_key      the private key of web push, 32 bytes in URL-safe base64; "": web push fails
    """

    deadline: float
    console_file: Path
    smtp_url: str = field(default="", repr=False)
    smtp_from: str = ""
    smtp_password: str = field(default="", repr=False)
    vapid_key: str = field(default="", repr=False)
    webpush_subject: str = ""
    webpush_allow_private: bool = False
    webhook_allow: str = ""

    def to_line(self) -> bytes:
        """Write it as one line."""
        return json.dumps(asdict(self) | {"console_file": str(self.console_file)}).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """Read what `to_line` has written."""
        fields: dict[str, Any] = json.loads(line)
        return cls(**(fields | {"console_file": Path(fields["console_file"])}))


class Sends(Protocol):
    """A channel. Called from several threads at once, never twice at once for one endpoint."""

    def send(self, parcel: Parcel) -> Receipt:
        """Return once it is accepted; raise TemporaryFailure or PermanentFailure where it is not."""
        ...
