"""The running API against its own document: generated questions, as staff who may ask for most."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from api.idempotency import HEADER
from domain.access import Deed
from tests.api.house import House
from tests.neighbourhood import COMMUNITY_STAFF, MRS_LIN

EXAMPLES = 10
STREAMS = r"/stream$"
BEYOND_THE_SCHEMA = re.compile(
    r"/(areas|areas/[^/]+|households|households/[^/]+|residents|residents/[^/]+|persons|persons/[^/]+"
    r"|series|kpis|daily|week|week\.pdf|dry-run|rules/[^/]+|overrides/[^/]+|policies/[^/]+|silences|away|posts|leaves"
    r"|shifts|shifts/[^/]+"
    r"|replace|imports|hand-over|web-push|quiet-hours|keys|a/[^/]+"
    r"|alerts|devices|quarantine|missing|flats|activity)$"
)
"""What two fields mean together (`start` before `end`), what is there, what lies ahead, and what is a cursor of a list,
no schema can say."""


@pytest.fixture(scope="module")
def schema(shared_house: House) -> BaseSchema:
    shared_house.fire(shared_house.cast.watch, MRS_LIN)
    shared_house.measure(shared_house.cast.watch, shared_house.clock(), heart_rate=142)
    for service in ("ingest", "alerts"):  # well for the whole test
        shared_house.records.services.tell(service, {}, shared_house.clock() + timedelta(hours=1))
    return schemathesis.openapi.from_url(f"{shared_house.address}/openapi.json").exclude(path_regex=STREAMS)


@pytest.fixture(scope="module")
def headers(shared_house: House) -> dict[str, str]:
    key = shared_house.records.accounts.make_key(COMMUNITY_STAFF, "schema", list(Deed), shared_house.clock())
    return {"Authorization": f"Bearer {key}"}


def once(case: Any) -> None:
    """Send each question under a key of its own, and of no state: made-up ones would be used twice, or hold nowhere."""
    case.headers.pop("If-Match", None)
    if case.headers.get(HEADER) is not None:
        case.headers[HEADER] = str(uuid.uuid4())


def questions(operation: Any, headers: dict[str, str]) -> Callable[[], None]:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        # A made-up cookie beside a true key is no hole: the key stands above it.
        spared = [ignored_auth, *([positive_data_acceptance] if BEYOND_THE_SCHEMA.search(operation.path) else [])]
        once(case)
        case.call_and_validate(headers=headers, timeout=10, excluded_checks=spared)

    return ask


def test_every_answer_is_as_the_document_says(schema: BaseSchema, headers: dict[str, str]) -> None:
    operations: list[Any] = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) >= 55
    for operation in operations:
        questions(operation, headers)()
