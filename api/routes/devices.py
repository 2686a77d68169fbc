"""Devices of the residents that the asker may see."""

from datetime import datetime

from fastapi import APIRouter

from api.access import Asker, SeesDevices
from api.cursors import After, Limit, cut, wanted
from api.paths import DeviceId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, KNOWN
from api.shapes.devices import DeviceList, DeviceShape
from domain.access import Deed
from domain.errors import NotFound
from domain.people import Role
from store.records.pages import Wanted
from store.records.registry import DeviceStatus

router = APIRouter(prefix="/api/v1/devices", tags=["devices"])

_LIST = "devices"


@router.get("", summary="List devices", responses=KNOWN)
def list_devices(asker: SeesDevices, after: After = "", limit: Limit = 100) -> DeviceList:
    """List the devices of the residents that you may see, by id, with what is known of each and how old it is."""
    found = [_shape(one, asker.now) for one in _visible(asker, wanted(_LIST, after, limit))]
    items, following = cut(_LIST, found, limit)
    return DeviceList(items=items, next=following)


@router.get("/{device_id:path}", summary="See one device", responses=ABOUT_ONE)
def see_device(asker: SeesDevices, device_id: DeviceId) -> DeviceShape:
    """See one device; 404 where it is nobody's whom you may see."""
    try:
        status = asker.parts.records.registry.device(device_id)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    if status.resident is None:
        raise Problem(NOT_FOUND)
    asker.about(Deed.SEE_DEVICES, status.resident)
    return _shape(status, asker.now)


def _visible(asker: Asker, page: Wanted) -> list[DeviceStatus]:
    principal, registry = asker.principal, asker.parts.records.registry
    if principal.role is Role.RELATIVE:
        theirs = principal.residents_for(Deed.SEE_DEVICES)
        return registry.devices(residents=theirs, page=page) if theirs else []
    return registry.devices(areas=principal.areas, page=page) if principal.areas else []


def _shape(status: DeviceStatus, now: datetime) -> DeviceShape:
    device, facts = status.device, status.facts
    heard = facts.last_heard_at
    return DeviceShape(
        id=device.id,
        kind=device.kind,
        site=device.site,
        power=device.power,
        dialect=device.dialect,
        model=facts.model or device.model,
        firmware=facts.firmware or "",
        resident=status.resident,
        online=facts.online,
        last_heard_at=heard,
        age_seconds=round((now - heard).total_seconds(), 3) if heard else None,
        battery=facts.battery,
        clock_offset_seconds=facts.clock_offset,
        missed=facts.missed,
    )
