"""What the API writes to its log: routes, never people."""

import pytest

from store.logs import LogSettings, configure_logs
from tests.api.house import House
from tests.neighbourhood import DAUGHTER, MRS_LIN


def test_the_log_names_the_route_and_not_the_resident(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logs("api", LogSettings(log_level="INFO"))
    try:
        house.as_(DAUGHTER).get(f"/api/v1/residents/{MRS_LIN}/readings/latest")
    finally:
        configure_logs("api", LogSettings(log_level="WARNING"))
    (said,) = [line for line in "".join(capfd.readouterr()).splitlines() if '"answered"' in line]
    assert "/api/v1/residents/{resident_id}/readings/latest" in said
    assert MRS_LIN not in said
