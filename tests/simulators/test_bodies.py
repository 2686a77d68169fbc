"""Bodies: repeatable, rhythmic, different from one another, and inside the default limits while healthy."""

from datetime import timedelta
from itertools import pairwise
from statistics import correlation, fmean

from hypothesis import given
from hypothesis import strategies as st

from simulators.bodies import Body, Vitals, body_of
from tests.simulators.cast import MONDAY, SHANGHAI

CLEAR = {  # inside both warning limits of the clinical facts, in the units they are reported in
    "heart_rate": (51, 100),
    "spo2": (95, 100),
    "systolic": (101, 159),
    "diastolic": (60, 99),
    "temperature": (35.3, 37.7),
    "respiratory_rate": (12, 20),
    "battery": (20, 100),
}
INSTANTS = st.datetimes(min_value=MONDAY.replace(tzinfo=None), timezones=st.just(SHANGHAI))


def _body(person: str = "lin-xiuying", seed: int = 1) -> Body:
    return body_of(person, seed=seed, timezone=SHANGHAI)


def _over(body: Body, days: int, every: timedelta) -> list[Vitals]:
    return [body.at(MONDAY + every * step) for step in range(int(timedelta(days=days) / every))]


def _crossings(vitals: Vitals) -> list[str]:
    reported = {name: round(getattr(vitals, name), 1 if name == "temperature" else 0) for name in CLEAR}
    return [f"{name} {value}" for name, value in reported.items() if not CLEAR[name][0] <= value <= CLEAR[name][1]]


@given(st.integers(0, 2**32), st.text(max_size=10), INSTANTS)
def test_the_same_seed_and_instant_give_the_same_body(seed: int, person: str, instant: object) -> None:
    assert isinstance(instant, type(MONDAY))
    first, second = (_body(person, seed).at(instant) for _ in range(2))
    assert first == second


def test_a_month_of_healthy_bodies_crosses_no_limit() -> None:
    bodies = [_body(f"resident-{number}") for number in range(8)]
    months = (_over(body, 30, timedelta(minutes=11)) for body in bodies)
    assert [crossing for month in months for vitals in month for crossing in _crossings(vitals)] == []


@given(st.integers(0, 2**64), st.text(max_size=5), INSTANTS)
def test_no_healthy_body_crosses_a_limit_at_any_instant(seed: int, person: str, instant: object) -> None:
    assert isinstance(instant, type(MONDAY))
    assert _crossings(_body(person, seed).at(instant)) == []


def test_the_heart_is_slower_at_night_than_by_day() -> None:
    for person in ("a", "b", "c"):
        day = _over(_body(person), 3, timedelta(minutes=5))
        asleep = fmean(vitals.heart_rate for vitals in day if vitals.asleep)
        awake = fmean(vitals.heart_rate for vitals in day if not vitals.asleep)
        assert asleep < awake - 4


def test_people_sleep_seven_to_eleven_hours_and_at_three_at_night() -> None:
    for number in range(20):
        body = _body(f"sleeper-{number}")
        hours = sum(vitals.asleep for vitals in _over(body, 1, timedelta(minutes=5))) / 12
        assert 6 < hours < 11
        assert body.at(MONDAY + timedelta(hours=3)).asleep


def test_steps_only_grow_within_a_day_and_start_at_none() -> None:
    steps = [vitals.steps for vitals in _over(_body(), 1, timedelta(minutes=1))]
    assert steps == sorted(steps)
    assert steps[0] == 0
    assert 500 < steps[-1] < 15_000


def test_noise_has_a_memory() -> None:
    rates = [vitals.heart_rate for vitals in _over(_body(), 1, timedelta(minutes=1))]
    assert correlation(rates[:-1], rates[1:]) > 0.9


def test_people_differ() -> None:
    resting = {round(_body(f"person-{number}").heart_rate, 3) for number in range(50)}
    assert len(resting) == 50


def test_a_hint_stands_above_chance_and_changes_nothing_else() -> None:
    plain, hinted = _body(), body_of("lin-xiuying", seed=1, timezone=SHANGHAI, hints={"systolic": 171.0})
    assert hinted.systolic == 171.0
    assert hinted.diastolic == plain.diastolic
    assert hinted.seed == plain.seed


def test_a_watch_is_charged_off_the_wrist_and_runs_down_on_it() -> None:
    week = _over(_body(), 7, timedelta(minutes=10))
    pairs = list(pairwise(week))
    assert all(later.battery < earlier.battery for earlier, later in pairs if earlier.worn and later.worn)
    assert all(later.battery > earlier.battery for earlier, later in pairs if not earlier.worn and not later.worn)
    assert 3 <= sum(earlier.worn and not later.worn for earlier, later in pairs) <= 7
