"""What a channel raises when it could not tell somebody: worth another try, or not. Nothing finer."""

from domain.errors import BanisterError


class DeliveryFailure(BanisterError):
    """A message was not accepted. The text says why, without secrets."""


class TemporaryFailure(DeliveryFailure):
    """Trying again is right; not before `retry_after` seconds where the other side said so."""

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class PermanentFailure(DeliveryFailure):
    """It will not be accepted, however often it is tried: a wrong address, a refusal for good."""


class Gone(PermanentFailure):
    """The address itself has ended, and nothing will ever be accepted there: the channel is switched off."""
