"""The screens that take money, with the data of the design's pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_desktop.payments import PaymentView, Refusal, ReleasedOnTrust, StrayPayment
from pos_desktop.payments.evidence import Absence, Overpaid, ShownFailed, StoredSource
from pos_desktop.printing import PaperOutError
from pos_desktop.ui.components import Dialog
from pos_desktop.ui.components.bill_lines import BillLine
from pos_desktop.ui.customer_phone import CustomerPhone, PhonePrompt
from pos_desktop.ui.details_dialog import DetailsDialog
from pos_desktop.ui.dialogs import CancelWaitingDialog, ChargedTwiceDialog, ManagerPinDialog, PhoneShowsNothingDialog
from pos_desktop.ui.screens.bill_view import BillView, TenderRow, TenderRowKind
from pos_desktop.ui.screens.outcome import NotPaidScreen, OutcomeView, UnknownScreen
from pos_desktop.ui.screens.paid import CashPaidScreen, CashPaidView, PaidScreen, PaidView, ReceiptState
from pos_desktop.ui.screens.pay import PayScreen
from pos_desktop.ui.screens.pay_view import PayView, TenderChoice
from pos_desktop.ui.screens.pending import PendingScreen
from pos_desktop.ui.screens.pending_view import HeldSale, PendingPayment, PendingView
from pos_desktop.ui.screens.waiting import WaitingScreen, WaitingView
from tests.pictures.frame import SHOP, PictureClock, with_status_bar
from tests.pictures.registry import Scene
from tests.ui.payment_samples import SENT, after, callback, no_answer, not_paid, paid, payment, query

LINES = (
    BillLine("2×", "Jogoo maize flour", 42_000, "2 kg"),
    BillLine("3×", "Brookside milk", 17_100, "500 ml"),
    BillLine("1×", "Kabras sugar", 16_000, "1 kg"),
    BillLine("1×", "Ketepa tea", 14_500, "250 g"),
    BillLine("1×", "Menengai soap", 18_500, "800 g"),
    BillLine("2×", "Royco Mchuzi Mix", 11_000, "75 g"),
)


def bill(*tenders: TenderRow, left_cents: int = 119_100) -> BillView:
    """The bill of the pictures."""
    return BillView("sale-1", "1-000482", "Achieng", "14:05", 119_100, left_cents, 10, 8_276, tenders, LINES)


def pay_cash() -> QWidget:
    """A part by M-Pesa, the rest in cash."""
    screen = PayScreen()
    part = TenderRow(TenderRowKind.MPESA_PAID, 70_000, "UK07XK2M9P")
    screen.show_view(PayView(bill(part, left_cents=49_100), TenderChoice.CASH, SHOP))
    return with_status_bar(screen)


def give_a_thousand(window: QWidget) -> None:
    """The third note."""
    screen = window.findChild(PayScreen)
    assert screen is not None
    screen.first_focus()
    note = screen.findChild(QWidget, "note_2")
    assert note is not None
    note.click()  # type: ignore[attr-defined]


def pay_mpesa() -> QWidget:
    """A whole number, nothing sent."""
    screen = PayScreen()
    screen.show_view(PayView(bill(), TenderChoice.MPESA, SHOP, phone="0712345678"))
    return with_status_bar(screen)


def focus_phone(window: QWidget) -> None:
    """The caret stands in the phone's field."""
    screen = window.findChild(PayScreen)
    assert screen is not None
    screen.first_focus()


def waiting() -> QWidget:
    """Seventeen seconds after the prompt went out."""
    screen = WaitingScreen(PictureClock(after(17)))
    screen.show_view(WaitingView(bill(TenderRow(TenderRowKind.MPESA_ASKED, 119_100)), payment(SENT)))
    return with_status_bar(screen)


def paid_by_mpesa() -> QWidget:
    """Paid, and its receipt is out."""
    screen = PaidScreen(PictureClock(after(19)))
    row = TenderRow(TenderRowKind.MPESA_PAID, 119_100, "UK07XK2M9P")
    view = PaidView(bill(row, left_cents=0), 119_100, "254712345678", "UK07XK2M9P", after(19), 0, ReceiptState.PRINTED)
    screen.show_view(view)
    return with_status_bar(screen)


def paid_too_much() -> QWidget:
    """A part was paid in cash before the prompt turned out to be paid after all."""
    screen = PaidScreen(PictureClock(after(19)))
    rows = (TenderRow(TenderRowKind.CASH, 20_000), TenderRow(TenderRowKind.MPESA_PAID, 119_100, "UK07XK2M9P"))
    whole = bill(*rows, left_cents=0)
    view = PaidView(whole, 119_100, "254712345678", "UK07XK2M9P", after(19), 0, ReceiptState.PRINTED)
    screen.show_view(replace(view, excess_cents=20_000))
    return with_status_bar(screen)


