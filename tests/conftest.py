"""Fixtures for all rooms' tests; each stands in its own file."""

pytest_plugins = ["tests.records_fixture"]
