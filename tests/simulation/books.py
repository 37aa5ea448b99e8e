"""What must be true of a till's books, whatever happened: held against the money that M-Pesa really moved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from pos_desktop.payments import MPesaTransaction, PaymentView, TransactionStatus, view_strays
from pos_desktop.till import TenderKind, TenderStatus
from tests.simulation.counter import SimulatedTill


@dataclass(frozen=True)
class DayBooks:
    """A till's books in cents: `moved` is what customers paid by M-Pesa, and where each shilling of it stands."""

    moved: int
    booked: int
    excess: int
    open: int
    doubtful: int

    def balance(self) -> None:
        """I15: every shilling that moved is booked, or belongs to a payment that is open or waits for a person."""
        assert self.moved == self.booked + self.open + self.doubtful, self


def check_books(till: SimulatedTill, *, is_last: bool = False) -> DayBooks:
    """Checks the till against what really happened, and gives the day's sums.

    At last, when everything was heard that can be, all money that is not booked must wait for a person.
    """
    with till.file.reading() as session:
        rows = list(session.exec(select(MPesaTransaction)))
        unplaced = {stray.receipt for stray in view_strays(session, limit=10_000)}
    by_url = {row.callback_url: row for row in rows}
    money = till.daraja.money()
    views = {view.id: view for sale in till.sales for view in till.payments(sale)}
    booked = open_cents = doubtful = 0
    for receipt, prompt in money.items():
        view = views[by_url[prompt.callback_url].id or 0]
        assert view.amount_cents == prompt.shillings * 100
        if view.status is TransactionStatus.COMPLETED:
            assert view.receipt in (None, receipt), f"{view.id} was paid by {receipt} and says {view.receipt}"
            booked += view.amount_cents
        elif view.is_open:
            open_cents += view.amount_cents
        else:
            is_told = view.doubts or receipt in unplaced or (_is_given_up(view) and not is_last)
            assert is_told, f"payment {view.id} failed, was paid, and nobody is told"
            doubtful += view.amount_cents
    _no_money_is_made_up(till, rows)
    excess = _sales_add_up(till, views)
    books = DayBooks(sum(prompt.shillings * 100 for prompt in money.values()), booked, excess, open_cents, doubtful)
    books.balance()
    return books


def _is_given_up(view: PaymentView) -> bool:
    """A manager closed it, and nothing was heard since: it is watched for 48 hours."""
    return any(line.evidence.kind == "given_up" for line in view.story)


def _no_money_is_made_up(till: SimulatedTill, rows: list[MPesaTransaction]) -> None:
    paid = {prompt.callback_url for prompt in till.daraja.money().values()}
    for row in rows:
        if row.status is TransactionStatus.COMPLETED:
            assert row.callback_url in paid, f"payment {row.id} completed and no money moved"
    receipts = [row.mpesa_receipt_number for row in rows if row.mpesa_receipt_number]
    assert len(receipts) == len(set(receipts)), "I3: one receipt settles two payments"
    for url in {prompt.callback_url for prompt in till.daraja.prompts}:
        rung = sum(prompt.callback_url == url for prompt in till.daraja.prompts)
        assert rung == 1, f"I12: one payment rang {rung} times"


def _sales_add_up(till: SimulatedTill, views: dict[int, PaymentView]) -> int:
    excess = 0
    for sale_id in till.sales:
        sale = till.counter.sale(sale_id)
        taken = [tender for tender in sale.tenders if tender.status is TenderStatus.TAKEN]
        kept = sum(tender.amount_cents - tender.excess_cents for tender in taken)
        assert kept <= sale.due_cents, f"sale {sale_id} took more than is due and calls nothing excess"
        assert sale.is_completed == (kept == sale.due_cents)
        excess += sum(tender.excess_cents for tender in taken)
        completed = {view.id for view in views.values() if view.host == sale_id and view.status == "completed"}
        booked = {tender.payment_id for tender in taken if tender.kind is TenderKind.MPESA}
        assert booked == completed, f"sale {sale_id} booked {booked} and was paid by {completed}"
        if sale.is_completed:
            assert till.counter.receipt_job(sale_id) is not None, f"sale {sale_id} is paid and has no receipt"
    return excess
