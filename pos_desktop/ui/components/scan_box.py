"""The box that a scanner, or a person, types into; on the sale screen it always has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_desktop.ui.components.key_mark import KeyMark
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.line_edit import LineEdit
from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.components.panel import IconLabel
from pos_desktop.ui.theme import Role, Size, Weight

_HEIGHT = 56


class _Input(LineEdit):
    """Lets the box know about focus; a scanner's Enter ends what was typed."""

    focus_changed = Signal()

    def __init__(self) -> None:
        super().__init__(Size.BODY, Weight.REGULAR)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Shift+Del clears the sale, so the field leaves it to the sale's own shortcut."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_clear(event):
            event.ignore()
            return False
        return super().event(event)


def _is_clear(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Delete and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


class ScanBox(QWidget):
    """`entered` carries what was ended by Enter, and the box is empty again; `edited` what is typed so far."""

    entered = Signal(str)
    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._input = _Input()
        self._input.setObjectName("scan_input")
        self._icon = IconLabel("scan-barcode", 24)
        self._times = KeyMark("3*")
        self._hint = Label(size=Size.SMALL, tone=Role.TEXT2)
        self._key = KeyMark("F2")
        self.setFixedHeight(_HEIGHT)
        self.setFocusProxy(self._input)
        row = QHBoxLayout(self)
        row.setContentsMargins(17, 0, 13, 0)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addSpacing(4)
        row.addWidget(self._input, 1)
        for widget in (self._times, self._hint, self._key):
            row.addWidget(widget)
        self._input.focus_changed.connect(self.update)
        self._input.returnPressed.connect(self._enter)
        self._input.textEdited.connect(self.edited)
        shortcut = QShortcut(QKeySequence("F2"), self)
        shortcut.activated.connect(self._input.setFocus)

    def set_words(self, placeholder: str, hint: str, name: str) -> None:
        """The words of the language that is on."""
        self._input.setPlaceholderText(placeholder)
        self._input.setAccessibleName(name)
        self._hint.setText(hint)

    def show_multiplier(self, words: str) -> None:
        """`3*` while the next scan counts three times; nothing otherwise."""
        self._input.setText(words)

    def clear(self) -> None:
        """Forgets what was typed."""
        self._input.clear()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame: blue while it has the focus."""
        focused = self._input.hasFocus()
        edge, width = (Role.FOCUS, 2) if focused else (Role.BORDER_CONTROL, 1)
        paint_box(QPainter(self), QRectF(self.rect()), Role.SURFACE, edge, edge_width=width)

    def _enter(self) -> None:
        text = self._input.text()
        self._input.clear()
        self.entered.emit(text)
