"""The headers of Standard Webhooks: id, time and signature of a message."""

import binascii
from datetime import datetime

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from alerts.channels.failures import PermanentFailure
from alerts.channels.parcel import Parcel


def signed_headers(parcel: Parcel, now: datetime) -> dict[str, str]:
    """Sign the body with the channel's secret; a channel without a secret is not signed."""
    headers = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": parcel.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "user-agent": "Banister",
    }
    if not parcel.secret:
        return headers
    try:
        signature = Webhook(parcel.secret).sign(parcel.id, now, parcel.event)
    except (binascii.Error, EmptyWebhookSecretError) as error:
        raise PermanentFailure("the channel's secret is no whsec_ key") from error
    return headers | {"webhook-signature": signature}
