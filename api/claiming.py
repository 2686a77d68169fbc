"""From a code to a device of ours, and to who may do something with it."""

import re
from datetime import UTC, datetime, timedelta

from api.access import Asker
from api.problems import NOT_FOUND, Problem
from api.rule_checks import wrong
from api.shapes.claims import CredentialShape, NewDevice
from devices import dialects_of
from domain.access import Deed
from domain.device_codes import DeviceCode, read_code
from domain.errors import BadInput, NotFound
from domain.people import Device, DeviceKind, Power
from domain.trail_words import device_subject
from mqtt.credentials import Credential
from mqtt.topics import check_device, check_site
from store.records.audit import Entry
from store.records.claiming import Login
from store.records.registry import DeviceStatus

NATIVE = "native"
_ADDRESS = re.compile("[0-9a-f]{12}")
_LONGEST_AGO = timedelta(days=31)
"""How long before now somebody may say that a device was already theirs."""


def kept_device(asker: Asker, device_id: str) -> DeviceStatus:
    """Give a device that the asker may look after, or the 404 problem; the look is on record.

    One that is nobody's now is for those who answer for the community of its site.
    """
    try:
        status = asker.parts.records.registry.device(device_id)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    if status.resident is not None:
        asker.about(Deed.KEEP_DEVICES, status.resident)
        return status
    community = next((area.id for area in asker.areas().values() if area.site == status.device.site), None)
    if community is None:
        raise Problem(NOT_FOUND)
    asker.in_area(Deed.KEEP_DEVICES, community)
    return status


def new_device(asker: Asker, form: NewDevice, site: str, like: Device | None = None) -> Device:
    """Make a device of the form, on this site; `like` says what the form and its code leave open."""
    code = _code(form.code)
    dialect = _dialect(asker, code, site)
    kind = form.kind or code.kind or _kind_of(asker, code.id) or (like.kind if like else None)
    if kind is None:
        raise wrong("body.kind", "neither the form nor the code says what it is: watch, monitor or door")
    return Device(
        id=code.id,
        kind=kind,
        site=site,
        power=form.power or code.power or (like.power if like else _power(kind)),
        dialect=dialect,
        model=code.model if form.model is None else form.model,
    )


def moment(asker: Asker, since: datetime | None) -> datetime:
    """Check from when a device is somebody's."""
    if since is None:
        return asker.now
    if not timedelta(0) <= asker.now - since <= _LONGEST_AGO:
        raise wrong("body.since", "must lie in the past, at most 31 days")
    return since.astimezone(UTC)


def credential_for(asker: Asker, device: Device) -> tuple[Login | None, CredentialShape | None]:
    """Make a device's credential: the hashes that rest, and what is shown once. None for a gateway's device."""
    if device.dialect != NATIVE:
        return None, None
    made = Credential.of(device.id)
    return login_of(made, asker.now), CredentialShape.of(made, asker.parts.settings.device_broker)


def login_of(made: Credential, now: datetime) -> Login:
    """Give what rests of a credential: its hashes, never the password."""
    return Login(
        username=made.username,
        made_at=now,
        password_hash=made.nats_hash,
        mosquitto_hash=made.mosquitto_hash,
    )


def noted(asker: Asker, device: str, what: str) -> list[Entry]:
    """Give the trail's entry of a change to a device."""
    return [asker.entry(Deed.KEEP_DEVICES, device_subject(device), what)]


def _code(text: str) -> DeviceCode:
    try:
        return read_code(text)
    except BadInput as error:
        raise wrong("body.code", str(error)) from error


def _dialect(asker: Asker, code: DeviceCode, site: str) -> str:
    """Tell by its id which dialect a device speaks, and that it may stand on this site."""
    before, _, name = code.id.partition(".")
    spoken = dialects_of(asker.parts.settings.dialects.split(","))
    dialect = next((one.name for one in spoken if one.name != NATIVE and one.base == before), NATIVE)
    if code.dialect not in {"", dialect}:
        raise wrong("body.code", f"its id is of dialect {dialect}, and the code says {code.dialect!r}")
    if dialect == "theengs" and _ADDRESS.fullmatch(name) is None:
        raise wrong("body.code", f"below {before!r} a device is named by its address: 12 of 0-9 and a-f, no colons")
    if not set(name).isdisjoint("+#"):
        raise wrong("body.code", "a name cannot hold + or #: no topic can")
    if dialect == NATIVE:
        try:
            check_site(before), check_device(name)
        except BadInput as error:
            raise wrong("body.code", str(error)) from error
        if before != site:
            raise wrong("body.code", f"the device is of site {before!r}, and the resident lives on {site!r}")
    return dialect


def _kind_of(asker: Asker, device: str) -> DeviceKind | None:
    """Give what a device was registered as before it was retired."""
    try:
        return asker.parts.records.registry.device(device).device.kind
    except NotFound:
        return None


def _power(kind: DeviceKind) -> Power:
    return Power.MAINS if kind is DeviceKind.MONITOR else Power.BATTERY
