"""The demo's customers: speaks to the simulator's phones over HTTP, as a handset would over the air."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from pos_desktop.money import parse_cents

log = logging.getLogger(__name__)

LONG_POLL_SECONDS = 20


@dataclass(frozen=True)
class PhoneMessage:
    """One prompt as the phone network knows it; `result_code` is None until it has ended."""

    prompt_id: str
    msisdn: str
    business: str
    amount_cents: int
    account_reference: str
    state: str
    result_code: str | None
    receipt: str = ""


@dataclass(frozen=True)
class Mishap:
    """One thing that the simulator can make go wrong, and whether it is about to."""

    name: str
    part: str
    title: str
    words: str
    state: str


class PhoneNetwork:
    """What rings and how people answer, at one simulator."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=httpx.Timeout(10.0, connect=3.0))

    def messages(self, after: int) -> tuple[int, list[PhoneMessage]]:
        """Waits for prompts that changed after `after`; gives the next position with them."""
        response = self._http.get(
            "/phone/v1/prompts",
            params={"after": after, "wait": LONG_POLL_SECONDS},
            timeout=httpx.Timeout(LONG_POLL_SECONDS + 10.0, connect=3.0),
        )
        response.raise_for_status()
        answer = response.json()
        return int(answer["next"]), [_message(prompt) for prompt in answer["prompts"]]

    def answer(self, prompt_id: str, action: str) -> None:
        """What the person with the phone does about a prompt."""
        self._http.post(f"/phone/v1/prompts/{prompt_id}/answer", json={"action": action}).raise_for_status()

    def set_autopilot(self, mode: str) -> None:
        """Lets the simulator's people answer by themselves, or not (`off`)."""
        self._http.post("/phone/v1/autopilot", json={"mode": mode}).raise_for_status()

    def mishaps(self) -> list[Mishap]:
        """Everything that can be made to go wrong."""
        response = self._http.get("/phone/v1/mishaps")
        response.raise_for_status()
        names = ("name", "part", "title", "words", "state")
        return [Mishap(*(str(each[name]) for name in names)) for each in response.json()]

    def arm(self, name: str, *, is_armed: bool) -> None:
        """Lets something go wrong with the next prompt, or takes that back."""
        self._http.request("POST" if is_armed else "DELETE", f"/phone/v1/mishaps/{name}").raise_for_status()

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def listen(self, on_message: Callable[[PhoneMessage], None], stop: threading.Event) -> None:
        """Hands on every change until `stop` is set; for a thread of its own."""
        position = 0
        while not stop.is_set():
            try:
                position, messages = self.messages(position)
            except (httpx.HTTPError, ValueError, KeyError) as error:
                log.info("the phones cannot be heard: %s", error)
                stop.wait(1.0)
                continue
            for message in messages:
                on_message(message)


def _message(prompt: dict[str, Any]) -> PhoneMessage:
    code = prompt["result_code"]
    return PhoneMessage(
        prompt_id=str(prompt["id"]),
        msisdn=str(prompt["msisdn"]),
        business=str(prompt["business"]),
        amount_cents=parse_cents(str(prompt["amount"])),
        account_reference=str(prompt["account_reference"]),
        state=str(prompt["state"]),
        result_code=None if code is None else str(code),
        receipt=str(prompt.get("receipt") or ""),
    )
