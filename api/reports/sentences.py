"""The week in one sentence, and which language somebody reads."""

from api.reports.words import Words
from api.reports.words_en import ENGLISH
from api.reports.words_zh import CHINESE
from domain.weeks import PATCHY, State, Whole


def words_of(language: str) -> Words:
    """Give the words of a language tag, or of the first that an Accept-Language header names; else English."""
    return CHINESE if language.strip().lower().startswith("zh") else ENGLISH


def sentence(whole: Whole, words: Words) -> str:
    """Say how the week was. What somebody may not see is not said, nor denied."""
    if whole.state is State.UNKNOWN:
        clauses = [_alerts(whole, words)] if whole.alerts == 0 else []
    else:
        clauses = [_alerts(whole, words), _vitals(whole, words), _missing(whole, words)]
    said = words.join.join(one for one in clauses if one)
    return words.lead[whole.state] + (words.colon if said else "") + said + words.stop


def _alerts(whole: Whole, words: Words) -> str:
    if whole.alerts is None:
        return ""
    if not whole.alerts:
        return words.label("alerts_none")
    alerts = words.label("alerts_one" if whole.alerts == 1 else "alerts_some", count=whole.alerts)
    return words.label("alerts_critical", alerts=alerts, critical=whole.critical) if whole.critical else alerts


def _vitals(whole: Whole, words: Words) -> str:
    if not whole.measured:
        return ""
    if whole.different:
        names = words.labels["list"].join(words.metrics.get(one, one) for one in whole.different)
        return words.label("differs", metrics=names)
    if not whole.judged:
        return words.label("not_judged")
    return words.label("all_usual" if whole.judged == whole.measured else "judged_usual")


def _missing(whole: Whole, words: Words) -> str:
    missing = whole.days_missing or 0
    return words.label("missing", days=missing) if missing >= PATCHY else ""
