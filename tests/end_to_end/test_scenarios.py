"""Stories that need no hours, in real time: simulated devices, a real broker, `ingest` and `alerts` as processes."""

from banister.scenarios import Task
from banister.scenarios_broker import play_through_broker

NAMES = ("sos", "fall", "tamper", "battery_critical", "low_oxygen")


def test_stories_through_the_broker_cause_what_they_cause_on_the_virtual_clock() -> None:
    wanted = [Task(scenario=name, variant="", seed=1) for name in NAMES]
    verdicts = play_through_broker(wanted, lambda _done: None)
    assert {one.performance.story: one.differences for one in verdicts} == dict.fromkeys(NAMES, ())
