"""A labelled field for money, a phone number or plain words, which a keypad or a keyboard fills."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_desktop.money import CENTS_PER_SHILLING
from pos_desktop.ui.components.label import Label
from pos_desktop.ui.components.line_edit import LineEdit
from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.components.panel import IconLabel
from pos_desktop.ui.theme import Role, Size, Weight
from pos_desktop.ui.theme.measures import FIELD_HEIGHT, TALL_FIELD_HEIGHT

BACKSPACE = "backspace"
CLEAR = "clear"


class FieldKind(StrEnum):
    """What is typed: whole shillings, a Kenyan phone number, a count, or words."""

    MONEY = "money"
    PHONE = "phone"
    NUMBER = "number"
    WORDS = "words"


class _Frame(QWidget):
    """The box around the line edit; its edge says focus or not accepted."""

    def __init__(self, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(height)
        self.edit: LineEdit | None = None
        self.is_refused = False

    def paintEvent(self, _event: QPaintEvent) -> None:
        has_focus = self.edit is not None and self.edit.hasFocus()
        edge, width = (Role.FOCUS, 2) if has_focus else (Role.BORDER_CONTROL, 1)
        if self.is_refused:
            edge, width = Role.STOP, 2
        fill = Role.SURFACE if self.isEnabled() else Role.DISABLED_BG
        paint_box(QPainter(self), QRectF(self.rect()), fill, edge if self.isEnabled() else None, edge_width=width)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        if self.edit is not None:
            self.edit.setFocus(Qt.FocusReason.MouseFocusReason)


class Field(QWidget):
    """A label, a box and a reason. `press` takes the keys of a `Keypad`, so `keypad.pressed.connect(field.press)`.

    Money is whole shillings, grouped while typed and right-aligned after KES; a phone is grouped 0712 345 678 and
    left-aligned. `tall=True` is the 72 px field above a keypad. `edited` carries the bare text after every change by
    a person. Nothing is sent by Enter.
    """

    edited = Signal(str)

    def __init__(
        self,
        kind: FieldKind,
        *,
        tall: bool = False,
        icon: str = "",
        longest: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon_name = kind, icon
        self._has_currency = kind is FieldKind.MONEY
        self._longest = longest or {FieldKind.MONEY: 7, FieldKind.PHONE: 13, FieldKind.NUMBER: 5}.get(kind, 60)
        self._label = Label(size=Size.SMALL, weight=Weight.MEDIUM, tone=Role.TEXT2)
        self._hint_icon = IconLabel("", 16)
        self._hint = Label(size=Size.SMALL, weight=Weight.MEDIUM)
        self._reason = Label(size=Size.SMALL, tone=Role.STOP, wrap=True)
        self._frame = _Frame(TALL_FIELD_HEIGHT if tall else FIELD_HEIGHT, self)
        size, weight = (Size.TITLE, Weight.BOLD) if tall else (Size.LARGE, Weight.SEMIBOLD)
        if kind is FieldKind.WORDS:
            size, weight = Size.BODY, Weight.REGULAR
        self._edit = LineEdit(size, weight)
        self._currency = Label("KES", Size.LARGE if tall else Size.BODY, Weight.SEMIBOLD, Role.TEXT2)
        self._icon = IconLabel(icon, 24 if tall else 20, Role.TEXT2)
        self._build()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._edit)
        self._frame.edit = self._edit
        right = self._kind in (FieldKind.MONEY, FieldKind.NUMBER)
        self._edit.setAlignment(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        self._edit.textEdited.connect(self._typed)
        self._edit.installEventFilter(self)
        inside = QHBoxLayout(self._frame)
        inside.setContentsMargins(17, 0, 12, 0)
        inside.setSpacing(12)
        inside.addWidget(self._icon)
        inside.addWidget(self._currency)
        inside.addWidget(self._edit, 1)
        self._currency.setVisible(self._kind is FieldKind.MONEY)
        self._icon.setVisible(bool(self._icon_name))
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._label)
        head.addStretch(1)
        head.addWidget(self._hint_icon)
        head.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._frame)
        column.addWidget(self._reason)
        for part in (self._label, self._hint_icon, self._hint, self._reason):
            part.hide()

    def editor(self) -> LineEdit:
        """The line edit inside, for who listens to its focus."""
        return self._edit

    def set_label(self, label: str) -> None:
        """The words above the box, which are also its accessible name."""
        self._label.setText(label)
        self._label.setVisible(bool(label))
        self._edit.setAccessibleName(label)

    def set_name(self, name: str) -> None:
        """An accessible name for a field without a label."""
        self._edit.setAccessibleName(name)

    def set_hint(self, words: str, icon: str = "", tone: Role = Role.MONEY) -> None:
        """A short remark at the right of the label, such as a tick and `Safaricom number`; empty takes it away."""
        self._hint.setText(words)
        self._hint_icon.set_icon(icon, tone)
        self._hint.setVisible(bool(words))
        self._hint_icon.setVisible(bool(words and icon))

    def refuse(self, reason: str) -> None:
        """Shows that what was typed is not accepted: red edge, an icon, and the reason under the box."""
        self._frame.is_refused = True
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self._show_marks()

    def accept(self) -> None:
        """Takes the refusal away."""
        if not self._frame.is_refused:
            return
        self._frame.is_refused = False
        self._reason.hide()
        self._show_marks()

    def is_refused(self) -> bool:
        """Whether the field shows that its content is not accepted."""
        return self._frame.is_refused

    def text(self) -> str:
        """The bare text: digits of an amount or a number, digits (and a leading +) of a phone, or the words."""
        return _bare(self._kind, self._edit.text(), self._longest)

    def set_text(self, text: str) -> None:
        """Shows a text, grouped; `edited` is not sent."""
        self._show(_bare(self._kind, text, self._longest))

    def set_currency(self, *, shown: bool) -> None:
        """Shows KES in a money field, or leaves its room to the number in a narrow place."""
        self._has_currency = shown and self._kind is FieldKind.MONEY
        self._show_marks()

    def cents(self) -> int:
        """The amount typed, in cents; nothing typed is nothing."""
        return int(self.text() or "0") * CENTS_PER_SHILLING

    def set_placeholder(self, words: str) -> None:
        """Grey words while nothing is typed."""
        self._edit.setPlaceholderText(words)

    def press(self, key: str) -> None:
        """Takes one key of a keypad: a digit, `00`, `backspace`, `clear`, or text to insert."""
        text = self.text()
        if key == BACKSPACE:
            text = text[:-1]
        elif key == CLEAR:
            text = ""
        else:
            text += key
        self._typed(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaints the edge when focus comes or goes."""
        if isinstance(event, QFocusEvent):
            self._frame.update()
        return super().eventFilter(watched, event)

    def _show_marks(self) -> None:
        """KES or an icon before the text. Where there is no room for KES, the icon of a refusal stands above the box:
        the field would grow, and push what is beside it away."""
        is_refused = self._frame.is_refused
        is_tight = self._kind is FieldKind.MONEY and not self._has_currency
        name, tone = ("circle-x", Role.STOP) if is_refused else (self._icon_name, Role.TEXT2)
        self._currency.setVisible(self._has_currency and not is_refused)
        self._icon.set_icon(name, tone)
        self._icon.setVisible(bool(name) and not is_tight)
        if self._kind is FieldKind.MONEY:
            self._hint_icon.set_icon(name, tone)
            self._hint_icon.setVisible(bool(name) and is_tight)
        self._frame.update()

    def _typed(self, text: str) -> None:
        at_end = self._edit.cursorPosition() >= len(self._edit.text())
        if self._kind is FieldKind.WORDS and not at_end:
            self.edited.emit(text)
            return
        self._show(_bare(self._kind, text, self._longest))
        self.accept()
        self.edited.emit(self.text())

    def _show(self, bare: str) -> None:
        shown = _grouped(self._kind, bare)
        if shown != self._edit.text():
            self._edit.setText(shown)


def _bare(kind: FieldKind, text: str, longest: int) -> str:
    if kind is FieldKind.WORDS:
        return text[:longest]
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if kind is FieldKind.PHONE:
        return ("+" if text.lstrip().startswith("+") else "") + digits[: longest - 1]
    return digits.lstrip("0")[:longest] or digits[:1]


def _grouped(kind: FieldKind, bare: str) -> str:
    if kind in (FieldKind.MONEY, FieldKind.NUMBER):
        return f"{int(bare):,}" if bare else ""
    if kind is FieldKind.PHONE:
        return _grouped_phone(bare)
    return bare


def _grouped_phone(bare: str) -> str:
    """0712 345 678, +254 712 345 678 and 254 712 345 678; the groups form while the number is typed."""
    first = 3 if bare.startswith("254") else 4
    parts = [bare[:first]]
    parts += [bare[start : start + 3] for start in range(first, len(bare), 3)]
    return " ".join(part for part in parts if part)
