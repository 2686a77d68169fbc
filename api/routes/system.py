"""How the house stands, for whoever looks after it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.access import Allows, Asker
from api.house_state import HouseState
from api.routes.documented import KNOWN
from api.shapes.house import HouseShape
from domain.access import Deed

router = APIRouter(prefix="/api/v1", tags=["system"])

SeesSystem = Annotated[Asker, Depends(Allows(Deed.SEE_SYSTEM))]


def state_of(request: Request) -> HouseState:
    """Give the application's own."""
    state: HouseState = request.app.state.house
    return state


@router.get("/system", summary="See how the house stands", responses=KNOWN)
def see_system(asker: SeesSystem, state: Annotated[HouseState, Depends(state_of)]) -> HouseShape:
    """See services, lines, stores, what waits to be sent, quarantine, certificates and disk: each fact with its age.

    Nobody's data is in it. `/readyz` says to anybody whether all is well.
    """
    asker.note(Deed.SEE_SYSTEM, "system")
    return state.look()
