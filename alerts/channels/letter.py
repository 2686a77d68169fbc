"""A message as an e-mail."""

from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from alerts.channels.failures import PermanentFailure
from alerts.channels.parcel import Parcel


def letter_of(parcel: Parcel, sender: str) -> EmailMessage:
    """Write it; `Message-ID` is the idempotency key. Raises PermanentFailure for an address that is none."""
    user, _, host = parcel.target.rpartition("@")
    if not (user and host):
        raise PermanentFailure("the address is no e-mail address")
    domain = parseaddr(sender)[1].partition("@")[2] or "banister"
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, parcel.target, parcel.title
    except (ValueError, IndexError) as error:
        raise PermanentFailure("the address is no e-mail address") from error
    message["Date"], message["Message-ID"] = formatdate(), f"<{parcel.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.body)
    return message
