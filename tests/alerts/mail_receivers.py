"""A mail server that behaves, and others that do not: the receiver's name says what it does (`ok@…`, `451@…`)."""

import re
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_NAME = re.compile(rb"RCPT TO:<([^@>]*)@", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Mailbox:
    """Where it is, and the letters it took."""

    address: str = ""
    letters: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


class _Talk(socketserver.StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        self.say(b"220 here")
        behaviour = "ok"
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"QUIT":
                self.say(b"221 bye")
                return
            if command == b"RCPT":
                found = _NAME.search(line)
                behaviour = found[1].decode() if found else "ok"
            if command != b"DATA":
                self.say(b"250 ok")
            elif not self.take(behaviour):
                return

    def take(self, behaviour: str) -> bool:
        """Take the letter, or do what was asked for; False: the talk is over."""
        self.say(b"354 go on")
        letter = b"".join(iter(self.rfile.readline, b".\r\n"))
        if behaviour == "hang":
            self.mailbox.over.wait()
        elif behaviour == "drip":
            self.drip()
        elif behaviour == "reset":
            self.reset()
        elif behaviour in {"451", "550"}:
            self.say(f"{behaviour} no".encode())
            return True
        else:
            self.mailbox.letters.append(letter)
            self.say(b"250 queued as 7F3A")
            if behaviour == "reset-after-250":
                self.reset()
            return behaviour == "ok"
        return False

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def drip(self) -> None:
        """Answer a byte every twentieth of a second, for ever."""
        while not self.mailbox.over.wait(0.05):
            try:
                self.wfile.write(b"2")
            except OSError:
                return

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address  # a client that hangs up is what many tests are about


@contextmanager
def mail_receiving() -> Iterator[Mailbox]:
    """Run a mail server."""

    class Talk(_Talk):
        mailbox = Mailbox()

    with _Server(("127.0.0.1", 0), Talk) as server:
        Talk.mailbox.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Talk.mailbox
        finally:
            Talk.mailbox.over.set()
            server.shutdown()
            thread.join()
