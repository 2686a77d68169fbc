"""Every error of the project has one root.

BanisterError
├── BadInput            what came from outside is wrong: told with where and why, nothing is changed
│   ├── BadSettings     an environment variable is missing or wrong
│   └── BadLink         a signed link that is cut, is none of ours, or has expired (domain.links)
├── Refused             the rules say no
│   ├── MoveRefused     an alert in this state does not take this move (design: the life of an alert)
│   ├── LinkUsed        a signed link counts once (store.records.links)
│   └── NotAllowed      this principal may not do or see this
├── NotFound            there is no such thing (or none that may be seen)
├── DeliveryFailure     a channel did not take a message: TemporaryFailure, PermanentFailure (alerts.channels)
└── Away                something we depend on does not answer now; trying again is right
    ├── StoreAway       a store cannot take or give anything now
    └── LineAway        the broker cannot be reached
"""


class BanisterError(Exception):
    """Root of everything that the project raises on purpose."""


class BadInput(BanisterError):
    """What came from outside is wrong."""


class BadSettings(BadInput):
    """An environment variable is missing or wrong."""


class Refused(BanisterError):
    """The rules say no."""


class MoveRefused(Refused):
    """An alert in this state does not take this move."""


class NotAllowed(Refused):
    """This principal may not do or see this."""


class NotFound(BanisterError):
    """There is no such thing, or none that may be seen."""


class Away(BanisterError):
    """Something we depend on does not answer now."""


class StoreAway(Away):
    """A store cannot take or give anything now."""


class LineAway(Away):
    """The broker cannot be reached."""
