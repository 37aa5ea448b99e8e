"""The M-Pesa pane of the pay screen: how much, which phone, and what that phone will show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.money import CENTS_PER_SHILLING, format_kes, format_short
from pos_desktop.ui.components import (
    BACKSPACE_KEY,
    Button,
    Card,
    Field,
    FieldKind,
    FunctionKey,
    IconLabel,
    Keypad,
    Label,
    PrimaryButton,
)
from pos_desktop.ui.components.prompt_preview import PromptPreview
from pos_desktop.ui.screens.pay_view import AmountFault, PayView, PhoneState, amount_fault, phone_shown
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import COLUMN_GAP, GAP, MARGIN, PRIMARY_HEIGHT, is_narrow, right_column
from pos_desktop.ui.words import words_of_phone_reason

COUNTRY_KEY = "+254"
DOUBLE_NOUGHT = "00"
_LEAST_NUMBER_WIDTH = 120
"""`250,000`, the most that M-Pesa takes."""


class MpesaPane(QWidget):
    """Amount, phone and preview. `confirmed` carries the number as it was typed, and the amount in cents."""

    confirmed = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: PayView | None = None
        self._is_part = False
        self.amount = Field(FieldKind.MONEY, tall=True)
        self.amount.setObjectName("mpesa_amount")
        self.phone = Field(FieldKind.PHONE, tall=True, icon="phone")
        self.phone.setObjectName("mpesa_phone")
        self._amount_reason = _reason_line()
        self._phone_reason = _reason_line()
        self._phone_reason.setObjectName("phone_reason")
        self._part = Button("", "", "F2", height=PRIMARY_HEIGHT)
        self._part.setObjectName("part_of_it")
        self._preview_icon = IconLabel("smartphone", 20)
        self._preview_title = Label(weight=Weight.SEMIBOLD, elide=True)
        self._preview = PromptPreview()
        self._preview.setObjectName("prompt_preview")
        self._advice = Label(tone=Role.TEXT2, elide=True)
        self._foot = QWidget()
        self._keypad = Keypad(FunctionKey(COUNTRY_KEY, COUNTRY_KEY), BACKSPACE_KEY)
        self._primary = PrimaryButton()
        self._primary.setObjectName("send_prompt")
        self._right = QWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        amount = QHBoxLayout()
        amount.setSpacing(GAP)
        amount.addWidget(self.amount, 1)
        self.amount.editor().setMinimumWidth(_LEAST_NUMBER_WIDTH)
        part = QVBoxLayout()
        part.addStretch(1)
        part.addWidget(self._part)
        amount.addLayout(part)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(amount)
        left.addWidget(self._amount_reason)
        left.addWidget(self._preview_card(), 1)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.phone)
        right.addWidget(self._phone_reason)
        right.addWidget(self._keypad, 1)
        right.addSpacing(COLUMN_GAP)
        right.addWidget(self._primary)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(COLUMN_GAP)
        columns.addLayout(left, 1)
        columns.addWidget(self._right)

    def _preview_card(self) -> Card:
        title = QHBoxLayout()
        title.setSpacing(GAP)
        title.addWidget(self._preview_icon)
        title.addWidget(self._preview_title, 1)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 16, 0, 0)
        foot.setSpacing(12)
        foot.addWidget(IconLabel("info", 20, Role.TEXT2))
        foot.addWidget(self._advice, 1)
        card = Card()
        column = QVBoxLayout(card)
        self._card_column = column
        column.setSpacing(0)
        column.addLayout(title)
        column.addSpacing(16)
        column.addWidget(self._preview, 1)
        column.addWidget(self._foot)
        return card

    def _connect(self) -> None:
        self._keypad.pressed.connect(self._press)
        self.amount.edited.connect(self._show_state)
        self.phone.edited.connect(self._show_state)
        self._part.clicked.connect(self._toggle_part)
        self._primary.clicked.connect(self._confirm)
        for field in (self.amount, self.phone):
            field.editor().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Touching the amount asks for a part; leaving it empty asks for the whole again."""
        if watched is self.amount.editor():
            if event.type() is QEvent.Type.FocusIn and not self._is_part:
                self._ask_for_part()
            elif event.type() is QEvent.Type.FocusOut and self._is_part and not self.amount.text():
                self._ask_for_whole()
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._name_function_key()
        return False

    def retranslate(self) -> None:
        """Sets every word."""
        self.amount.set_label(self.tr("Amount"))
        self.phone.set_label(self.tr("Customer's phone"))
        self._preview_title.setText(self.tr("The customer's phone will show"))
        self._advice.setText(self.tr("The phone must be on and unlocked."))
        self._keypad.set_key_words("backspace", self.tr("Delete a digit"))
        self._primary.set_words(self.tr("Send prompt"))
        self._show_state()

    def adapt(self, window_width: int) -> None:
        """Gives the keypad the width of the right column; at 1024 the card keeps the words and drops the advice."""
        self._right.setFixedWidth(right_column(window_width) - 2 * MARGIN)
        narrow = is_narrow(window_width)
        self._foot.setVisible(not narrow)
        self._preview_icon.setVisible(not narrow)
        self._preview.set_narrow(narrow=narrow)
        padding = MARGIN + 1 if narrow else COLUMN_GAP + 1
        self._card_column.setContentsMargins(padding, COLUMN_GAP + 1, padding, padding)
        self.amount.set_currency(shown=not narrow)

    def show_view(self, view: PayView) -> None:
        """Shows what is left as the amount, unless a part is being typed."""
        self._view = view
        if not self._is_part:
            self._ask_for_whole()
        self._show_state()

    def start(self, phone: str) -> None:
        """Begins anew with a number, or with none."""
        self.phone.set_text(phone)
        self._ask_for_whole()

    def _toggle_part(self) -> None:
        if self._is_part:
            self._ask_for_whole()
            self.phone.setFocus()
        else:
            self.amount.setFocus()

    def _ask_for_part(self) -> None:
        self._is_part = True
        self.amount.set_text("")
        self._show_state()

    def _ask_for_whole(self) -> None:
        self._is_part = False
        left_cents = self._view.bill.left_cents if self._view else 0
        self.amount.set_text(str(left_cents // CENTS_PER_SHILLING) if left_cents else "")
        self._show_state()

    def _is_typing_amount(self) -> bool:
        return self.amount.editor().hasFocus()

    def _press(self, key: str) -> None:
        if self._is_typing_amount():
            self.amount.press(DOUBLE_NOUGHT if key == COUNTRY_KEY else key)
        elif key == COUNTRY_KEY:
            self._put_country_in_front()
        else:
            self.phone.press(key)

    def _put_country_in_front(self) -> None:
        typed = self.phone.text()
        if not typed.startswith(("+", COUNTRY_KEY[1:])):
            self.phone.set_text(COUNTRY_KEY + typed.lstrip("0"))
            self._show_state()

    def _name_function_key(self) -> None:
        self._keypad.set_key_words(COUNTRY_KEY, DOUBLE_NOUGHT if self._is_typing_amount() else COUNTRY_KEY)

    def _show_state(self) -> None:
        view = self._view
        if view is None:
            return
        cents = self.amount.cents()
        fault = amount_fault(cents, view.bill.left_cents, view.most_mpesa_cents)
        self._show_fault(fault)
        state = self._show_phone()
        self._part.set_words(self.tr("All of it") if self._is_part else self.tr("Part of it"))
        self._primary.set_amount(f"KES {format_short(cents)}" if fault is None else "")
        self._primary.setEnabled(fault is None and state is PhoneState.GOOD and not view.is_busy)
        strong = {
            "amount": format_kes(cents),
            "business": view.business_name.upper(),
            "reference": view.bill.receipt_number,
        }
        template = self.tr("Do you want to pay\n{amount} to\n{business},\naccount {reference}?")
        self._preview.show_words(template, strong, self.tr("M-Pesa PIN"))

    def _show_fault(self, fault: AmountFault | None) -> None:
        words = {
            AmountFault.MORE_THAN_LEFT: self.tr("More than is left to pay."),
            AmountFault.OVER_LIMIT: self.tr("Over M-Pesa's limit for one payment."),
        }
        _refuse(self.amount, self._amount_reason, words.get(fault, "") if fault else "")

    def _show_phone(self) -> PhoneState:
        shown = phone_shown(self.phone.text())
        is_good = shown.state is PhoneState.GOOD
        self.phone.set_hint(self.tr("Safaricom number") if is_good else "", "circle-check" if is_good else "")
        is_refused = shown.state is PhoneState.REFUSED
        _refuse(self.phone, self._phone_reason, words_of_phone_reason(shown.reason) if is_refused else "")
        return shown.state

    def _confirm(self) -> None:
        if self._primary.isEnabled():
            self.confirmed.emit(self.phone.text(), self.amount.cents())


def _reason_line() -> Label:
    """The reason stands in the gap under its field, so that nothing moves when it comes."""
    line = Label(size=Size.SMALL, tone=Role.STOP, elide=True)
    line.setFixedHeight(MARGIN)
    return line


def _refuse(field: Field, line: Label, reason: str) -> None:
    line.setText(reason)
    if reason:
        field.refuse("")
    else:
        field.accept()
