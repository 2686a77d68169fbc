"""The health check of our containers: `python healthy.py ingest|alerts|api`; 1 and a reason when it is not well.

ingest and alerts tell their facts to the records each second: they are well while these are young and the line is up.
The api is asked over HTTP.
"""

import os
import sys
import urllib.request
from datetime import UTC, datetime, timedelta

from domain.errors import BanisterError
from store.records import open_records, records_url
from store.settings import StoreSettings

OLDEST = timedelta(seconds=20)


def main(service: str) -> int:
    """Look at one service."""
    try:
        trouble = _api() if service == "api" else _facts(service)
    except (BanisterError, OSError) as error:
        trouble = str(error)
    if trouble:
        sys.stderr.write(f"{service}: {trouble}\n")
    return 1 if trouble else 0


def _api() -> str:
    address = f"http://127.0.0.1:{os.environ.get('BANISTER_HTTP_PORT', '8000')}/healthz"
    with urllib.request.urlopen(address, timeout=5) as answer:
        return "" if answer.status == 200 else f"{address} answered {answer.status}"


def _facts(service: str) -> str:
    with open_records(records_url(StoreSettings())) as records:
        told = [facts for facts in records.services.all() if facts.name == service]
    if not told:
        return "it has told nothing yet"
    age = datetime.now(UTC) - told[0].told_at
    if age > OLDEST:
        return f"it was last heard {age.total_seconds():.0f} s ago"
    return "" if told[0].facts.get("line", {}).get("connected") else "the broker does not answer it"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
