"""The core from a host's side: prompts, callbacks, questions, and what is decided of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from pos_desktop.errors import Money, Retry
from pos_desktop.payments import (
    Detail,
    Doubt,
    Environment,
    InvalidAmountError,
    InvalidPhoneError,
    InvalidReferenceError,
    LivePaymentError,
    MPesaTransaction,
    OrderPaidError,
    Override,
    OverrideRefusedError,
    PaymentChange,
    PaymentNotFoundError,
    PaymentView,
    TransactionStatus,
    answer_for_host,
    count_open,
    note_overpaid,
    process_mpesa_payment,
    view_attempts,
    view_open,
)
from pos_desktop.payments.errors import IllegalTransitionError, NotStoredError
from pos_desktop.payments.evidence import CashierConfirmed, QueryAnswered, QueryPending
from pos_desktop.payments.recorder import once_more_when_overtaken
from pos_desktop.storage import DiskFullError
from tests.conftest import Noise
from tests.payments.world import RECEIPT, REQUEST, World, accepted, callback, refused, result

STATUS = TransactionStatus


def state(world: World, payment_id: int) -> tuple[str, str]:
    payment = world.core.payment(payment_id)
    return payment.status.value, payment.detail.value


# --- sending -----------------------------------------------------------------------------------------------------


def test_a_prompt_is_on_disk_before_it_leaves(world: World) -> None:
    before: list[str] = []
    world.daraja.pushes.append(lambda: before.extend(kind for kind in world.kinds(1)))

    payment = world.prompt()

    assert before == ["sending"]
    assert (payment.status, payment.detail) == (STATUS.PENDING, Detail.PROMPTED)
    assert world.kinds(payment.id) == ["sending", "accepted"]
    assert payment.checkout_request_id == "ws_CO_1"
    assert world.daraja.pushed[0]["PhoneNumber"] == "254712345678"
    assert payment.is_open
    assert not payment.is_doubtful


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount_cents": 0}, InvalidAmountError),
        ({"amount_cents": -100}, InvalidAmountError),
        ({"amount_cents": 150}, InvalidAmountError),
        ({"amount_cents": 250_001_00}, InvalidAmountError),
        ({"amount_cents": True}, InvalidAmountError),
        ({"amount_cents": 100.0}, InvalidAmountError),
        ({"phone": "0202123456"}, InvalidPhoneError),
        ({"account_reference": "&&"}, InvalidReferenceError),
        ({"description": ""}, InvalidReferenceError),
        ({"pos_sale": None}, InvalidReferenceError),
        ({"order": "order-1"}, InvalidReferenceError),
    ],
)
def test_what_mpesa_cannot_take_is_refused_and_leaves_nothing(
    world: World, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        world.prompt(**changes)

    assert world.daraja.pushed == []
    with world.file.reading() as session:
        assert view_open(session) == []


@pytest.mark.parametrize(
    ("answer", "status", "detail", "again"),
    [
        (refused(), "failed", "rejected", True),
        (refused("500.001.1001", "Wrong credentials"), "failed", "rejected", True),
        (refused("500.001.1001", "Unable to lock subscriber"), "failed", "rejected", True),
        (httpx.ConnectError("no network"), "failed", "not_sent", True),
        (httpx.ReadTimeout("no answer"), "pending", "unknown", False),
        (httpx.Response(502, content=b"<html>"), "pending", "unknown", False),
        (httpx.Response(200, content=b"{}"), "pending", "unknown", False),
    ],
)
def test_each_answer_to_a_push_has_its_state(
    world: World, answer: httpx.Response | httpx.HTTPError, status: str, detail: str, again: bool
) -> None:
    world.daraja.pushes.extend([answer] * 3)

    payment = world.prompt()

    assert (payment.status, payment.detail, payment.may_ask_again) == (status, detail, again)


def test_a_second_prompt_waits_until_the_first_cannot_charge(world: World) -> None:
    first = world.prompt()
    with pytest.raises(LivePaymentError) as caught:
        world.prompt()
    assert caught.value.payment_id == first.id
    assert "0712 ••• 678" in str(caught.value)

    world.call_back(first, 1032)
    with pytest.raises(LivePaymentError):
        world.prompt()

    world.daraja.queries.append(result("1032"))
    world.core.resolve(first.id)
    second = world.prompt()

    assert (second.attempt, second.status) == (2, STATUS.PENDING)
    with world.file.reading() as session:
        assert [view.id for view in view_attempts(session, pos_sale="sale-1")] == [first.id, second.id]


def test_a_paid_part_does_not_stop_the_next_part(world: World) -> None:
    first = world.prompt(amount_cents=100_00)
    world.daraja.queries.append(result("0"))
    world.core.query(first.id)

    assert world.prompt().status is STATUS.PENDING


def test_an_order_is_a_host_like_a_sale(world: World) -> None:
    payment = world.prompt(pos_sale=None, order="order-7")

    assert payment.host == "order-7"
    with world.file.reading() as session:
        assert [view.id for view in view_attempts(session, order="order-7")] == [payment.id]


# --- callbacks ---------------------------------------------------------------------------------------------------


def test_a_callback_of_success_is_confirmed_by_our_own_question(world: World) -> None:
    payment = world.prompt()
    waiting = world.call_back(payment)
    assert (waiting.status, waiting.is_confirming, waiting.receipt) == (STATUS.PENDING, True, RECEIPT)

    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)

    done = world.core.payment(payment.id)
    assert (done.status, done.detail, done.result_code) == (STATUS.COMPLETED, Detail.CONFIRMED, "0")
    assert done.paid_at is not None
    assert done.next_query_at is None


def test_three_silent_seconds_let_a_small_callback_stand_alone(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    world.daraja.queries.extend([httpx.ReadTimeout("silence")] * 9)

    world.core.resolve(payment.id)

    assert state(world, payment.id) == ("completed", "callback_only")
    assert len(world.daraja.asked) >= 3


def test_that_it_is_still_being_processed_is_no_silence_while_the_prompt_may_be_open(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)

    for _ in range(8):
        world.core.resolve(payment.id)
        assert world.core.due()[0] == []
        world.clock.advance(10)
    assert state(world, payment.id) == ("pending", "prompted")
    assert len(world.daraja.asked) == 8

    world.clock.advance(15)
    world.core.resolve(payment.id)
    assert state(world, payment.id) == ("completed", "callback_only")


def test_what_was_answered_meanwhile_is_not_called_silence(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    world.daraja.queries.extend([httpx.ReadTimeout("slow")] * 20)
    heard: list[str] = []

    def another_one_asks(seconds: float) -> None:
        world.clock.advance(seconds)
        if not heard:
            world.daraja.queries.appendleft(result("0"))
            heard.append(world.core.query(payment.id).status.value)

    world.pause = another_one_asks
    world.core.resolve(payment.id)
    assert heard == ["completed"]
    assert "query_unanswered" not in world.kinds(payment.id)


def test_an_answer_in_the_last_moment_is_not_silence(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)

    def ask_elsewhere(seconds: float) -> None:
        world.clock.advance(10 + seconds)
        world.daraja.queries.append(result("1032"))
        world.new_core().query(payment.id)

    world.pause = ask_elsewhere
    world.core.resolve(payment.id)

    assert "query_unanswered" not in world.kinds(payment.id)
    assert state(world, payment.id) == ("pending", "prompted")


def test_above_the_limit_three_silent_seconds_complete_nothing(world: World) -> None:
    payment = world.prompt(amount_cents=20_001_00)
    world.call_back(payment, cents=20_001_00)

    world.core.resolve(payment.id)

    assert state(world, payment.id) == ("pending", "prompted")
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)
    assert state(world, payment.id) == ("completed", "confirmed")


def test_a_forged_success_is_kept_as_a_contradiction(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    world.daraja.queries.append(result("1032"))

    world.core.resolve(payment.id)

    view = world.core.payment(payment.id)
    assert (view.status, view.doubts, view.may_ask_again) == (STATUS.PENDING, frozenset({Doubt.CONTRADICTION}), False)


def test_in_the_sandbox_the_callback_is_believed(tmp_path: Path) -> None:
    world = World(tmp_path, Environment.SANDBOX)

    assert world.call_back(world.prompt()).status is STATUS.COMPLETED
    world.file.close()


def test_a_callback_before_the_answer_to_its_push_is_taken_by_its_token(world: World) -> None:
    def overtake() -> None:
        world.core.receive_callback(world.token(1), callback(1032))

    world.daraja.pushes.append(overtake)

    payment = world.prompt()

    assert (payment.status, payment.detail) == (STATUS.FAILED, Detail.DECLINED)
    assert world.kinds(payment.id) == ["sending", "callback", "shown_failed", "accepted"]


def test_a_success_before_the_answer_to_its_push_is_never_undone_by_it(tmp_path: Path) -> None:
    world = World(tmp_path, Environment.SANDBOX)

    def overtake() -> None:
        world.core.receive_callback(world.token(1), callback())

    world.daraja.pushes.append(overtake)

    payment = world.prompt()

    assert (payment.status, payment.checkout_request_id) == (STATUS.COMPLETED, "ws_CO_1")
    assert world.kinds(payment.id) == ["sending", "callback", "receipt_bound", "accepted"]
    world.file.close()


def test_the_same_callback_a_hundred_times_is_one_piece_of_evidence(world: World) -> None:
    payment = world.prompt()
    for _ in range(100):
        world.call_back(payment, 1032)

    assert world.kinds(payment.id).count("callback") == 1


def test_a_late_success_is_shown_as_late(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, 1037)
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)

    view = world.core.payment(payment.id)
    assert (view.status, view.detail) == (STATUS.COMPLETED, Detail.LATE)
    assert {Doubt.LATE, Doubt.CONTRADICTION} <= view.doubts


def test_a_failure_after_success_changes_nothing_but_is_kept(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)

    view = world.call_back(payment, 1032)

    assert (view.status, view.doubts) == (STATUS.COMPLETED, frozenset({Doubt.CONTRADICTION}))


def test_another_amount_completes_nothing(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment, cents=100_00)
    world.daraja.queries.extend([httpx.ReadTimeout("silence")] * 9)
    world.core.resolve(payment.id)

    view = world.core.payment(payment.id)
    assert "query_unanswered" in world.kinds(payment.id)
    assert (view.status, view.doubts) == (STATUS.PENDING, frozenset({Doubt.AMOUNT_MISMATCH}))


def test_another_id_completes_nothing_and_binds_no_receipt(world: World) -> None:
    payment = world.prompt()
    world.core.receive_callback(world.token(payment.id), callback(number=9))
    world.core.resolve(payment.id)

    view = world.core.payment(payment.id)
    assert (view.status, view.receipt, view.doubts) == (STATUS.PENDING, None, frozenset({Doubt.ID_CONFLICT}))


def test_one_receipt_settles_one_payment_for_ever(world: World) -> None:
    first, second = world.prompt(), world.prompt(pos_sale="sale-2")
    world.call_back(first)
    view = world.call_back(second)
    world.core.resolve(second.id)

    assert view.receipt is None
    after = world.core.payment(second.id)
    assert (after.status, after.doubts) == (STATUS.PENDING, frozenset({Doubt.RECEIPT_REUSE}))


def test_a_second_receipt_for_the_same_payment_is_refused(world: World) -> None:
    payment = world.prompt()
    world.call_back(payment)
    view = world.call_back(payment, receipt="UKO7XK2M9Q")

    assert (view.receipt, view.doubts) == (RECEIPT, frozenset({Doubt.RECEIPT_REUSE}))


def test_a_body_that_cannot_be_read_is_kept_and_asked_about(world: World) -> None:
    payment = world.prompt()
    world.core.receive_callback(world.token(payment.id), b"<html>")

    assert world.kinds(payment.id)[-1] == "callback"
    with world.file.reading() as session:
        query = "SELECT raw FROM payment_event WHERE kind = 'callback'"
        assert session.connection().exec_driver_sql(query).fetchall() == [(b"<html>",)]
    assert world.core.due()[0] == [payment.id]


def test_a_token_that_no_payment_has_is_kept_for_a_person(world: World) -> None:
    assert world.core.receive_callback("no-such-token", callback()) is None
    assert world.core.receive_callback("no-such-token", callback()) is None

    with world.file.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT token FROM stray_callback").fetchall()
    assert rows == [("no-such-token",)]


# --- questions ---------------------------------------------------------------------------------------------------


def test_without_a_callback_two_answers_close_a_payment(world: World) -> None:
    payment = world.prompt()
    world.clock.advance(40)
    world.daraja.queries.append(result("1037"))
    world.core.resolve(payment.id)
    assert state(world, payment.id) == ("pending", "prompted")

    world.clock.advance(25)
    world.daraja.queries.append(result("1037"))
    view = world.core.query(payment.id)

    assert (view.status, view.detail, view.may_ask_again) == (STATUS.FAILED, Detail.EXPIRED, True)


def test_no_answer_tells_the_story_and_nothing_else(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(httpx.ReadTimeout("slow"))

    view = world.core.query(payment.id)

    assert (view.status, world.kinds(payment.id)[-1]) == (STATUS.PENDING, "query_pending")


def test_a_payment_without_an_id_cannot_be_asked_about(world: World) -> None:
    world.daraja.pushes.append(httpx.ReadTimeout("no answer"))
    payment = world.prompt()

    world.core.query(payment.id)
    world.core.resolve(payment.id)

    assert world.daraja.asked == []
    assert world.core.due() == ([], None)


def test_a_completed_payment_is_not_asked_about(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)
    world.core.query(payment.id)
    world.core.resolve(payment.id)

    assert len(world.daraja.asked) == 1


def test_no_prompt_goes_out_for_an_order_that_is_paid(world: World) -> None:
    order = replace(REQUEST, pos_sale=None, order="order-1")
    payment = world.prompt(order)
    world.call_back(payment, 1032)
    world.daraja.queries.append(result("1032"))
    world.core.resolve(payment.id)
    world.call_back(payment)
    world.daraja.queries.append(result("0"))
    assert world.core.query(payment.id).status is TransactionStatus.COMPLETED

    with pytest.raises(OrderPaidError):
        world.core.start_prompt(order)
    assert process_mpesa_payment(world.core, order) == {
        "success": False,
        "error": "This order is paid already.",
        "response": {"code": "order_paid"},
    }
    assert len(world.daraja.pushed) == 1


def test_the_next_question_is_known_and_survives_a_restart(world: World) -> None:
    payment = world.prompt()
    due, later = world.core.due()
    assert due == []
    assert later is not None

    world.clock.advance(11)
    world.core = world.new_core()

    assert world.core.due()[0] == [payment.id]
    world.core.resolve(payment.id)
    assert ages(world, payment.id) == [0]


@pytest.mark.parametrize("moved", [timedelta(days=-1), timedelta(), timedelta(hours=1)])
def test_after_a_restart_a_prompt_is_as_old_as_is_sure_whatever_became_of_the_clock(
    world: World, moved: timedelta
) -> None:
    payment = world.prompt()
    world.clock.advance(10)
    world.daraja.queries.append(result("1032"))
    world.core.query(payment.id)
    world.clock.jump(moved.total_seconds())
    world.core = world.new_core()
    for seconds in (4, 40, 40):
        assert world.core.payment(payment.id).status is TransactionStatus.PENDING
        world.clock.advance(seconds)
        world.daraja.queries.append(result("1032"))
        world.core.query(payment.id)
    assert ages(world, payment.id) == [10, 14, 54, 94]
    assert world.core.payment(payment.id).status is TransactionStatus.FAILED


def ages(world: World, payment_id: int) -> list[int]:
    """How old the prompt was at each question."""
    story = [line.evidence for line in world.core.payment(payment_id).story]
    return [piece.asked_after_seconds for piece in story if isinstance(piece, QueryAnswered | QueryPending)]


def test_a_hint_is_a_question_and_never_evidence(world: World) -> None:
    payment = world.prompt()
    world.core.wake.clear()
    world.core.receive_hint("ws_CO_1")
    world.core.receive_hint("ws_CO_404")
    world.core.receive_hint("")

    assert world.core.due()[0] == [payment.id]
    assert world.core.wake.is_set()
    assert world.kinds(payment.id) == ["sending", "accepted"]


def test_walking_away_is_noted_while_the_prompt_may_be_paid(world: World) -> None:
    payment = world.prompt()
    world.core.walk_away(payment.id)
    assert state(world, payment.id) == ("pending", "walked_away")

    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)
    world.core.walk_away(payment.id)
    assert world.kinds(payment.id).count("walked_away") == 1


def test_an_unknown_payment_is_said(world: World) -> None:
    with pytest.raises(PaymentNotFoundError):
        world.core.payment(404)


# --- crashes -----------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The program ends here."""


