"""Apprise URLs: WeCom, DingTalk, Feishu, ntfy, Bark and a hundred more. Sends the short text only.

Apprise says no more than yes or no, and says yes to a robot's refusal, which comes as HTTP 200 with a code in its
body (apprise 2.2 looks at the body for WeCom apps, not for robots). So the HTTP answers are looked at here as well.
"""

import apprise
from apprise import AppriseAsset, NotifyType

from alerts.channels.failures import PermanentFailure
from alerts.channels.heard import CODES, failure_heard, hear, receipt_heard
from alerts.channels.parcel import ChannelSettings, Parcel, Receipt

_ASSET = AppriseAsset(app_id="Banister", http_redirects=False, secure_logging=True)


class AppriseChannel:
    """Every attempt makes its own sender object, so that apprise's throttle never sleeps in our thread."""

    def __init__(self, settings: ChannelSettings) -> None:
        del settings

    def send(self, parcel: Parcel) -> Receipt:
        """Let apprise send it, and believe it only where no robot's answer says otherwise."""
        plugin = apprise.Apprise.instantiate(parcel.target, asset=_ASSET, suppress_exceptions=True)
        if plugin is None:
            raise PermanentFailure("the address is no Apprise URL")
        title, _, body = parcel.short.partition("\n")
        with hear("apprise") as heard:
            sent = plugin.notify(body=body or title, title=title if body else "", notify_type=NotifyType.WARNING)
        schema = str(plugin.secure_protocol)
        failure = failure_heard(heard, sent=bool(sent), code_field=CODES.get(schema))
        if failure:
            raise failure
        return receipt_heard(heard)
