"""The application, put together."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from api.attempts import Attempts
from api.errors import answer_errors
from api.exposition import HouseCollector
from api.health import Examiner
from api.house_state import HouseState
from api.live.hub import Hub
from api.live.line import LiveLine
from api.live.moves import MoveFeed
from api.oidc import sign_on_of
from api.parts import Clock, Parts
from api.passwords import Passwords
from api.rim import RimmedApi
from api.routes import (
    account,
    accounts,
    acknowledge_link,
    alerts,
    areas,
    audit,
    away,
    baselines,
    channels,
    claims,
    consents,
    contacts,
    devices,
    docs,
    dry_run,
    findings,
    flats,
    gateways,
    hand_over,
    households,
    imports,
    invitation_page,
    invitations,
    keys,
    kpis,
    leaves,
    me,
    oidc,
    overrides,
    persons,
    policies,
    probes,
    quarantine,
    readings,
    relatives,
    resident_changes,
    residents,
    rights,
    rosters,
    rounds,
    rules,
    session,
    silences,
    streams,
    system,
    web_app,
    webhooks,
    week_reports,
)
from api.settings import ApiSettings
from api.traffic import Traffic
from devices import dialects_of
from mqtt.access import BrokerAccess
from store.readings import ReadingStore
from store.records import Records

_ROUTERS = (
    session.router,
    oidc.router,
    account.router,
    accounts.router,
    keys.router,
    streams.router,
    residents.router,
    resident_changes.router,
    contacts.router,
    areas.router,
    households.router,
    flats.router,
    rounds.router,
    imports.router,
    persons.router,
    rights.router,
    readings.router,
    week_reports.router,
    baselines.router,
    alerts.router,
    dry_run.router,
    rules.router,
    overrides.router,
    policies.router,
    silences.router,
    away.router,
    rosters.router,
    leaves.router,
    hand_over.router,
    me.router,
    channels.router,
    webhooks.router,
    kpis.router,
    acknowledge_link.router,
    claims.router,
    devices.router,
    gateways.router,
    consents.router,
    relatives.router,
    invitations.router,
    invitation_page.router,
    audit.router,
    findings.router,
    quarantine.router,
    probes.router,
    system.router,
    docs.router,
    web_app.router,
)
"""In the order of matching: `/alerts/stream` stands before `/alerts/{alert_id}`."""

_SAYS = """Residents, readings, alerts and devices of people who live at home and are watched over.

Log in with `POST /api/v1/session` (cookie), or send `Authorization: Bearer ban_…` (API key). Errors are RFC 9457
problem details. Everything is in UTC. Not a medical device.
"""


def create_app(
    records: Records,
    readings: ReadingStore,
    settings: ApiSettings,
    clock: Clock,
    broker: BrokerAccess | None = None,
) -> FastAPI:
    """Put the application together; with `broker` its line to it is taken up when the server starts.

    Without one, the streams of readings live on what is caught up from the store (tests, a dry run).
    """
    registry = CollectorRegistry()
    hub = Hub(dialects_of(settings.dialects.split(",")))
    parts = Parts(
        records=records,
        readings=readings,
        settings=settings,
        clock=clock,
        passwords=Passwords(),
        attempts=Attempts(settings),
        traffic=Traffic(registry),
        feed=MoveFeed(records, clock),
        hub=hub,
        closing=threading.Event(),
        line=LiveLine(broker, hub) if broker else None,
        sign_on=sign_on_of(settings),
    )
    registry.register(HouseCollector(records, clock))
    app = routed_app(settings.max_body_bytes)
    app.state.parts, app.state.registry, app.state.examiner = parts, registry, Examiner(parts)
    app.state.house = HouseState(parts, app.state.examiner, broker)
    answer_errors(app)
    return app


def routed_app(max_body_size: int) -> RimmedApi:
    """Give the application with all its routes and without the parts that answer: so much has the whole document."""
    app = RimmedApi(
        title="Banister",
        version=version("banister"),
        description=_SAYS,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,  # what generated clients call it by
        redirect_slashes=False,  # it would send people wherever the Host header says
        lifespan=_lifespan,
        max_body_size=max_body_size,
    )
    for router in _ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    parts.feed.start()
    if parts.line is not None:
        parts.line.start()
    try:
        yield
    finally:
        parts.feed.stop()
        if parts.line is not None:
            parts.line.stop()
