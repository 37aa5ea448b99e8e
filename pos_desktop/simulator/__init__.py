"""A faithful local Daraja for integrators: its wire and quirks, phones that can be answered, fault scripts, a pace.

Owns: what M-Pesa, its customers and their purses do, and how the answers of all of them go wrong when asked to.
Never: shares code with `payments`, which it must be able to contradict; keeps anything on disk; retries a callback.
The web framework is loaded when a server is made, not when this package is imported.
"""

from pos_desktop.simulator.behaviour import Action, PromptState
from pos_desktop.simulator.command import add_arguments, options_from, run_simulator
from pos_desktop.simulator.errors import (
    NoSuchMishapError,
    NoSuchPromptError,
    OptionError,
    PromptEndedError,
    RefusedError,
    ScriptError,
    SimulatorError,
)
from pos_desktop.simulator.mishaps import MISHAPS, Mishap
from pos_desktop.simulator.options import AutopilotMode, SimulatorOptions, Timings
from pos_desktop.simulator.server import SimulatorServer, create_app
from pos_desktop.simulator.stepping import SteppedClock

__all__ = [
    "MISHAPS",
    "Action",
    "AutopilotMode",
    "Mishap",
    "NoSuchMishapError",
    "NoSuchPromptError",
    "OptionError",
    "PromptEndedError",
    "PromptState",
    "RefusedError",
    "ScriptError",
    "SimulatorError",
    "SimulatorOptions",
    "SimulatorServer",
    "SteppedClock",
    "Timings",
    "add_arguments",
    "create_app",
    "options_from",
    "run_simulator",
]
