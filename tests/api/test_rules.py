"""Rules for everybody: their versions, who may set the next one, and what makes no sense."""

from dataclasses import replace
from typing import Any

import pytest

from api.rule_checks import changed, check
from tests.api.house import House
from tests.neighbourhood import COMMUNITY_STAFF, DAUGHTER, STREET_STAFF

HIGH = "/api/v1/rules/heart_rate_high"
LIMITS = [{"severity": "warning", "fires_at": 111}, {"severity": "critical", "fires_at": 135}]


def form(**changes: Any) -> dict[str, Any]:
    return {"source": "our doctors' round", "changes": changes}


def test_every_rule_is_listed_with_its_source_and_limits(shared_house: House) -> None:
    rules = {one["id"]: one for one in shared_house.as_(DAUGHTER).get("/api/v1/rules").json()["items"]}
    assert set(rules) == {rule.id for rule in shared_house.records.rules.rules()}
    assert rules["heart_rate_low"]["limits"][0] == {
        "severity": "warning",
        "fires_at": 50,
        "clears_at": 52.5,
        "strict": False,
    }
    assert "NEWS2" in rules["heart_rate_low"]["source"]
    assert (rules["sos"]["kind"], rules["sos"]["severity"], rules["sos"]["limits"]) == ("event", "critical", [])


def test_the_next_version_says_who_set_it_and_why(house: House) -> None:
    client = house.as_(STREET_STAFF)
    put = client.put(HIGH, json=form(limits=LIMITS, hold="PT2M"))
    assert put.status_code == 200
    seen = client.get(HIGH).json()
    assert seen == put.json()
    assert [one["fires_at"] for one in seen["rule"]["limits"]] == [111, 135]
    assert (seen["rule"]["version"], seen["rule"]["source"]) == (2, "our doctors' round")
    assert seen["rule"]["details"]["hold"] == "PT2M"
    assert [(one["rule"]["version"], one["set_by"]) for one in seen["versions"]] == [(2, STREET_STAFF), (1, "alerts")]
    assert house.looks("rule:heart_rate_high") == [(STREET_STAFF, "set_rules", True)]


