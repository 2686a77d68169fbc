"""Who is told, and what happens where nobody answers."""

from dataclasses import replace
from datetime import time, timedelta

from simulators.bodies import Vitals
from simulators.chance import Dice
from simulators.expectations import Act, Expected, Place, Told, acknowledge, firsts, resolve
from simulators.story import HOUR, MINUTE, Scenario, Story

_WATCH = frozenset({"watch"})


def _call(_dice: Dice) -> Story:
    return Story(events=((0.0, "sos"),))


def _racing(_dice: Dice) -> Story:
    def change(vitals: Vitals, _elapsed: float) -> Vitals:
        return replace(vitals, heart_rate=108)

    return Story(change=change)


def _steps(rule: str, reason: str, *steps: tuple[str, float]) -> tuple[Told, ...]:
    """Return that these are told, each at so many minutes and at most a minute later."""
    return tuple(
        Told(
            who=who,
            rule=rule,
            reason=reason,
            after=timedelta(minutes=minute),
            within=timedelta(minutes=minute),
        )
        for who, minute in steps
    )


_SOS = Expected(rule="sos", severity="critical", within=timedelta(minutes=1))
_TO_THE_TOP = _steps("sos", "escalated", ("deputy", 3), ("officer", 3), ("community", 6), ("street", 11))

