"""Our own questions: what each answer is worth, what is written down of it, and how long M-Pesa is insisted on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pos_desktop.payments import DarajaClient, PaymentRecorder, PaymentView
from pos_desktop.payments.asking import Heard, Questions
from pos_desktop.payments.evidence import Evidence, QueryAnswered, QueryPending
from tests.payments.world import World, callback, result

PROCESSING = httpx.Response(
    500, json={"requestId": "r", "errorCode": "500.001.1001", "errorMessage": "The transaction is being processed"}
)


class Desk:
    """Questions over a world, and how long each of them and each pause was to be."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.limits: list[float] = []
        self.pauses: list[float] = []
        self.questions = self.new()

    def new(self) -> Questions:
        """As another run of the program has them."""
        world = self.world
        client = DarajaClient(world.config(), transport=httpx.MockTransport(self._wire), clock=world.clock)
        recorder = PaymentRecorder(world.file.transaction, lambda *_: None, lambda _change: None, world.clock)
        return Questions(client, world.file.reading, recorder, world.clock, self._pause)

    def ask(self, payment: PaymentView, checkout_id: str = "ws_CO_1") -> Heard:
        return self.questions.ask(self.world.row(payment.id), checkout_id, 7.5)

    def insist(self, payment: PaymentView) -> Heard:
        return self.questions.insist(self.world.row(payment.id), "ws_CO_1")

    def last(self, payment: PaymentView) -> Evidence:
        return self.world.core.payment(payment.id).story[-1].evidence

    def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.world.clock.advance(seconds)

    def _wire(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith("/oauth"):
            self.limits.append(request.extensions["timeout"]["read"])
        return self.world.daraja(request)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = World(tmp_path)
    yield Desk(world)
    world.file.close()


@pytest.mark.parametrize(
    ("answer", "heard", "code"),
    [
        (result("0"), Heard.FINAL, "0"),
        (result("1032"), Heard.FINAL, "1032"),
        (result("1036"), Heard.NOTHING, "1036"),
        (PROCESSING, Heard.PROCESSING, None),
        (httpx.Response(500, text="<html>"), Heard.NOTHING, None),
        (httpx.ReadTimeout("no answer"), Heard.NOTHING, None),
    ],
    ids=["paid", "declined", "no final code", "at work", "a page", "silence"],
)
def test_each_answer_is_worth_what_it_says_and_is_written_down(
    desk: Desk, answer: httpx.Response | httpx.HTTPError, heard: Heard, code: str | None
) -> None:
    payment = desk.world.prompt()
    desk.questions.note_sending(payment.id)
    desk.world.clock.advance(12)
    desk.world.daraja.queries.append(answer)
    assert desk.ask(payment) is heard
    assert (desk.limits, desk.world.daraja.asked) == ([7.5], ["ws_CO_1"])
    piece = desk.last(payment)
    assert isinstance(piece, QueryPending if code is None else QueryAnswered)
    assert isinstance(piece, QueryAnswered | QueryPending)
    assert (piece.asked_after_seconds, piece.callbacks_known) == (12, 0)
    assert len(piece.request_id) > 20
    if isinstance(piece, QueryAnswered):
        assert (piece.result_code, piece.description, piece.claimed_id) == (code, f"words of {code}", "")


def test_why_there_was_no_answer_is_written_down_in_two_hundred_letters(desk: Desk) -> None:
    payment = desk.world.prompt()
    desk.world.daraja.queries.append(httpx.ReadTimeout("x" * 500))
    desk.ask(payment)
    piece = desk.last(payment)
    assert isinstance(piece, QueryPending)
    assert piece.description.startswith("no answer: ReadTimeout: xxx")
    assert len(piece.description) == 200
    desk.world.daraja.queries.append(PROCESSING)
    desk.ask(payment)
    piece = desk.last(payment)
    assert isinstance(piece, QueryPending)
    assert "being processed" in piece.description


def test_a_question_knows_how_many_callbacks_there_were_and_whose_prompt_it_asks_about(desk: Desk) -> None:
    payment = desk.world.prompt()
    desk.world.core.receive_callback(desk.world.token(payment.id), callback(1032))
    desk.world.daraja.queries.extend([result("1032"), result("1032"), PROCESSING])
    desk.ask(payment)
    desk.ask(payment, "ws_CO_77")
    own, claimed = [line.evidence for line in desk.world.core.payment(payment.id).story][-2:]
    assert isinstance(own, QueryAnswered)
    assert isinstance(claimed, QueryAnswered)
    assert (own.claimed_id, claimed.claimed_id) == ("", "ws_CO_77")
    desk.ask(payment)
    told = desk.last(payment)
    assert isinstance(told, QueryPending)
    assert (own.callbacks_known, told.callbacks_known) == (1, 1)


def test_silence_is_insisted_on_for_three_seconds(desk: Desk) -> None:
    payment = desk.world.prompt()
    desk.world.daraja.queries.extend([httpx.ReadTimeout("no answer")] * 9)
    assert desk.insist(payment) is Heard.NOTHING
    assert desk.pauses == pytest.approx([0.6] * 5)
    assert desk.limits == pytest.approx([3.0, 2.4, 1.8, 1.2, 0.6])


def test_the_last_pause_ends_with_the_three_seconds(desk: Desk) -> None:
    payment = desk.world.prompt()
    desk.world.daraja.queries.extend([lambda: desk.world.clock.advance(2.8)])
    desk.world.daraja.queries.extend([httpx.ReadTimeout("no answer")] * 9)
    desk.questions.note_sending(payment.id)
    desk.world.clock.advance(90)
    assert desk.insist(payment) is Heard.NOTHING
    assert desk.pauses == pytest.approx([0.2])


@pytest.mark.parametrize(("age", "heard"), [(89, Heard.PROCESSING), (90, Heard.NOTHING)])
def test_being_at_work_is_no_silence_while_the_prompt_may_be_open(desk: Desk, age: int, heard: Heard) -> None:
    payment = desk.world.prompt()
    desk.questions.note_sending(payment.id)
    desk.world.clock.advance(age)
    desk.world.daraja.queries.extend([PROCESSING] * 9)
    assert desk.insist(payment) is heard


def test_a_final_word_ends_it(desk: Desk) -> None:
    payment = desk.world.prompt()
    desk.world.daraja.queries.extend([httpx.ReadTimeout("no answer"), result("0")])
    assert desk.insist(payment) is Heard.FINAL
    assert desk.pauses == [0.6]


def test_an_earlier_runs_prompt_is_as_old_as_was_written_down_and_this_run_has_lasted(desk: Desk) -> None:
    payment = desk.world.prompt()
    desk.questions.note_sending(payment.id)
    desk.world.clock.advance(33)
    desk.ask(payment)
    desk.questions = desk.new()
    desk.world.clock.advance(5)
    assert desk.questions.seconds_since_sending(payment.id) == 38
    desk.world.clock.advance(5)
    assert desk.questions.seconds_since_sending(payment.id, []) == 43
    assert desk.questions.is_ours(payment.id)
