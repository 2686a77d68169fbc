"""Test messages and what becomes of a delivery; the key of web push."""

import uuid

import structlog
from fastapi import APIRouter, Response

from api.access import InPerson, SeesAlerts
from api.paths import ChannelId, OwnId
from api.problems import NOT_FOUND, REFUSED, Problem
from api.routes.alerts import channel_kind
from api.routes.documented import ABOUT_ONE, KNOWN, problems
from api.shapes.channels import PushKey, TestMessage
from api.shapes.deliveries import DeliveryShape
from domain.notifications import Notification, Reason
from store import vapid

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1", tags=["channels"])


@router.get("/web-push/key", summary="See the key of web push", responses=KNOWN)
def web_push_key(asker: SeesAlerts) -> PushKey:
    """See the public VAPID key that a browser subscribes with."""
    return PushKey(key=vapid.application_server_key(asker.parts.records.secret(vapid.SECRET)))


@router.post(
    "/channels/{channel_id}/test",
    summary="Send a test message",
    status_code=202,
    responses=ABOUT_ONE | problems(409, 429),
)
def send_test_message(asker: InPerson, channel_id: ChannelId, response: Response) -> TestMessage:
    """Send a test message by a channel of yours or, as staff, of somebody of your areas; then poll `address`."""
    records = asker.parts.records
    channel = records.people.channel(channel_id)
    if not asker.keeps(channel.person):
        raise Problem(NOT_FOUND)
    if not channel.enabled:
        raise Problem(REFUSED, detail="this channel is switched off")
    asker.parts.attempts.count_test(channel_id)
    test = Notification(
        id=str(uuid.uuid4()),
        alert=None,
        move=0,
        person=channel.person,
        channel=channel_id,
        reason=Reason.TEST,
        created_at=asker.now,
    )
    records.outbox.put(test)
    log.info("test message", by=asker.principal.person, to=channel.person, channel=channel_id, notification=test.id)
    address = f"/api/v1/deliveries/{test.id}"
    response.headers["Location"] = address
    return TestMessage(address=address, delivery=DeliveryShape.of(records.outbox.delivery(test.id), channel.kind))


@router.get("/deliveries/{delivery_id}", summary="See what became of a message", responses=ABOUT_ONE)
def see_delivery(asker: SeesAlerts, delivery_id: OwnId) -> DeliveryShape:
    """See the sending of a message to you or, as staff, to somebody of your areas."""
    records = asker.parts.records
    delivery = records.outbox.delivery(delivery_id)
    if not asker.keeps(delivery.notification.person):
        raise Problem(NOT_FOUND)
    return DeliveryShape.of(delivery, channel_kind(records, delivery.notification.channel))
