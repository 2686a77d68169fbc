"""Single sign-on by OpenID Connect, where the house has it: a provider is set, and the extra `oidc` is installed."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from api.settings import ApiSettings
from domain.errors import BadSettings

if TYPE_CHECKING:
    from api.oidc_provider import Provider

_EXTRA = frozenset({"authlib", "joserfc"})


class Ended:
    """Which journeys to the provider are over, for as long as their cookies hold; of this process, thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._states: dict[str, datetime] = {}

    def end(self, state: str, until: datetime, now: datetime) -> bool:
        """Let a journey end; False: it has before."""
        with self._lock:
            for over in [one for one, held in self._states.items() if held <= now]:
                del self._states[over]
            if state in self._states:
                return False
            self._states[state] = until
            return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """The provider, and what this process remembers of the ways there."""

    provider: "Provider"
    ended: Ended = field(default_factory=Ended)


def sign_on_of(settings: ApiSettings) -> SignOn | None:
    """Give single sign-on as it is set; None: there is none. Nothing is asked of the provider yet. Raises BadSettings.

    Only here the libraries of the extra are loaded: without the setting the house runs without them.
    """
    registration = settings.registration(settings.address)
    if registration is None:
        return None
    try:
        module = import_module("api.oidc_provider")
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise BadSettings("BANISTER_OIDC_ISSUER needs the extra `oidc`: install banister[oidc]") from error
    provider: Provider = module.Provider(registration)
    return SignOn(provider=provider)
