"""Devices of the residents that the asker may see."""

from fastapi import APIRouter, Response

from api.access import Asker, SeesDevices
from api.cursors import After, Limit, cut, wanted
from api.device_shapes import device_shapes
from api.etags import etag_of, tell
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
    """List the devices of the residents that you may see, by id, with what is known of each and how old it is.

    `online` is whether a device can be counted on: its bridge is there, it has not said that it goes, and it was heard
    of as often as it should be. `availability` says why not, and since when.
    """
    found = device_shapes(asker.parts.records, _visible(asker, wanted(_LIST, after, limit)), asker.now)
    items, following = cut(_LIST, found, limit)
    return DeviceList(items=items, next=following)


@router.get("/{device_id:path}", summary="See one device", responses=ABOUT_ONE)
def see_device(asker: SeesDevices, device_id: DeviceId, response: Response) -> DeviceShape:
    """See one device; 404 where it is nobody's whom you may see. `ETag` is of what changes of it change."""
    try:
        status = asker.parts.records.registry.device(device_id)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    if status.resident is None:
        raise Problem(NOT_FOUND)
    asker.about(Deed.SEE_DEVICES, status.resident)
    tell(response, etag_of(asker.parts.records.registry.claims.state(device_id)))
    return device_shapes(asker.parts.records, [status], asker.now)[0]


def _visible(asker: Asker, page: Wanted) -> list[DeviceStatus]:
    principal, registry = asker.principal, asker.parts.records.registry
    if principal.role is Role.RELATIVE:
        theirs = principal.residents_for(Deed.SEE_DEVICES)
        return registry.devices(residents=theirs, page=page) if theirs else []
    return registry.devices(areas=principal.areas, page=page) if principal.areas else []
