"""Drives one host through a scenario, and holds it to the trace."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter

from tests.alignment.host import Host, Phones
from tests.alignment.trace import Scenario, Step, masked

PATIENCE_SECONDS = 45.0
QUIET_LOOKS = 8


class DivergenceError(AssertionError):
    """A host did something else than the trace says."""


def follow(host: Host, phones: Phones, scenario: Scenario, phone: str, *, patience: float = PATIENCE_SECONDS) -> None:
    """Does every step, and compares what follows from it.

    Raises:
        DivergenceError: an event, a status, an answer or a word is not the trace's.
    """
    msisdn = f"254{phone[1:]}"
    for rule in scenario.faults:
        phones.spoil({**rule, "msisdn": msisdn} if rule["on"] != "token" else dict(rule))
    done = 0
    for number, step in enumerate(scenario.steps, 1):
        where = f"{host.name}, {scenario.name}, step {number} ({step.do.act} {step.do.value})"
        answered = len(host.answers)
        _act(host, phones, step, phone, msisdn, patience)
        done += len(step.events)
        if not _settled(host, partial(_is_there, host, done, step), patience):
            raise DivergenceError(_difference(host, scenario, number, where))
        if step.answer is not None:
            _compare_answer(host.answers[answered:], step, where)
    expected = [event for step in scenario.steps for event in step.events]
    posted = scenario.deliveries or 0
    if not _settled(host, lambda: phones.deliveries(msisdn) >= posted, patience):
        raise DivergenceError(f"{host.name}, {scenario.name}: the callback was not posted {posted} times")
    for _ in range(QUIET_LOOKS):  # what comes after the last event would be one too many
        host.live()
    if host.recorder.events != expected:
        raise DivergenceError(
            _difference(host, scenario, len(scenario.steps), f"{host.name}, {scenario.name}, at the end")
        )


def _act(host: Host, phones: Phones, step: Step, phone: str, msisdn: str, patience: float) -> None:
    match step.do.act:
        case "pay":
            host.pay(phone)
        case "pay_again":
            host.pay_again(phone)
        case "restart":
            host.restart()
        case "wait":
            host.wait(float(step.do.value))
        case "answer":
            if not _settled(host, lambda: phones.answer(msisdn, step.do.value), patience):
                raise DivergenceError(f"{host.name}: the phone was never asked")
            if not _settled(host, lambda: phones.is_done(msisdn), patience):
                raise DivergenceError(f"{host.name}: M-Pesa never settled it")
        case "later":
            pass


def _is_there(host: Host, events: int, step: Step) -> bool:
    return len(host.recorder.events) >= events and host.told() == step.told


def _settled(host: Host, condition: Callable[[], bool], patience: float) -> bool:
    end = perf_counter() + patience
    while not condition():
        if perf_counter() > end:
            return False
        host.live()
    return True


def _compare_answer(answers: list[dict[str, object]], step: Step, where: str) -> None:
    if [masked(each) for each in answers] != [step.answer]:
        raise DivergenceError(f"{where}: the answer is {answers}, the trace has {step.answer}")


def _difference(host: Host, scenario: Scenario, number: int, where: str) -> str:
    expected = [event for step in scenario.steps[:number] for event in step.events]
    told = scenario.steps[number - 1].told
    return "\n".join(
        (
            f"{where}:",
            f"  the trace has {expected}",
            f"  there came    {host.recorder.events}",
            f"  told is {host.told()!r}, the trace has {told!r}",
        )
    )
