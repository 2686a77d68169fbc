"""Who may say and read what on the broker, told once more in the words of topics; and clients who try it."""

import dataclasses
import threading
from collections import defaultdict
from collections.abc import Iterable

from paho.mqtt import client as paho
from paho.mqtt.client import MQTTMessage, topic_matches_sub
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from mqtt.access import BrokerAccess
from mqtt.broker_users import SERVICES
from tests.brokers import eventually

DEVICE, SIBLING, STRANGER = "elm/w1", "elm/w2", "oak/w1"
GATEWAY, SPY = "zigbee2mqtt", "spy"
ATTIC, GONE, RENEWED = "zigbee2mqtt/attic", "zigbee2mqtt/gone", "zigbee2mqtt/renewed"
"""Gateways made over HTTP: one that is there, one taken away again, one whose old password is tried."""
RETIRED, ROTATED, WRONG, UNKNOWN, NOBODY = "elm/old", "elm/rotated", "elm/wrong", "elm/unknown", ""
DEVICES = (DEVICE, SIBLING, STRANGER)
KEPT_OUT = (RETIRED, ROTATED, WRONG, UNKNOWN, NOBODY, GONE, RENEWED)
IDENTITIES = (*DEVICES, GATEWAY, ATTIC, *SERVICES, *KEPT_OUT)

TOPICS = (
    *(f"care/v1/{device}/{leaf}" for device in DEVICES for leaf in ("readings", "status", "info")),
    *("care/v1/elm/w1", "care/v1/elm/w1/a/b", "care/v1/elm/w10/readings", "care/v1/elm", "care/v2/elm/w1/readings"),
    *("care/v1/elm/old/readings", "care/v1/elm/rotated/readings"),
    *("care/v1/elm/alerts/a1", "care/v1/oak/alerts/a2", "care/v1/elm/alerts/a1/more"),
    *("care/v1/service/ingest/status", "care/v1/service/w1/status", "care/v1/service/ingest/other"),
    *("zigbee2mqtt/door", "zigbee2mqtt/door/set", "zigbee2mqtt/bridge/state", "zigbee2mqtt", "zigbee"),
    *("zigbee2mqtt/attic", "zigbee2mqtt/attic/door", "zigbee2mqtt/attic/door/set", "zigbee2mqtt/attic2/door"),
    *("zigbee2mqtt/gone/door", "zigbee2mqtt/renewed/door"),
    *("anything", "elm/w1", "$SYS/broker/uptime", "$MQTT/sub/x"),
)
FILTERS = (
    *("#", "+/#", "care/#", "care/v1/#", "care/v1/elm/#", "care/v1/elm/w1/#", "care/v1/elm/w1/readings"),
    *("care/v1/+/+/readings", "care/v1/elm/w2/readings", "care/v1/+/alerts/+", "care/v1/service/+/status"),
    *("zigbee2mqtt/attic/#", "zigbee2mqtt/attic", "zigbee2mqtt/attic/door/set", "zigbee2mqtt/+/door"),
    *("zigbee2mqtt/#", "zigbee2mqtt/door/set", "$SYS/#", "$MQTT/sub/#", "+/+/+/w1/readings"),
)
_BOTH = ("care/v1/+/#", "zigbee2mqtt/+/#")
_OWN_STATUS = "care/v1/service/+/status"
_SAYS = {
    "ingest": (_OWN_STATUS,),
    "api": (_OWN_STATUS,),
    "alerts": (_OWN_STATUS, "care/v1/+/alerts/+"),
    "simulators": _BOTH,
    "banister": _BOTH,
    GATEWAY: ("zigbee2mqtt/+/#",),
    ATTIC: ("zigbee2mqtt/attic/+/#",),
}
_READS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("ingest", "api", "alerts", "banister"), ("care/v1/#", "zigbee2mqtt/#")
)
_READS |= {GATEWAY: ("zigbee2mqtt/#",), ATTIC: ("zigbee2mqtt/attic/#",)}


