"""The sending child: `python -m alerts.delivery_child FD`, started by `alerts.delivery_sender`.

It reads the channels' settings and then parcels from a socket, one line each, and answers one outcome a line, in any
order. Each attempt has a thread. It keeps no deadline: a thread that an endpoint holds for ever is ended by ending
this child, and that is the parent's to decide. It ends when the parent's end of the socket closes.
"""

import logging
import os
import signal
import socket
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import structlog

from alerts.channels.parcel import ChannelSettings, Parcel, Receipt
from alerts.channels.registry import open_channels
from alerts.delivery_wire import ATTEMPTS, READY, Outcome
from store.logs import LogSettings, configure_logs

log = structlog.get_logger()


def main() -> None:
    """Send until the parent hangs up; then end at once, whatever the threads are at."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    configure_logs("delivery", LogSettings())
    for library in ("httpx2", "httpcore2", "urllib3"):
        logging.getLogger(library).setLevel(logging.WARNING)  # below it they write addresses, and some hold keys
    with socket.socket(fileno=int(sys.argv[1])) as line:
        _send_all(line)
    os._exit(0)


def _send_all(line: socket.socket) -> None:
    lines = line.makefile("rb")
    channels = open_channels(ChannelSettings.of_line(lines.readline()))
    threads = ThreadPoolExecutor(max_workers=ATTEMPTS)
    answers = _Answers(line)
    line.sendall(READY)
    for text in lines:
        parcel = Parcel.of_line(text)
        attempt = threads.submit(channels[parcel.kind].send, parcel)
        attempt.add_done_callback(partial(answers.tell, parcel.id))


class _Answers:
    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._one_at_a_time = threading.Lock()

    def tell(self, parcel: str, attempt: "Future[Receipt]") -> None:
        failure = attempt.exception()
        outcome = Outcome.of(parcel, failure) if failure else Outcome.took(parcel, attempt.result())
        if outcome.error and outcome.error.startswith("unexpected"):
            log.error("a channel broke", notification=parcel, exc_info=attempt.exception())
        with self._one_at_a_time:
            self._line.sendall(outcome.to_line())


if __name__ == "__main__":
    main()
