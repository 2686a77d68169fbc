"""What a receiver reads: facts of a `Message` put into words, pure.

Three lengths, and who gets which:

title, body  who, where, what, limit and where it is from, since when, who to call, link. For the console, e-mail and
             webhooks, which reach one person or one system.
short        two lines: severity and flat; kind and link. No name, no value, no diagnosis. For Apprise targets, which
             are mostly groups and lock screens.
"""

from dataclasses import dataclass
from datetime import datetime

from alerts.texts_en import ENGLISH
from alerts.texts_facts import Facts, facts_of
from alerts.texts_words import Words
from alerts.texts_zh import CHINESE
from domain.notifications import Message, Reason
from domain.severity import Severity

MARKS = {Severity.INFO: "!", Severity.WARNING: "!!", Severity.CRITICAL: "!!!"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A message in one language."""

    title: str
    body: str
    short: str


def words_for(language: str) -> Words:
    """Give the words of a language tag: Chinese for `zh…`, English for every other."""
    return CHINESE if language.lower().startswith("zh") else ENGLISH


def compose(message: Message, now: datetime) -> Text:
    """Put a message into the receiver's language; ages are counted to `now`."""
    words = words_for(message.language)
    if message.alert is None:
        return _test(message, words)
    facts = facts_of(message, message.alert, words, now)
    return Text(title=_title(facts, words), body=_body(facts, words), short=_short(facts, words))


def _test(message: Message, words: Words) -> Text:
    body = words.test_body.format(receiver=message.receiver_name)
    return Text(
        title=words.test_title,
        body=_lines(body, message.link),
        short=_lines(words.test_title, message.link),
    )


def _title(facts: Facts, words: Words) -> str:
    return _head(facts, words) + words.colon + " ".join(filter(None, (facts.who, facts.what)))


def _head(facts: Facts, words: Words) -> str:
    severity = words.technical if facts.technical else words.severities[facts.severity]
    tag = words.tags.get(facts.reason, "")
    return f"{MARKS[facts.severity]} {severity}{tag}"


def _body(facts: Facts, words: Words) -> str:
    where = words.separator.join(facts.place)
    return _lines(
        words.who_where.format(who=facts.who, where=where) if where and facts.who else facts.who or where,
        facts.what_and_limit,
        facts.explanation,
        facts.when,
        _reason(facts, words),
        words.contact.format(key_holder=facts.key_holder or "–", phone=facts.phone or "–")
        if facts.about_somebody
        else "",
        words.device.format(device=facts.device) if facts.technical and facts.device else "",
        words.note.format(note=facts.note) if facts.note else "",
        words.acknowledge.format(link=facts.acknowledge_link) if facts.acknowledge_link else "",
        facts.link,
    )


def _reason(facts: Facts, words: Words) -> str:
    if facts.reason is Reason.HISTORY and facts.is_open:
        return words.history_open
    return words.reasons[facts.reason].format(unanswered=facts.unanswered)


def _short(facts: Facts, words: Words) -> str:
    flat = words.separator.join(facts.place[-2:])
    second = " ".join(filter(None, (facts.kind, facts.late_age, facts.link)))
    return _lines(words.colon.join(filter(None, (_head(facts, words), flat))), second)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
