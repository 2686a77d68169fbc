"""A delivery as a program of its own, to be killed: `python -m tests.alerts.delivery_program RECORDS_URL FOLDER`."""

import sys
import threading
from pathlib import Path

from alerts.delivery import Delivery
from store.records import open_records
from tests.alerts.deliveries import clock, settings


def main() -> None:
    """Deliver until killed."""
    url, folder = sys.argv[1:]
    with open_records(url) as records:
        Delivery(records, settings(Path(folder)), worker="alerts", clock=clock).start()
        threading.Event().wait()


if __name__ == "__main__":
    main()
