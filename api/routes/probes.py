"""For machines that look after us: alive, ready, metrics."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0

from api.access import Allows, AllowsHere
from api.health import Examiner
from api.routes.documented import Responses, problems
from api.shapes.system import Alive, Readiness
from domain.access import Deed

router = APIRouter(tags=["system"])

_NOT_WELL: Responses = {503: {"model": Readiness, "description": "Something is not well."}}
_TEXT: Responses = {200: {"content": {"text/plain": {"example": "banister_records_up 1.0\n"}}}}

_BEGUN = time.monotonic()


def examiner_of(request: Request) -> Examiner:
    """Give the application's examiner."""
    examiner: Examiner = request.app.state.examiner
    return examiner


@router.get("/healthz", summary="Is the server alive", responses=problems(500))
def healthz() -> Alive:
    """Say that the server answers; nothing else is looked at."""
    return Alive(alive=True, since_seconds=round(time.monotonic() - _BEGUN, 3))


@router.get(
    "/readyz",
    summary="Is the house well",
    responses=_NOT_WELL | problems(500),
)
def readyz(examiner: Annotated[Examiner, Depends(examiner_of)], response: Response) -> Readiness:
    """Say what is not well, with facts and their ages: stores, services, and this server's own line."""
    health = examiner.examine()
    response.status_code = 200 if health.ready else 503
    return Readiness(ready=health.ready, reasons=health.reasons, facts=health.facts)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    dependencies=[Depends(AllowsHere(Allows(Deed.SEE_SYSTEM)))],
    response_class=Response,
    responses=_TEXT | problems(401, 403, 500, 503),
)
def metrics(request: Request) -> Response:
    """Give the metrics in Prometheus' text format: to this machine, or to a key that may see the system."""
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_1_0_0)