def may_say(who: str, topic: str) -> bool:
    """Tell whether what this one publishes there must arrive, and else must not."""
    if who in KEPT_OUT:
        return False
    filters = _SAYS.get(who, (f"care/v1/{who}/+/#",))
    return any(topic_matches_sub(one, topic) for one in filters)


def may_hear(who: str, filter_: str, topic: str, *, whole: bool) -> bool:
    """Tell whether what is published there must arrive at one who subscribes to the filter.

    whole  a filter that reaches further than the rights is refused (NATS); else it gives what lies within (Mosquitto)
    """
    rights = _READS.get(who, ())
    if who in KEPT_OUT or not topic_matches_sub(filter_, topic):
        return False
    if whole:
        return any(one == filter_ or _within(filter_, one) for one in rights)
    return any(topic_matches_sub(one, topic) for one in rights)


def _within(filter_: str, right: str) -> bool:
    """Tell whether all that a filter takes lies below the right's base."""
    base = right.removesuffix("/#")
    return filter_ == base or filter_.startswith(f"{base}/")


class Tongue:
    """A plain client that tries things, whatever it is allowed."""

    def __init__(self, access: BrokerAccess, who: str, password: str | None) -> None:
        self.heard: dict[bytes, set[str]] = defaultdict(set)
        self.kept: set[str] = set()
        """Topics with a retained message."""
        self.let_in: bool | None = None
        self.cut = threading.Event()
        self._answered: set[int] = set()
        self._client = paho.Client(CallbackAPIVersion.VERSION2, client_id=f"t-{who}", reconnect_on_failure=False)
        if who:
            self._client.username_pw_set(who, password)
        self._client.on_connect = lambda _c, _u, _f, reason, _p: setattr(self, "let_in", not reason.is_failure)
        self._client.on_message = self._hear
        self._client.on_subscribe = lambda _c, _u, mid, _r, _p: self._answered.add(mid)
        self._client.on_unsubscribe = lambda _c, _u, mid, _r, _p: self._answered.add(mid)
        self._client.on_disconnect = lambda *_: self.cut.set()
        address = access.addresses[0]
        self._client.connect(address.host, address.port)
        self._client.loop_start()
        eventually(lambda: self.let_in is not None or self.cut.is_set(), what=f"an answer to {who!r}")

    def say(self, topics: Iterable[str], payload: bytes, *, retain: bool = False) -> None:
        """Publish on each, and wait for the broker's word where there is one."""
        said = [self._client.publish(topic, payload, 1, retain) for topic in topics]
        kept = [one for one in said if one.rc == MQTTErrorCode.MQTT_ERR_SUCCESS]
        eventually(lambda: self.cut.is_set() or all(one.is_published() for one in kept), what="the last PUBACK")

    def say_once(self, topic: str, payload: bytes) -> None:
        """Publish, whatever becomes of it."""
        self._client.publish(topic, payload, 1)

    def listen(self, filter_: str) -> None:
        """Subscribe, and wait for the answer, whatever it is."""
        self._wait(self._client.subscribe(filter_, 1))

    def leave(self, filter_: str) -> None:
        """Unsubscribe."""
        self._wait(self._client.unsubscribe(filter_))

    def stop(self) -> None:
        """Go away."""
        self._client.disconnect()
        self._client.loop_stop()

    def _wait(self, asked: tuple[MQTTErrorCode, int | None]) -> None:
        if asked[0] == MQTTErrorCode.MQTT_ERR_SUCCESS and asked[1] is not None:
            eventually(lambda: self.cut.is_set() or asked[1] in self._answered, what="the answer to a subscription")

    def _hear(self, _client: object, _userdata: object, message: MQTTMessage) -> None:
        if message.retain:
            self.kept.add(message.topic)
        else:
            self.heard[bytes(message.payload)].add(message.topic)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A broker with all identities at it, and one who sees everything."""

    name: str
    spy: Tongue
    tongues: dict[str, Tongue]
    wholly: bool
    """Whether a filter that reaches too far is refused as a whole."""
