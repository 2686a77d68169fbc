"""What a web push carries: the least that a lock screen may show, and where it leads. Pure.

The app's worker reads JSON: `id`, `alert` (its id; "" for tests and several at once), `severity`, `title`, `short`,
`link`, `language` (of its buttons), and `actions`, the most urgent first, for a lock screen shows two: each has
`action` (`acknowledge`, `call`, `open`) and `url`. An acknowledge link is the receiver's own: the worker answers by its
browser's session, and opens the link where there is none; the page behind it asks once more. Whom to call stands on the
alert's page.
"""

import json
from collections.abc import Sequence

from alerts.channels.severities import worst_of
from alerts.texts import Text
from domain.notifications import Message

LARGEST = 3_000
"""Bytes; push services take 4,096 with the encryption's own."""
_CUT = 250
"""Characters of each line that are left of what is too long: in Chinese, three bytes each."""


def push_note(messages: Sequence[Message], text: Text) -> str:
    """Write it; of several messages it says what they have in common."""
    first = messages[0]
    link = first.link if len(messages) == 1 else _of_all(first)
    shown = text.short
    for one in messages:
        shown = shown.replace(one.link, "") if one.link else shown
    title, _, short = shown.partition("\n")
    note: dict[str, object] = {
        "id": first.notification.id,
        "alert": (first.notification.alert or "") if len(messages) == 1 else "",
        "severity": worst_of(messages).word,
        "title": title.strip(),
        "short": short.strip(),
        "link": link,
        "language": first.language,
        "actions": _actions(messages, link),
    }
    written = _written(note)
    if len(written.encode()) > LARGEST:
        return _written(note | {"title": title[:_CUT], "short": short.strip()[:_CUT].strip()})
    return written


def _actions(messages: Sequence[Message], link: str) -> list[dict[str, str]]:
    only = messages[0] if len(messages) == 1 and messages[0].alert else None
    answer = only.acknowledge_link if only else ""
    wanted = {"acknowledge": answer, "call": f"{link}#call" if only else "", "open": link}
    return [{"action": action, "url": url} for action, url in wanted.items() if url]


def _of_all(message: Message) -> str:
    """Give the page of all alerts, which stands above that of one."""
    return message.link.rpartition("/")[0] if message.notification.alert else message.link


def _written(note: dict[str, object]) -> str:
    return json.dumps(note, ensure_ascii=False, separators=(",", ":"))
