"""A bill at a till that waits to be paid."""

from __future__ import annotations

from pos_desktop.app.wiring import Till
from pos_desktop.ids import new_public_id
from pos_desktop.payments import PromptRequest
from pos_desktop.till import Cart, TaxLetter
from pos_desktop.till.tables import StaffRow


def cashier_of(till: Till) -> int:
    with till.file.transaction() as session:
        person = StaffRow(public_id=new_public_id(), name="Achieng", role="cashier", pin_hash="-")
        session.add(person)
        session.flush()
        return person.id or 0


def one_sale() -> Cart:
    return Cart.empty().add_open_item("Flour", 160_00, TaxLetter.EXEMPT)


def billed(till: Till) -> PromptRequest:
    """A request for the whole of a new bill of KES 160."""
    bill = till.counter.begin_payment(one_sale(), cashier_of(till))
    facts = till.counter.prompt_facts(bill.sale_id)
    return PromptRequest(
        "0712 345 678", facts.left_cents, facts.account_reference, facts.description, pos_sale=facts.sale_id
    )