def paid_in_cash() -> QWidget:
    """The change of a thousand, and a printer without paper."""
    screen = CashPaidScreen(PictureClock(after(19)))
    rows = (TenderRow(TenderRowKind.MPESA_PAID, 70_000, "UK07XK2M9P"), TenderRow(TenderRowKind.CASH, 49_100))
    problem = PaperOutError("no paper")
    screen.show_view(CashPaidView(bill(*rows, left_cents=0), 100_000, 50_900, ReceiptState.FAILED, problem))
    return with_status_bar(screen)


def pay_in_parts() -> QWidget:
    """The longest lines that a bill can have between due and left, and goods for as much."""
    screen = PayScreen()
    parts = (
        TenderRow(TenderRowKind.MPESA_PAID, 119_100, "UK07XK2M9P"),
        TenderRow(TenderRowKind.MPESA_PAID, 24_999_900, "UK07XJ4T1C"),
        TenderRow(TenderRowKind.CASH, 99_999_900, tender_id="tender-3"),
        TenderRow(TenderRowKind.MPESA_UNKNOWN, 1_500_000),
        TenderRow(TenderRowKind.MPESA_NOT_PAID, 0, why=Refusal.NOT_SECURE),
    )
    lines = (BillLine("1.25×", "Jogoo maize flour", 99_999_900, "2 kg"), *LINES)
    big = replace(bill(*parts, left_cents=25_618_900), due_cents=150_737_800, item_count=120, vat_cents=20_791_421)
    screen.show_view(PayView(replace(big, lines=lines), TenderChoice.MPESA, SHOP, phone="0712345678"))
    return with_status_bar(screen)


def wrong_pin() -> QWidget:
    """The customer typed the wrong PIN."""
    screen = NotPaidScreen(PictureClock(after(30)))
    row = TenderRow(TenderRowKind.MPESA_NOT_PAID, 0, why="2001")
    screen.show_view(OutcomeView(bill(row), payment(not_paid("2001"))))
    return with_status_bar(screen)


def unknown() -> QWidget:
    """A minute and a half without an answer."""
    screen = UnknownScreen(PictureClock(after(92)))
    row = TenderRow(TenderRowKind.MPESA_UNKNOWN, 119_100)
    screen.show_view(OutcomeView(bill(row), payment(SENT, next_query_at=after(100))))
    return with_status_bar(screen)


NOW = datetime(2026, 11, 24, 11, 5, tzinfo=UTC)


def waits(
    view: PaymentView, number: str, items: int, *, clock_text: str = "13:59", answered_minutes: int | None = None
) -> PendingPayment:
    """One payment of the picture."""
    answered = None if answered_minutes is None else NOW - timedelta(minutes=answered_minutes)
    return PendingPayment(
        view, f"sale-{number}", number, "Achieng", clock_text, items, answered, is_receipt_printed=True
    )


def pending_view() -> PendingView:
    """Two open, two held, two answered."""
    first = NOW - timedelta(minutes=5, seconds=58 + 2)
    story = (*SENT, (248, no_answer(248)))
    unknown_one = payment(
        story,
        payment_id=1,
        phone="254722104556",
        amount_cents=84_500,
        sent_at=first,
        next_query_at=NOW + timedelta(seconds=25),
    )
    waiting_one = payment(
        SENT, payment_id=2, phone="254798220417", amount_cents=23_000, sent_at=NOW - timedelta(seconds=48)
    )
    paid_one = payment(
        paid("UK07XJ4T1C", amount_cents=102_000), payment_id=3, phone="254701553209", amount_cents=102_000
    )
    refused_one = payment(not_paid("1032"), payment_id=4, phone="254745610338", amount_cents=31_000)
    return PendingView(
        open=(waits(unknown_one, "1-000479", 7), waits(waiting_one, "1-000481", 3)),
        held=(
            HeldSale("h1", "Red bag, back in 5 min", "Achieng", 4, 61_500, NOW - timedelta(minutes=12)),
            HeldSale("h2", "Otieno, boda boda", "Baraka", 12, 234_000, NOW - timedelta(minutes=31)),
        ),
        answered=(
            waits(paid_one, "1-000480", 2, answered_minutes=2),
            waits(refused_one, "1-000476", 2, answered_minutes=9),
        ),
    )


def pending() -> QWidget:
    """Everything that waits."""
    screen = PendingScreen(PictureClock(NOW))
    screen.show_view(pending_view())
    return with_status_bar(screen)


def exceptions_view() -> PendingView:
    """Three that need a manager, and one that is open."""
    contradicted = payment(
        (*SENT, (9, callback("0", receipt="UK07XK2M9P", amount_cents=119_100)), (9, query("1032", 9))),
        payment_id=5,
        sent_at=NOW - timedelta(minutes=3),
    )
    released = payment(
        (*SENT, (40, ReleasedOnTrust("Achieng", "Mwangi", "SMS")), (70, callback("1032")), (70, query("1032", 70))),
        payment_id=6,
        phone="254722104556",
        amount_cents=84_500,
        sent_at=NOW - timedelta(minutes=26),
    )
    late = payment(
        (*SENT, (90, Absence(StoredSource.PULL, "p")), (90, ShownFailed()), *paid(at=400, amount_cents=102_000)[2:]),
        payment_id=7,
        phone="254701553209",
        amount_cents=102_000,
        sent_at=NOW - timedelta(minutes=41),
    )
    waiting = payment(
        SENT, payment_id=2, phone="254798220417", amount_cents=23_000, sent_at=NOW - timedelta(seconds=48)
    )
    return PendingView(
        exceptions=(
            waits(contradicted, "1-000482", 7),
            waits(released, "1-000471", 3),
            waits(late, "1-000466", 5),
        ),
        strays=(
            StrayPayment(1, "UK07XN4T1C", 46_000, "0733***204", NOW - timedelta(hours=3)),
            StrayPayment(2, "UK09AB2M7D", 31_500, "0712 *** 678", NOW - timedelta(minutes=45), "1-000481"),
        ),
        open=(waits(waiting, "1-000481", 3),),
    )


