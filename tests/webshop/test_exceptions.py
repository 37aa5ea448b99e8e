"""`pos-desktop webshop exceptions` and `settle`: money that is not as it should be is shown, and looked into by two."""

from __future__ import annotations

import base64
import json
import shlex
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from pos_desktop.app.cli import run
from pos_desktop.payments import MPesaTransaction, TokenMinter
from pos_desktop.webshop import WebShopServer, read_database
from tests.payments.world import Daraja, callback
from tests.webshop.conftest import SIGNING_KEY, StartShop
from tests.webshop.customers import Browser, Phones, new_phone, paid_callback, wait_for
from tests.webshop.test_database import order, shop_over


def say(capsys: pytest.CaptureFixture[str], words: str, *more: str) -> tuple[int, str, str]:
    """Runs a command; its exit code, and what it printed."""
    capsys.readouterr()
    code = run(["webshop", *shlex.split(words), *more])
    said = capsys.readouterr()
    return code, said.out, said.err


def listed(capsys: pytest.CaptureFixture[str], url: str) -> list[dict[str, Any]]:
    code, out, _ = say(capsys, "exceptions --json --database-url", url)
    assert code == 0
    return list(json.loads(out))


def contradicted(shop: WebShopServer, phones: Phones) -> MPesaTransaction:
    """An order that M-Pesa's query says was declined, and a callback says was paid."""
    phone = new_phone()
    with Browser(shop.base_url) as browser:
        order = browser.buy(phone)
        phones.answer(phone, "cancel")
        browser.wait_until_told(order, "not_paid")
        with shop.payments.database.reading() as session:
            payment = session.exec(select(MPesaTransaction)).one()
        httpx.post(payment.callback_url, content=paid_callback(payment), trust_env=False).raise_for_status()
    wait_for(lambda: _is_open_and_asked_about(shop, payment), "a contradiction to which nothing comes any more")
    return payment


def _is_open_and_asked_about(shop: WebShopServer, payment: MPesaTransaction) -> bool:
    view = shop.payments.core.payment(payment.id or 0)
    return bool(view.open_doubts) and view.story[-1].evidence.kind == "query"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'webshop.db'}"


