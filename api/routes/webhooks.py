"""Webhooks: other systems that are told what happens in an area."""

import base64
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.access import Asker, KeepsWebhooks
from api.paths import OwnId
from api.problems import NOT_FOUND, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.rule_checks import wrong
from api.shapes.webhooks import (
    Replayed,
    ReplayForm,
    WebhookChange,
    WebhookForm,
    WebhookLog,
    WebhookMade,
    WebhookMessageShape,
    Webhooks,
    WebhookShape,
)
from domain.access import Deed
from domain.addresses import Allowed, target_of
from domain.errors import BadInput, NotFound
from domain.notifications import DeliveryState
from domain.webhooks import CHOSEN, OLD_SECRET_HOLDS, EventKind, Webhook, trial_of
from store.records.webhooks import Webhooks as Kept

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])

_FURTHEST_BACK = timedelta(days=30)
_SWITCHED_OFF = "switched off by its keeper"


@router.get("", summary="List webhooks", responses=KNOWN)
def list_webhooks(asker: KeepsWebhooks) -> Webhooks:
    """List the webhooks of your areas and below."""
    found = asker.parts.records.webhooks.within(asker.principal.areas)
    return Webhooks(items=[WebhookShape.of(one, _allowed(asker)) for one in found])


@router.post("", summary="Add a webhook", status_code=201, responses=ABOUT_ONE | CHANGES)
def add_webhook(asker: KeepsWebhooks, form: WebhookForm) -> WebhookMade:
    """Tell another system what happens in an area of yours from now on. The secret is shown this once."""
    asker.in_area(Deed.KEEP_WEBHOOKS, form.area)
    webhook = Webhook(
        id=str(uuid.uuid4()),
        area=form.area,
        name=form.name,
        url=_url(asker, form.url),
        kinds=_kinds(form.kinds),
        secret=_new_secret(),
        made_by=asker.principal.person,
        made_at=asker.now,
        after=0,
    )
    _kept(asker).add(webhook)
    return _made(asker, webhook)


@router.get("/{webhook_id}", summary="See a webhook", responses=ABOUT_ONE)
def see_webhook(asker: KeepsWebhooks, webhook_id: OwnId) -> WebhookShape:
    """See where a webhook leads, what it is told, and whether it is on."""
    return WebhookShape.of(_mine(asker, webhook_id), _allowed(asker))


@router.patch("/{webhook_id}", summary="Change a webhook", responses=ABOUT_ONE | CHANGES)
def change_webhook(asker: KeepsWebhooks, webhook_id: OwnId, form: WebhookChange) -> WebhookShape:
    """Change a webhook, or switch it on or off. While it is off nothing is written for it; a replay fills the gap."""
    webhook = _mine(asker, webhook_id)
    name, url = form.name or webhook.name, webhook.url if form.url is None else _url(asker, form.url)
    kinds = webhook.kinds if form.kinds is None else _kinds(form.kinds)
    webhook = _kept(asker).change(webhook_id, name=name, url=url, kinds=kinds)
    if form.enabled is True:
        webhook = _kept(asker).enable(webhook_id)
    if form.enabled is False and webhook.enabled:
        webhook = _kept(asker).disable(webhook_id, _SWITCHED_OFF, asker.now)
    return WebhookShape.of(webhook, _allowed(asker))


@router.delete("/{webhook_id}", summary="Remove a webhook", status_code=204, responses=ABOUT_ONE)
def remove_webhook(asker: KeepsWebhooks, webhook_id: OwnId) -> None:
    """End a webhook; what still waits for it is given up."""
    _mine(asker, webhook_id)
    _kept(asker).remove(webhook_id, asker.now)


@router.post("/{webhook_id}/secret", summary="Give a webhook a new secret", responses=ABOUT_ONE)
def rotate_secret(asker: KeepsWebhooks, webhook_id: OwnId) -> WebhookMade:
    """Make a new secret, shown this once. The one before signs as well for a day."""
    _mine(asker, webhook_id)
    return _made(asker, _kept(asker).rotate(webhook_id, _new_secret(), asker.now + OLD_SECRET_HOLDS))


