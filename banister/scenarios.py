"""`banister scenarios`: stories with the alerts and messages that they must cause, played on a virtual clock."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import structlog

from banister.scenarios_play import stage
from banister.scenarios_table import Verdict, judged
from banister.scenarios_variants import AS_IT_IS, VARIANTS
from domain.errors import BadInput
from simulators.scenarios import SCENARIOS
from simulators.story import Scenario


class NoSuchScenario(BadInput):
    """A name that no scenario has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One scenario to play, as one of its variants (by name, "" for the story as it is)."""

    scenario: str
    variant: str
    seed: int


def chosen(names: Sequence[str]) -> list[Scenario]:
    """Give the scenarios of these names, or all. Raises NoSuchScenario."""
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        raise NoSuchScenario(f"no scenario is called {', '.join(unknown)}; `banister scenarios list` shows all")
    return [SCENARIOS[name] for name in names] if names else list(SCENARIOS.values())


def tasks(scenarios: Sequence[Scenario], *, seed: int, faults: bool) -> list[Task]:
    """Give what there is to play, the longest first: two at a time are done sooner so."""
    variants = [AS_IT_IS.name, *(VARIANTS if faults else ())]
    wanted = [
        Task(scenario=one.name, variant=variant, seed=seed)
        for one in scenarios
        for variant in variants
        if one.faults or not variant
    ]
    return sorted(wanted, key=lambda task: SCENARIOS[task.scenario].lasts, reverse=True)


def play_all(wanted: Sequence[Task], tell: Callable[[int], None], *, at_once: int | None = None) -> list[Verdict]:
    """Play them, several at a time, and give the verdicts in the order of the registry; `tell` hears how many are done.

    The same tasks give the same verdicts, however many are played at once.
    """
    order = {name: place for place, name in enumerate(SCENARIOS)}
    verdicts = []
    for verdict in _played(wanted, at_once or min(4, os.cpu_count() or 1)):
        verdicts.append(verdict)
        tell(len(verdicts))
    names = list(VARIANTS)
    return sorted(
        verdicts,
        key=lambda one: (
            order[one.performance.scenario.name],
            names.index(one.performance.variant.name) + 1 if one.performance.variant.name else 0,
        ),
    )


def play_one(task: Task) -> Verdict:
    """Play one in this process."""
    with stage() as here:
        variant = VARIANTS[task.variant] if task.variant else AS_IT_IS
        return judged(here.play(SCENARIOS[task.scenario], seed=task.seed, variant=variant))


def _played(wanted: Sequence[Task], at_once: int) -> Iterator[Verdict]:
    with ProcessPoolExecutor(at_once, initializer=be_silent) as pool:
        yield from pool.map(play_one, wanted)


def be_silent() -> None:
    """Write no log lines: what happens in a scenario is shown by its table."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
