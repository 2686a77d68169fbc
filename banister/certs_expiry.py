"""Until when the certificates hold that the line to the broker rests on, as findings."""

from datetime import datetime, timedelta

from banister.doctor import Finding, bad, ok, warning
from domain.errors import BadSettings
from mqtt.access import BrokerAccess
from mqtt.expiry import CA, Expiry, expiries

SOON = timedelta(days=30)


def certificates(access: BrokerAccess, now: datetime, *, within: float = 2.0) -> list[Finding]:
    """Look at the authority that `?ca=` names and at what the broker shows; nothing where there is no `?ca=`."""
    try:
        return [_finding(one, now) for one in expiries(access, within=within)]
    except BadSettings as error:
        return [bad(CA, str(error))]


def _finding(one: Expiry, now: datetime) -> Finding:
    said = f"until {one.until:%Y-%m-%d}"
    if one.until <= now:
        return bad(one.name, f"expired: it held {said}")
    return warning(one.name, f"{said}: renew it now") if one.until - now < SOON else ok(one.name, said)
