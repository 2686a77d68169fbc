"""What the records say while the engine runs: rules, overrides, devices that move, sites that are ours."""

from datetime import timedelta

import pytest

from alerts.engine import Engine
from alerts.engine_rules import PLACES, RuleTable, TableMaker, Watched
from domain.alerts import AlertState
from domain.limits import Side, limit
from domain.metrics import METRICS
from domain.overrides import SCALE_2, Override
from domain.rules import ThresholdRule
from domain.severity import Severity
from domain.subjects import area_subject
from domain.time_rules import SystemRule
from tests.alerts.couriers import Shelf
from tests.alerts.engine_rig import START, Rig
from tests.domain.making import RULES, sos, threshold
from tests.neighbourhood import BUILDING, MR_ZHOU, MRS_LIN, STREET, WATCH


def _override(rig: Rig, until: timedelta | None = None, *, warning: float = 120) -> None:
    ends = rig.now + until if until else None
    override = Override(
        rule="heart_rate_high", subject=MRS_LIN, set_by="dr-wu", reason="hers", warning=warning, until=ends
    )
    rig.records.rules.set_override(override, rig.now)
    rig.wait(seconds=1)


def test_an_override_holds_for_its_resident_within_a_second(rig: Rig) -> None:
    _override(rig)
    rig.say("watch-lin", heart_rate=110)
    rig.say("watch-zhou", heart_rate=110)
    assert (rig.alerts(), len(rig.alerts(MR_ZHOU))) == ([], 1)


def _override_area(rig: Rig, area: str, warning: float, rule: str = "heart_rate_high") -> None:
    override = Override(rule=rule, subject=area_subject(area), set_by="dr-wu", reason="all here", warning=warning)
    rig.records.rules.set_override(override, rig.now)
    rig.wait(seconds=1)


def test_a_buildings_override_holds_for_everybody_there_within_a_second(rig: Rig) -> None:
    _override_area(rig, BUILDING, 120)
    rig.say("watch-lin", heart_rate=110)
    rig.say("watch-zhou", heart_rate=110)
    assert (rig.alerts(), len(rig.alerts(MR_ZHOU))) == ([], 1)


def test_the_nearer_area_stands_above_the_farther_and_the_resident_above_all(rig: Rig) -> None:
    _override_area(rig, STREET, 115)
    _override_area(rig, BUILDING, 112)
    rig.say("watch-lin", heart_rate=113)
    rig.say("watch-zhou", heart_rate=113)
    assert ([one.limit for one in rig.alerts()], rig.alerts(MR_ZHOU)) == ([112], [])
    _override(rig, warning=105)
    rig.wait(minutes=1)
    rig.engine.handle([rig.message(heart_rate=70), rig.message(at=rig.now + timedelta(minutes=3), heart_rate=70)])
    rig.wait(minutes=5)
    rig.say("watch-lin", heart_rate=108)
    assert rig.alerts()[-1].limit == 105


def test_neighbours_share_one_table_of_rules() -> None:
    rules = {rule.id: rule for rule in RULES.values()}
    override = Override(rule="heart_rate_high", subject=area_subject("b"), set_by="wu", reason="r", warning=120)
    maker = TableMaker(rules)
    tables = [maker.table([override], ("b", "g"), 1, START) for _ in range(2)]
    assert tables[0] is tables[1] is not None
    assert maker.table([], ("b", "g"), 1, START) is None


def test_a_resident_on_oxygen_scale_2_has_its_limits(rig: Rig) -> None:
    rig.records.people.set_oxygen_scale(MRS_LIN, 2, "dr-wu", "COPD", rig.now)
    rig.wait(seconds=1)
    rig.say("watch-lin", spo2=90)
    rig.say("watch-zhou", spo2=90)
    assert (rig.alerts(), [one.limit for one in rig.alerts(MR_ZHOU)]) == ([], [91])
    rig.wait(minutes=1)
    rig.say("watch-lin", spo2=87)
    assert (rig.only_alert().limit, rig.only_alert().limit_source) == (87, SCALE_2)


def test_an_override_ends_by_itself(rig: Rig) -> None:
    _override(rig, timedelta(hours=1))
    rig.wait(hours=1)
    rig.say(heart_rate=110)
    assert rig.only_alert().limit == 101