@router.post("/{webhook_id}/test", summary="Send a test event", status_code=202, responses=ABOUT_ONE | problems(429))
def send_test_event(asker: KeepsWebhooks, webhook_id: OwnId) -> WebhookMessageShape:
    """Send an event of the kind `webhook.test`; its message tells what became of it."""
    webhook = _mine(asker, webhook_id)
    asker.parts.attempts.count_test(f"webhook {webhook_id}")
    message = trial_of(webhook, str(uuid.uuid4()), asker.now)
    _kept(asker).put_message(message)
    return WebhookMessageShape.of(message)


@router.get("/{webhook_id}/messages", summary="See what was sent", responses=ABOUT_ONE)
def list_messages(
    asker: KeepsWebhooks,
    webhook_id: OwnId,
    state: DeliveryState | None = None,
    before: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> WebhookLog:
    """See a webhook's messages, the newest first; `before`: those that were made before then."""
    _mine(asker, webhook_id)
    found = _kept(asker).log(webhook_id, state=state, before=before, limit=limit)
    return WebhookLog(items=[WebhookMessageShape.of(one) for one in found])


@router.get("/{webhook_id}/messages/{message_id}", summary="See what became of a message", responses=ABOUT_ONE)
def see_message(asker: KeepsWebhooks, webhook_id: OwnId, message_id: OwnId) -> WebhookMessageShape:
    """See how the sending of one event stands."""
    _mine(asker, webhook_id)
    return WebhookMessageShape.of(_kept(asker).message(webhook_id, message_id))


@router.post(
    "/{webhook_id}/messages/{message_id}/replay",
    summary="Send a message again",
    status_code=202,
    responses=ABOUT_ONE,
)
def replay_message(asker: KeepsWebhooks, webhook_id: OwnId, message_id: OwnId) -> WebhookMessageShape:
    """Send one message again, under the same id."""
    _mine(asker, webhook_id)
    _kept(asker).send_again(webhook_id, message_id, asker.now)
    return WebhookMessageShape.of(_kept(asker).message(webhook_id, message_id))


@router.post("/{webhook_id}/replay", summary="Send all again", status_code=202, responses=ABOUT_ONE | CHANGES)
def replay_since(asker: KeepsWebhooks, webhook_id: OwnId, form: ReplayForm) -> Replayed:
    """Send again what was not taken since a moment of the last 30 days, and what happened while it was off."""
    _mine(asker, webhook_id)
    since = _lately(form.since, asker.now)
    return Replayed(waiting=_kept(asker).send_since(webhook_id, since, asker.now, sent_too=form.sent_too))


def _mine(asker: Asker, webhook_id: str) -> Webhook:
    """Give a webhook of an area of the asker's; else the 404 problem. It is on record either way."""
    try:
        webhook = _kept(asker).webhook(webhook_id)
    except NotFound:
        raise Problem(NOT_FOUND) from None
    asker.in_area(Deed.KEEP_WEBHOOKS, webhook.area)
    return webhook


def _kept(asker: Asker) -> Kept:
    return asker.parts.records.webhooks


def _allowed(asker: Asker) -> Allowed:
    return Allowed.of(asker.parts.settings.webhook_allow)


def _made(asker: Asker, webhook: Webhook) -> WebhookMade:
    return WebhookMade(webhook=WebhookShape.of(webhook, _allowed(asker)), secret=webhook.secret)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _url(asker: Asker, url: str) -> str:
    try:
        return target_of(url, _allowed(asker)).url
    except BadInput as error:
        raise wrong("body.url", str(error)) from None


def _kinds(kinds: list[EventKind]) -> frozenset[EventKind]:
    if not CHOSEN.issuperset(kinds):
        raise wrong("body.kinds", "a test event is sent to whoever asks for it")
    return frozenset(kinds)


def _lately(since: datetime, now: datetime) -> datetime:
    if not now - _FURTHEST_BACK <= since <= now:
        raise wrong("body.since", "must lie within the last 30 days")
    return since
