"""Getting from no connection to one, address by address."""

import time

from mqtt.access import Address, BrokerAccess
from mqtt.backoff import Rota
from mqtt.connection import Connection
from mqtt.dial import Dial, tls_context
from mqtt.waiter import HasFileno

DIAL_WITHIN = 5.0


class Reach:
    """Dials the broker whose turn it is and gives the socket to the connection; says in words what went wrong."""

    def __init__(self, access: BrokerAccess, connection: Connection, keepalive: int) -> None:
        self._context = tls_context(access)
        self._rota = Rota(access.addresses)
        self._connection = connection
        self._keepalive = keepalive
        self._dial: Dial | None = None
        self._give_up_at = 0.0
        self.address: Address = self._rota.current

    @property
    def dialling(self) -> bool:
        """A try is under way."""
        return self._dial is not None

    @property
    def watched(self) -> tuple[HasFileno | None, int]:
        """The socket of the try, and what it waits for."""
        return (self._dial.sock, self._dial.events) if self._dial is not None else (None, 0)

    def begin(self) -> str | None:
        """Start a try; gives the error that ended it at once."""
        self.address = self._rota.current
        self._give_up_at = time.monotonic() + DIAL_WITHIN
        try:
            self._dial = Dial(self.address, self._context)
        except OSError as error:
            return str(error)
        return None

    def go_on(self, *, ready: bool) -> str | None:
        """Go on with the try; gives the error that ended it. Afterwards the connection may be open."""
        if self._dial is None:
            return None
        if time.monotonic() > self._give_up_at:
            self.give_up()
            return f"no answer within {DIAL_WITHIN:g} s"
        try:
            line = self._dial.step() if ready else None
        except OSError as error:
            self.give_up()
            return str(error)
        if line is not None:
            self._dial = None
            self._connection.open(line, self.address, self._keepalive)
        return None

    def give_up(self) -> None:
        """End the try, if there is one."""
        if self._dial is not None:
            self._dial.close()
            self._dial = None

    def failed(self) -> float:
        """Pass the turn on; gives the seconds to wait."""
        return self._rota.failed()

    def worked(self) -> None:
        """Forget the failures."""
        self._rota.worked()
