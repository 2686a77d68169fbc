"""Fixtures for all rooms' tests; each stands in its own file."""

import pytest

pytest_plugins = ["tests.records_fixture"]

MATRIX = "matrix"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how large the matrices were that tests walked: `record_property(MATRIX, "what of which size")`."""
    said = {
        str(value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == MATRIX
    }
    for line in sorted(said):
        terminalreporter.write_line(f"matrix: {line}")
