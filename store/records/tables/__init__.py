"""The tables of the records, by subject. `METADATA` holds them all."""

from store.records.tables.accounts import api_keys, looks, sessions
from store.records.tables.alerts import alerts, moves, outbox
from store.records.tables.columns import METADATA
from store.records.tables.devices import broker_users, device_facts, devices, ownerships
from store.records.tables.findings import quarantine, quarantine_counts, unclaimed
from store.records.tables.people import assignments, channels, people, relations
from store.records.tables.places import areas, households, residents
from store.records.tables.rules import overrides, rules
from store.records.tables.services import counters, service_facts

__all__ = [
    "METADATA",
    "alerts",
    "api_keys",
    "areas",
    "assignments",
    "broker_users",
    "channels",
    "counters",
    "device_facts",
    "devices",
    "households",
    "looks",
    "moves",
    "outbox",
    "overrides",
    "ownerships",
    "people",
    "quarantine",
    "quarantine_counts",
    "relations",
    "residents",
    "rules",
    "service_facts",
    "sessions",
    "unclaimed",
]
