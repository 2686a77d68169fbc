"""Devices that come, go and change hands: for staff of the residents whose they are."""

import io

import segno
from fastapi import APIRouter, Response

from api.access import Asker, KeepsDevices
from api.claiming import NATIVE, credential_for, kept_device, moment, new_device, noted
from api.etags import IfMatch, etag_of, tell, unless_outdated
from api.paths import DeviceId
from api.routes.documented import ABOUT_ONE, CHANGES, Responses, problems
from api.rule_checks import wrong
from api.shapes.claims import ClaimedShape, ClaimForm, CredentialShape, MoveForm, NewDevice, claimed
from domain.access import Deed
from domain.device_codes import write_code
from domain.errors import Refused
from domain.people import Device, Placement
from domain.retained import retained_topics
from domain.trail_words import CLAIMED, CLAIMED_INSTEAD, MOVED, RELEASED, REPLACED, RETIRED
from store.records.claiming import Claims

router = APIRouter(prefix="/api/v1/devices", tags=["devices"])

_CLAIM = ABOUT_ONE | CHANGES | problems(409)
_CHANGE = _CLAIM | problems(412)
_DRAWN = {"schema": {"type": "string"}, "example": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
_SVG: Responses = {200: {"content": {"image/svg+xml": _DRAWN}, "description": "A QR code."}}


@router.post("", summary="Claim a device", status_code=201, responses=_CLAIM)
def claim_device(asker: KeepsDevices, form: ClaimForm, response: Response) -> ClaimedShape:
    """Register a device by its code and give it to a resident. Its credential is in this answer and nowhere else.

    The broker takes it over within two seconds.
    """
    placement = _home(asker, form.resident)
    device = new_device(asker, form, placement.site)
    since = moment(asker, form.since)
    login, shown = credential_for(asker, device)
    _claims(asker).claim(device, form.resident, since, login, noted(asker, device.id, CLAIMED))
    tell(response, etag_of(_claims(asker).state(device.id)))
    response.headers["cache-control"] = "no-store"
    return claimed(device, form.resident, shown)


@router.get(
    "/{device_id:path}/label", summary="See a device's label", response_class=Response, responses=ABOUT_ONE | _SVG
)
def see_label(asker: KeepsDevices, device_id: DeviceId) -> Response:
    """See the QR code that claims this device, to print it. It holds no secret."""
    device = kept_device(asker, device_id).device
    drawn = io.BytesIO()
    segno.make(write_code(device), error="m", micro=False).save(drawn, kind="svg", scale=4, title=device.id)
    return Response(drawn.getvalue(), media_type="image/svg+xml")


@router.post("/{device_id:path}/replace", summary="Replace a device", status_code=201, responses=_CHANGE)
def replace_device(
    asker: KeepsDevices, device_id: DeviceId, form: NewDevice, response: Response, if_match: IfMatch = None
) -> ClaimedShape:
    """Put a new device in this one's place, for the same resident; this one is retired, and its history stays."""
    old = kept_device(asker, device_id).device
    device = new_device(asker, form, old.site, old)
    login, shown = credential_for(asker, device)
    entries = noted(asker, old.id, REPLACED) + noted(asker, device.id, CLAIMED_INSTEAD)
    retained = retained_topics(old.id, old.dialect)
    resident = _claims(asker).replace(
        old.id, device, asker.now, login=login, retained=retained, entries=entries, seen=unless_outdated(if_match)
    )
    tell(response, etag_of(_claims(asker).state(device.id)))
    response.headers["cache-control"] = "no-store"
    return claimed(device, resident, shown)


@router.post("/{device_id:path}/move", summary="Give a device to somebody else", status_code=204, responses=_CHANGE)
def move_device(asker: KeepsDevices, device_id: DeviceId, form: MoveForm, if_match: IfMatch = None) -> None:
    """Give a device to another resident; what it said before stays with who had it then."""
    device = kept_device(asker, device_id).device
    placement = _home(asker, form.resident)
    if device.dialect == NATIVE and placement.site != device.site:
        raise wrong("body.resident", f"the device is of site {device.site!r}, and they live on {placement.site!r}")
    since, entries = moment(asker, form.since), noted(asker, device.id, MOVED)
    seen = unless_outdated(if_match)
    _claims(asker).move(device.id, form.resident, placement.site, since, entries, seen=seen)


@router.post("/{device_id:path}/release", summary="Take a device from its resident", status_code=204, responses=_CHANGE)
def release_device(asker: KeepsDevices, device_id: DeviceId, if_match: IfMatch = None) -> None:
    """Let a device belong to nobody from now on; it stays registered."""
    device = kept_device(asker, device_id).device
    seen = unless_outdated(if_match)
    _claims(asker).release(device.id, asker.now, noted(asker, device.id, RELEASED), seen=seen)


@router.post("/{device_id:path}/retire", summary="Put a device out of use", status_code=204, responses=_CHANGE)
def retire_device(asker: KeepsDevices, device_id: DeviceId, if_match: IfMatch = None) -> None:
    """Put a device out of use: within two seconds the broker takes nothing from it. Its history stays."""
    device = kept_device(asker, device_id).device
    retained = retained_topics(device.id, device.dialect)
    seen = unless_outdated(if_match)
    _claims(asker).retire(device.id, asker.now, retained, noted(asker, device.id, RETIRED), seen=seen)


@router.post("/{device_id:path}/credential", summary="Make a new credential", status_code=201, responses=_CHANGE)
def renew_credential(
    asker: KeepsDevices, device_id: DeviceId, response: Response, if_match: IfMatch = None
) -> CredentialShape:
    """Make a device's credential anew, for one that was lost: the old one ends within two seconds."""
    device: Device = kept_device(asker, device_id).device
    login, shown = credential_for(asker, device)
    if login is None or shown is None:
        raise Refused(f"{device.id} has no line of its own: it speaks through its gateway")
    seen = unless_outdated(if_match)
    _claims(asker).renew_login(device.id, login, noted(asker, device.id, "credential renewed"), seen=seen)
    response.headers["cache-control"] = "no-store"
    return shown


def _home(asker: Asker, resident: str) -> Placement:
    return asker.about(Deed.KEEP_DEVICES, resident)


def _claims(asker: Asker) -> Claims:
    return asker.parts.records.registry.claims
