"""What the loops behind the screen announce, as signals that arrive on the screen's own thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_desktop.payments import MailboxState, PaymentChange
from pos_desktop.printing import PrintNews


class Events(QObject):
    """Owned by the screen's thread; its `tell_...` methods may be called from any.

    Each signal only says "look again": what is true stands in the till's file.
    """

    payment_changed = Signal(object)
    receipt_printed = Signal(object)
    mailbox_changed = Signal(object)

    def tell_payment_changed(self, change: PaymentChange) -> None:
        """A payment has new evidence, and it is stored."""
        self.payment_changed.emit(change)

    def tell_receipt_printed(self, news: PrintNews) -> None:
        """A receipt came out, or did not."""
        self.receipt_printed.emit(news)

    def tell_mailbox_state(self, state: MailboxState) -> None:
        """The relay answers, or it does not."""
        self.mailbox_changed.emit(state)