def test_nothing_to_look_into_is_said_and_no_shop_is_no_database(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = say(capsys, "exceptions --database-url", url)
    assert (code, "there is no shop's database at" in said) == (1, True)
    code, _, said = say(capsys, "orders --database-url", url)
    assert (code, "there is no shop's database at" in said) == (1, True)


def test_an_exception_is_listed_while_the_shop_serves_and_settled_by_two(
    start_shop: StartShop, phones: Phones, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = start_shop(database_url=database_url)
    payment = contradicted(shop, phones)
    [row] = listed(capsys, database_url)
    assert (row["order"], row["amount_cents"]) == (payment.account_reference, payment.amount_cents)
    assert row["can_be_found"] == ["money_came", "no_money"]
    code, out, _ = say(capsys, "exceptions --database-url", database_url)
    assert code == 0
    assert "Two answers. M-Pesa said both paid and not paid." in out
    assert "M-Pesa says paid" in out
    assert payment.phone_number not in out + json.dumps(row)
    shop.stop()
    settle = f"settle {row['number']} --by Njeri"
    code, _, said = say(capsys, f"{settle} --approved-by Njeri --found no_money --database-url", database_url)
    assert (code, "settle" in said or "person" in said) == (1, True)
    code, _, said = say(capsys, f"{settle} --approved-by Mwangi --database-url", database_url)
    assert (code, "say what was found" in said) == (2, True)
    code, _, said = say(capsys, f"{settle} --approved-by Mwangi --found given_back --database-url", database_url)
    assert (code, "Still open: Two answers" in said, "money_came, no_money" in said) == (1, True, True)
    code, _, said = say(capsys, f"{settle} --approved-by Mwangi --found no_money --database-url", database_url)
    assert (code, said) == (0, "It is settled; the payment is failed.\n")
    assert listed(capsys, database_url) == []


def test_what_came_after_the_list_was_read_stays_open(
    start_shop: StartShop, phones: Phones, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = start_shop(database_url=url)
    payment = contradicted(shop, phones)
    [row] = listed(capsys, url)
    later = paid_callback(payment, CheckoutRequestID="ws_CO_of_another")
    httpx.post(payment.callback_url, content=later, trust_env=False).raise_for_status()
    shop.stop()
    words = f"settle {row['number']} --by Njeri --approved-by Mwangi --found no_money --database-url"
    code, _, said = say(capsys, words, url)
    assert (code, "something came since" in said) == (1, True)
    [row] = listed(capsys, url)
    assert "id_conflict" in row["open"]


def test_a_serving_shop_on_a_file_is_to_be_stopped_before_anything_is_settled(
    start_shop: StartShop, phones: Phones, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = start_shop(database_url=url)
    contradicted(shop, phones)
    [row] = listed(capsys, url)
    code, _, said = say(
        capsys, f"settle {row['number']} --by Njeri --approved-by Mwangi --found no_money --database-url", url
    )
    assert (code, "stop it first" in said) == (1, True)
    assert listed(capsys, url) == [row]


def test_money_of_no_order_is_listed_and_settled(
    start_shop: StartShop, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = start_shop(database_url=url)
    with Browser(shop.base_url) as browser:
        browser.buy(new_phone())
    with shop.payments.database.reading() as session:
        payment = session.exec(select(MPesaTransaction)).one()
    key = base64.urlsafe_b64decode(SIGNING_KEY + "=")
    address = TokenMinter(shop.payments.terminal, key).mint(shop.base_url, payment.created_at)
    httpx.post(address.url, content=paid_callback(payment), trust_env=False).raise_for_status()
    shop.stop()
    [row] = listed(capsys, url)
    assert (row["number"], row["receipt"]) == ("S1", "UKFORGED01")
    _, out, _ = say(capsys, "exceptions --database-url", url)
    assert "Money of no order." in out
    code, _, said = say(capsys, "settle S1 --by Njeri --approved-by Mwangi --database-url", url)
    assert (code, said) == (0, "It is settled.\n")
    code, out, said = say(capsys, "exceptions --database-url", url)
    assert (code, out, said) == (0, "", "Nothing to look into.\n")


def test_another_programs_shop_is_listed_and_left_to_itself(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    daraja = Daraja()
    daraja.queries.append(httpx.Response(200, json={"ResponseCode": "0", "ResultCode": "1032"}))
    with closing(shop_over(database_url, daraja, migrations=())) as shop:
        with shop.database.transaction() as session:  # a table as Django names that of an app `shop`
            session.connection().execute(text("CREATE TABLE shop_order (id INTEGER, total_cents INTEGER)"))
        view = shop.core.start_prompt(order(1))
        with shop.database.reading() as session:
            token = session.exec(select(MPesaTransaction.callback_token)).one()
        shop.receive_callback(token, callback(), "127.0.0.1")
        shop.core.query(view.id)
        with shop.database.reading() as session:
            tables = inspect(session.connection()).get_table_names()
    [row] = listed(capsys, database_url)
    assert row["open"] == ["contradiction"]
    for number, more in ((row["number"], "--found no_money"), ("S1", "")):
        code, out, said = say(
            capsys, f"settle {number} --by Njeri --approved-by Mwangi {more} --database-url", database_url
        )
        assert (code, out, len(said.splitlines())) == (1, "", 1)
        assert "the database of another program's shop, and nothing was changed" in said
    assert listed(capsys, database_url) == [row]
    with read_database(database_url) as session:
        assert inspect(session.connection()).get_table_names() == tables


def test_nothing_is_settled_where_no_shop_is(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = say(capsys, "settle S1 --by Njeri --approved-by Mwangi --database-url", url)
    assert (code, "there is no shop's database at" in said) == (1, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["12", "P12", "P0-1", "S", "S-1", "P1-1-1", "P99999999999999999999-1", "S3; x"])
def test_a_number_that_no_list_has_is_refused(url: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = say(capsys, f"settle --by Njeri --approved-by Mwangi --database-url {url}", number)
    assert (code, "such as P12-7 or S3" in said) == (2, True)
