"""One's own channels and quiet hours."""

import structlog
from fastapi import APIRouter

from api.access import Asker, InPerson
from api.paths import OwnId
from api.problems import NOT_FOUND, REFUSED, Problem
from api.routes.documented import ABOUT_ONE, CHANGES, KNOWN, problems
from api.shapes.channels import ChannelShape, MyChannels, PushSubscription, QuietHours, QuietHoursForm
from api.web_push import MOST, is_taken, subscribed
from domain.errors import NotFound
from domain.hours import LocalHours
from domain.notifications import Channel, ChannelKind
from domain.severity import Severity

log = structlog.get_logger()
router = APIRouter(prefix="/api/v1/me", tags=["me"])


@router.get("/channels", summary="See by what you are told", responses=KNOWN)
def my_channels(asker: InPerson) -> MyChannels:
    """See your channels in the order of failover, how each does, and your quiet hours."""
    return _mine(asker)


@router.put("/quiet-hours", summary="Set your quiet hours", responses=KNOWN | CHANGES)
def set_quiet_hours(asker: InPerson, form: QuietHoursForm) -> MyChannels:
    """Be told only what is critical in these local hours; the rest comes at their end, if it is still open then."""
    _set_quiet(asker, form.hours())
    return _mine(asker)


@router.delete("/quiet-hours", summary="Have no quiet hours", responses=KNOWN)
def clear_quiet_hours(asker: InPerson) -> MyChannels:
    """Be told everything at any hour."""
    _set_quiet(asker, None)
    return _mine(asker)


@router.post(
    "/channels/web-push", summary="Be told by this browser", status_code=201, responses=KNOWN | CHANGES | problems(409)
)
def subscribe(asker: InPerson, form: PushSubscription) -> ChannelShape:
    """Take a browser's subscription as a channel of yours. The same browser again changes nothing but its keys."""
    person, people = asker.principal.person, asker.parts.records.people
    severity = Severity.of(form.min_severity)
    channel = subscribed(person, form.endpoint, form.keys.p256dh, form.keys.auth, severity)
    if is_taken(channel, _known(asker, channel.id)):
        raise Problem(REFUSED, detail="this endpoint is another browser's")
    others = [one for one in people.channels(person) if _is_on(one) and one.id != channel.id]
    if len(others) >= MOST:
        raise Problem(REFUSED, detail=f"at most {MOST} browsers: take one away first")
    people.put_channel(channel)
    log.info("a browser is a channel now", person=person, channel=channel.id)
    return _shape(asker, channel)


@router.delete(
    "/channels/{channel_id}",
    summary="Be told by a browser no longer",
    status_code=204,
    responses=ABOUT_ONE | problems(409),
)
def unsubscribe(asker: InPerson, channel_id: OwnId) -> None:
    """Switch a browser of yours off. All other channels are kept by staff: nobody falls silent by a slip."""
    people = asker.parts.records.people
    channel = people.channel(channel_id)
    if channel.person != asker.principal.person:
        raise Problem(NOT_FOUND)
    if channel.kind is not ChannelKind.WEBPUSH:
        raise Problem(REFUSED, detail="this channel is kept by staff")
    people.disable_channel(channel_id, "taken away by its person", asker.now)
    log.info("a browser is no channel any more", person=channel.person, channel=channel_id)


def _set_quiet(asker: Asker, hours: LocalHours | None) -> None:
    person = asker.principal.person
    asker.parts.records.people.set_quiet(person, hours)
    log.info("quiet hours set", person=person, hours=str(hours))


def _is_on(channel: Channel) -> bool:
    return channel.enabled and channel.kind is ChannelKind.WEBPUSH


def _known(asker: Asker, channel: str) -> Channel | None:
    try:
        return asker.parts.records.people.channel(channel)
    except NotFound:
        return None


def _mine(asker: Asker) -> MyChannels:
    records, me = asker.parts.records, asker.principal.person
    quiet, mine = records.people.person(me).quiet, records.people.channels(me)
    health = records.outbox.health([one.id for one in mine])
    return MyChannels(
        quiet=QuietHours.of(quiet) if quiet else None,
        items=[ChannelShape.of(one, health.get(one.id)) for one in mine],
    )


def _shape(asker: Asker, channel: Channel) -> ChannelShape:
    return ChannelShape.of(channel, asker.parts.records.outbox.health([channel.id]).get(channel.id))