SCENARIOS = (
    Scenario(
        name="steward_answers",
        title="The steward answers within a minute and closes it: one message each, and no more",
        lasts=timedelta(hours=1),
        needs=_WATCH,
        expects=(replace(_SOS, over=timedelta(minutes=20)),),
        tells=firsts("sos"),
        messages=2,
        acts=(acknowledge("sos"), resolve("sos", after=15 * MINUTE)),
        tell=_call,
        soon=True,
    ),
    Scenario(
        name="nobody_answers",
        title="Nobody answers: deputy and grid officer, community, street, and then an alert of its own",
        lasts=timedelta(minutes=40),
        needs=_WATCH,
        expects=(_SOS, Expected(rule="unanswered", severity="critical", within=timedelta(minutes=22))),
        tells=(
            *firsts("sos"),
            *_TO_THE_TOP,
            Told(who="street", rule="sos", reason="repeated", least=1, most=3),
            Told(who="street", rule="unanswered", least=0, most=3),
            Told(who="community", rule="unanswered", least=0, most=3),
            Told(who="street", rule="unanswered", reason="repeated", least=0, most=3),
            Told(who="street", rule="unanswered", reason="escalated", least=0, most=3),
            Told(who="community", rule="unanswered", reason="repeated", least=0, most=3),
        ),
        tell=_call,
    ),
    Scenario(
        name="officer_answers",
        title="The grid officer answers in the steward's place: the community hears nothing",
        lasts=timedelta(minutes=40),
        needs=_WATCH,
        expects=(_SOS,),
        tells=(*firsts("sos"), *_TO_THE_TOP[:2]),
        acts=(acknowledge("sos", after=4 * MINUTE, who="officer"), resolve("sos", after=20 * MINUTE, who="officer")),
        tell=_call,
    ),
    Scenario(
        name="warning_climbs",
        title="Nobody answers a warning: a quarter of an hour a step",
        lasts=timedelta(minutes=50),
        needs=_WATCH,
        expects=(Expected(rule="heart_rate_high", severity="warning", within=timedelta(minutes=2)),),
        tells=(
            *firsts("heart_rate_high"),
            *(
                replace(one, within=timedelta(minutes=minute + 2))
                for one, minute in zip(
                    _steps("heart_rate_high", "escalated", ("deputy", 15), ("officer", 15), ("community", 30)),
                    (15, 15, 30),
                    strict=True,
                )
            ),
            Told(who="street", rule="heart_rate_high", reason="escalated", after=timedelta(minutes=45)),
        ),
        tell=_racing,
    ),
    Scenario(
        name="answer_expires",
        title="Answered, and then nothing: a reminder, and the ladder goes on",
        lasts=timedelta(minutes=60),
        needs=_WATCH,
        expects=(_SOS,),
        tells=(
            *firsts("sos"),
            *_steps("sos", "reminder", ("steward", 31)),
            *_steps("sos", "escalated", ("deputy", 41), ("officer", 41), ("community", 44), ("street", 49)),
            Told(who="street", rule="sos", reason="repeated", least=0, most=1),
        ),
        acts=(acknowledge("sos"),),
        may_cause=frozenset({"unanswered"}),
        tell=_call,
    ),
    Scenario(
        name="pressed_again",
        title="Pressed again ten minutes after somebody has answered: everybody hears that as well",
        lasts=timedelta(minutes=25),
        needs=_WATCH,
        expects=(_SOS,),
        tells=(
            *firsts("sos"),
            *(
                Told(who=who, rule="sos", reason="again", after=timedelta(minutes=10), within=timedelta(minutes=11))
                for who in ("steward", "daughter")
            ),
        ),
        messages=4,
        acts=(acknowledge("sos"), Act(deed="acknowledge", rule="sos", at=11 * MINUTE)),
        tell=lambda _dice: Story(events=((0.0, "sos"), (10 * MINUTE, "sos"))),
        faults=False,  # somebody answers between two presses: their order is the story
    ),
    Scenario(
        name="steward_on_leave",
        title="The steward is on leave: the deputy is told first",
        lasts=timedelta(minutes=20),
        needs=_WATCH,
        expects=(_SOS,),
        tells=(Told(who="deputy", rule="sos"), Told(who="daughter", rule="sos")),
        messages=2,
        acts=(Act(deed="leave", lasts=48 * HOUR, at=-1800), acknowledge("sos", who="deputy")),
        tell=_call,
    ),
    Scenario(
        name="hand_over",
        title="The steward hands over in the middle: the open alert goes along, and the new one is told",
        lasts=timedelta(minutes=30),
        needs=_WATCH,
        expects=(_SOS,),
        tells=(*firsts("sos"), Told(who="relief", rule="sos", reason="handed_over", within=timedelta(minutes=6))),
        messages=3,
        acts=(
            acknowledge("sos"),
            Act(deed="hand_over", at=5 * MINUTE, to="relief"),
            resolve("sos", after=15 * MINUTE, who="relief"),
        ),
        tell=_call,
    ),
    Scenario(
        name="no_working_channel",
        title="The steward's phone is gone: it is said beforehand, and the deputy stands in when it counts",
        lasts=timedelta(minutes=60),
        needs=_WATCH,
        at=time(14, 0),
        expects=(
            Expected(rule="sos", severity="critical", within=timedelta(minutes=41)),
            Expected(rule="no_working_channel", severity="warning", within=timedelta(minutes=20)),
        ),
        tells=(
            Told(who="daughter", rule="sos"),
            Told(who="deputy", rule="sos", reason="escalated", within=timedelta(minutes=41)),
            Told(who="officer", rule="sos", reason="escalated", within=timedelta(minutes=41)),
            Told(who="community", rule="no_working_channel", within=timedelta(minutes=21)),
            Told(who="officer", rule="no_working_channel", least=0, within=timedelta(minutes=21)),
        ),
        acts=(
            Act(deed="lose_channel", at=60),
            acknowledge("sos", who="deputy"),
            acknowledge("no_working_channel", who="community"),
        ),
        tell=lambda _dice: Story(events=((40 * MINUTE, "sos"),)),
        faults=False,
    ),
    Scenario(
        name="nobody_on_duty",
        title="Steward and deputy are both on leave: it is said beforehand, and the officer is told at once",
        lasts=timedelta(minutes=60),
        needs=_WATCH,
        at=time(14, 0),
        expects=(
            Expected(rule="sos", severity="critical", within=timedelta(minutes=41)),
            Expected(rule="nobody_on_duty", severity="warning", within=timedelta(minutes=20)),
        ),
        tells=(
            Told(who="daughter", rule="sos"),
            Told(who="officer", rule="sos", reason="escalated", within=timedelta(minutes=41)),
            Told(who="community", rule="nobody_on_duty", within=timedelta(minutes=21)),
            Told(who="officer", rule="nobody_on_duty", least=0, within=timedelta(minutes=21)),
        ),
        place=Place(nobody=frozenset({"deputy"})),
        acts=(
            Act(deed="leave", lasts=48 * HOUR, at=60),
            acknowledge("sos", who="officer"),
            acknowledge("nobody_on_duty", who="community"),
        ),
        tell=lambda _dice: Story(events=((40 * MINUTE, "sos"),)),
        faults=False,
    ),
)