def test_killed_before_sending_is_not_sent_at_the_next_start(world: World) -> None:
    def die(_session: Session, _payment: MPesaTransaction, change: PaymentChange) -> None:
        if "sending" in change.added:
            raise Killed

    world.on_change = die
    with pytest.raises(Killed):
        world.prompt()
    world.on_change = lambda _s, _p, _c: None

    world.new_core().recover()

    assert state(world, 1) == ("failed", "not_sent")
    assert world.daraja.pushed == []


def test_killed_while_sending_is_unknown_at_the_next_start(world: World) -> None:
    def die() -> None:
        raise Killed

    world.daraja.pushes.append(die)
    with pytest.raises(Killed):
        world.prompt()
    assert state(world, 1) == ("initiated", "sending")

    world.new_core().recover()

    assert state(world, 1) == ("pending", "unknown")
    assert len(world.daraja.pushed) == 1


def test_recovery_may_be_repeated(world: World) -> None:
    payment = world.prompt()
    before = world.kinds(payment.id)
    world.core.recover()
    world.core.recover()

    assert world.kinds(payment.id) == before


def test_recovery_that_is_overtaken_by_another_changes_nothing_twice(world: World) -> None:
    def die() -> None:
        raise Killed

    world.daraja.pushes.extend([die, die])
    for sale in ("sale-1", "sale-2"):
        with pytest.raises(Killed):
            world.prompt(pos_sale=sale)
    world.announce = lambda _change: world.new_core().recover() if world.row(2).status == "initiated" else None

    world.new_core().recover()

    assert [world.kinds(number) for number in (1, 2)] == [["sending", "send_unknown"]] * 2


