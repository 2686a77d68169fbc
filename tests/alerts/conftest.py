"""The engine's rig as a fixture."""

import pytest

from store.records import Records
from tests.alerts.engine_rig import Rig


@pytest.fixture
def rig(records: Records) -> Rig:
    """Give an engine, Mrs Lin's neighbourhood, everybody with a console."""
    return Rig(records)