def test_what_holds_for_everybody_is_not_a_communitys_to_change(house: House) -> None:
    answer = house.as_(COMMUNITY_STAFF).put(HIGH, json=form(enabled=False))
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    assert "an area or a resident of yours" in answer.json()["detail"]
    assert house.records.rules.rule("heart_rate_high").version == 1
    assert house.looks("rule:heart_rate_high") == [(COMMUNITY_STAFF, "set_rules", False)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metric": "spo2"}, "metric"),
        ({"latching": True}, "latching"),
        ({"colour": "red"}, "colour"),
        ({"limits": []}, "limits"),
        ({"limits": LIMITS[::-1]}, "limits"),
        ({"limits": [LIMITS[0] | {"fires_at": 140}, LIMITS[1]]}, "limits"),
        ({"limits": [LIMITS[0] | {"clears_at": 120}]}, "limits"),
        ({"limits": [LIMITS[0] | {"fires_at": 1e308}]}, "limits"),
        ({"limits": [LIMITS[0] | {"fires_at": -1}]}, "limits"),
        ({"limits": [LIMITS[0] | {"clears_at": -1e308}]}, "limits"),
        ({"limits": [LIMITS[0] | {"severity": "dreadful"}]}, ""),
        ({"limits": [LIMITS[0] | {"colour": "red"}]}, ""),
        ({"limits": "high"}, ""),
        ({"limits": [{"severity": "warning"}]}, ""),
        ({"hold": "a while"}, "hold"),
        ({"hold": "-PT1M"}, "hold"),
        ({"hold": "P400D"}, "hold"),
        ({"enabled": "perhaps"}, "enabled"),
        ({"in_a_row": None}, "in_a_row"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(shared_house: House, changes: dict[str, Any], field: str) -> None:
    answer = shared_house.as_(STREET_STAFF).put(HIGH, json=form(**changes))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert answer.json()["errors"][0]["field"] == f"body.changes.{field}".rstrip(".")
    assert shared_house.records.rules.rule("heart_rate_high").version == 1


@pytest.mark.parametrize("body", [{"changes": {"enabled": False}}, {"source": "", "changes": {"enabled": False}}])
def test_a_change_says_where_it_comes_from(shared_house: House, body: dict[str, Any]) -> None:
    assert shared_house.as_(STREET_STAFF).put(HIGH, json=body).json()["errors"][0]["field"] == "body.source"


def test_a_call_for_help_is_never_switched_off(shared_house: House) -> None:
    answer = shared_house.as_(STREET_STAFF).put("/api/v1/rules/sos", json=form(enabled=False))
    assert answer.status_code == 422
    assert "never switched off" in answer.json()["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("absence", {"silent_after": {"mains": "PT10M"}}),
        ("absence", {"silent_after": {"mains": "PT0S", "battery": "PT25H"}}),
        ("absence", {"silent_after": {"mains": "P99D", "battery": "PT25H"}}),
        ("expected", {"by": "10:00:00Z"}),
        ("expected", {"by": None}),
        ("door", {"hours": {"starts": "22:00:00Z", "ends": "06:00:00"}}),
        ("door", {"alive": "PT0S"}),
        ("door", {"days": 10**9}),
        ("baseline", {"days": 0}),
        ("baseline", {"least_spread": 0}),
        ("baseline", {"least_spread": "NaN"}),
        ("rate", {"within": "PT0S"}),
        ("threshold", {"in_a_row": 0}),
        ("threshold", {"in_a_row": 10**9}),
        ("threshold", {"largest_gap": "PT0S"}),
        ("score", {"oldest": {}}),
        ("worn", {"after": "PT0S"}),
    ],
)
def test_no_rule_is_written_that_would_stop_whoever_judges_by_it(
    shared_house: House, kind: str, changes: dict[str, Any]
) -> None:
    rules = [one for one in shared_house.records.rules.rules() if one.kind.value == kind]
    rule = next(one for one in rules if getattr(one, next(iter(changes))) is not None)
    answer = shared_house.as_(STREET_STAFF).put(f"/api/v1/rules/{rule.id}", json=form(**changes))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(f"body.changes.{next(iter(changes))}")


def test_every_rule_that_stands_would_be_taken(shared_house: House) -> None:
    for rule in shared_house.records.rules.rules():
        check(rule, "rule")
        assert changed(rule, {"enabled": True}, rule.source) == replace(rule, enabled=True)


def test_a_rule_that_is_not_there_is_not_made(shared_house: House) -> None:
    assert shared_house.as_(STREET_STAFF).put("/api/v1/rules/no_such", json=form(enabled=True)).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        rb'{"\ud800": 1}',
        rb'{"hold": "\ud800"}',
        rb'{"limits": ' + b"[" * 900 + b"]" * 900 + b"}",
        rb'{"limits": [{"severity": "warning", "fires_at": NaN}]}',
        rb'{"limits": [{"severity": "warning", "fires_at": 1e400}]}',
        rb'{"limits": [{"severity": "warning", "fires_at": 111, "clears_at": -1e400}]}',
        rb'{"enabled": 1e400}',
        rb'{"in_a_row": ' + b"9" * 4000 + b"}",
    ],
)
def test_what_is_meant_to_break_the_reader_is_refused(shared_house: House, changes: bytes) -> None:
    answer = shared_house.as_(STREET_STAFF).put(
        HIGH, content=b'{"source": "x", "changes": ' + changes + b"}", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert shared_house.records.rules.rule("heart_rate_high").version == 1


WEIGHT: dict[str, Any] = {
    "id": "weight_high",
    "kind": "threshold",
    "source": "our doctors' round",
    "fields": {"metric": "weight", "side": "above", "limits": [{"severity": "info", "fires_at": 95}]},
}


def test_a_new_rule_is_made_once_and_by_those_who_answer_for_everybody(house: House) -> None:
    made = house.as_(STREET_STAFF).post("/api/v1/rules", json=WEIGHT)
    assert made.status_code == 201, made.text
    rule = made.json()["rule"]
    assert (rule["id"], rule["version"], rule["limits"][0]["clears_at"]) == ("weight_high", 1, 90.25)
    assert house.records.rules.rule("weight_high").source == "our doctors' round"
    assert house.as_(STREET_STAFF).post("/api/v1/rules", json=WEIGHT).status_code == 409
    assert house.as_(COMMUNITY_STAFF).post("/api/v1/rules", json=WEIGHT | {"id": "other"}).status_code == 403
    assert house.as_(DAUGHTER).post("/api/v1/rules", json=WEIGHT | {"id": "other"}).status_code == 403


def test_a_door_rule_can_be_made_too(house: House) -> None:
    fields = {"watch": "left_open", "severity": "critical", "after": "PT30M", "at_home": True}
    form = {"id": "door_open_long", "kind": "door", "source": "the winter", "fields": fields}
    assert house.as_(STREET_STAFF).post("/api/v1/rules", json=form).status_code == 201
    assert house.records.rules.rule("door_open_long").at_home


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "event"}, "body.kind"),
        ({"id": "Weight"}, "body.id"),
        ({"fields": {"metric": "weight"}}, "body.fields.side"),
        ({"fields": WEIGHT["fields"] | {"metric": "door"}}, "body.fields.metric"),
        ({"fields": WEIGHT["fields"] | {"limits": []}}, "body.fields.limits"),
        ({"fields": WEIGHT["fields"] | {"limits": [{"fires_at": 1}]}}, "body.fields"),
        ({"fields": WEIGHT["fields"] | {"side": "beside"}}, "body.fields"),
        ({"fields": WEIGHT["fields"] | {"hold": "P400D"}}, "body.fields.hold"),
        ({"kind": "door", "fields": {"watch": "ajar", "severity": "info"}}, "body.fields.watch"),
        ({"kind": "door", "fields": {"watch": "left_open", "severity": "dire"}}, "body.fields"),
    ],
)
def test_a_rule_that_makes_no_sense_is_not_made(shared_house: House, form: dict[str, Any], field: str) -> None:
    answer = shared_house.as_(STREET_STAFF).post("/api/v1/rules", json=WEIGHT | form)
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("severity", ["info", "warning"])
def test_a_call_for_help_stays_critical(shared_house: House, severity: str) -> None:
    answer = shared_house.as_(STREET_STAFF).put("/api/v1/rules/sos", json=form(severity=severity))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.changes.severity")


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000"])
def test_a_change_says_why_in_words(shared_house: House, blank: str) -> None:
    answer = shared_house.as_(STREET_STAFF).put(HIGH, json={"source": blank, "changes": {"hold": "PT2M"}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.source")
