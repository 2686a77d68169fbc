"""Every scenario on the virtual clock: the alerts and messages that it must cause, and no others."""

from collections.abc import Iterator

import pytest

from banister.scenarios import be_silent
from banister.scenarios_play import Stage, stage
from banister.scenarios_variants import VARIANTS
from banister.scenarios_verdict import disagreements
from simulators.scenarios import SCENARIOS

SAMPLED = ("sos", "heart_rate_high_critical", "low_oxygen", "nobody_answers", "quiet_day")
"""Those whose generated variants are played here; `banister scenarios run --faults` plays all."""


@pytest.fixture(scope="module")
def here() -> Iterator[Stage]:
    be_silent()
    with stage() as opened:
        yield opened


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_story_causes_what_it_must_and_nothing_else(here: Stage, name: str) -> None:
    assert disagreements(here.play(SCENARIOS[name])) == []


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", SAMPLED)
def test_what_the_wire_does_to_a_story_changes_nothing_but_what_it_may(here: Stage, name: str, variant: str) -> None:
    assert disagreements(here.play(SCENARIOS[name], variant=VARIANTS[variant])) == []


@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("name", ["sos", "low_oxygen", "night_exit", "spike", "restless_night"])
def test_another_seed_tells_it_differently_and_comes_to_the_same(here: Stage, name: str, seed: int) -> None:
    assert disagreements(here.play(SCENARIOS[name], seed=seed)) == []
