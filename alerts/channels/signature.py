"""The headers of Standard Webhooks: id, time and signature of a message."""

import binascii
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from alerts.channels.failures import PermanentFailure
from alerts.channels.parcel import Parcel


def signed_headers(parcel: Parcel, now: datetime) -> dict[str, str]:
    """Sign the body with the channel's secret; a channel without a secret is not signed."""
    return headers_of(parcel.id, parcel.event, now, (parcel.secret,) if parcel.secret else ())


def headers_of(message: str, body: str, now: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """Give the headers of a message, signed with each secret: while one takes the other's place, both sign."""
    headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "user-agent": "Banister",
    }
    if not secrets:
        return headers
    try:
        signatures = [Webhook(secret).sign(message, now, body) for secret in secrets]
    except (binascii.Error, EmptyWebhookSecretError) as error:
        raise PermanentFailure("the channel's secret is no whsec_ key") from error
    return headers | {"webhook-signature": " ".join(signatures)}
