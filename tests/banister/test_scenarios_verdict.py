"""The comparison itself: what is missing, false, late or told to the wrong person is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from banister.cli import app
from banister.scenarios import NoSuchScenario, Task, be_silent, chosen, play_all, tasks
from banister.scenarios_play import stage
from banister.scenarios_record import Performance
from banister.scenarios_table import judged
from banister.scenarios_verdict import disagreements
from domain.defaults import default_rules
from domain.moves import HISTORY
from simulators.scenarios import SCENARIOS


@pytest.fixture(scope="module")
def call() -> Performance:
    be_silent()
    with stage() as here:
        return here.play(SCENARIOS["steward_answers"])


def test_a_missing_alert_and_its_missing_messages_are_said(call: Performance) -> None:
    said = disagreements(replace(call, alerts=(), told=()))
    assert "sos: 0 alerts, not 1" in said
    assert any("to steward (first) 0 messages" in one for one in said)


def test_an_alert_that_the_story_does_not_cause_is_false(call: Performance) -> None:
    (alert, moves), *_ = call.alerts
    false = replace(alert, rule="spo2_low", id="another")
    said = disagreements(replace(call, alerts=(*call.alerts, (false, moves))))
    assert [one for one in said if one.startswith("spo2_low: a false alert")]


def test_one_that_is_late_milder_or_told_as_history_is_said(call: Performance) -> None:
    (alert, moves), *_ = call.alerts
    assert alert.fired_at is not None
    late = replace(alert, fired_at=alert.fired_at + timedelta(minutes=20), note=HISTORY)
    said = disagreements(replace(call, alerts=((late, moves),)))
    assert any("too late" in one for one in said)
    assert "sos: told as history" in said


def test_a_message_to_somebody_whom_nobody_expects_is_said(call: Performance) -> None:
    stranger = replace(call.told[0], who="street")
    said = disagreements(replace(call, told=(*call.told, stranger)))
    assert any("1 messages to street (first) that nobody expects" in one for one in said)
    assert "3 messages, more than 2" in said


def test_what_somebody_could_not_do_is_said(call: Performance) -> None:
    assert disagreements(replace(call, complaints=("nobody was there",))) == ["nobody was there"]


def test_processes_give_the_same_verdict_as_this_one(call: Performance) -> None:
    done: list[int] = []
    (verdict,) = play_all([Task(scenario="steward_answers", variant="", seed=1)], done.append, at_once=1)
    assert done == [1]
    assert verdict.performance == replace(call, took=verdict.performance.took)


def test_there_are_forty_scenarios_and_the_faults_play_variants_of_those_about_no_wire() -> None:
    assert len(SCENARIOS) >= 40
    wanted = tasks(chosen(()), seed=1, faults=True)
    assert {task.scenario for task in wanted if task.variant} == {one.name for one in SCENARIOS.values() if one.faults}


def test_a_name_that_is_none_is_refused_and_a_story_that_agrees_ends_with_zero() -> None:
    with pytest.raises(NoSuchScenario, match="flood"):
        chosen(["flood"])
    ran = CliRunner().invoke(app, ["scenarios", "run", "nap"], env={"COLUMNS": "160"})
    assert ran.exit_code == 0, ran.output
    assert "all agree" in ran.output
    assert CliRunner().invoke(app, ["scenarios", "run", "flood"]).exit_code == 1


def test_every_rule_that_a_story_names_exists() -> None:
    known = {rule.id for rule in default_rules()}
    known |= {change.rule for story in SCENARIOS.values() for change in story.rules if change.like}
    named = {one.rule for story in SCENARIOS.values() for one in story.expects}
    named |= {one.rule for story in SCENARIOS.values() for one in story.tells}
    named |= {rule for story in SCENARIOS.values() for rule in story.may_cause}
    assert named <= known


def test_every_default_rule_has_a_story() -> None:
    told = {one.rule for story in SCENARIOS.values() for one in story.expects}
    assert {rule.id for rule in default_rules()} <= told


def test_a_verdict_holds_what_happened(call: Performance) -> None:
    assert judged(call).agrees
    assert call.lived > timedelta(hours=1)
