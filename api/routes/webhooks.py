"""Webhooks: other systems that are told what happens in an area."""

import base64
import secrets
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.access import Asker, KeepsWebhooks
from api.etags import IfMatch, etag_of, tell, unless_outdated
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
from domain.subjects import area_subject
from domain.webhooks import CHOSEN, OLD_SECRET_HOLDS, EventKind, Webhook, trial_of
from store.records.audit import Entry
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
def add_webhook(asker: KeepsWebhooks, form: WebhookForm, response: Response) -> WebhookMade:
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
    _kept(asker).add(webhook, _entry(asker, webhook, "added"))
    return _made(asker, webhook, response)


@router.get("/{webhook_id}", summary="See a webhook", responses=ABOUT_ONE)
def see_webhook(asker: KeepsWebhooks, webhook_id: OwnId, response: Response) -> WebhookShape:
    """See where a webhook leads, what it is told, and whether it is on. `ETag` goes into `If-Match` of a change."""
    return _shown(asker, _mine(asker, webhook_id), response)


@router.patch("/{webhook_id}", summary="Change a webhook", responses=ABOUT_ONE | CHANGES | problems(412))
def change_webhook(
    asker: KeepsWebhooks, webhook_id: OwnId, form: WebhookChange, response: Response, if_match: IfMatch = None
) -> WebhookShape:
    """Change a webhook, or switch it on or off. While it is off nothing is written for it; a replay fills the gap."""
    entry = _entry(asker, _mine(asker, webhook_id), "changed")
    return _shown(asker, _kept(asker).edit(webhook_id, _edit_of(asker, form, if_match), entry), response)


@router.delete("/{webhook_id}", summary="Remove a webhook", status_code=204, responses=ABOUT_ONE | problems(412))
def remove_webhook(asker: KeepsWebhooks, webhook_id: OwnId, if_match: IfMatch = None) -> None:
    """End a webhook; what still waits for it is given up."""
    entry = _entry(asker, _mine(asker, webhook_id), "removed")
    _kept(asker).remove(webhook_id, entry, unless_outdated(if_match, _tag))


@router.post("/{webhook_id}/secret", summary="Give a webhook a new secret", responses=ABOUT_ONE | problems(412))
def rotate_secret(asker: KeepsWebhooks, webhook_id: OwnId, response: Response, if_match: IfMatch = None) -> WebhookMade:
    """Make a new secret, shown this once. The one before signs as well for a day."""
    entry = _entry(asker, _mine(asker, webhook_id), "new secret")
    until, seen = asker.now + OLD_SECRET_HOLDS, unless_outdated(if_match, _tag)
    return _made(asker, _kept(asker).rotate(webhook_id, _new_secret(), until, entry, seen), response)


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


def _made(asker: Asker, webhook: Webhook, response: Response) -> WebhookMade:
    return WebhookMade(webhook=_shown(asker, webhook, response), secret=webhook.secret)


def _shown(asker: Asker, webhook: Webhook, response: Response) -> WebhookShape:
    tell(response, _tag(webhook))
    return WebhookShape.of(webhook, _allowed(asker))


def _tag(webhook: Webhook) -> str:
    """Give the ETag: of what people change, not of how far it has been told, nor of a secret that ends by itself."""
    return etag_of(replace(webhook, after=0, after_trail=None, old_secret=None, old_until=None))


def _entry(asker: Asker, webhook: Webhook, what: str) -> Entry:
    return asker.entry(Deed.KEEP_WEBHOOKS, area_subject(webhook.area), f"webhook {webhook.id} {what}")


def _edit_of(asker: Asker, form: WebhookChange, if_match: str | None) -> Callable[[Webhook], Webhook]:
    """Give the edit that a PATCH asks for, of the webhook as it stands in the transaction of the change."""
    url = None if form.url is None else _url(asker, form.url)
    kinds = None if form.kinds is None else _kinds(form.kinds)
    seen = unless_outdated(if_match, _tag)

    def edit(webhook: Webhook) -> Webhook:
        seen(webhook)
        said = replace(webhook, name=form.name or webhook.name, url=url or webhook.url, kinds=kinds or webhook.kinds)
        if form.enabled is None or form.enabled is webhook.enabled:
            return said
        why, when = ("", None) if form.enabled else (_SWITCHED_OFF, asker.now)
        return replace(said, enabled=form.enabled, disabled_why=why, disabled_at=when)

    return edit


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
