from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from pos_desktop.payments import TransactionStatus
from pos_desktop.storage import StorageBugError
from pos_desktop.till import (
    Cart,
    EmptyCartError,
    NotFoundError,
    OutOfRangeError,
    PaymentLiveError,
    SaleMoveError,
    SaleStatus,
    TaxLetter,
    TenderStatus,
)
from tests.till.shop import Shop, counted_commits

PICTURED = [("C", 21_000, 2), ("A", 5_700, 3), ("B", 16_000, 1), ("B", 14_500, 1), ("B", 18_500, 1), ("B", 5_500, 2)]


def open_items(items: list[tuple[str, int, int]]) -> Cart:
    cart = Cart.empty()
    for number, (letter, price, quantity) in enumerate(items):
        cart = cart.add_open_item(f"Item {number}", price, TaxLetter(letter))
        cart = cart.set_quantity(cart.lines[-1].line_id, quantity * 1_000)
    return cart


def test_cash_completes_the_sale_in_one_commit_with_everything_that_belongs_to_it(shop: Shop) -> None:
    sale_id = shop.bill()
    with counted_commits() as commits:
        taken = shop.counter.take_cash(sale_id, 50_000, shop.cashier)
    assert commits.count == 1
    assert (taken.applied_cents, taken.change_cents, taken.left_cents, taken.is_completed) == (27_000, 23_000, 0, True)
    state = shop.counter.sale(sale_id)
    assert state.status is SaleStatus.COMPLETED
    assert (state.due_cents, state.taken_cents, state.left_cents, state.change_cents) == (27_000, 27_000, 0, 23_000)
    assert state.completed_at == shop.clock.now()
    assert shop.flour.stock_milli == 9_000
    assert shop.milk.stock_milli == 1_000
    assert shop.value("SELECT sum(quantity_milli) FROM stock_movement WHERE reason = 'sale'") == -2_000
    assert shop.value("SELECT count(*) FROM print_job") == 1
    assert shop.value("SELECT count(*) FROM fiscal_document") == 1
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'sale_completed'") == 1


