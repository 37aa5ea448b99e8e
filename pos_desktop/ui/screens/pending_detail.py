"""The right column of Pending: the story of what is chosen, and the primary for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_desktop.clock import Clock, in_nairobi
from pos_desktop.payments import PaymentView, StrayPayment, TransactionStatus, format_phone
from pos_desktop.ui.components import Button, Card, IconLabel, Label, Panel, PrimaryButton, Tone
from pos_desktop.ui.components.state_block import StateBlock
from pos_desktop.ui.screens.pending_view import (
    HeldSale,
    PendingPayment,
    held_key,
    items_text,
    may_check,
    payment_key,
    stray_key,
    stray_tag,
    tag_of,
)
from pos_desktop.ui.screens.story_lines import StoryLines
from pos_desktop.ui.screens.story_view import story_of
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import GAP, HEAD_HEIGHT, MARGIN


class PendingDetail(Panel):
    """`acted` carries the key of what the primary is for; the others carry the number of the payment that is shown.

    A button is for what was shown when the finger came down on it; when another comes under it, nothing is done.
    For an exception the primary is what may still clear it up, else the manager's decision.
    """

    acted = Signal(str)
    other_way = Signal(int)
    check = Signal(int)
    decide = Signal(int)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(edges="l", parent=parent)
        self._clock = clock
        self._key = ""
        self._pressed_key = ""
        self._payment_id = 0
        self._is_exception = False
        self._may_check = False
        self._title = Label(weight=Weight.SEMIBOLD)
        self._remark = Label(size=Size.SMALL, tone=Role.TEXT2, align=Qt.AlignmentFlag.AlignRight, elide=True)
        self._state = StateBlock()
        self._state.setObjectName("chosen_state")
        self._story = StoryLines()
        self._story.setObjectName("story")
        self._note = Card(Role.SUNKEN, None)
        self._note_words = Label(size=Size.SMALL, wrap=True)
        self._other = Button("", "lock", "F9")
        self._other.setObjectName("pay_another_way")
        self._decide = Button("", "lock", "F9")
        self._decide.setObjectName("decide")
        self._primary = PrimaryButton()
        self._primary.setObjectName("primary")
        self._body = QWidget()
        self._build()
        for each in (self._other, self._decide, self._primary):
            each.pressed.connect(self._note_pressed)
        self._other.clicked.connect(self._ask_other_way)
        self._decide.clicked.connect(self._ask_decision)
        self._primary.clicked.connect(self._act)

    def _build(self) -> None:
        head = Panel(edges="b")
        head.setFixedHeight(HEAD_HEIGHT)
        line = QHBoxLayout(head)
        line.setContentsMargins(MARGIN, 0, MARGIN, 0)
        line.addWidget(self._title)
        line.addWidget(self._remark, 1)
        note = QHBoxLayout(self._note)
        note.setContentsMargins(16, 12, 16, 12)
        note.setSpacing(12)
        note.addWidget(IconLabel("info", 20, Role.TEXT2))
        note.addWidget(self._note_words, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, GAP, MARGIN, MARGIN)
        foot.setSpacing(GAP)
        foot.addWidget(self._other)
        foot.addWidget(self._decide)
        foot.addWidget(self._primary)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(head)
        body.addWidget(self._state)
        body.addWidget(self._scrolling(), 1)
        body.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.addWidget(self._body)

    def _scrolling(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        column.setSpacing(20)
        column.addWidget(self._story)
        column.addWidget(self._note)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        return area

    def retranslate(self) -> None:
        """Sets the words that never change; the rest comes with what is shown."""
        self._other.set_words(self.tr("Pay another way"))
        self._decide.set_words(self.tr("Decide (manager)"))

    def show_payment(self, pending: PendingPayment) -> None:
        """A payment's state, story and primary."""
        payment, now = pending.payment, self._clock.now()
        self._body.show()
        self._key, self._payment_id = payment_key(pending), payment.id
        self._title.setText(self.tr("Sale {number}").format(number=pending.receipt_number))
        self._remark.setText(f"{pending.staff_name} · {pending.clock_text}")
        tag = tag_of(pending, now)
        self._state.show_state(tag.icon, Tone(tag.tone), tag.text, format_phone(payment.phone), pending.amount_cents)
        self._story.show_steps(story_of(payment, now))
        self._story.show()
        self._is_exception, self._may_check = bool(payment.open_doubts), may_check(payment)
        self._decide.setVisible(self._is_exception and self._may_check)
        self._other.setVisible(payment.is_open and not self._is_exception)
        self._note.setVisible(payment.is_open or self._is_exception)
        if payment.open_doubts:
            self._note_words.setText(pending.doubt_words.advice)
        else:
            self._note_words.setText(self.tr("When it is paid, the receipt prints here and the till says so."))
        self._primary.set_words(self._primary_words(payment))

    def _primary_words(self, payment: PaymentView) -> str:
        if payment.is_open or (self._is_exception and self._may_check):
            return self.tr("Check with M-Pesa")
        if self._is_exception:
            return self.tr("Decide (manager)")
        is_paid = payment.status is TransactionStatus.COMPLETED
        return self.tr("Print again") if is_paid else self.tr("Bring back")

    def show_stray(self, stray: StrayPayment) -> None:
        """Money that no sale of this till asked for, or that more than one prompt of a sale may have been paid with."""
        self._body.show()
        self._key = stray_key(stray)
        self._is_exception = self._may_check = False
        self._title.setText(self.tr("M-Pesa {code}").format(code=stray.receipt))
        self._remark.setText(in_nairobi(stray.received_at).strftime("%H:%M"))
        tag = stray_tag(stray)
        self._state.show_state(tag.icon, Tone(tag.tone), tag.text, stray.phone_masked, stray.amount_cents)
        for part in (self._story, self._other, self._decide):
            part.hide()
        self._note.show()
        self._note_words.setText(
            self.tr(
                "M-Pesa has this money for sale {0}. It is not certain which prompt it paid. Look, then decide."
            ).format(stray.reference)
            if stray.reference
            else self.tr("This money came for no sale of this till, as after a backup. Find its sale, then decide.")
        )
        self._primary.set_words(self.tr("Decide (manager)"))

    def show_held(self, held: HeldSale) -> None:
        """A held sale."""
        self._body.show()
        self._key = held_key(held)
        self._title.setText(self.tr("Held sale"))
        at = in_nairobi(held.held_at).strftime("%H:%M")
        self._remark.setText(f"{held.staff_name} · {at}")
        title = held.note or self.tr("Without a note")
        self._state.show_state("pause", Tone.NEUTRAL, title, items_text(held.item_count), held.due_cents)
        self._is_exception = False
        for part in (self._story, self._other, self._decide):
            part.hide()
        self._note.show()
        self._note_words.setText(self.tr("Bringing it back holds the sale that is open now, if it has anything in it."))
        self._primary.set_words(self.tr("Bring back"))

    def show_nothing(self) -> None:
        """Nothing is chosen, because nothing waits."""
        self._key = ""
        self._body.hide()

    def _note_pressed(self) -> None:
        self._pressed_key = self._key

    def _ask_other_way(self) -> None:
        if self._key == self._pressed_key:
            self.other_way.emit(self._payment_id)

    def _ask_decision(self) -> None:
        if self._key == self._pressed_key:
            self.decide.emit(self._payment_id)

    def _act(self) -> None:
        if not self._key or self._key != self._pressed_key:
            return
        if self._is_exception and self._may_check:
            self.check.emit(self._payment_id)
        else:
            self.acted.emit(self._key)
