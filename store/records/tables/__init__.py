"""The tables of the records, by subject. `METADATA` holds them all."""

from store.records.tables.accounts import api_keys, looks, sessions
from store.records.tables.alerts import alerts, moves, outbox, used_links
from store.records.tables.columns import METADATA
from store.records.tables.devices import broker_users, device_facts, devices, ownerships
from store.records.tables.duties import aways, handovers, leaves, shifts, silences
from store.records.tables.findings import quarantine, quarantine_counts, unclaimed
from store.records.tables.people import assignments, channels, people, relations
from store.records.tables.places import areas, households, oxygen_scales, residents
from store.records.tables.rules import overrides, policies, rules
from store.records.tables.services import counters, secrets, service_facts

__all__ = [
    "METADATA",
    "alerts",
    "api_keys",
    "areas",
    "assignments",
    "aways",
    "broker_users",
    "channels",
    "counters",
    "device_facts",
    "devices",
    "handovers",
    "households",
    "leaves",
    "looks",
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
    "residents",
    "rules",
    "secrets",
    "service_facts",
    "sessions",
    "shifts",
    "silences",
    "unclaimed",
    "used_links",
]
