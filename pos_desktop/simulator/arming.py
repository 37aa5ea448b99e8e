"""Mishaps that wait for the next prompt, and those that are at work on one."""

from __future__ import annotations

from enum import StrEnum

from pos_desktop.simulator.errors import NoSuchMishapError
from pos_desktop.simulator.faults import FaultScript
from pos_desktop.simulator.mishaps import MISHAPS, Mishap
from pos_desktop.simulator.requests import PushRequest


class MishapState(StrEnum):
    """Whether a mishap does nothing, waits for a prompt, or strikes one."""

    IDLE = "idle"
    ARMED = "armed"
    STRIKING = "striking"


def mishap_named(name: str) -> Mishap:
    """The mishap with this name.

    Raises:
        NoSuchMishapError: there is none.
    """
    try:
        return MISHAPS[name]
    except KeyError as error:
        raise NoSuchMishapError(f"no mishap is called {name!r}; see --help") from error


class Arming:
    """Keeps what is armed; `begin` gives it to the prompt that is sent next."""

    def __init__(self, faults: FaultScript) -> None:
        self._faults = faults
        self._left: dict[str, int] = {}

    def arm(self, name: str) -> None:
        """Lets a mishap happen to the next prompt, or to as many as it takes.

        Raises:
            NoSuchMishapError: there is no such mishap.
        """
        mishap = mishap_named(name)
        self._faults.remove(name)
        self._left[name] = mishap.prompts

    def disarm(self, name: str) -> None:
        """Lets the next prompt be, and lifts what is at work on the last one.

        Raises:
            NoSuchMishapError: there is no such mishap.
        """
        self._faults.remove(mishap_named(name).name)
        self._left.pop(name, None)

    def disarm_all(self) -> None:
        """Disarms everything."""
        for name in MISHAPS:
            self.disarm(name)

    def begin(self, push: PushRequest) -> None:
        """Puts what is armed into force for this request only."""
        for name in list(self._left):
            for rule in MISHAPS[name].rules:
                self._faults.add(rule, kept_for=push, label=name)
            self._left[name] -= 1
            if not self._left[name]:
                del self._left[name]

    def state(self, name: str) -> MishapState:
        """What a mishap is doing."""
        if name in self._left:
            return MishapState.ARMED
        return MishapState.STRIKING if self._faults.is_on(name) else MishapState.IDLE
