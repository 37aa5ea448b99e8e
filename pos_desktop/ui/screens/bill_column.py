"""The bill beside a screen, in words: fills the bill panel from its view."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.money import format_amount
from pos_desktop.ui.components.bill import BillPanel, BillWords, MoneyRow
from pos_desktop.ui.screens.bill_view import BillView, TenderRow, TenderRowKind
from pos_desktop.ui.theme import Role
from pos_desktop.ui.words import in_a_sentence, words_of_subject

_MARKS = {
    TenderRowKind.CASH: ("banknote", Role.TEXT2),
    TenderRowKind.MPESA_PAID: ("circle-check", Role.MONEY),
    TenderRowKind.MPESA_ASKED: ("hourglass", Role.TEXT2),
    TenderRowKind.MPESA_NOT_PAID: ("triangle-alert", Role.WARN),
    TenderRowKind.MPESA_UNKNOWN: ("circle-question-mark", Role.WARN),
}


class BillHead(StrEnum):
    """What stands at the head: a way back, or the sale's number and who is selling."""

    BACK = "back"
    TITLE = "title"


class BillColumn(BillPanel):
    """The left column, with the words of the language that is on."""

    def __init__(self, head: BillHead, parent: QWidget | None = None) -> None:
        self._head_kind = head
        self._view: BillView | None = None
        super().__init__(parent)
        self.retranslate()

    def retranslate(self) -> None:
        """Sets the fixed words, and those of the sale that is shown."""
        self.set_words(
            BillWords(
                back=self.tr("Back to sale"),
                back_short=self.tr("Back"),
                due=self.tr("Due"),
                taken=self.tr("Taken"),
                left=self.tr("Left to pay"),
                remove=self.tr("Hand back"),
                lines=self.tr("Lines of the sale"),
            )
        )
        if self._view is not None:
            self.show_bill(self._view)

    def set_narrow(self, *, narrow: bool) -> None:
        """At 1024 the reason alone is said: there is room for no more."""
        super().set_narrow(narrow=narrow)
        if self._view is not None:
            self.show_bill(self._view)

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def show_bill(self, view: BillView) -> None:
        """Shows a bill; cheap when it is the one that is shown."""
        self._view = view
        sale = self.tr("Sale {number}").format(number=view.receipt_number)
        if self._head_kind is BillHead.BACK:
            self.show_back(sale)
        else:
            self.show_title(sale, view.staff_name, view.clock_text)
        self.show_money(view.due_cents, view.left_cents, [self._money_row(row) for row in view.tenders])
        vat = self.tr("VAT included {amount}").format(amount=format_amount(view.vat_cents))
        self.show_lines(self._items(view.item_count), vat, view.lines)

    def _items(self, count: int) -> str:
        return self.tr("1 item") if count == 1 else self.tr("{count} items").format(count=count)

    def _money_row(self, row: TenderRow) -> MoneyRow:
        icon, tone = _MARKS[row.kind]
        return MoneyRow(
            icon=icon,
            tone=tone,
            words=self.tr("Cash") if row.kind is TenderRowKind.CASH else "M-Pesa",
            amount_cents=row.amount_cents,
            note=self._note(row),
            code=row.code,
            removable=row.tender_id or "",
        )

    def _note(self, row: TenderRow) -> str:
        if row.kind is TenderRowKind.MPESA_ASKED:
            return self.tr("asked, not paid yet")
        if row.kind is TenderRowKind.MPESA_UNKNOWN:
            return self.tr("not known yet")
        if row.why is not None:
            reason = in_a_sentence(words_of_subject(row.why).reason)
            return reason if self._narrow else self.tr("not paid, {reason}").format(reason=reason)
        return self.tr("code to follow") if row.kind is TenderRowKind.MPESA_PAID and not row.code else ""
