"""The ladders that hold for an alert, from the records."""

from domain.alerts import Alert
from domain.errors import NotFound
from domain.escalation import Ladders, ladders
from store.records import Records


def ladders_of(records: Records, alert: Alert) -> Ladders:
    """Give the policies of the alert's areas. An alert about an area has those of everybody."""
    try:
        areas = records.people.placement(alert.resident).areas
    except NotFound:
        areas = ()
    return ladders(records.policies.policies(), areas)
