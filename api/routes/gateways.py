"""Gateways: what speaks for devices that have no line of their own; and how each logs in at the broker."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from api.access import Allows, Asker, KeepsDevices
from api.claiming import NATIVE, login_of
from api.etags import IfMatch, etag_of, tell, unless_outdated
from api.paths import PRINTABLE
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import wrong
from api.shapes.claims import CredentialShape
from api.shapes.gateways import (
    BridgeList,
    BridgeShape,
    BridgeStateShape,
    GatewayForm,
    GatewayList,
    GatewayMade,
    GatewayShape,
    shown_once,
)
from devices import Dialect, dialects_of
from domain.access import Deed
from domain.availability import Word
from domain.errors import NotFound
from domain.gateways import HEARD_BY_ANY, LONGEST, BadBase, base_of, behind, bridge_of, check_base
from mqtt.broker_users import SERVICES
from mqtt.credentials import Credential
from store.records.audit import Entry
from store.records.gateways import Gateway

router = APIRouter(prefix="/api/v1", tags=["gateways"])

SeesSystem = Annotated[Asker, Depends(Allows(Deed.SEE_SYSTEM))]
Base = Annotated[str, Path(min_length=1, max_length=LONGEST, pattern=PRINTABLE, examples=["zigbee2mqtt/attic"])]
_CHANGE = ABOUT_ONE | problems(409, 412)


@router.get("/bridges", summary="List bridges", responses=KNOWN)
def list_bridges(asker: SeesSystem) -> BridgeList:
    """List what every bridge said of itself last, whoever made it: nobody's data, but why devices are not there."""
    said = asker.parts.records.bridges.all()
    return BridgeList(
        items=[BridgeShape(bridge=bridge, **dict(BridgeStateShape.of(word))) for bridge, word in said.items()]
    )


@router.get("/gateways", summary="List gateways", responses=KNOWN)
def list_gateways(asker: KeepsDevices) -> GatewayList:
    """List the gateways of your areas and below: whether each is there, and how many devices speak through it."""
    return GatewayList(items=_shown(asker, asker.parts.records.gateways.within(asker.principal.areas)))


@router.post("/gateways", summary="Add a gateway", status_code=201, responses=_CHANGE | CHANGES)
def add_gateway(asker: KeepsDevices, form: GatewayForm, response: Response) -> GatewayMade:
    """Let a gateway log in at the broker. Its credential is in this answer and nowhere else.

    It may publish below its base topic and hear what is said to it there, and nothing else; the broker takes it over
    within two seconds. No two gateways lie within one another.
    """
    asker.in_area(Deed.KEEP_DEVICES, form.area)
    try:
        check_base(form.base, _bases(asker), SERVICES)
    except BadBase as error:
        raise wrong("body.base", str(error)) from error
    who = asker.principal.person
    gateway = Gateway(base=form.base, area=form.area, name=form.name, made_by=who, made_at=asker.now)
    made = Credential.of_gateway(form.base)
    asker.parts.records.gateways.add(gateway, login_of(made, asker.now), _noted(asker, form.base, "added"))
    tell(response, etag_of(gateway))
    response.headers["cache-control"] = "no-store"
    shown = shown_once(gateway, made, asker.parts.settings.device_broker)
    return GatewayMade(**dict(_shown(asker, [gateway])[0]), credential=shown)


@router.get("/gateways/{base:path}", summary="See one gateway", responses=ABOUT_ONE)
def see_gateway(asker: KeepsDevices, base: Base, response: Response) -> GatewayShape:
    """See one gateway; its `ETag` goes into `If-Match` when you make its credential anew or take it away."""
    gateway = _kept(asker, base)
    tell(response, etag_of(gateway))
    return _shown(asker, [gateway])[0]


@router.post(
    "/gateways/{base:path}/credential", summary="Make a gateway's credential anew", status_code=201, responses=_CHANGE
)
def renew_gateway_credential(
    asker: KeepsDevices, base: Base, response: Response, if_match: IfMatch = None
) -> CredentialShape:
    """Make a new credential for one that was lost, shown this once: the old one ends within two seconds."""
    _kept(asker, base)
    made = Credential.of_gateway(base)
    login, entries = login_of(made, asker.now), _noted(asker, base, "credential renewed")
    who = asker.principal.person
    gateway = asker.parts.records.gateways.renew(base, login, who, entries, seen=unless_outdated(if_match))
    tell(response, etag_of(gateway))
    response.headers["cache-control"] = "no-store"
    return shown_once(gateway, made, asker.parts.settings.device_broker)


@router.delete("/gateways/{base:path}", summary="Take a gateway away", status_code=204, responses=_CHANGE)
def remove_gateway(asker: KeepsDevices, base: Base, if_match: IfMatch = None) -> None:
    """Let a gateway log in no more: within two seconds the broker takes nothing from it. Its devices stay."""
    _kept(asker, base)
    asker.parts.records.gateways.remove(base, _noted(asker, base, "removed"), seen=unless_outdated(if_match))


def _kept(asker: Asker, base: str) -> Gateway:
    """Give a gateway that the asker may look after, or the 404 problem; the look is on record."""
    try:
        gateway = asker.parts.records.gateways.gateway(base)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    asker.in_area(Deed.KEEP_DEVICES, gateway.area)
    return gateway


def _noted(asker: Asker, base: str, what: str) -> list[Entry]:
    return [asker.entry(Deed.KEEP_DEVICES, f"gateway:{base}", what)]


def _bases(asker: Asker) -> dict[str, Dialect]:
    """Give the dialects of gateways that are switched on, by base topic."""
    spoken = dialects_of(asker.parts.settings.dialects.split(","))
    return {one.base: one for one in spoken if one.name != NATIVE}


def _shown(asker: Asker, gateways: Sequence[Gateway]) -> list[GatewayShape]:
    records, bases = asker.parts.records, _bases(asker)
    if not gateways:
        return []
    bridges, devices = records.bridges.all(), records.gateways.devices()
    return [_shape(one, bases, bridges, devices) for one in gateways]


def _shape(
    gateway: Gateway, bases: Mapping[str, Dialect], bridges: Mapping[str, Word], devices: Sequence[str]
) -> GatewayShape:
    above = base_of(gateway.base, bases)
    dialect = bases[above].name if above else None
    word = bridge_of(gateway.base, above, bridges) if above else None
    told = above and (dialect not in HEARD_BY_ANY or above == gateway.base)
    return GatewayShape(
        base=gateway.base,
        area=gateway.area,
        name=gateway.name,
        dialect=dialect,
        bridge=BridgeStateShape.of(word) if word else None,
        devices=behind(gateway.base, above, devices) if above and told else None,
        made_by=gateway.made_by,
        made_at=gateway.made_at,
    )
