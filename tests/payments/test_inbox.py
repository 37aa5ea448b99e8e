from __future__ import annotations

import hashlib
import json

import httpx
import pytest
from sqlmodel import col, select

from pos_desktop.payments import TransactionStatus
from pos_desktop.payments.evidence import CallbackReceived
from pos_desktop.payments.inbox import read_callback
from pos_desktop.payments.tables import StrayCallback
from pos_desktop.storage import DiskFullError
from tests.conftest import Noise
from tests.payments.world import NOON, RECEIPT, World, batch, callback, mail, result


def test_mail_moves_the_payment_and_the_cursor_in_one_commit(world: World) -> None:
    assert world.core.mailbox_position() == 0
    payment = world.prompt()

    world.core.receive_mail(batch(mail(5, world.token(payment.id), callback(1032))))

    assert world.core.payment(payment.id).status is TransactionStatus.FAILED
    assert world.core.mailbox_position() == 5


def test_mail_that_comes_again_changes_nothing(world: World) -> None:
    payment = world.prompt()
    event = mail(5, world.token(payment.id), callback(1032))
    world.core.receive_mail(batch(event))
    told = len(world.told)

    world.core.receive_mail(batch(event, mail(4, world.token(payment.id), callback())))

    assert len(world.told) == told
    assert world.kinds(payment.id).count("callback") == 1


def test_mail_that_cannot_be_stored_is_fetched_again(world: World) -> None:
    payment = world.prompt()

    def full(*_: object) -> None:
        raise DiskFullError("no room")

    world.on_change = full
    event = mail(5, world.token(payment.id), callback(1032))
    with pytest.raises(DiskFullError):
        world.core.receive_mail(batch(event))
    assert world.core.mailbox_position() == 0

    world.on_change = lambda _s, _p, _c: None
    world.core.receive_mail(batch(event))
    assert world.core.payment(payment.id).status is TransactionStatus.FAILED


def test_an_empty_fetch_moves_the_cursor_to_where_the_relay_is(world: World) -> None:
    world.core.receive_mail(batch(position=9))
    assert world.core.mailbox_position() == 9

    world.core.receive_mail(batch(position=3))
    assert world.core.mailbox_position() == 9


def test_a_relay_that_lost_its_memory_starts_the_cursor_anew_and_asks_about_all_that_is_open(world: World) -> None:
    payment = world.prompt()
    world.core.receive_mail(batch(position=9))

    fetched_behind_nine = batch(mail(1, world.token(payment.id), callback(1032)), epoch="two", position=12)
    world.core.receive_mail(fetched_behind_nine)

    assert world.core.mailbox_position() == 0, "what lies before it is not in that batch"
    assert world.core.due()[0] == [payment.id]
    assert "callback" not in world.kinds(payment.id)

    world.core.receive_mail(batch(mail(1, world.token(payment.id), callback(1032)), epoch="two"))
    assert world.core.mailbox_position() == 1
    assert "callback" in world.kinds(payment.id)


def test_a_new_memory_makes_open_payments_due_even_without_mail(world: World) -> None:
    payment = world.prompt()
    world.core.receive_mail(batch(position=9))
    world.core.receive_mail(batch(epoch="two"))

    assert world.core.due()[0] == [payment.id]


def test_a_post_from_elsewhere_is_a_question_and_never_evidence(world: World) -> None:
    payment = world.prompt()
    world.core.receive_mail(batch(mail(1, world.token(payment.id), callback(), listed=False)))

    assert world.kinds(payment.id) == ["sending", "accepted"]
    assert world.core.due()[0] == [payment.id]


def test_a_hint_in_the_mail_is_a_question(world: World) -> None:
    payment = world.prompt()
    body = json.dumps({"checkout_request_id": "ws_CO_1"}).encode()
    world.core.receive_mail(batch(mail(1, "", body, kind="hint"), mail(2, "", b"<html>", kind="hint")))

    assert world.core.due()[0] == [payment.id]
    assert world.core.mailbox_position() == 2


def test_a_hint_about_a_completed_payment_is_nothing(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)
    body = json.dumps({"checkout_request_id": "ws_CO_1"}).encode()
    world.core.receive_mail(batch(mail(1, "", body, kind="hint")))
    world.core.receive_hint("ws_CO_1")

    assert world.core.due() == ([], None)


def test_mail_of_a_kind_from_the_future_is_passed_over(world: World, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.inbox", "does not know: telegram")
    world.core.receive_mail(batch(mail(1, "", b"", kind="telegram")))

    assert world.core.mailbox_position() == 1


def test_mail_for_a_payment_that_is_not_here_is_kept_once(world: World) -> None:
    world.core.receive_mail(batch(mail(1, "strange-token", callback())))
    world.core.receive_mail(batch(mail(1, "strange-token", callback()), epoch="two"))

    with world.file.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT event_id, token FROM stray_callback").fetchall()
    assert rows == [("event-1", "strange-token")]


def test_a_post_from_elsewhere_about_a_prompt_without_an_id_is_not_due_for_ever(world: World) -> None:
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    payment = world.prompt()
    world.core.receive_mail(batch(mail(1, world.token(payment.id), callback(), listed=False)))
    world.core.receive_unproved(world.token(payment.id))

    assert world.core.due() == ([], None)


def test_a_callback_is_kept_as_evidence_with_all_that_it_says() -> None:
    body = callback()
    assert read_callback(body) == CallbackReceived(
        body_sha256=hashlib.sha256(body).hexdigest(),
        token_valid=True,
        result_code="0",
        description="words of 0",
        checkout_request_id="ws_CO_1",
        amount_cents=1_191_00,
        receipt=RECEIPT,
        transaction_at="2026-11-24T09:00:16+00:00",
    )
    assert read_callback(callback(1032)).transaction_at is None


def test_a_callback_that_cannot_be_read_is_kept_with_the_reason() -> None:
    kept = read_callback(b"[]")
    assert kept == CallbackReceived(
        hashlib.sha256(b"[]").hexdigest(), True, None, "unreadable: the body is JSON, but not an object"
    )


def test_a_callback_for_nobody_is_kept_once_with_its_moment(world: World) -> None:
    assert world.core.receive_callback("strange-token", b"one") is None
    world.core.receive_callback("strange-token", b"one")
    world.core.receive_callback("strange-token", b"two")
    world.core.receive_mail(batch(mail(1, "strange-token", b"three")))

    with world.file.reading() as session:
        strays = session.exec(select(StrayCallback).order_by(col(StrayCallback.id))).all()
    now = world.clock.now()
    assert [(stray.token, stray.body, stray.received_at) for stray in strays] == [
        ("strange-token", b"one", now),
        ("strange-token", b"two", now),
        ("strange-token", b"three", NOON),
    ]


def test_mail_moves_the_cursor_even_where_nothing_changes_and_every_event_counts_once(world: World) -> None:
    payment = world.prompt()
    token = world.token(payment.id)
    world.core.receive_mail(
        batch(mail(3, token, callback(1032)), mail(3, token, callback()), mail(4, token, callback(1037)))
    )

    assert world.kinds(payment.id).count("callback") == 2
    assert world.core.mailbox_position() == 4
