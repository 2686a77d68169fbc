"""Who follows the moves by cursor misses none, however many write at once."""

import threading
from collections.abc import Callable
from itertools import pairwise

from domain.alerts import Move
from store.records import Records, open_records
from tests.store.alert_makers import heart_rate, told

WRITERS, EACH = 4, 25


def test_moves_come_in_order_past_the_cursor(any_records: Records) -> None:
    changes = [heart_rate(None, 180, resident=f"resident-{number}") for number in range(5)]
    any_records.alerts.commit(changes[:2], [], changes[0].moves[0].at)
    cursor = any_records.alerts.last_move()
    any_records.alerts.commit(changes[2:], [], changes[0].moves[0].at)
    found = any_records.alerts.moves_after(cursor, limit=2)
    assert [move for _, move in found] == [change.moves[0] for change in changes[2:4]]
    assert [move for _, move in any_records.alerts.moves_after(found[-1][0])] == list(changes[4].moves)


def test_a_follower_misses_no_move_of_writers_that_race(records_url: str) -> None:
    with open_records(records_url) as records:
        writers = [threading.Thread(target=_write, args=(records_url, number)) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        followed = _follow(records, lambda: any(writer.is_alive() for writer in writers))
        assert len(followed) == len({move.alert for _, move in followed}) == WRITERS * EACH
        assert all(earlier < later for (earlier, _), (later, _) in pairwise(followed))


def _follow(records: Records, still_writing: Callable[[], bool]) -> list[tuple[int, Move]]:
    followed: list[tuple[int, Move]] = []
    more = True
    while more:
        more = still_writing()
        while found := records.alerts.moves_after(followed[-1][0] if followed else 0, limit=7):
            followed += found
    return followed


def _write(url: str, writer: int) -> None:
    with open_records(url) as records:
        for number in range(EACH):
            change = heart_rate(None, 180, resident=f"resident-{writer}-{number}")
            records.alerts.commit([change], [told(change)], change.moves[0].at)
