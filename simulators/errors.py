"""What can be wrong with what a person asked of the simulators.

SimulatorError
├── BadNeighbourhood   the file says what cannot be
├── BadRequest         an option of the command line does
└── LineError          the broker is not there, or refuses us
"""


class SimulatorError(Exception):
    """Something a person can put right; its text says where and how."""


class BadNeighbourhood(SimulatorError):
    """A neighbourhood's file: "file:line: reason"."""


class BadRequest(SimulatorError):
    """An option, with the reason."""


class LineError(SimulatorError):
    """The broker: its address, with the reason."""
