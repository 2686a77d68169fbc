"""How Home Assistant is to read a native device's message: value templates in its own language. Pure.

They follow `devices.values` and `devices.clock` as far as a template can: an object or an array of them, other keys for
the same, words, what is implausible, a wrong clock. What is older than ten minutes is passed over: Home Assistant would
say that it is so now. An empty output leaves a state as it is.
"""

from collections.abc import Iterable, Mapping

from devices.clock import AHEAD, EARLIEST
from devices.fields import Field
from domain.metrics import Metric, MetricKind
from domain.readings import LATE_AFTER

AVAILABILITY = "{{ (value_json.state if value_json is mapping else value) | string | lower | trim }}"

_OBJECTS = "(value_json if value_json is list else [value_json]) if o is mapping"
_WORN = " and (o.get('worn') | string | lower | trim) not in ['false', '0', '0.0']"
_TRUE, _FALSE = ("true", "1", "1.0"), ("false", "0", "0.0")
_NEWEST = (
    "{%- set ns = namespace(said='', at=0) -%}{%- set n = now().timestamp() -%}"
    "{%- for o in OBJECTS -%}{%- set ts = o.get('ts') -%}{%- set s = ts | string -%}"
    "{%- set t = ts / 1000 if ts is number else as_timestamp(s, n)"
    " if s[-1:] in ['Z', 'z'] or s[-6:-5] in ['+', '-'] else n -%}"
    f"{{%- set t = n if t > n + {AHEAD.total_seconds():.0f} or t < {EARLIEST.timestamp():.0f} else t -%}}"
    "{%- set v = VALUE -%}"
    f"{{%- if v is defined and v is not none and t >= ns.at and t >= n - {LATE_AFTER.total_seconds():.0f} -%}}"
    "{%- set ns.said = v -%}{%- set ns.at = t -%}{%- endif -%}{%- endfor -%}"
)


def template(field: Field, metric: Metric) -> str:
    """Give the template of what a device says of this metric."""
    keys = (field.key, *field.aliases)
    if metric.kind is MetricKind.EVENT:
        return _event(keys)
    if metric.kind is not MetricKind.STATE:
        return _newest(_number(keys, metric), "{{ '%g' | format(ns.said) if ns.said is number }}", worn=metric.body)
    if len(metric.states) == 2:
        off, on = metric.states[0], metric.states[1]
        words = dict.fromkeys((off, *_FALSE), "OFF") | dict.fromkeys((on, *_TRUE), "ON")
        return _newest(_word(keys, words), "{{ ns.said }}")
    known = list(metric.states.values())
    # An empty output would be a word that is not among its options.
    as_it_was = f"(this.state if this.state in {known} else 'None')"
    return _newest(_word(keys, {one: one for one in known}), f"{{{{ ns.said or {as_it_was} }}}}")


def _newest(value: str, said: str, *, worn: bool = False) -> str:
    objects = _OBJECTS + _WORN if worn else _OBJECTS
    return _NEWEST.replace("OBJECTS", objects).replace("VALUE", value) + said


def _number(keys: Iterable[str], metric: Metric) -> str:
    believed = f"select('ge', {metric.lowest:g}) | select('le', {metric.highest:.0f})"
    return f"{_values(keys)} | reject('boolean') | map('float', none) | reject('none') | {believed} | first"


def _word(keys: Iterable[str], words: Mapping[str, str]) -> str:
    return f"{dict(words)}.get({_values(keys)} | reject('none') | map('string') | map('lower') | map('trim') | first)"


def _event(keys: Iterable[str]) -> str:
    """Give what is told for any age: an SOS may not be missed because the network was away."""
    said = f"{_values(keys)} | map('string') | map('lower') | map('trim') | select('in', {list(_TRUE)}) | list"
    return f"{{%- for o in {_OBJECTS} and {said} -%}}{{{{ 'ON' if loop.first }}}}{{%- endfor -%}}"


def _values(keys: Iterable[str]) -> str:
    return "[" + ", ".join(f"o.get('{key}')" for key in keys) + "]"
