"""Choosing and paying: a customer's way through the shop over real HTTP."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlmodel import col, select

from pos_desktop.disk_room import RESERVE_BYTES
from pos_desktop.payments import (
    Doubt,
    MPesaTransaction,
    PaymentView,
    PromptRequest,
    TransactionStatus,
    mask_phone,
    normalise_phone,
    view_attempts,
)
from pos_desktop.webshop import ShelfProduct, fill_shelf, newest_orders
from pos_desktop.webshop.errors import ShopDatabaseError
from tests.alignment.host import StandingClock
from tests.conftest import Noise
from tests.little_room import leave
from tests.webshop.conftest import CATEGORIES, FLOUR, MILK, StartShop
from tests.webshop.customers import Browser, Phones, new_phone, paid_callback, wait_for


def test_the_front_door_leads_to_the_shelf(start_shop: StartShop) -> None:
    with Browser(start_shop().base_url) as browser:
        assert browser.go("/").url.path == "/shop/"
        assert "Jogoo maize flour" in browser.page.text


def test_the_shelf_is_read_page_by_page_by_category_and_by_search(start_shop: StartShop) -> None:
    with Browser(start_shop().base_url) as browser:
        browser.go("/shop/")
        assert "/shop/?page=2" in browser.links()
        assert "Flour 69" in browser.go("/shop/?page=3").text
        assert "Brookside" not in browser.go("/shop/?category=flour").text
        assert "Brookside" in browser.go("/shop/?category=no-such").text
        assert "Brookside" in browser.go("/shop/?q=MILK 500").text
        assert "Jogoo" not in browser.page.text
        assert "Brookside" not in browser.go("/shop/?q=100%25").text


def test_a_basket_is_filled_changed_and_emptied(start_shop: StartShop) -> None:
    with Browser(start_shop().base_url) as browser:
        browser.add("Jogoo", 2)
        browser.add("Jogoo")
        browser.add("Brookside")
        text = browser.go("/shop/basket").text
        assert "630.00" in text
        assert "60.25" in text
        assert "690.00" in text  # 690.25, to the whole shilling
        change = [form.action for form in browser.forms_with("csrf") if form.action.startswith("/shop/basket/")]
        browser.submit(change[0], quantity="500")
        assert "20,790.00" in browser.page.text  # 99 at most
        browser.submit(change[0], quantity="0")
        browser.submit(change[1], quantity="0")
        assert "Jogoo" not in browser.page.text
        assert browser.go("/shop/checkout").url.path == "/shop/basket"


def test_a_basket_holds_sixty_products_at_most(start_shop: StartShop) -> None:
    with Browser(start_shop().base_url) as browser:
        csrf = browser.csrf()
        for product in range(1, 73):
            browser.http.post("/shop/basket", data={"csrf": csrf, "product": product})
        browser.go("/shop/basket")
        assert len({form.action for form in browser.forms() if form.action.startswith("/shop/basket/")}) == 60


def test_paid_on_the_phone_the_page_says_so_and_there_is_a_receipt(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    with Browser(start_shop().base_url) as browser:
        order = browser.buy(phone)
        assert "Look at your phone" in browser.page.text
        assert '<meta http-equiv="refresh"' in browser.page.text
        assert browser.go(f"{order}/receipt").url.path == order  # not yet
        phones.answer(phone)
        told = browser.wait_until_told(order, "paid")
        assert told["status"] == "completed"
        assert "Paid" in browser.go(order).text
        receipt = browser.go(f"{order}/receipt").text
        assert told["mpesa_receipt_number"] in receipt
        assert "W-000001" in receipt
        assert f"0{phone[1:4]} *** {phone[7:]}" in receipt or f"{phone[:4]} ••• {phone[7:]}" in receipt
        assert order in browser.go("/shop/orders").text


def test_programs_get_the_seed_systems_answers(start_shop: StartShop, phones: Phones) -> None:
    json = {"Accept": "application/json"}
    with Browser(start_shop().base_url) as browser:
        browser.add()
        browser.go("/shop/checkout")
        form = browser.form("/shop/checkout").fields
        bad = browser.http.post("/shop/checkout", data={**form, "phone": "020 123"}, headers=json)
        assert (bad.status_code, set(bad.json())) == (422, {"success", "error", "response"})
        good = browser.http.post("/shop/checkout", data={**form, "phone": new_phone()}, headers=json)
    assert good.status_code == 200
    assert set(good.json()) == {"success", "message", "checkout_request_id", "transaction_id", "response"}
    assert good.json()["message"] == "STK Push sent to your phone"


@pytest.mark.parametrize(
    ("phone", "words"),
    [("", "Enter your"), ("07x2", "no letters"), ("0712", "A digit is missing"), ("+1 212 555 0100", "Kenyan")],
)
def test_a_phone_that_cannot_be_is_told_beside_its_field_and_nothing_is_ordered(
    start_shop: StartShop, phone: str, words: str
) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        browser.add()
        answer = browser.check_out(phone)
    assert answer.status_code == 422
    assert words in answer.text
    assert "aria-invalid=true" in answer.text
    with shop.payments.database.reading() as session:
        assert newest_orders(session) == []


def test_a_wrong_pin_may_be_tried_again_and_only_then(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    with Browser(start_shop().base_url) as browser:
        order = browser.buy(phone)
        csrf = browser.csrf()
        early = browser.http.post(f"{order}/pay", data={"csrf": csrf, "phone": phone})
        assert early.status_code == 200
        assert len(phones.prompts(phone)) == 1
        phones.answer(phone, "wrong_pin")
        wait_for(lambda: bool(browser.status(order)["may_pay_again"]), "another try")
        browser.go(order)
        assert "The M-Pesa PIN was wrong." in browser.words
        bad = browser.submit(f"{order}/pay", phone="12")
        assert bad.status_code == 422
        browser.go(order)
        browser.submit(f"{order}/pay", phone=phone)
        phones.answer(phone)
        browser.wait_until_told(order, "paid")
        late = browser.http.post(f"{order}/pay", data={"csrf": csrf, "phone": phone})
        assert late.status_code == 200
    assert len(phones.prompts(phone)) == 2


def test_a_request_that_was_paid_after_all_is_told_though_a_newer_one_was_declined(
    start_shop: StartShop, phones: Phones
) -> None:
    phone, shop = new_phone(), start_shop()
    with Browser(shop.base_url) as browser:
        order = browser.buy(phone)
        phones.answer(phone, "cancel")
        wait_for(lambda: bool(browser.status(order)["may_pay_again"]), "another try")
        browser.go(order)
        browser.submit(f"{order}/pay", phone=phone)
        phones.answer(phone, "cancel")
        wait_for(lambda: bool(browser.status(order)["may_pay_again"]), "a third try")
        browser.go(order)
        third = {**browser.form(f"{order}/pay").fields, "phone": phone}
        with shop.payments.database.reading() as session:
            first, _second = session.exec(select(MPesaTransaction).order_by(col(MPesaTransaction.id)))
        httpx.post(first.callback_url, content=paid_callback(first), trust_env=False).raise_for_status()
        assert browser.wait_until_told(order, "unknown")["may_pay_again"] is False
        browser.go(order)
        assert "Do not pay again." in browser.words
        assert "You were not charged" not in browser.words
        assert [form.action for form in browser.forms()] == []
        again = browser.http.post(f"{order}/pay", data=third, headers={"Accept": "application/json"})
    assert (again.status_code, again.json()["response"]) == (409, {"code": "payment_live"})
    assert len(phones.prompts(phone)) == 2


def test_a_waiting_page_hears_of_the_payment_at_once(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    with Browser(start_shop().base_url) as browser:
        order = browser.buy(phone)
        version = browser.http.get(f"{order}/live").headers["X-Version"]
        heard: list[httpx.Response] = []
        waiting = threading.Thread(
            target=lambda: heard.append(browser.http.get(f"{order}/live?version={version}", timeout=30))
        )
        waiting.start()
        phones.answer(phone)
        waiting.join(25)
        assert heard[0].status_code == 200
        assert heard[0].headers["X-Version"] != version
        with ThreadPoolExecutor(12) as many:
            version = browser.http.get(f"{order}/live").headers["X-Version"]
            browser.wait_until_told(order, "paid")
            answers = list(many.map(lambda _n: browser.http.get(f"{order}/live?version=x").status_code, range(12)))
    assert set(answers) <= {200, 429}


def test_a_shop_that_was_stopped_while_a_prompt_was_out_finds_it_paid(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    first = start_shop()
    phones.spoil(phone, on="callback", fault="lost")
    with Browser(first.base_url) as browser:
        order = browser.buy(phone)
        first.stop()
        phones.answer(phone)
        wait_for(lambda: phones.prompts(phone)[-1]["state"] == "ended", "M-Pesa is done")
    again = start_shop(port=first.port)
    payment = again.payments.payment_of(order.rpartition("/")[2])
    assert payment is not None
    again.payments.core.query(payment.id)
    paid = again.payments.payment_of(order.rpartition("/")[2])
    assert paid is not None
    assert paid.status is TransactionStatus.COMPLETED


def test_prices_are_the_servers_and_a_change_is_shown_before_anything_is_ordered(start_shop: StartShop) -> None:
    shop, phone = start_shop(), new_phone()
    with Browser(shop.base_url) as browser:
        browser.add()
        browser.go("/shop/checkout")
        dearer = ShelfProduct(**{**vars(FLOUR), "price_cents": 220_00})
        with shop.payments.database.transaction() as session:
            fill_shelf(session, CATEGORIES, [dearer])
        changed = browser.submit("/shop/checkout", phone=phone)
        assert changed.status_code == 409
        assert "220.00" in changed.text
        with shop.payments.database.transaction() as session:
            fill_shelf(session, CATEGORIES, [MILK])
        assert "not for sale any more" in browser.go("/shop/basket").text
        with shop.payments.database.reading() as session:
            assert newest_orders(session) == []


def test_without_room_for_a_prompts_answer_nothing_is_ordered_and_the_basket_stays(
    start_shop: StartShop, phones: Phones, monkeypatch: pytest.MonkeyPatch, noise: Noise
) -> None:
    noise.expect("pos_desktop.webshop.border", "no prompt went out")
    shop, phone = start_shop(), new_phone()
    with Browser(shop.base_url) as browser:
        browser.add()
        browser.go("/shop/checkout")
        form = {**browser.form("/shop/checkout").fields, "phone": phone}
        with monkeypatch.context() as patch:
            leave(patch, RESERVE_BYTES - 1)
            assert browser.http.post("/shop/checkout", data=form).status_code == 503
        assert "Jogoo" in browser.go("/shop/basket").text
        with shop.payments.database.reading() as session:
            assert newest_orders(session) == []
        browser.page = browser.http.post("/shop/checkout", data=form)
        assert "Look at your phone" in browser.words
    assert len(phones.prompts(phone)) == 1


@pytest.mark.parametrize("by_the_same_form", [False, True])
def test_an_order_whose_prompt_was_never_begun_may_be_paid_after_a_while(
    start_shop: StartShop,
    phones: Phones,
    monkeypatch: pytest.MonkeyPatch,
    noise: Noise,
    by_the_same_form: bool,
) -> None:
    noise.expect("pos_desktop.webshop.border", "interrupted")
    clock, phone = StandingClock(), new_phone()
    shop = start_shop(clock=clock)

    def interrupt(_request: PromptRequest) -> PaymentView:
        raise ShopDatabaseError("interrupted between the order and its prompt")

    with Browser(shop.base_url) as browser:
        browser.add()
        browser.go("/shop/checkout")
        form = {**browser.form("/shop/checkout").fields, "phone": phone}
        with monkeypatch.context() as patch:
            patch.setattr(shop.payments.core, "start_prompt", interrupt)
            assert browser.http.post("/shop/checkout", data=form).status_code == 503
        browser.go("/shop/orders")
        [order] = [link for link in browser.links() if link.startswith("/shop/orders/")]
        browser.go(order)
        assert "We are asking M-Pesa to send a request to" in browser.words
        browser.page = browser.http.post("/shop/checkout", data=form)
        assert (browser.page.url.path, browser.forms()) == (order, [])
        assert phones.prompts(phone) == []
        clock.advance(90)
        assert browser.status(order)["told"] == "not_paid"
        browser.go(order)
        assert "nothing was sent" in browser.words
        if by_the_same_form:
            browser.http.post("/shop/checkout", data=form)
        else:
            browser.submit(f"{order}/pay", phone=phone)
        phones.answer(phone)
        browser.wait_until_told(order, "paid")
    assert len(phones.prompts(phone)) == 1


def test_the_phone_that_is_named_is_the_one_that_rings(start_shop: StartShop, phones: Phones) -> None:
    shop, phone, other = start_shop(), new_phone(), new_phone()
    with Browser(shop.base_url) as browser:
        path = browser.buy(phone)
        with shop.payments.database.transaction() as session:  # as another tab does, whose own request is refused then
            [order] = newest_orders(session)
            order.phone = normalise_phone(other)
            session.add(order)
        browser.go(path)
    assert f"Enter your M-Pesa PIN on {mask_phone(normalise_phone(phone))}." in browser.words
    assert mask_phone(normalise_phone(other)) not in browser.words


def test_a_second_payment_of_one_order_is_noted_as_too_much(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    phones.spoil(phone, on="callback", fault="followed_by", code="0", seconds=150, times=1)
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        order = browser.buy(phone)
        phones.answer(phone, "cancel")
        wait_for(lambda: bool(browser.status(order)["may_pay_again"]), "another try")
        browser.go(order)
        browser.submit(f"{order}/pay", phone=phone)
        phones.answer(phone)
        browser.wait_until_told(order, "paid")

        def doubts() -> set[Doubt]:
            with shop.payments.database.reading() as session:
                attempts = view_attempts(session, order=order.rpartition("/")[2])
            return {doubt for attempt in attempts for doubt in attempt.doubts}

        wait_for(lambda: Doubt.OVERPAID in doubts(), "the overpayment is noted")
