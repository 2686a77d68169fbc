"""The server: ends within two seconds though streams are open, and ends with an error when a thread has died."""

import socket

import structlog
import uvicorn
from fastapi import FastAPI

from api.parts import Parts
from api.settings import ApiSettings

log = structlog.get_logger()


class ApiServer(uvicorn.Server):
    """Uvicorn that tells the streams to end before it waits for them, and watches the house's threads."""

    def __init__(self, app: FastAPI, settings: ApiSettings) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=settings.http_host,
                port=settings.http_port,
                log_config=None,
                access_log=False,
                server_header=False,
                forwarded_allow_ips=settings.trusted_proxies,
                timeout_graceful_shutdown=1,
            )
        )
        self._parts: Parts = app.state.parts
        self.failed = False

    async def on_tick(self, counter: int) -> bool:
        """Look at the threads each time the server looks around."""
        if self._parts.deaths() and not self.failed:
            self.failed = True
            self.should_exit = True
            log.error("stopping", reasons=self._parts.deaths())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams first."""
        self._parts.closing.set()
        self._parts.feed.bell.ring()
        self._parts.hub.bell.ring()
        await super().shutdown(sockets)
