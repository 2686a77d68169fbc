"""The web app's own checks, by the Node of the wheel: types, and format. Part of `make check`."""

import pytest

from api.web_app import CHECKOUT
from banister.web_node import NodeFailed
from tests.programs import need_web_tools

pytestmark = pytest.mark.check
VUE_TSC = "node_modules/vue-tsc/bin/vue-tsc.js"
PRETTIER = "node_modules/prettier/bin/prettier.cjs"


def complaints(*arguments: str) -> str:
    """Run one of the tools; give all that it says where it is not content."""
    try:
        need_web_tools().run(arguments, CHECKOUT, within=300)
    except NodeFailed as error:
        return error.said or str(error)
    return ""


def test_its_types_hold() -> None:
    said = complaints(VUE_TSC, "--noEmit")
    assert not said, said


def test_it_is_formatted() -> None:
    said = complaints(PRETTIER, "--check", "--log-level", "warn", ".")
    assert not said, said