def exceptions() -> QWidget:
    """What needs a manager."""
    screen = PendingScreen(PictureClock(NOW))
    screen.show_view(exceptions_view())
    return with_status_bar(screen)


def exception_overpaid() -> QWidget:
    """Money that has to be given back: a part of one payment, and the whole of one whose sale was cleared."""
    too_much = payment((*paid(), (20, Overpaid(20_000))), payment_id=5, sent_at=NOW - timedelta(minutes=3))
    cleared = payment((*paid(), (20, Overpaid(119_100))), payment_id=6, phone="254722104556", sent_at=NOW)
    screen = PendingScreen(PictureClock(NOW))
    screen.show_view(
        PendingView(
            exceptions=(
                replace(waits(too_much, "1-000482", 7), excess_cents=20_000),
                replace(waits(cleared, "1-000471", 3), excess_cents=119_100, is_cleared=True),
            )
        )
    )
    return with_status_bar(screen)


def phone() -> QWidget:
    """A prompt, and two digits of the PIN."""
    window = CustomerPhone(lambda _prompt, _action: None, clock=PictureClock(NOW))
    window.show_prompt(PhonePrompt("p1", "254712345678", "MAMA NJERI STORES", 119_100, "1-000482"))
    return window


def type_two_digits(window: QWidget) -> None:
    """The picture's two dots."""
    pin = window.findChild(QWidget, "phone_pin")
    assert pin is not None
    pin.setFocus()
    for _ in range(2):
        key = window.findChild(QAbstractButton, "key_1")
        assert key is not None
        key.click()


def dialog_over(make: Callable[[QWidget], Dialog]) -> Callable[[], QWidget]:
    """A dialog over the waiting screen."""

    def scene() -> QWidget:
        window = waiting()
        make(window).setObjectName("dialog")
        return window

    return scene


def open_dialog(window: QWidget) -> None:
    """Puts it over the page."""
    dialog = window.findChild(Dialog, "dialog")
    assert dialog is not None
    if isinstance(dialog, ManagerPinDialog):
        reason = "Another way to pay while the first prompt has no final answer."
        dialog.ask(QCoreApplication.translate("OpenPromptQuestions", reason))
    else:
        dialog.open_over()


def charged_twice(window: QWidget) -> Dialog:
    dialog = ChargedTwiceDialog(window)
    dialog.show_payment(payment(SENT))
    return dialog


def cancel_waiting(window: QWidget) -> Dialog:
    dialog = CancelWaitingDialog(window)
    dialog.show_payment(payment(SENT))
    return dialog


def phone_shows_nothing(window: QWidget) -> Dialog:
    dialog = PhoneShowsNothingDialog(window)
    dialog.show_payment(payment(SENT))
    return dialog


def manager_pin(window: QWidget) -> Dialog:
    return ManagerPinDialog(window)


def details(window: QWidget) -> Dialog:
    dialog = DetailsDialog(window, PictureClock(after(92)))
    dialog.show_payment(payment(not_paid("2001")))
    return dialog


SCENES = [
    Scene("pay-cash", pay_cash, prepare=give_a_thousand),
    Scene("pay-mpesa", pay_mpesa, prepare=focus_phone),
    Scene("pay-in-parts", pay_in_parts, prepare=focus_phone),
    Scene("mpesa-waiting", waiting),
    Scene("mpesa-paid", paid_by_mpesa),
    Scene("mpesa-paid-too-much", paid_too_much),
    Scene("cash-paid", paid_in_cash),
    Scene("mpesa-not-paid", wrong_pin),
    Scene("mpesa-unknown", unknown),
    Scene("pending", pending),
    Scene("exceptions", exceptions),
    Scene("exceptions-overpaid", exception_overpaid),
    Scene("phone-demo", phone, sizes=(QSize(420, 760),), prepare=type_two_digits),
    Scene("dialog-charged-twice", dialog_over(charged_twice), prepare=open_dialog),
    Scene("dialog-cancel-waiting", dialog_over(cancel_waiting), prepare=open_dialog),
    Scene("dialog-phone-shows-nothing", dialog_over(phone_shows_nothing), prepare=open_dialog),
    Scene("dialog-manager-pin", dialog_over(manager_pin), prepare=open_dialog),
    Scene("dialog-details", dialog_over(details), prepare=open_dialog),
]
