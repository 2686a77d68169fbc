"""What is published that Home Assistant discovers: one configuration a device, flat and community. Pure.

By its device-based discovery, which there is since 2024.11: one message holds all entities of a device.
"""

from typing import Any

from alerts.home_assistant_entities import Component, components
from alerts.home_assistant_place import Flat
from alerts.home_assistant_templates import AVAILABILITY
from alerts.home_assistant_topics import Topics, community_name, device_name, flat_name
from alerts.home_assistant_words import names_for
from alerts.texts import words_for
from mqtt.topics import device_topic, service_topic
from store.records.registry import DeviceStatus

Config = dict[str, Any]

_ORIGIN = {"name": "Banister"}


def of_device(status: DeviceStatus, flat: Flat, language: str) -> Config:
    """Give a native device's configuration.

    Its own word of being there counts where it has ever said one: who says none would be unavailable for good.
    """
    device = status.device
    site, _, said = device.id.partition(".")
    name = device_name(site, said)
    config = _config(name, f"{flat.name} {words_for(language).devices[device.kind]} {said}", flat.name)
    config["device"] |= {key: one for key, one in _described(status).items() if one}
    config |= {"state_topic": device_topic(site, said, "readings"), "qos": 1}
    if status.facts.online is not None:
        config["availability"] = [{"topic": device_topic(site, said, "status"), "value_template": AVAILABILITY}]
    config["components"] = components(device.kind, name, language)
    return config


def of_flat(flat: Flat, topics: Topics, service: str, language: str) -> Config:
    """Give a flat's configuration: one entity for what people must answer for, one for what devices want."""
    name, names = flat_name(flat.site, flat.id), names_for(language)
    attributes = _attributes(topics.state(name))
    alert: Component = {
        "platform": "binary_sensor",
        "device_class": "safety",
        "name": names.alert,
        "unique_id": f"{name}_alert",
        "value_template": "{{ value_json.alert }}",
    }
    technical = alert | {
        "device_class": "problem",
        "entity_category": "diagnostic",
        "name": names.technical,
        "unique_id": f"{name}_technical",
        "value_template": "{{ value_json.technical }}",
    }
    parts = {"alert": alert | attributes, "technical": technical}
    return _config(name, flat.name, flat.name) | _said_by_us(topics.state(name), service) | {"components": parts}


def of_community(site: str, called: str, topics: Topics, service: str, language: str) -> Config:
    """Give a community's configuration: how many alerts are open there."""
    name = community_name(site)
    count: Component = {
        "platform": "sensor",
        "state_class": "measurement",
        "icon": "mdi:bell-alert",
        "suggested_display_precision": 0,
        "name": names_for(language).open_alerts,
        "unique_id": f"{name}_open",
        "value_template": "{{ value_json.open }}",
        **_attributes(topics.state(name)),
    }
    return _config(name, called) | _said_by_us(topics.state(name), service) | {"components": {"open": count}}


def _config(name: str, called: str, area: str = "") -> Config:
    device: Config = {"identifiers": [name], "name": called} | ({"suggested_area": area} if area else {})
    return {"device": device, "origin": dict(_ORIGIN)}


def _described(status: DeviceStatus) -> dict[str, str | None]:
    return {"model": status.device.model or status.facts.model, "sw_version": status.facts.firmware}


def _said_by_us(topic: str, service: str) -> Config:
    """Give where we say it; where we are away, nobody may think that all is well."""
    return {"state_topic": topic, "qos": 1, "availability": [{"topic": service_topic(service)}]}


def _attributes(topic: str) -> dict[str, str]:
    return {"json_attributes_topic": topic, "json_attributes_template": "{{ value_json.about | tojson }}"}