def test_a_proved_payment_completes_the_sale_in_the_payments_own_commit(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    with counted_commits() as commits:
        taken = shop.mpesa(sale_id, payment, 27_000)
    assert commits.count == 1
    assert taken.is_completed
    assert not taken.is_overpaid
    (tender,) = shop.counter.sale(sale_id).tenders
    assert (tender.mpesa_receipt, tender.phone_masked, tender.payment_id) == ("UKO7XK2M9P", "0712 *** 678", payment)


def test_the_bill_is_rounded_to_the_whole_shilling_on_a_line_of_its_own(shop: Shop) -> None:
    cart = Cart.empty().add(shop.product("6161101600033"), 2_000)
    bill = shop.counter.begin_payment(cart, shop.cashier)
    state = shop.counter.sale(bill.sale_id)
    assert (state.goods_cents, state.rounding_cents, state.due_cents) == (32_050, 50, 32_100)
    assert bill.left_cents == 32_100


def test_the_tax_of_the_pictured_receipt(shop: Shop) -> None:
    sale_id = shop.bill(open_items(PICTURED))
    shop.counter.take_cash(sale_id, 120_000, shop.cashier)
    facts = shop.counter.receipt(sale_id)
    assert [(band.letter, band.rate_text, band.taxable_cents, band.vat_cents) for band in facts.by_letter] == [
        ("A", "Exempt", 17_100, 0),
        ("B", "16%", 51_724, 8_276),
        ("C", "0%", 42_000, 0),
    ]
    assert (facts.due_cents, facts.item_count, facts.vat_cents) == (119_100, 10, 8_276)
    assert (facts.shop_name, facts.till_name, facts.cashier) == ("Mama Njeri Stores", "Till 1", "Achieng")


def test_receipt_numbers_rise_without_gaps_whatever_happens_between(shop: Shop) -> None:
    numbers = []
    for turn in range(6):
        cart = Cart.empty().add(shop.flour)
        if turn == 2:
            with pytest.raises(EmptyCartError):
                shop.counter.begin_payment(Cart.empty(), shop.cashier)
        if turn == 3:
            shop.counter.hold(Cart.empty().add(shop.milk), "", shop.cashier)
        bill = shop.counter.begin_payment(cart, shop.cashier)
        numbers.append(bill.receipt_number)
        if turn == 4:
            shop.counter.clear(bill.sale_id, shop.cashier)
        shop.restart()
    assert numbers == [f"1-00000{number}" for number in range(1, 7)]


def test_the_bill_may_be_asked_for_twice(shop: Shop) -> None:
    cart = Cart.empty().add(shop.flour)
    assert shop.counter.begin_payment(cart, shop.cashier) == shop.counter.begin_payment(cart, shop.cashier)


def test_a_bill_of_nothing_is_paid_at_once(shop: Shop) -> None:
    bill = shop.counter.begin_payment(open_items([("B", 0, 1)]), shop.cashier)
    assert bill.is_completed
    assert shop.counter.receipt(bill.sale_id).tenders == ()


def test_a_bill_is_split_between_cash_and_phone(shop: Shop) -> None:
    sale_id = shop.bill()
    first = shop.counter.take_cash(sale_id, 20_000, shop.cashier)
    assert (first.applied_cents, first.change_cents, first.left_cents, first.is_completed) == (20_000, 0, 7_000, False)
    facts = shop.counter.prompt_facts(sale_id)
    assert (facts.account_reference, facts.left_cents) == ("1-000001", 7_000)
    assert shop.mpesa(sale_id, shop.prompt(sale_id, 7_000), 7_000).is_completed
    assert json.loads(str(shop.value("SELECT body FROM fiscal_document")))["payment_type"] == "07"


def test_cash_taken_twice_under_one_id_is_taken_once(shop: Shop) -> None:
    sale_id = shop.bill()
    tries = [shop.counter.take_cash(sale_id, 10_000, shop.cashier, tender_id="the-tap") for _ in range(2)]
    assert tries[0] == tries[1]
    assert shop.counter.sale(sale_id).taken_cents == 10_000


@pytest.mark.parametrize("cents", [0, -100, 50, 100_000_100])
def test_no_shop_means_such_an_amount_of_cash(shop: Shop, cents: int) -> None:
    sale_id = shop.bill()
    with pytest.raises(OutOfRangeError):
        shop.counter.take_cash(sale_id, cents, shop.cashier)


def test_cash_is_taken_only_for_a_bill(shop: Shop) -> None:
    cart = Cart.empty().add(shop.flour)
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    with pytest.raises(SaleMoveError):
        shop.counter.take_cash(cart.sale_id, 21_000, shop.cashier)
    with pytest.raises(SaleMoveError):
        shop.counter.prompt_facts(cart.sale_id)


def test_cash_while_a_request_may_be_paid_needs_another_persons_yes(shop: Shop) -> None:
    sale_id = shop.bill()
    shop.prompt(sale_id, 27_000)
    for approver in (None, shop.cashier):
        with pytest.raises(PaymentLiveError):
            shop.counter.take_cash(sale_id, 27_000, shop.cashier, approved_by=approver)
    assert shop.counter.take_cash(sale_id, 27_000, shop.cashier, approved_by=shop.manager).is_completed
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'payment_given_up'") == 1
    assert shop.value("SELECT detail FROM mpesa_transaction") == "given_up"


def test_money_that_comes_after_the_sale_was_paid_in_cash_is_booked_as_excess(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    shop.counter.take_cash(sale_id, 27_000, shop.cashier, approved_by=shop.manager)
    late = shop.mpesa(sale_id, payment, 27_000)
    assert (late.excess_cents, late.is_overpaid, late.is_completed) == (27_000, True, True)
    state = shop.counter.sale(sale_id)
    assert (state.taken_cents, state.excess_cents) == (27_000, 27_000)
    assert [tender.is_overpaid for tender in state.tenders] == [False, True]
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'overpaid'") == 1
    assert shop.value("SELECT count(*) FROM print_job") == 1


def test_money_that_is_only_partly_due_is_excess_in_part(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    shop.counter.take_cash(sale_id, 20_000, shop.cashier, approved_by=shop.manager)
    assert shop.mpesa(sale_id, payment, 27_000).excess_cents == 20_000
    assert shop.counter.sale(sale_id).is_completed


def test_money_that_comes_for_a_cleared_sale_is_never_lost(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    shop.settle(payment, TransactionStatus.FAILED)
    shop.counter.clear(sale_id, shop.cashier)
    assert shop.mpesa(sale_id, payment, 27_000).excess_cents == 27_000
    assert shop.counter.sale(sale_id).status is SaleStatus.VOIDED


def test_money_that_comes_while_the_sale_is_open_again_counts_for_its_next_bill(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    shop.settle(payment, TransactionStatus.FAILED)
    cart = shop.counter.back_to_sale(sale_id, shop.cashier)
    assert not shop.mpesa(sale_id, payment, 27_000).is_completed
    dearer = shop.counter.begin_payment(cart.add(shop.flour), shop.cashier)
    assert (dearer.taken_cents, dearer.left_cents) == (27_000, 21_000)
    assert shop.counter.take_cash(sale_id, 21_000, shop.cashier).is_completed


def test_a_payment_told_twice_is_booked_once_and_may_bring_its_code_later(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    assert not shop.mpesa(sale_id, payment, 27_000, receipt=None).is_repeat
    assert shop.counter.receipt(sale_id).tenders[0].mpesa_receipt is None
    assert shop.mpesa(sale_id, payment, 27_000).is_repeat
    assert shop.mpesa(sale_id, payment, 27_000, receipt="ANOTHER123").is_repeat
    (tender,) = shop.counter.receipt(sale_id).tenders
    assert (tender.amount_cents, tender.mpesa_receipt) == (27_000, "UKO7XK2M9P")


def test_a_payment_for_no_sale_or_of_nothing_is_refused(shop: Shop) -> None:
    sale_id = shop.bill()
    payment = shop.prompt(sale_id, 27_000)
    with pytest.raises(OutOfRangeError):
        shop.mpesa(sale_id, payment, 0)
    with pytest.raises(NotFoundError):
        shop.mpesa("no-such-sale", payment, 27_000)


def test_cash_is_given_back_before_the_end_and_stays_on_record(shop: Shop) -> None:
    sale_id = shop.bill()
    taken = shop.counter.take_cash(sale_id, 20_000, shop.cashier)
    for _ in range(2):
        shop.counter.give_back_cash(sale_id, taken.tender_id, shop.cashier)
    state = shop.counter.sale(sale_id)
    assert (state.left_cents, state.tenders[0].status) == (27_000, TenderStatus.GIVEN_BACK)
    assert shop.value("SELECT count(*) FROM audit_entry WHERE kind = 'cash_given_back'") == 1
    shop.mpesa(sale_id, shop.prompt(sale_id, 27_000), 27_000)
    assert [tender.kind for tender in shop.counter.receipt(sale_id).tenders] == ["mpesa"]
    with pytest.raises(SaleMoveError):
        shop.counter.give_back_cash(sale_id, taken.tender_id, shop.cashier)


def test_only_cash_of_this_sale_is_given_back(shop: Shop) -> None:
    first, second = shop.bill(), shop.bill(Cart.empty().add(shop.flour))
    taken = shop.counter.take_cash(first, 10_000, shop.cashier)
    with pytest.raises(NotFoundError):
        shop.counter.give_back_cash(second, taken.tender_id, shop.cashier)


def test_goods_that_are_not_counted_leave_no_movement_and_stock_may_fall_below_nothing(shop: Shop) -> None:
    cart = Cart.empty().add(shop.product("6161101600033")).add(shop.milk, 5_000)
    shop.counter.take_cash(shop.bill(cart), 100_000, shop.cashier)
    assert shop.milk.stock_milli == -3_000
    assert shop.value("SELECT count(*) FROM stock_movement WHERE reason = 'sale'") == 1


def test_the_business_day_turns_at_the_shops_own_hour(shop: Shop) -> None:
    shop.clock.advance(hours=15, minutes=59)
    shop.counter.take_cash(shop.bill(), 27_000, shop.cashier)
    shop.clock.advance(minutes=2)
    shop.counter.take_cash(shop.bill(), 27_000, shop.cashier)
    with shop.file.reading() as session:
        days = session.connection().execute(text("SELECT business_day FROM sale ORDER BY id")).scalars().all()
    assert days == ["2026-11-24", "2026-11-25"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sale SET note = 'x'",
        "UPDATE sale SET due_cents = 100, goods_cents = 100",
        "DELETE FROM sale",
        "UPDATE sale_line SET quantity_milli = 1",
        "DELETE FROM sale_line",
        "INSERT INTO sale_line (public_id, terminal, sale_id, position, name, size, quantity_milli, unit_price_cents,"
        " tax_letter, note, amount_cents, taxable_cents, vat_cents)"
        " VALUES ('x', 'T', 1, 9, 'x', '', 1000, 100, 'B', '', 100, 86, 14)",
        "UPDATE tender SET amount_cents = 1, given_cents = 1, change_cents = 0",
        "UPDATE tender SET status = 'given_back'",
        "UPDATE tender SET mpesa_receipt = 'x', staff_id = NULL",
        "DELETE FROM tender",
        "INSERT INTO tender (public_id, terminal, sale_id, kind, status, amount_cents, excess_cents, given_cents,"
        " change_cents, taken_at) VALUES ('x', 'T', 1, 'cash', 'taken', 100, 0, 100, 0, '2026-11-24')",
        "UPDATE stock_movement SET quantity_milli = 0",
        "DELETE FROM stock_movement",
        "UPDATE fiscal_document SET body = ''",
        "DELETE FROM fiscal_document",
        "UPDATE number_series SET last = 0",
        "UPDATE audit_entry SET who = 'x'",
        "DELETE FROM audit_entry",
    ],
)
def test_what_is_done_cannot_be_undone_in_sql(shop: Shop, statement: str) -> None:
    shop.counter.take_cash(shop.bill(), 30_000, shop.cashier)
    before = shop.content()
    with pytest.raises(StorageBugError), shop.file.transaction() as session:
        session.connection().execute(text(statement))
    assert shop.content() == before


def test_a_sale_is_completed_only_from_its_bill(shop: Shop) -> None:
    cart = Cart.empty().add(shop.flour)
    shop.counter.autosave_line(cart, cart.lines[0].line_id, shop.cashier)
    statement = "UPDATE sale SET status = 'completed', completed_at = '2026', business_day = '2026', receipt_number = 1"
    with pytest.raises(StorageBugError, match="being paid"), shop.file.transaction() as session:
        session.connection().execute(text(statement))


def test_the_fiscal_document_adds_up(shop: Shop) -> None:
    shop.counter.take_cash(shop.bill(), 27_000, shop.cashier)
    body = json.loads(str(shop.value("SELECT body FROM fiscal_document")))
    assert [band["letter"] for band in body["bands"]] == ["A", "B", "C", "D", "E"]
    assert sum(band["taxable_cents"] + band["vat_cents"] for band in body["bands"]) == body["goods_cents"] == 27_000
    assert body["lines"][0]["item_class"] == "50221300"
    assert body["payment_type"] == "01"
