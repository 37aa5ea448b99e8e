"""Details: the technical text of a payment, for whoever is called on the telephone about it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from pos_desktop.clock import Clock
from pos_desktop.money import format_kes
from pos_desktop.payments import PaymentView, mask_phone
from pos_desktop.ui.components import Button, Dialog, Divider, Label, PrimaryButton
from pos_desktop.ui.screens.story_lines import StoryLines
from pos_desktop.ui.screens.story_view import story_of
from pos_desktop.ui.theme import Role, Size
from pos_desktop.ui.theme.measures import DIALOG_PRIMARY_HEIGHT

_WIDTH = 720
_STORY_HEIGHT = 248
Row = tuple[str, str]


class DetailsDialog(Dialog):
    """Code, words, ids and story; Copy puts them on the clipboard with the phone number masked."""

    copied = Signal(str)

    def __init__(self, window: QWidget, clock: Clock) -> None:
        super().__init__(window, icon="file-text", width=_WIDTH)
        self._clock = clock
        self._payment: PaymentView | None = None
        self._grid = QGridLayout()
        self._values: list[tuple[Label, Label]] = []
        self._story = StoryLines()
        self._copy = Button("", "copy", "F2", height=DIALOG_PRIMARY_HEIGHT)
        self._copy.setObjectName("copy")
        self._close = PrimaryButton(key="Esc", height=DIALOG_PRIMARY_HEIGHT)
        self._close.setObjectName("close")
        self._lay_out()
        self._copy.clicked.connect(self._copy_text)
        self._close.clicked.connect(self.dismiss)
        self.retranslate()

    def _lay_out(self) -> None:
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, 168)
        self._grid.setColumnStretch(1, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self._story)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        area.setFixedHeight(_STORY_HEIGHT)
        self.body.addLayout(self._grid)
        self.body.addWidget(Divider())
        self.body.addWidget(area)
        self.add_answer(self._copy, 2)
        self.add_answer(self._close, 3)

    def show_payment(self, payment: PaymentView) -> None:
        """Shows a payment."""
        self._payment = payment
        self.retranslate()

    def retranslate(self) -> None:
        """Sets every word."""
        self.set_title(self.tr("Details"))
        self._copy.set_words(self.tr("Copy"))
        self._close.set_words(self.tr("Close"))
        if self._payment is None:
            return
        self._fill(self._rows(self._payment))
        self._story.show_steps(story_of(self._payment, self._clock.now()))

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _rows(self, payment: PaymentView) -> list[Row]:
        return [
            (self.tr("Sale, attempt"), f"{payment.account_reference}, {payment.attempt}"),
            (self.tr("Amount, phone"), f"{format_kes(payment.amount_cents)}, {mask_phone(payment.phone)}"),
            (self.tr("State"), f"{payment.status.value}, {payment.detail.value}"),
            (self.tr("M-Pesa's code"), payment.result_code or payment.refusal_code or "-"),
            (self.tr("M-Pesa's words"), payment.result_description or payment.refusal_words or "-"),
            (self.tr("Receipt"), payment.receipt or "-"),
            ("CheckoutRequestID", payment.checkout_request_id or "-"),
            ("MerchantRequestID", payment.merchant_request_id or "-"),
            (self.tr("Our id"), payment.public_id),
        ]

    def _fill(self, rows: list[Row]) -> None:
        while len(self._values) < len(rows):
            label, value = Label(size=Size.SMALL, tone=Role.TEXT2), Label(size=Size.SMALL, elide=True)
            number = len(self._values)
            self._grid.addWidget(label, number, 0)
            self._grid.addWidget(value, number, 1)
            self._values.append((label, value))
        for (label, value), (name, text) in zip(self._values, rows, strict=True):
            label.setText(name)
            value.setText(text)
            value.setAccessibleName(f"{name}: {text}")

    def _copy_text(self) -> None:
        if self._payment is None:
            return
        text = details_text(self._rows(self._payment), self._payment, self._clock.now())
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)


def details_text(rows: list[Row], payment: PaymentView, now: datetime) -> str:
    """The details as plain text, one fact a line; no full phone number is in it."""
    facts = [f"{name}: {text}" for name, text in rows]
    story = [f"{step.time_text} {step.text}" for step in story_of(payment, now)]
    return "\n".join([*facts, *story])