def test_an_answer_that_the_disk_refuses_is_held_and_stored_later(world: World, noise: Noise) -> None:
    def full(_session: Session, _payment: MPesaTransaction, change: PaymentChange) -> None:
        if "accepted" in change.added:
            raise DiskFullError("no room")

    noise.expect("pos_desktop.payments.recorder", "held")
    world.on_change = full
    payment = world.prompt()
    assert state(world, payment.id) == ("initiated", "sending")
    world.core.recover()
    assert state(world, payment.id) == ("initiated", "sending")

    world.on_change = lambda _s, _p, _c: None
    world.core.recover()

    assert state(world, payment.id) == ("pending", "prompted")


def test_a_fault_of_ours_is_not_held_but_raised(world: World) -> None:
    def wrong(_session: Session, _payment: MPesaTransaction, change: PaymentChange) -> None:
        if "accepted" in change.added:
            raise IllegalTransitionError("a bug")

    world.on_change = wrong
    with pytest.raises(IllegalTransitionError):
        world.prompt()


def full_when(world: World, kind: str) -> None:
    """From now on the disk has no room for this kind of evidence."""

    def refuse(_session: Session, _payment: MPesaTransaction, change: PaymentChange) -> None:
        if kind in change.added:
            raise DiskFullError("no room")

    world.on_change = refuse


