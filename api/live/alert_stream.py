"""One person's stream of alert moves."""

from collections.abc import AsyncIterator
from functools import partial

from fastapi.sse import ServerSentEvent

from api.access import Asker
from api.live.moves import Entry
from api.live.vigil import RECHECK, Vigil, in_thread
from domain.access import Deed, Principal, may_about


async def alert_events(asker: Asker, last_event_id: str | None) -> AsyncIterator[ServerSentEvent]:
    """Give the moves that the asker may see until the session or a part of the access ends, or the server stops."""
    parts = asker.parts
    vigil = Vigil(asker, Deed.SEE_ALERTS, lambda now: _sees_no_less(asker.principal, now))
    cursor = _cursor(last_event_id, parts.feed.head)
    on_record: set[str] = set()
    yield ServerSentEvent(event="ready", raw_data="{}", id=str(cursor))
    with parts.feed.bell.listening() as wake, parts.traffic.open_stream("alerts"):
        while not parts.closing.is_set() and not await vigil.ended():
            before = cursor
            cursor, entries = await in_thread(partial(parts.feed.after, cursor))
            mine = [entry for entry in entries if may_about(vigil.principal, Deed.SEE_ALERTS, entry.placement)]
            fresh = {entry.placement.resident for entry in mine} - on_record
            if fresh:  # once a stream: a line on record for every move would slow the engine's own writing down
                await in_thread(partial(asker.saw, Deed.SEE_ALERTS, fresh))
                on_record |= fresh
            for entry in mine:
                yield _event(entry)
            if cursor == before:
                await wake.wait(RECHECK)


def _sees_no_less(before: Principal, now: Principal) -> bool:
    kept = all(scopes <= now.grants.get(one, frozenset()) for one, scopes in before.grants.items())
    return before.areas <= now.areas and kept


def _cursor(last_event_id: str | None, head: int) -> int:
    """Read where to go on from; what is no cursor of ours means from now on."""
    text = last_event_id or ""
    if text.isascii() and text.isdigit() and int(text) <= head:
        return int(text)
    return head


def _event(entry: Entry) -> ServerSentEvent:
    return ServerSentEvent(event=entry.kind, raw_data=entry.data, id=str(entry.cursor))
