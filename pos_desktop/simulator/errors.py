"""What can go wrong in the simulator.

SimulatorError
├── OptionError        a setting that no shop could have
├── ScriptError        the script file is missing, or does not say what it should
├── RefusedError       a request that Daraja would turn down, with its own words for it
├── NoSuchMishapError  no mishap has that name
├── NoSuchPromptError  nobody was asked under that id
└── PromptEndedError   the prompt has left the phone's screen
"""

from __future__ import annotations

from pos_desktop.errors import PosError


class SimulatorError(PosError):
    """Base of everything the simulator raises."""

    code = "simulator"


class OptionError(SimulatorError):
    """A setting cannot be used; the message names it."""

    code = "simulator_option"


class ScriptError(SimulatorError):
    """The script file cannot be used; the message names the file and the place in it."""

    code = "simulator_script"


class RefusedError(SimulatorError):
    """Daraja's answer to a request it will not carry out (daraja.md 2.1).

    `error_code` empty means a body that is empty too.
    """

    code = "simulator_refused"

    def __init__(self, http_status: int, error_code: str, message: str) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.error_code = error_code
        self.message = message


class NoSuchMishapError(SimulatorError):
    """No mishap has this name."""

    code = "simulator_no_such_mishap"


class NoSuchPromptError(SimulatorError):
    """No prompt has this id."""

    code = "simulator_no_such_prompt"


class PromptEndedError(SimulatorError):
    """The prompt was answered or timed out, so nobody can answer it any more."""

    code = "simulator_prompt_ended"
