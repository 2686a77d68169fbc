# mypy: ignore-errors
"""A real Home Assistant without its pages: run by HASS_PYTHON with a folder and the port of a broker on 127.0.0.1.

It asks for MQTT by a config entry, as the dialog does, says `ready`, and answers each line on its standard input with
what it holds as one line of JSON: states by unique id, devices by identifier, and what MQTT's part of it complained of.
`restart` takes MQTT down and up again, as a restart does to the broker; `remove IDENTIFIER` deletes a device.
"""

import asyncio
import json
import logging
import socket
import sys
from pathlib import Path

from homeassistant import auth, bootstrap, config_entries, core, loader
from homeassistant.helpers import device_registry, entity_registry
from homeassistant.setup import async_setup_component

COMPLAINTS: list[str] = []


class Complaints(logging.Handler):
    """Keeps warnings and errors."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        COMPLAINTS.append(f"{record.name}: {record.getMessage()}")


def say(line: str) -> None:
    """Answer."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def free_port() -> int:
    """Find a port for its pages, which MQTT wants to be there."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


async def started(folder: str, port: int) -> tuple[core.HomeAssistant, config_entries.ConfigEntry]:
    """Start it with MQTT alone."""
    (Path(folder) / "configuration.yaml").touch()
    hass = core.HomeAssistant(folder)
    hass.config.skip_pip = True
    loader.async_setup(hass)
    hass.config_entries = config_entries.ConfigEntries(hass, {})
    await bootstrap.async_load_base_functionality(hass)
    hass.auth = await auth.auth_manager_from_config(hass, [], [])
    await async_setup_component(hass, "homeassistant", {})
    await async_setup_component(hass, "http", {"http": {"server_host": ["127.0.0.1"], "server_port": free_port()}})
    await hass.async_start()
    entry = config_entries.ConfigEntry(
        data={"broker": "127.0.0.1", "port": port, "discovery": True, "discovery_prefix": "homeassistant"},
        discovery_keys={},
        domain="mqtt",
        minor_version=2,
        options={},
        source="user",
        title="MQTT",
        unique_id=None,
        version=1,
        subentries_data=(),
    )
    await hass.config_entries.async_add(entry)
    return hass, entry


def held(hass: core.HomeAssistant) -> dict[str, object]:
    """Give what it holds."""
    entities = entity_registry.async_get(hass).entities.values()
    devices = device_registry.async_get(hass).devices.values()
    states = {}
    for entity in entities:
        state = hass.states.get(entity.entity_id)
        if state is not None:
            states[entity.unique_id] = {"entity": entity.entity_id, "state": state.state, "is": dict(state.attributes)}
    named = {identifier: one.name for one in devices for _, identifier in one.identifiers}
    return {"states": states, "devices": named, "complaints": COMPLAINTS}


async def main() -> None:
    """Answer until the input ends."""
    logging.getLogger("homeassistant.components.mqtt").addHandler(Complaints(logging.WARNING))
    logging.getLogger("homeassistant.components.sensor").addHandler(Complaints(logging.WARNING))
    logging.getLogger("homeassistant.components.binary_sensor").addHandler(Complaints(logging.WARNING))
    hass, entry = await started(sys.argv[1], int(sys.argv[2]))
    say("ready")
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        word, _, rest = line.strip().partition(" ")
        if word == "restart":
            await hass.config_entries.async_reload(entry.entry_id)
        if word == "remove":
            registry = device_registry.async_get(hass)
            device = registry.async_get_device(identifiers={("mqtt", rest)})
            registry.async_update_device(device.id, remove_config_entry_id=entry.entry_id)
        await hass.async_block_till_done()
        say(json.dumps(held(hass), default=str))
    await hass.async_stop()


asyncio.run(main())