def test_an_override_that_was_cleared_holds_no_longer(rig: Rig) -> None:
    _override(rig)
    rig.records.rules.clear_override(MRS_LIN, "heart_rate_high", "dr-wu", rig.now)
    rig.wait(seconds=1)
    rig.say(heart_rate=110)
    assert rig.only_alert().limit == 101


def test_an_alert_names_who_set_its_limit(rig: Rig) -> None:
    _override(rig)
    rig.say(heart_rate=125)
    assert (rig.only_alert().limit, rig.only_alert().limit_source) == (120, "dr-wu: hers")


def test_overrides_and_rules_survive_a_restart(rig: Rig) -> None:
    _override(rig)
    rig.restart()
    rig.say(heart_rate=110)
    assert rig.alerts() == []


def test_a_changed_rule_holds_for_all_and_open_alerts_keep_their_version(rig: Rig) -> None:
    rig.say("watch-zhou", heart_rate=102)
    rule = ThresholdRule(
        id="heart_rate_high",
        metric="heart_rate",
        side=Side.ABOVE,
        limits=(limit("heart_rate", Side.ABOVE, Severity.WARNING, 111),),
    )
    rig.records.rules.put(rule, "li", rig.now)
    rig.wait(seconds=1)
    rig.say("watch-lin", heart_rate=105)
    assert (rig.alerts(), rig.only_alert(MR_ZHOU).rule_version) == ([], 1)


def test_a_watch_that_moves_to_somebody_else_speaks_of_them_from_then_on(rig: Rig) -> None:
    rig.records.registry.assign(WATCH, MR_ZHOU, rig.now)
    rig.wait(minutes=5)
    rig.say(at=rig.now - timedelta(minutes=6), heart_rate=180)
    rig.say(heart_rate=181)
    assert (rig.only_alert().value, rig.only_alert(MR_ZHOU).value) == (180, 181)


@pytest.mark.parametrize(("sites", "alerts"), [({"lin-lane"}, 1), ({"elsewhere"}, 0)])
def test_a_worker_judges_its_own_sites_only(rig: Rig, sites: set[str], alerts: int) -> None:
    engine = Engine(
        rig.records, publish=lambda *_: None, courier=Shelf(), line=lambda: rig.line, sites=frozenset(sites)
    )
    engine.start(rig.now)
    engine.handle([rig.message(heart_rate=180)])
    assert len(rig.alerts()) == alerts


def test_a_worker_leaves_the_escalations_of_other_sites_alone(rig: Rig) -> None:
    rig.say(heart_rate=180)
    engine = Engine(
        rig.records, publish=lambda *_: None, courier=Shelf(), line=lambda: rig.line, sites=frozenset({"elsewhere"})
    )
    engine.start(rig.now)
    engine.idle(rig.now + timedelta(minutes=5))
    assert rig.only_alert().step == 0


def test_open_alerts_are_shown_again_after_a_restart(rig: Rig) -> None:
    rig.say(heart_rate=180)
    rig.shown.clear()
    rig.restart()
    assert [topic.rsplit("/", 1)[1] for topic in rig.shown] == [rig.only_alert().id]


def test_facts_count_what_was_done(rig: Rig) -> None:
    rig.say(heart_rate=180)
    facts = rig.engine.facts()
    assert facts["open"] == {AlertState.FIRING.value: 1}
    counted = {"messages": 1, "strangers": 0, "commits": 1, "notifications": 2, "conflicts": 0, "untold": 0}
    counts = facts["counts"]
    assert isinstance(counts, dict)
    assert counts.items() >= counted.items()


def test_no_value_inside_the_quiet_range_breaches_a_rule() -> None:
    watched = Watched("heart_rate", (threshold("heart_rate_high"), threshold("heart_rate_low")))
    assert (watched.low, watched.high) == (50, 101)
    assert not any(watched.low < value < watched.high for value in (50, 101, 30, 180))
    happening = Watched("sos", (sos(),))
    assert not happening.low < 1 < happening.high


def test_a_table_holds_every_default_rule_about_people_and_devices() -> None:
    table = RuleTable(RULES.values())
    of_metrics = {rule.id for one in table.metrics.values() for rule in (*one.rules, *one.derived)}
    others = (*table.scores, *table.clocks, *table.gaps, *table.absences.values(), *table.times)
    wanted = {rule.id for rule in RULES.values() if rule.enabled and not isinstance(rule, SystemRule)}
    assert of_metrics | {rule.id for rule in others} == wanted
    assert set(PLACES) == set(METRICS)
