"""From a committed outbox row to the receiver: the delivery's own share of the way of an alert."""

import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

from alerts.delivery import Delivery
from store.records import Records, open_records
from tests.alerts.deliveries import delivering, until, webhook
from tests.alerts.delivery_cast import a_notification, settle_in
from tests.alerts.receivers import Receiver, receiving

MESSAGES = 200


def bench_delivery() -> list[tuple[str, float, str, float | None]]:
    """Milliseconds from `wake` (after the row is committed) to the request at a receiver on this machine."""
    with tempfile.TemporaryDirectory() as directory, receiving() as receiver:
        folder = Path(directory)
        with open_records(f"sqlite:///{folder}/records.sqlite3") as records:
            settle_in(records, webhook(f"{receiver.url}/ok/"))
            waits = sorted(_waits(records, receiver, folder))
    return [
        ("wake → webhook received, median", statistics.median(waits), "ms", 10.0),
        ("wake → webhook received, p99", waits[int(len(waits) * 0.99) - 1], "ms", 50.0),
    ]


def _waits(records: Records, receiver: Receiver, folder: Path) -> list[float]:
    arrivals: list[float] = []
    receiver.before_answer = lambda: arrivals.append(time.perf_counter())
    waits = []
    with delivering(records, folder) as delivery:
        for number in range(MESSAGES + 1):
            records.outbox.put(a_notification(None, "hook", id=f"message-{number}"))
            rung = time.perf_counter()
            delivery.wake()
            until(partial(_is_done, delivery, number + 1))
            waits.append((arrivals[-1] - rung) * 1000)
    return waits[1:]  # the first one waits for the children to start


def _is_done(delivery: Delivery, messages: int) -> bool:
    facts = delivery.facts()
    return facts.sent == messages and not facts.unwritten
