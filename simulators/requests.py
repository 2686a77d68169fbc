"""What a person asks for on the command line, in words: durations, stories, credentials."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from simulators.errors import BadRequest
from simulators.neighbourhood import Device
from simulators.scenarios import SCENARIOS
from simulators.story import Scenario, Telling, tell

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


def duration(text: str) -> timedelta:
    """Return what `90s`, `10m`, `24h`, `7d` or `1h30m` say. Raises BadRequest."""
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise BadRequest(f"{text!r} is no duration: write 90s, 10m, 24h, 7d or 1h30m")
    return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A scenario somebody asked for: whose, and how long after the start of simulated life."""

    scenario: Scenario
    person: str
    after: timedelta


def wanted(text: str, devices: Sequence[Device]) -> Wanted:
    """Return what `fever`, `fever:lin-xiuying` or `fever:lin-xiuying@30s` asks of these devices. Raises BadRequest."""
    story, _, after = text.partition("@")
    name, _, person = story.partition(":")
    scenario = SCENARIOS.get(name)
    if scenario is None:
        raise BadRequest(f"no scenario is called {name!r}; there are: {', '.join(sorted(SCENARIOS))}")
    able = _able(scenario, devices)
    if person and person not in able:
        raise BadRequest(f"{name} needs {_words(scenario)} of {person!r}; these have it: {', '.join(able) or 'nobody'}")
    if not able:
        raise BadRequest(f"{name} needs {_words(scenario)}, and nobody simulated has that")
    return Wanted(scenario=scenario, person=person or able[0], after=duration(after or "0s"))


def tellings(requests: Sequence[Wanted], *, seed: int, start: datetime) -> Mapping[str, Sequence[Telling]]:
    """Return the stories of each person, told from an instant on."""
    told: dict[str, list[Telling]] = {}
    for request in requests:
        begin = start + request.after
        story = tell(request.scenario, person=request.person, seed=seed, start=begin)
        told.setdefault(request.person, []).append(story)
    return told


def _able(scenario: Scenario, devices: Sequence[Device]) -> list[str]:
    kinds: dict[str, set[str]] = {}
    for device in devices:
        kinds.setdefault(device.person, set()).add(device.kind)
    return [person for person, has in kinds.items() if scenario.needs <= has]


def _words(scenario: Scenario) -> str:
    return " and ".join(f"a {kind}" for kind in sorted(scenario.needs))


class _Credentials(BaseModel):
    username: str
    password: str


def read_credentials(path: Path) -> Mapping[str, tuple[str, str]]:
    """Return (username, password) by `<site>.<device>` from YAML. Raises BadRequest, which repeats no password."""
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
        known = TypeAdapter(dict[str, _Credentials]).validate_python(value)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise BadRequest(f"{path}: cannot be read as YAML") from problem
    except ValidationError as problem:
        places = {".".join(str(step) for step in error["loc"]) or "file" for error in problem.errors()}
        message = f"{path}: must map <site>.<device> to username and password; wrong at {', '.join(sorted(places))}"
        raise BadRequest(message) from problem
    return {device: (entry.username, entry.password) for device, entry in known.items()}
