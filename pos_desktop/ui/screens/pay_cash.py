"""The cash pane of the pay screen: what the customer gives, and the change in the largest type."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_desktop.money import CENTS_PER_SHILLING, format_short
from pos_desktop.till import suggested_notes
from pos_desktop.ui.components import AmountLabel, Card, Divider, Field, FieldKind, Keypad, Label, PrimaryButton
from pos_desktop.ui.components.change_pieces import ChangePieces
from pos_desktop.ui.components.tenders import NoteButton
from pos_desktop.ui.screens.pay_view import PayView, cash_shown
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import COLUMN_GAP, GAP, MARGIN, right_column

_NOTE_KEYS = ("F2", "F3", "F4")
_CHANGE_SIZES = (Size.CHANGE, Size.PAID, Size.TOTAL, Size.TITLE)
"""The last is for 100,000.00 and more at 1024, which would push the keypad out of the window."""


class CashPane(QWidget):
    """Notes, cash received, change and what to hand over. `confirmed` carries the cash given, in cents."""

    confirmed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left_cents = 0
        self._is_busy = False
        self._notes_label = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2)
        self._notes = tuple(NoteButton(key) for key in _NOTE_KEYS)
        self._note_cents: tuple[int, ...] = ()
        self.field = Field(FieldKind.MONEY, tall=True)
        self.field.setObjectName("cash_received")
        self._title = Label(size=Size.LARGE, weight=Weight.SEMIBOLD)
        self._title.setObjectName("change_title")
        self._change = AmountLabel(_CHANGE_SIZES, align=Qt.AlignmentFlag.AlignLeft)
        self._change.setObjectName("change")
        self._divider = Divider()
        self._hand_over = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2)
        self._pieces = ChangePieces()
        self._pieces.setObjectName("hand_over")
        self._keypad = Keypad()
        self._primary = PrimaryButton()
        self._primary.setObjectName("take_cash")
        self._right = QWidget()
        self._build()
        self._connect()

    def _build(self) -> None:
        notes = QHBoxLayout()
        notes.setSpacing(GAP)
        for index, note in enumerate(self._notes):
            note.setObjectName(f"note_{index}")
            notes.addWidget(note, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._notes_label)
        left.addSpacing(4)
        left.addLayout(notes)
        left.addSpacing(MARGIN)
        left.addWidget(self._change_card(), 1)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.field)
        right.addSpacing(MARGIN)
        right.addWidget(self._keypad, 1)
        right.addSpacing(COLUMN_GAP)
        right.addWidget(self._primary)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(COLUMN_GAP)
        columns.addLayout(left, 1)
        columns.addWidget(self._right)

    def _change_card(self) -> Card:
        card = Card()
        column = QVBoxLayout(card)
        column.setContentsMargins(25, 25, 25, 25)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addStretch(1)
        column.addWidget(self._change)
        column.addStretch(1)
        column.addWidget(self._divider)
        column.addSpacing(MARGIN)
        column.addWidget(self._hand_over)
        column.addSpacing(GAP)
        column.addWidget(self._pieces)
        for part in (self._divider, self._hand_over, self._pieces):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        return card

    def _connect(self) -> None:
        self._keypad.pressed.connect(self.field.press)
        self.field.edited.connect(self._show_change)
        self._primary.clicked.connect(self._confirm)
        for index, note in enumerate(self._notes):
            note.clicked.connect(partial(self._give, index))

    def retranslate(self) -> None:
        """Sets every word."""
        self._notes_label.setText(self.tr("Customer gives"))
        self.field.set_label(self.tr("Cash received"))
        self._notes[0].set_remark(self.tr("exact"))
        self._hand_over.setText(self.tr("Hand over"))
        self._keypad.set_key_words("backspace", self.tr("Delete a digit"))
        self._primary.set_words(self.tr("Take cash"))
        self._show_change()

    def adapt(self, window_width: int) -> None:
        """Gives the keypad the width of the right column."""
        self._right.setFixedWidth(right_column(window_width) - 2 * MARGIN)

    def show_view(self, view: PayView) -> None:
        """Shows the notes for what is left."""
        self._left_cents, self._is_busy = view.bill.left_cents, view.is_busy
        self._note_cents = suggested_notes(self._left_cents)
        for index, note in enumerate(self._notes):
            offered = index < len(self._note_cents)
            note.setVisible(offered)
            note.set_words(format_short(self._note_cents[index]) if offered else "")
        self._show_change()

    def clear(self) -> None:
        """Forgets what was typed."""
        self.field.set_text("")
        self._show_change()

    def _give(self, index: int) -> None:
        self.field.set_text(str(self._note_cents[index] // CENTS_PER_SHILLING))
        self.field.setFocus()
        self._show_change()

    def _show_change(self) -> None:
        shown = cash_shown(self.field.text(), self._left_cents)
        self._title.setText(self.tr("Change") if shown.is_enough else self.tr("Still to pay"))
        self._change.set_cents(shown.change_cents if shown.is_enough else shown.still_cents)
        self._pieces.set_pieces(shown.pieces)
        for part in (self._divider, self._hand_over, self._pieces):
            part.setVisible(bool(shown.pieces))
        for note, cents in zip(self._notes, self._note_cents, strict=False):
            note.setChecked(cents == shown.given_cents)
        self._primary.set_amount(f"KES {format_short(shown.given_cents)}" if shown.given_cents else "")
        self._primary.setEnabled(shown.given_cents > 0 and not self._is_busy)

    def _confirm(self) -> None:
        if self.field.cents() > 0 and not self._is_busy:
            self.confirmed.emit(self.field.cents())
