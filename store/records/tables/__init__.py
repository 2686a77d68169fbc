"""The tables of the records, by subject. `METADATA` holds them all."""

from store.records.tables.accounts import answers, api_keys, audit, identities, sessions
from store.records.tables.alerts import alerts, moves, outbox, used_links
from store.records.tables.columns import METADATA
from store.records.tables.devices import (
    bridges,
    broker_users,
    cleared_topics,
    device_facts,
    devices,
    gateways,
    ownerships,
)
from store.records.tables.duties import aways, handovers, leaves, shifts, silences
from store.records.tables.findings import quarantine, quarantine_counts, unclaimed
from store.records.tables.people import assignments, channels, consents, invitations, people, relations
from store.records.tables.places import areas, households, oxygen_scales, relocations, residents
from store.records.tables.rules import overrides, policies, rules
from store.records.tables.services import counters, secrets, service_facts
from store.records.tables.webhooks import webhook_messages, webhooks

__all__ = [
    "METADATA",
    "alerts",
    "answers",
    "api_keys",
    "areas",
    "assignments",
    "audit",
    "aways",
    "bridges",
    "broker_users",
    "channels",
    "cleared_topics",
    "consents",
    "counters",
    "device_facts",
    "devices",
    "gateways",
    "handovers",
    "households",
    "identities",
    "invitations",
    "leaves",
    "moves",
    "outbox",
    "overrides",
    "ownerships",
    "oxygen_scales",
    "people",
    "policies",
    "quarantine",
    "quarantine_counts",
    "relations",
    "relocations",
    "residents",
    "rules",
    "secrets",
    "service_facts",
    "sessions",
    "shifts",
    "silences",
    "unclaimed",
    "used_links",
    "webhook_messages",
    "webhooks",
]
