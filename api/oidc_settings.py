"""By which provider people may log in (OpenID Connect), from the environment. Off unless an issuer is named."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.errors import BadSettings
from store.settings import secret_in

CALLBACK = "/api/v1/session/oidc/callback"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How this house is known to its provider.

    name      what the button says
    redirect  where the provider sends people back to: it must be registered there, letter by letter
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str
    name: str
    redirect: str


class OidcSettings(BaseSettings):
    """BANISTER_OIDC_ISSUER and what belongs to it."""

    model_config = SettingsConfigDict(env_prefix="BANISTER_", extra="ignore", hide_input_in_errors=True)

    oidc_issuer: str = ""
    """The provider's issuer, letter by letter; empty: there is no single sign-on."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_client_secret_file: Path | None = None
    """A file that holds the secret; it stands above BANISTER_OIDC_CLIENT_SECRET."""
    oidc_scopes: str = "openid"
    """More is not needed: neither name nor e-mail address is looked at."""
    oidc_name: str = "Single sign-on"

    def registration(self, address: str) -> Registration | None:
        """Say how this house, at `address`, is known to its provider; None: it has none. Raises BadSettings."""
        if not self.oidc_issuer:
            return None
        if not is_safe(self.oidc_issuer) or set("?#") & set(self.oidc_issuer):
            raise BadSettings("BANISTER_OIDC_ISSUER: an https address is needed (http on this machine only)")
        if not self.oidc_client_id:
            raise BadSettings("BANISTER_OIDC_CLIENT_ID is needed beside BANISTER_OIDC_ISSUER")
        scopes = self.oidc_scopes.split()
        return Registration(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self._secret(),
            scopes=" ".join(scopes if "openid" in scopes else ["openid", *scopes]),
            name=self.oidc_name,
            redirect=f"{address}{CALLBACK}",
        )

    def _secret(self) -> str:
        if self.oidc_client_secret_file is not None:
            return secret_in(self.oidc_client_secret_file, "BANISTER_OIDC_CLIENT_SECRET_FILE")
        secret = self.oidc_client_secret.get_secret_value()
        if not secret:
            raise BadSettings(
                "BANISTER_OIDC_CLIENT_SECRET or BANISTER_OIDC_CLIENT_SECRET_FILE is needed beside BANISTER_OIDC_ISSUER"
            )
        return secret


def is_safe(url: str) -> bool:
    """Whether nobody on the way can change what is said at this address: https, or this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
