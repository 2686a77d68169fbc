"""New rules: of the kinds that people make, from the fields that they give."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from api.rule_checks import GRADES, check, read_limit, wrong
from domain.limits import Side
from domain.metrics import METRICS, MetricKind
from domain.rules import LimitRule, Rule, RuleKind
from domain.severity import Severity
from store.records.rule_json import rule_of

MADE_BY_PEOPLE = frozenset({RuleKind.THRESHOLD, RuleKind.RATE, RuleKind.BASELINE, RuleKind.EXPECTED, RuleKind.DOOR})
_GIVEN = frozenset({"rule", "id", "version", "kind", "source"})


def made(rule: str, kind: RuleKind, fields: Mapping[str, Any], source: str) -> Rule:
    """Give a new rule of a kind that people make; the 422 problem names what is wrong or missing."""
    if kind not in MADE_BY_PEOPLE:
        raise wrong("body.kind", f"one of {', '.join(sorted(MADE_BY_PEOPLE))}")
    body = {name: value for name, value in fields.items() if name not in _GIVEN}
    try:
        if "limits" in body:
            metric, side = str(fields["metric"]), Side(fields["side"])
            fires = side if kind is RuleKind.THRESHOLD else Side.ABOVE
            usual = metric if kind is RuleKind.THRESHOLD else ""
            body["limits"] = [read_limit(usual, fires, dict(one)) for one in fields["limits"]]
        body |= {name: int(Severity.of(str(body[name]))) for name in GRADES & body.keys()}
        new = rule_of(body | {"rule": kind.value, "id": rule, "source": source})
    except ValidationError as error:
        first = error.errors()[0]
        raise wrong(".".join(["body.fields", *map(str, first["loc"])]), first["msg"]) from None
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise wrong("body.fields", f"cannot be read: {error}") from None
    if isinstance(new, LimitRule) and (new.metric not in METRICS or METRICS[new.metric].kind is not MetricKind.GAUGE):
        raise wrong("body.fields.metric", "no metric that has limits")
    check(new, "body.fields")
    return new
