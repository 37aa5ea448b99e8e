"""A relay that was taken over: it alters, invents, holds and repeats at will (payments.md 4, "Relay trust")."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from pos_desktop.payments import Detail, MPesaTransaction, TransactionStatus
from tests.conftest import Figures
from tests.simulation.counter import SimulatedTill
from tests.simulation.played_daraja import Prompt, Weather

CUSTOMERS = 40
LIMIT_CENTS = 20_000_00
SILENT = Weather(query_silent=400, callback_lost=0)


class TillWithAnEnemy(SimulatedTill):
    """The enemy knows every address from the moment at which its prompt rings, and Safaricom's people by heart."""

    def __init__(self, folder: Path, seed: int, weather: Weather) -> None:
        super().__init__(folder, seed, weather)
        self.rang_beside: list[str] = []
        self.invented = 0

    def _customer_sees(self, prompt: Prompt) -> None:
        self._note_what_may_be_paid(prompt)
        super()._customer_sees(prompt)
        for _ in range(self.chance.randrange(3)):
            self.agenda.after(self.chance.uniform(0.1, 300), lambda: self._invent(prompt))

    def _relay_keeps(self, url: str, body: bytes) -> None:
        whim = self.chance.random()
        if whim < 0.15:
            return
        if whim < 0.3:
            keep = super()._relay_keeps
            self.agenda.after(self.chance.uniform(1, 3 * 3600), lambda: keep(url, body))
            return
        if whim < 0.6:
            body = self._altered(body)
        for _ in range(self.chance.choice((1, 1, 2, 5))):
            super()._relay_keeps(url, body)

    def _invent(self, prompt: Prompt) -> None:
        self.invented += 1
        code = self.chance.choice((0, 0, 1032, 2001, "odd"))
        super()._relay_keeps(prompt.callback_url, _body(prompt, code, f"FAKE{self.chance.randrange(10**6):06d}"))

    def _altered(self, body: bytes) -> bytes:
        said: dict[str, Any] = json.loads(body)["Body"]["stkCallback"]
        number = int(said["CheckoutRequestID"].removeprefix("ws_CO_"))
        code = 0 if said["ResultCode"] else self.chance.choice((1, 1032, 1037))
        return _body(self.daraja.prompts[number - 1], code, f"FAKE{number:06d}")

    def _note_what_may_be_paid(self, prompt: Prompt) -> None:
        """Whether an earlier prompt of the same sale may still be paid, or was, while this one rings."""
        with self.file.reading() as session:
            by_url = {row.callback_url: row for row in session.exec(select(MPesaTransaction))}
        sale = by_url[prompt.callback_url].pos_sale
        overridden = {row.callback_url for row in by_url.values() if row.pos_sale == sale and _is_given_up(self, row)}
        for other in self.daraja.prompts:
            if other is prompt or by_url[other.callback_url].pos_sale != sale:
                continue
            is_part = by_url[other.callback_url].status is TransactionStatus.COMPLETED
            if other.callback_url not in overridden and not is_part and other.result in (None, "0"):
                self.rang_beside.append(f"prompt {prompt.number} rang beside prompt {other.number}")


def _is_given_up(till: SimulatedTill, row: MPesaTransaction) -> bool:
    return any(line.evidence.kind == "given_up" for line in till.core.payment(row.id or 0).story)


def _body(prompt: Prompt, code: int | str, receipt: str) -> bytes:
    said: dict[str, Any] = {
        "MerchantRequestID": f"m-{prompt.number}",
        "CheckoutRequestID": prompt.checkout_id,
        "ResultCode": code,
        "ResultDesc": "as the enemy likes",
    }
    if code == 0:
        items = [("Amount", prompt.shillings), ("MpesaReceiptNumber", receipt)]
        said["CallbackMetadata"] = {"Item": [{"Name": name, "Value": value} for name, value in items]}
    return json.dumps({"Body": {"stkCallback": said}}).encode()


@pytest.mark.timeout(86_400)
def test_an_enemy_at_the_relay_gives_no_goods_away_and_charges_nobody_twice(
    tmp_path: Path, effort: int, figures: Figures
) -> None:
    invented = given_away = 0
    for number in range(effort):
        folder = tmp_path / str(number)
        folder.mkdir()
        till = TillWithAnEnemy(folder, figures.seed + number, SILENT)
        till.live_a_day(CUSTOMERS)
        till.rest(3)
        given_away += goods_given_away(till)
        invented += till.invented
        assert till.rang_beside == []
        till.close()
        shutil.rmtree(folder)
    figures.note(
        f"{invented} callbacks invented by an enemy at the relay: no prompt rang beside one that may be paid, "
        f"{given_away} sales went on a forged callback under the limit while M-Pesa's query was silent"
    )


def goods_given_away(till: TillWithAnEnemy) -> int:
    """How many payments completed although no money moved; each must be within the rule of payments.md 3.2."""
    paid = till.daraja.money()
    by_url = {prompt.callback_url for prompt in paid.values()}
    with till.file.reading() as session:
        completed = select(MPesaTransaction).where(MPesaTransaction.status == TransactionStatus.COMPLETED)
        unpaid = [row for row in session.exec(completed) if row.callback_url not in by_url]
    for row in unpaid:
        story = [line.evidence.kind for line in till.core.payment(row.id or 0).story]
        assert row.detail in (Detail.CALLBACK_ONLY, Detail.LATE), f"{row.detail}: {story}"
        assert row.amount_cents <= LIMIT_CENTS
        assert "query_unanswered" in story, story
        assert "stored_match" not in story
    return len(unpaid)
