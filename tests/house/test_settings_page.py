"""docs/settings.md names every setting that exists, and none that does not."""

import re

from tests.house.settings_in_code import variables
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "settings.md"


def _documented() -> set[str]:
    return set(re.findall(r"`((?:BANISTER|INFLUXDB)_[A-Z0-9_]+)`", PAGE.read_text(encoding="utf-8")))


def test_every_setting_is_on_the_page() -> None:
    assert variables() - _documented() == set()


def test_the_page_names_no_setting_that_does_not_exist() -> None:
    assert _documented() - variables() == set()
