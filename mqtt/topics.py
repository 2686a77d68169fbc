"""The topics of the MQTT contract, built and read in one place."""

import re
from typing import NamedTuple

from domain.availability import is_bridge
from domain.errors import BadInput
from domain.organisation import RESERVED_SITES
from domain.texts import SLUG

ROOT = "care/v1"
LEAVES = frozenset({"readings", "status", "info"})
RESERVED_DEVICES = frozenset({"alerts"})

_ID = re.compile(SLUG)


class BadId(BadInput, ValueError):
    """A site, device, alert or instance id that a topic cannot hold."""


class DeviceTopic(NamedTuple):
    """`care/v1/<site>/<device>/<leaf>`."""

    site: str
    device: str
    leaf: str


class AlertTopic(NamedTuple):
    """`care/v1/<site>/alerts/<alert_id>`."""

    site: str
    alert_id: str


class ServiceTopic(NamedTuple):
    """`care/v1/service/<instance>/status`."""

    instance: str


def check_id(text: str) -> str:
    """Give the id back, or raise BadId."""
    if _ID.fullmatch(text) is None:
        raise BadId(f"{text!r} is no id: 1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit")
    return text


def check_site(site: str) -> str:
    """Give the site's id back, or raise BadId; reserved words are refused."""
    if site in RESERVED_SITES:
        raise BadId(f"{site!r} is reserved and cannot be a site")
    return check_id(site)


def check_device(device: str) -> str:
    """Give the device's id back, or raise BadId; reserved words are refused."""
    if device in RESERVED_DEVICES:
        raise BadId(f"{device!r} is reserved and cannot be a device")
    return check_id(device)


def device_topic(site: str, device: str, leaf: str) -> str:
    """Name the topic that this device publishes this leaf on."""
    if leaf not in LEAVES:
        raise BadId(f"{leaf!r} is none of {', '.join(sorted(LEAVES))}")
    return f"{ROOT}/{check_site(site)}/{check_device(device)}/{leaf}"


def alert_topic(site: str, alert_id: str) -> str:
    """Name the topic that shows this alert while it is open."""
    return f"{ROOT}/{check_site(site)}/alerts/{check_id(alert_id)}"


def service_topic(instance: str) -> str:
    """Name the topic that says whether this instance of a service is online."""
    return f"{ROOT}/service/{check_id(instance)}/status"


def speaks_of_bridge(topic: str, device: str) -> bool:
    """Whether what is said there of this device is a bridge's word: below our own topics nobody is one."""
    return is_bridge(device) and not topic.startswith(f"{ROOT}/")


def device_subject(site: str, device: str) -> str:
    """Name what this device may publish, in the words of the NATS server's permissions."""
    return f"care.v1.{check_site(site)}.{check_device(device)}.>"


def all_readings(site: str = "+") -> str:
    """Filter for the readings of one site, or of all."""
    return f"{ROOT}/{site if site == '+' else check_site(site)}/+/readings"


def read_topic(topic: str) -> DeviceTopic | AlertTopic | ServiceTopic | None:
    """Tell what a topic is about; None when it is none of the contract's."""
    parts = topic.split("/")
    if len(parts) != 5 or topic[:8] != "care/v1/" or not all(map(_ID.fullmatch, parts[2:])):
        return None
    _, _, site, device, leaf = parts
    if site in RESERVED_SITES:
        return ServiceTopic(device) if leaf == "status" else None
    if device in RESERVED_DEVICES:
        return AlertTopic(site, leaf)
    return DeviceTopic(site, device, leaf) if leaf in LEAVES else None
