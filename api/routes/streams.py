"""Live streams (Server-Sent Events): alerts' moves, one resident's readings, what devices say. The only async code."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Asker, KeepsDevices, SeesAlerts, SeesReadings
from api.live.alert_stream import alert_events
from api.live.message_stream import message_events, watched
from api.live.reading_stream import reading_events
from api.paths import PRINTABLE, ResidentId
from api.routes.documented import ABOUT_ONE, KNOWN, Responses
from api.shapes.alerts import AlertMove
from api.shapes.messages import MessageShape
from api.shapes.readings import LiveReport
from domain.access import Deed

router = APIRouter(prefix="/api/v1", tags=["streams"])

LastEventId = Annotated[
    str | None, Header(alias="Last-Event-ID", max_length=64, description="the last id that was received")
]


def _events(example: str, says: str) -> Responses:
    return {200: {"description": says, "content": {"text/event-stream": {"example": example}}}}


@router.get(
    "/alerts/stream",
    summary="Follow the alerts",
    response_class=EventSourceResponse,
    responses=KNOWN
    | _events(
        f"event: fired\ndata: {AlertMove.model_config['json_schema_extra']}\nid: 1042\n\n",
        "One event for each move, named after its kind; `data` is the move and the alert as it is now.",
    ),
)
async def follow_alerts(asker: SeesAlerts, last_event_id: LastEventId = None) -> AsyncIterator[ServerSentEvent]:
    """Follow the moves of the alerts that you may see. With `Last-Event-ID` nothing since then is lost.

    The first event is `ready`. Open the stream first and then read the list: so nothing falls in between.
    """
    async for event in alert_events(asker, last_event_id):
        yield event


def looking_at(asker: SeesReadings, resident_id: ResidentId) -> Asker:
    """Let through who may see this resident's readings: before the stream begins, so that others get their 404."""
    asker.about(Deed.SEE_READINGS, resident_id)
    return asker


@router.get(
    "/residents/{resident_id}/stream",
    summary="Follow one resident's readings",
    response_class=EventSourceResponse,
    responses=ABOUT_ONE
    | _events(
        f"event: readings\ndata: {LiveReport.model_config['json_schema_extra']}\nid: 1795680000000\n\n",
        "One event for each report of a device that the resident wears now.",
    ),
)
async def follow_readings(
    asker: Annotated[Asker, Depends(looking_at)], resident_id: ResidentId, last_event_id: LastEventId = None
) -> AsyncIterator[ServerSentEvent]:
    """Follow the readings of one resident as they come.

    With `Last-Event-ID` what was observed since then comes first, out of the store (the last 24 hours at most). A
    reading may come twice: it is the same where device and `observed_at` are. `behind` says that you were too slow:
    connect again.
    """
    async for event in reading_events(asker, resident_id, last_event_id):
        yield event


Watched = Annotated[
    str | None, Query(min_length=1, max_length=256, pattern=PRINTABLE, description="Of this device; else of all.")
]


def watching(asker: KeepsDevices, device: Watched = None) -> tuple[Asker, list[str]]:
    """Let through who may watch this device, and say on which topics: before the stream begins."""
    return asker, watched(asker, device)


@router.get(
    "/messages/stream",
    summary="Watch what devices say",
    response_class=EventSourceResponse,
    responses=ABOUT_ONE
    | _events(
        f"event: message\ndata: {MessageShape.model_config['json_schema_extra']}\n\n",
        "One event for each message; `dropped` says how many were left out, at more than fifty a second.",
    ),
)
async def watch_messages(
    found: Annotated[tuple[Asker, list[str]], Depends(watching)],
) -> AsyncIterator[ServerSentEvent]:
    """Watch the messages of the devices that you look after, and of those that are nobody's on your sites.

    Each is shown as it came, with what it says, or why it was refused; nothing is kept for it, and nothing caught up
    with. The first event is `ready`. A message may come twice where several look.
    """
    async for event in message_events(*found):
        yield event
