"""Whatever Safaricom's gateway says, the cashier reads what happened, whether money moved, and one button to press."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from pos_desktop.payments import FINAL_CODES, OutcomeState, PaymentView, outcome_of
from pos_desktop.payments.errors import DarajaError, RejectedError
from pos_desktop.payments.evidence import SendFailure, Sending, SendUnknown
from pos_desktop.payments.wire import REFUSED_CODES, TOKEN_CODES, read_push, result_code_text
from pos_desktop.ui.components import Label
from pos_desktop.ui.i18n import Languages, ScreenLanguage
from pos_desktop.ui.screens.outcome import NotPaidScreen, OutcomePage, OutcomeView, UnknownScreen
from pos_desktop.ui.screens.payment_page import PaymentPage
from pos_desktop.ui.screens.waiting import WaitingScreen, WaitingView
from pos_desktop.ui.words import NextStep, Words, known_codes, words_of_code, words_of_subject
from tests.ui.daraja_table import FINAL, NAMED, OPEN, PUSH_ANSWERS, STILL_WORKING, STRANGE, TOKEN_ANSWERS, Refused
from tests.ui.payment_samples import SENT, Timed, after, callback, lost, payment, query, refused
from tests.ui.payment_windows import SIZES, ManualClock, bill, button, part, take_look

NOW = 10
NO_MONEY = {"en": "No money moved.", "sw": "Hakuna pesa zilizotoka."}
MAYBE = {"en": "Maybe.", "sw": "Labda."}
BUTTONS = {
    NextStep.SEND_AGAIN: {"en": "Send again", "sw": "Tuma tena"},
    NextStep.SEND_LATER: {"en": "Send again in ", "sw": "Tuma tena baada ya "},
    NextStep.CHANGE_NUMBER: {"en": "Change number", "sw": "Badilisha namba"},
    NextStep.PAY_ANOTHER_WAY: {"en": "Pay another way", "sw": "Lipa kwa njia nyingine"},
    NextStep.SERVE_NEXT: {"en": "Serve the next customer", "sw": "Hudumia anayefuata"},
}
LANGUAGES = [ScreenLanguage.ENGLISH, ScreenLanguage.KISWAHILI]


@dataclass(frozen=True)
class Pages:
    """The pages that tell of a prompt, open at 1024, where there is least room."""

    language: str
    waiting: WaitingScreen
    not_paid: NotPaidScreen
    unknown: UnknownScreen

    def shown(self, view: PaymentView) -> QWidget:
        """The page that the till would open for the payment, filled."""
        state = outcome_of(view, after(NOW)).state
        if state.is_being_waited_for:
            self.waiting.show_view(WaitingView(bill(), view))
            return self._open(self.waiting)
        page: OutcomePage = self.not_paid if state is OutcomeState.NOT_PAID else self.unknown
        page.show_view(OutcomeView(bill(), view))
        return self._open(page)

    def _open(self, page: PaymentPage) -> PaymentPage:
        stage = page.parentWidget()
        assert isinstance(stage, QStackedWidget)
        stage.setCurrentWidget(page)
        QApplication.processEvents()
        return page


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Pages]:
    """The pages in one language; English is spoken again afterwards."""
    take_look()
    languages = Languages()
    languages.switch_to(request.param)
    clock = ManualClock(NOW)
    window = QWidget()
    stage = QStackedWidget(window)
    made = Pages(str(request.param), WaitingScreen(clock), NotPaidScreen(clock), UnknownScreen(clock))
    for page in (made.waiting, made.not_paid, made.unknown):
        stage.addWidget(page)
    for each in (window, stage):
        each.resize(SIZES[0])
    window.show()
    yield made
    window.hide()
    window.deleteLater()
    languages.switch_to(ScreenLanguage.ENGLISH)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def told(view: PaymentView) -> Words:
    return words_of_subject(outcome_of(view, after(NOW)).subject)


def answered(code: str | None, at: int = 5) -> PaymentView:
    """A prompt that ended so, which our own question confirms where it can."""
    asked = (at, query(code, at)) if code in FINAL_CODES and code is not None else None
    return payment((*SENT, (at, callback(code)), *([asked] if asked else [])))


def pushed(answer: Refused) -> PaymentView:
    """The payment after Daraja answered the push so, recorded as the core records it."""
    body = {"requestId": "1", "errorMessage": answer.words} | ({"errorCode": answer.code} if answer.code else {})
    with pytest.raises(DarajaError) as caught:
        read_push(answer.status, json.dumps(body).encode())
    return payment(recorded(caught.value))


def recorded(error: DarajaError) -> Sequence[Timed]:
    if isinstance(error, RejectedError):
        return refused(error.error_code or error.code, str(error))
    return (0, Sending()), (1, SendUnknown(str(error)))


def check_words(words: Words, best: NextStep, language: str, *, may_be_out: bool) -> None:
    assert all(str(text).strip() for text in astuple(words))
    assert words.money.startswith((MAYBE if may_be_out else NO_MONEY)[language])
    assert words.best is best


def check_page(page: QWidget, best: NextStep, language: str) -> None:
    primary = button(page, "primary")
    assert primary.words().startswith(BUTTONS[best][language])
    assert primary.isEnabled() is (best is not NextStep.SEND_LATER)
    others = [each.words() for each in page.findChildren(type(primary)) if each is not primary]
    assert others == []
    check_room(page)


def check_room(page: QWidget) -> None:
    """Nothing is cut off in the card."""
    reason = part(page, Label, "outcome_reason")
    assert reason.natural_width() <= reason.width(), reason.text()
    for index in range(3):
        row = part(page, QWidget, f"answer_{index}")
        high = sum(each.heightForWidth(each.width()) for each in row.findChildren(Label))
        assert high + 6 <= row.height(), row.accessibleName()


def test_the_table_has_every_code_that_is_named() -> None:
    ours = {"0", *FINAL, *OPEN, *STILL_WORKING, *TOKEN_ANSWERS, *(each.code for each in PUSH_ANSWERS)}
    assert NAMED - ours == set()
    assert set(FINAL) == FINAL_CODES
    assert set(known_codes()) <= NAMED
    assert {*TOKEN_CODES, *REFUSED_CODES} <= NAMED


@pytest.mark.parametrize(("code", "best"), FINAL.items())
def test_a_final_code_tells_that_no_money_moved(pages: Pages, code: str, best: NextStep) -> None:
    view = answered(code)
    assert outcome_of(view, after(NOW)).state is OutcomeState.NOT_PAID
    check_words(told(view), best, pages.language, may_be_out=False)
    check_page(pages.shown(view), best, pages.language)


@pytest.mark.parametrize("code", OPEN)
def test_a_code_that_ends_nothing_tells_that_nobody_knows(pages: Pages, code: str) -> None:
    view = answered(code)
    assert outcome_of(view, after(NOW)).state is OutcomeState.UNKNOWN
    check_words(told(view), NextStep.SERVE_NEXT, pages.language, may_be_out=True)
    check_page(pages.shown(view), NextStep.SERVE_NEXT, pages.language)


@pytest.mark.parametrize("value", STRANGE, ids=lambda value: str(value)[:20])
def test_a_code_of_any_kind_tells_that_nobody_knows_and_names_it(pages: Pages, value: object) -> None:
    code = result_code_text(value)
    assert code is not None
    view = answered(code)
    words = told(view)
    check_words(words, NextStep.SERVE_NEXT, pages.language, may_be_out=True)
    assert code[:24] in words.happened_more
    check_page(pages.shown(view), NextStep.SERVE_NEXT, pages.language)


@pytest.mark.parametrize("code", STILL_WORKING)
def test_while_m_pesa_works_on_it_the_next_customer_is_served(pages: Pages, code: str) -> None:
    check_words(words_of_code(code), NextStep.SERVE_NEXT, pages.language, may_be_out=True)
    page = pages.shown(payment())
    assert page is pages.waiting
    assert button(page, "primary").words() == BUTTONS[NextStep.SERVE_NEXT][pages.language]


@pytest.mark.parametrize("answer", PUSH_ANSWERS, ids=lambda each: f"{each.status} {each.code} {each.words[:30]}")
def test_an_answer_to_the_push_tells_whether_a_prompt_went_out(pages: Pages, answer: Refused) -> None:
    view = pushed(answer)
    check_words(told(view), answer.best, pages.language, may_be_out=answer.may_be_out)
    check_page(pages.shown(view), answer.best, pages.language)


@pytest.mark.parametrize(("code", "best"), TOKEN_ANSWERS.items())
def test_without_a_token_the_set_up_is_told(pages: Pages, code: str, best: NextStep) -> None:
    view = payment(refused(code, "Daraja does not accept the consumer key and secret"))
    check_words(told(view), best, pages.language, may_be_out=False)
    check_page(pages.shown(view), best, pages.language)


@pytest.mark.parametrize(
    ("story", "best", "may_be_out"),
    [
        (refused("not_sent", "ConnectError: refused", SendFailure.NOT_SENT), NextStep.SEND_AGAIN, False),
        (refused("not_sent", "ConnectError: [SSL] certificate", SendFailure.NOT_SENT), NextStep.PAY_ANOTHER_WAY, False),
        (refused("stopped", "the program stopped", SendFailure.NOT_SENT), NextStep.SEND_AGAIN, False),
        (lost(), NextStep.SERVE_NEXT, True),
    ],
    ids=["nothing left", "not secure", "stopped", "read time-out"],
)
def test_a_broken_network_tells_whether_anything_left(
    pages: Pages, story: tuple[Timed, ...], best: NextStep, may_be_out: bool
) -> None:
    view = payment(story)
    check_words(told(view), best, pages.language, may_be_out=may_be_out)
    check_page(pages.shown(view), best, pages.language)


def test_html_from_the_firewall_is_not_known() -> None:
    for status in (403, 502, 503, 504):
        with pytest.raises(DarajaError) as caught:
            read_push(status, b"<html>Request unsuccessful. Incapsula incident ID: 1</html>")
        assert told(payment(recorded(caught.value))).best is NextStep.SERVE_NEXT


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = SCALARS | st.lists(SCALARS, max_size=2) | st.dictionaries(st.text(), SCALARS, max_size=2)


@given(value=JSON)
def test_any_value_in_the_place_of_a_code_has_words(pages: Pages, value: object) -> None:
    code = result_code_text(value)
    if code is None or code in FINAL_CODES or code == "0":
        return
    words = words_of_code(code)
    assert all(str(text).strip() for text in astuple(words))
    assert words.money.startswith(MAYBE[pages.language])
    assert words.best is NextStep.SERVE_NEXT
