"""The web app says of an alert what messages say of it: one set of sentences, held equal here."""

import json
import re
from typing import Any

import pytest

from alerts.texts_en import ENGLISH
from alerts.texts_words import Words
from alerts.texts_zh import CHINESE
from domain.metrics import METRICS
from tests.house.tree import ROOT

WEB = ROOT / "web" / "src"
LANGUAGES = [CHINESE, ENGLISH]
SAME = {
    "value": "value",
    "upper": "upper",
    "lower": "lower",
    "limit": "limit",
    "source": "source",
    "rose": "rose",
    "fell": "fell",
    "unusual": "unusual",
    "score": "score",
    "points": "points",
    "score_hint": "scoreHint",
    "clock": "clock",
    "gaps": "gaps",
    "silent": "silent",
    "expected": "expected",
    "not_worn": "notWorn",
    "nobody_soon": "nobodySoon",
    "events": "event",
    "doors": "door",
    "systems": "system",
    "since": "since",
    "happened": "happened",
    "last_heard": "lastHeard",
    "measured": "measured",
}


def _web(words: Words) -> Any:
    return json.loads((WEB / "locales" / words.language / "words.json").read_text())


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_the_web_says_an_alert_in_the_sentences_of_messages(words: Words) -> None:
    alert = _web(words)["alert"]
    assert {theirs: alert[theirs] for theirs in SAME.values()} == {
        theirs: getattr(words, ours) for ours, theirs in SAME.items()
    }


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_the_web_writes_numbers_with_the_units_of_messages(words: Words) -> None:
    web, code = _web(words)["alert"]["number"], (WEB / "parts" / "alertWords.ts").read_text()
    for metric, unit in re.findall(r"^  (\w+): '(\w+)',$", code, re.MULTILINE):
        if metric in METRICS:
            assert web[unit] == "{n}" + words.units[METRICS[metric].unit], metric


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_the_web_knows_every_source_of_limits_that_messages_know(words: Words) -> None:
    said = set(_web(words)["alert"]["limitSource"].values())
    assert {words.sources.get(source, source) for source in CHINESE.sources} <= said