def room_again(world: World) -> None:
    world.on_change = lambda _s, _p, _c: None


def test_a_send_that_cannot_be_written_down_is_not_made_and_the_sale_is_free_at_once(world: World) -> None:
    full_when(world, "sending")
    with pytest.raises(DiskFullError):
        world.prompt()

    assert world.daraja.pushed == []
    assert state(world, 1) == ("failed", "not_sent")
    room_again(world)
    assert world.prompt().detail is Detail.PROMPTED


def test_what_the_disk_does_not_take_of_an_open_payment_is_never_told_as_no_money(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    full_when(world, "query")
    with pytest.raises(NotStoredError) as caught:
        world.core.query(payment.id)
    full_when(world, "walked_away")
    with pytest.raises(NotStoredError):
        world.core.walk_away(payment.id)

    def wrong(*_: object) -> None:
        raise IllegalTransitionError("a bug")

    world.on_change = wrong
    with pytest.raises(IllegalTransitionError):
        world.core.query(payment.id)

    assert (caught.value.money, caught.value.retry) == (Money.UNKNOWN, Retry.SAFE)
    assert state(world, payment.id) == ("pending", "prompted")


def test_no_prompt_goes_out_while_an_answer_waits_for_room(world: World, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.recorder", "held")
    full_when(world, "accepted")
    first = world.prompt()
    with pytest.raises(DiskFullError):
        world.prompt(pos_sale="sale-2")
    assert len(world.daraja.pushed) == 1

    room_again(world)
    assert world.prompt(pos_sale="sale-2").detail is Detail.PROMPTED
    assert state(world, first.id) == ("pending", "prompted")


def test_an_answer_that_only_a_fault_of_ours_keeps_out_is_not_held_for_ever(world: World, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.recorder", "held")
    full_when(world, "accepted")
    world.prompt()

    def wrong(*_: object) -> None:
        raise IllegalTransitionError("a bug")

    world.on_change = wrong
    with pytest.raises(IllegalTransitionError):
        world.core.recover()
    room_again(world)
    world.core.recover()
    assert state(world, 1) == ("pending", "unknown")


def test_answers_that_two_threads_store_at_once_are_stored_once(world: World, noise: Noise) -> None:
    noise.expect("pos_desktop.payments.recorder", "held")
    full_when(world, "accepted")
    payment = world.prompt()
    rounds = [world.core.recover]

    def another_round(_change: PaymentChange) -> None:
        if rounds:
            rounds.pop()()

    room_again(world)
    world.announce = another_round
    world.core.recover()
    assert world.kinds(payment.id) == ["sending", "accepted"]


# --- hosts -------------------------------------------------------------------------------------------------------


def test_what_a_host_does_is_in_the_payments_own_commit(world: World) -> None:
    payment = world.prompt()

    def refuse(_session: Session, _payment: MPesaTransaction, change: PaymentChange) -> None:
        if change.is_first_completion:
            raise DiskFullError("the sale could not be completed")

    world.on_change = refuse
    world.daraja.queries.append(result("0"))
    with pytest.raises(DiskFullError):
        world.core.resolve(payment.id)

    assert state(world, payment.id) == ("pending", "prompted")
    assert "query" not in world.kinds(payment.id)


def test_changes_are_told_after_their_commit_and_once(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("0"))
    world.core.query(payment.id)

    assert [change.added for change in world.told] == [("created",), ("sending",), ("accepted",), ("query",)]
    assert [change.is_first_completion for change in world.told] == [False, False, False, True]


def test_a_host_can_note_that_the_money_was_not_due(world: World) -> None:
    payment = world.prompt()

    def overpaid(session: Session, row: MPesaTransaction, change: PaymentChange) -> None:
        if change.is_first_completion:
            note_overpaid(session, row, 500, world.clock.now())

    world.on_change = overpaid
    world.daraja.queries.append(result("0"))

    assert Doubt.OVERPAID in world.core.query(payment.id).doubts


def test_till_and_web_shop_give_the_seeds_answers(world: World) -> None:
    payment = world.prompt()
    assert answer_for_host(payment) == {
        "success": True,
        "message": "STK Push sent to your phone",
        "checkout_request_id": "ws_CO_1",
        "transaction_id": payment.id,
        "response": {
            "MerchantRequestID": "m-1",
            "CheckoutRequestID": "ws_CO_1",
            "status": "pending",
            "detail": "prompted",
        },
    }

    world.daraja.pushes.append(refused())
    answer = answer_for_host(world.prompt(pos_sale="sale-2"))
    assert (answer["success"], answer["response"]["errorCode"]) == (False, "400.002.02")
    assert "Invalid Amount" in answer["error"]
    closed = replace(payment, detail=Detail.NOT_SENT, refusal_words="")
    assert answer_for_host(closed)["error"] == "The prompt was not sent. No money moved."


def test_the_open_ones_are_listed_oldest_first(world: World) -> None:
    world.daraja.pushes.extend([accepted(1), refused(), accepted(3)])
    first, _refused, third = (world.prompt(REQUEST, pos_sale=f"sale-{number}") for number in range(3))

    with world.file.reading() as session:
        assert [view.id for view in view_open(session)] == [first.id, third.id]
        assert count_open(session) == 2


def test_a_late_success_is_asked_about_at_once_though_a_question_had_said_no(world: World) -> None:
    payment = world.prompt()
    world.daraja.queries.append(result("1032"))
    world.call_back(payment, 1032)
    world.core.resolve(payment.id)
    assert world.core.payment(payment.id).may_ask_again
    assert world.core.due()[0] == []

    world.call_back(payment)
    assert world.core.due()[0] == [payment.id]
    world.daraja.queries.append(result("0"))
    world.core.resolve(payment.id)

    assert state(world, payment.id) == ("completed", "late")


def test_one_call_gives_the_answer_whatever_comes_of_the_prompt(world: World) -> None:
    assert process_mpesa_payment(world.core, REQUEST)["success"]
    live = process_mpesa_payment(world.core, REQUEST)
    bad = process_mpesa_payment(world.core, replace(REQUEST, phone="0712", pos_sale="sale-2"))

    assert (live["success"], live["response"]) == (False, {"code": "payment_live"})
    assert (bad["success"], bad["response"]) == (False, {"code": "phone_invalid"})
    assert len(world.daraja.pushed) == 1


def test_a_callback_from_a_strange_address_is_a_question_and_never_evidence(world: World) -> None:
    payment = world.prompt()
    before = world.kinds(payment.id)
    world.core.receive_unproved(world.token(payment.id))
    world.core.receive_unproved("no-such-token")

    assert world.core.due()[0] == [payment.id]
    assert world.kinds(payment.id) == before


def test_what_another_process_may_still_be_sending_is_left_alone_for_a_while(world: World) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    world.daraja.pushes.append(die)
    with pytest.raises(KeyboardInterrupt):
        world.prompt()
    shared = world.new_core(abandoned_after_seconds=150.0)
    shared.recover()
    assert state(world, 1) == ("initiated", "sending")

    world.clock.advance(151)
    shared.recover()
    assert state(world, 1) == ("pending", "unknown")


def test_what_was_overtaken_is_written_once_more_and_no_more() -> None:
    overtaken = IntegrityError("insert", {}, Exception("another one was first"))
    outcomes: list[IntegrityError | str] = [overtaken, "written"]

    def write() -> str:
        outcome = outcomes.pop(0)
        if isinstance(outcome, IntegrityError):
            raise outcome
        return outcome

    assert once_more_when_overtaken(write) == "written"
    outcomes[:] = [overtaken, overtaken, "never reached"]
    with pytest.raises(IntegrityError):
        once_more_when_overtaken(write)


OVERRIDE = Override("Achieng", "Mwangi", "the customer sees nothing")


def test_a_manager_may_send_a_second_prompt_and_the_first_is_given_up_in_the_same_commit(world: World) -> None:
    first = world.prompt()
    second = world.prompt(override=OVERRIDE)

    assert state(world, first.id) == ("failed", "given_up")
    assert (second.attempt, state(world, second.id)) == (2, ("pending", "prompted"))
    given_up = next(line.evidence for line in world.core.payment(first.id).story if line.evidence.kind == "given_up")
    assert given_up.data() == {"by": "Achieng", "approved_by": "Mwangi", "reason": "the customer sees nothing"}
    assert [change.added for change in world.told if change.payment_id == first.id][-1] == ("given_up", "shown_failed")


def test_an_override_that_cannot_be_written_gives_nothing_up(world: World) -> None:
    first = world.prompt()

    def full(_session: Session, payment: MPesaTransaction, _change: PaymentChange) -> None:
        if payment.attempt == 2:
            raise DiskFullError("no room")

    world.on_change = full
    with pytest.raises(DiskFullError):
        world.prompt(override=OVERRIDE)

    assert state(world, first.id) == ("pending", "prompted")
    assert len(world.daraja.pushed) == 1


def test_an_override_closes_only_what_may_still_be_paid(world: World) -> None:
    first = world.prompt()
    world.daraja.queries.append(result("1032"))
    world.call_back(first, 1032)
    world.core.resolve(first.id)
    world.prompt(override=OVERRIDE)
    assert "given_up" not in world.kinds(first.id)


def test_money_for_what_was_given_up_is_recorded_and_shown_as_late(world: World) -> None:
    first = world.prompt()
    world.prompt(override=OVERRIDE)
    world.daraja.queries.append(result("0"))
    world.call_back(first)
    world.core.resolve(first.id)

    assert state(world, first.id) == ("completed", "late")
    assert Doubt.LATE in world.core.payment(first.id).doubts


@pytest.mark.parametrize(
    ("by", "approved_by", "reason"), [("A", "a ", "x"), ("", "B", "x"), ("A", " ", "x"), ("A", "B", "")]
)
def test_an_override_needs_a_second_person_and_a_reason(by: str, approved_by: str, reason: str) -> None:
    with pytest.raises(OverrideRefusedError):
        Override(by, approved_by, reason)


def refused_and_silent(world: World, seconds: float, answers: int = 20) -> PaymentView:
    """M-Pesa said no by callback, and does not answer our question."""
    payment = world.prompt()
    world.clock.advance(seconds)
    world.daraja.queries.extend([httpx.ReadTimeout("slow")] * answers)
    return world.call_back(payment, 1032)


def test_a_look_at_the_customers_phone_allows_a_second_prompt_where_m_pesa_is_silent(world: World) -> None:
    payment = refused_and_silent(world, 61)
    assert not payment.may_ask_again
    confirmed = world.core.confirm_not_paid(payment.id, "Achieng")
    assert confirmed.may_ask_again
    assert confirmed.story[-1].evidence == CashierConfirmed("Achieng", 64, after_silence=True)


def test_within_a_minute_a_look_is_not_enough(world: World) -> None:
    payment = refused_and_silent(world, 20)
    assert not world.core.confirm_not_paid(payment.id, "Achieng").may_ask_again


def test_where_m_pesa_answers_nobody_has_to_look(world: World) -> None:
    payment = refused_and_silent(world, 61, answers=1)
    world.daraja.queries.append(result("1032"))
    confirmed = world.core.confirm_not_paid(payment.id, "Achieng")
    assert confirmed.may_ask_again
    assert "cashier_confirmed" not in world.kinds(payment.id)


def test_while_m_pesa_is_at_work_a_look_is_not_good_enough(world: World) -> None:
    payment = world.prompt()
    world.clock.advance(61)
    world.call_back(payment, 1032)
    confirmed = world.core.confirm_not_paid(payment.id, "Achieng")
    assert "cashier_confirmed" not in world.kinds(payment.id)
    assert not confirmed.may_ask_again


def test_a_look_says_nothing_of_what_is_open_or_paid(world: World) -> None:
    payment = world.prompt()
    told = world.kinds(payment.id)
    world.core.confirm_not_paid(payment.id, "Achieng")
    assert world.kinds(payment.id) == told


def test_a_look_at_the_phone_is_no_silence_about_a_later_success(world: World) -> None:
    payment = refused_and_silent(world, 61, answers=5)
    world.core.confirm_not_paid(payment.id, "Achieng")
    world.daraja.queries.clear()
    assert world.call_back(payment).status is STATUS.FAILED
    world.daraja.queries.append(result("1032"))
    world.core.resolve(payment.id)
    assert state(world, payment.id)[0] == "failed"
    assert world.core.payment(payment.id).open_doubts == {Doubt.CONTRADICTION}
