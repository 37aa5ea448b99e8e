"""Buttons: plain, primary and chip. Pressed changes the fill at once; no state moves or resizes a button."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pos_desktop.ui.components.key_mark import KeyColours, key_mark_width, key_words, paint_key_mark
from pos_desktop.ui.components.painting import Paint, paint_box, paint_words
from pos_desktop.ui.theme import Role, Size, Weight, font, metrics, paint_icon
from pos_desktop.ui.theme.measures import BUTTON_HEIGHT, CHIP_HEIGHT, PRIMARY_HEIGHT, RADIUS

_GAP = 8
_CHIP_ICON = 18
_PRIMARY_KEY_RIGHT = 16
_KEY_DISABLED = KeyColours(Role.SURFACE, Role.BORDER, Role.DISABLED_TEXT)


@dataclass(frozen=True)
class Colours:
    """What a button is painted with."""

    fill: Paint | None
    edge: Paint | None
    ink: Paint
    key: KeyColours = field(default_factory=KeyColours)


class BaseButton(QAbstractButton):
    """What every button shares: words kept apart from its key, one shortcut, a name for screen readers, a focus ring.

    `key` is written as Qt writes it: `F8`, `Shift+Del`, `Alt+T`, `Esc`, `Enter`. The shortcut works while the button
    is visible and enabled, and clicks it; what is seen at once under one key must do the same, since Qt asks only one
    of them. Buttons take focus by Tab only, so that a tap leaves the scan box its focus.
    A subclass paints itself in `paint_button`.
    """

    ring_radius = RADIUS + 2

    def __init__(self, words: str = "", icon: str = "", key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._icon, self._key = words, icon, key
        self._shortcuts = (QShortcut(self), QShortcut(self))
        for shortcut in self._shortcuts:
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.click)
            shortcut.activatedAmbiguously.connect(self.click)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._bind(key)
        self._name()

    def words(self) -> str:
        """What the button says, without its key."""
        return self._words

    def set_words(self, words: str) -> None:
        """Changes what the button says, and its accessible name with it."""
        if words != self._words:
            self._words = words
            self._name()
            self.updateGeometry()
            self.update()

    def set_icon(self, icon: str) -> None:
        """Changes the icon; an empty name takes it away."""
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

    def key(self) -> str:
        """The key that is shown on the button, or nothing."""
        return self._key

    def set_key(self, key: str) -> None:
        """Changes the key that is shown and that clicks the button."""
        if key != self._key:
            self._key = key
            self._bind(key)
            self._name()
            self.updateGeometry()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lets the subclass paint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_button(painter)

    def paint_button(self, painter: QPainter) -> None:
        """Paints the button in its present state."""
        raise NotImplementedError

    def spoken(self) -> str:
        """What a screen reader says, before the key."""
        return self._words

    def _name(self) -> None:
        self.setAccessibleName(" ".join(part for part in (self.spoken(), key_words(self._key)) if part))

    def _bind(self, key: str) -> None:
        """The shortcuts stay the same objects: a dialog that sent them to sleep wakes them again."""
        keys = ("Return", "Enter") if key == "Enter" else (key, "")
        for shortcut, each in zip(self._shortcuts, keys, strict=True):
            shortcut.setKey(QKeySequence(each))


class Button(BaseButton):
    """A plain button: icon, words, key mark, centred; 48 high, or 72 with `height=PRIMARY_HEIGHT` beside a primary.

    `flat=True` leaves out fill and edge (Menu, Back to sale). `edge` and `ink` give it the tone of a banner.
    `left=True` sets the content at the left; `icon_last=True` puts the icon after the words.
    """

    def __init__(
        self,
        words: str = "",
        icon: str = "",
        key: str = "",
        *,
        size: Size = Size.BODY,
        weight: Weight = Weight.MEDIUM,
        height: int = BUTTON_HEIGHT,
        padding: int = 13,
        flat: bool = False,
        left: bool = False,
        icon_last: bool = False,
        fill: Role | None = Role.SURFACE,
        edge: Role = Role.BORDER,
        ink: Role = Role.TEXT,
        icon_size: int = 20,
        key_colours: KeyColours | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._size, self._weight, self._icon_size = size, weight, icon_size
        self._padding, self._is_flat, self._is_left = padding, flat, left
        self._is_icon_last = icon_last
        self._fill, self._edge, self._ink = fill, edge, ink
        self._key_colours = key_colours or KeyColours()
        super().__init__(words, icon, key, parent)
        self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        """The content and its padding."""
        return QSize(round(self._content_width() + 2 * self._padding + 0.5), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its content, nor than a finger."""
        return QSize(max(BUTTON_HEIGHT, round(self._content_width() + 8)), self.minimumHeight())

    def paint_button(self, painter: QPainter) -> None:
        """Fill and edge by state, then the content."""
        colours = self.colours()
        place = QRectF(self.rect())
        paint_box(painter, place, colours.fill, colours.edge)
        room = self.width() - self._content_width()
        left = self._padding if self._is_left else room / 2
        self._paint_content(painter, max(left, 4.0), colours)

    def colours(self) -> Colours:
        """The colours of the present state."""
        if not self.isEnabled():
            fill = None if self._is_flat else Role.DISABLED_BG
            return Colours(fill, None, Role.DISABLED_TEXT, _KEY_DISABLED)
        if self.isDown():
            key = KeyColours(self._key_colours.fill, Role.PRESSED, self._key_colours.ink)
            return Colours(Role.PRESSED, Role.PRESSED, self._ink, key)
        if self._is_flat:
            return Colours(None, None, self._ink, self._key_colours)
        return Colours(self._fill, self._edge, self._ink, self._key_colours)

    def _content_width(self) -> float:
        icon = self._icon_size if self._icon else 0
        words = metrics(self._size, self._weight).horizontalAdvance(self._words) if self._words else 0
        parts = [width for width in (icon, words, key_mark_width(self._key)) if width]
        return sum(parts) + _GAP * (len(parts) - 1) if parts else 0

    def _paint_content(self, painter: QPainter, left: float, colours: Colours) -> None:
        middle = self.height() / 2
        if self._icon and not self._is_icon_last:
            left = self._paint_icon(painter, left, colours)
        if self._words:
            width = metrics(self._size, self._weight).horizontalAdvance(self._words)
            place = QRectF(left, 0, width + 1, self.height())
            paint_words(painter, place, self._words, font(self._size, self._weight), colours.ink, elide=False)
            left += width + _GAP
        if self._icon and self._is_icon_last:
            left = self._paint_icon(painter, left, colours)
        if self._key:
            paint_key_mark(painter, QPointF(left, middle), self._key, colours.key)

    def _paint_icon(self, painter: QPainter, left: float, colours: Colours) -> float:
        top = self.height() / 2 - self._icon_size / 2
        paint_icon(painter, self._icon, QRectF(round(left), top, self._icon_size, self._icon_size), colours.ink)
        return left + self._icon_size + _GAP


class PrimaryButton(BaseButton):
    """The one green button of a screen: a verb, then an amount, and its key at the right. 72 high, 64 in a dialog.

    `amount_size=Size.TITLE` is the sale's large amount; elsewhere the amount is as large as the verb.
    """

    def __init__(
        self,
        words: str = "",
        amount: str = "",
        key: str = "F8",
        *,
        amount_size: Size = Size.LARGE,
        height: int = PRIMARY_HEIGHT,
        padding: int = 24,
        parent: QWidget | None = None,
    ) -> None:
        self._amount, self._amount_size, self._padding = amount, amount_size, padding
        super().__init__(words, "", key, parent)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def amount(self) -> str:
        """The amount that stands on the button."""
        return self._amount

    def set_amount(self, amount: str) -> None:
        """Changes the amount, for instance `KES 1,191.00`."""
        if amount != self._amount:
            self._amount = amount
            self._name()
            self.update()

    def spoken(self) -> str:
        """The verb and the amount."""
        return f"{self._words} {self._amount}".strip()

    def sizeHint(self) -> QSize:
        """Words, amount, key and their padding."""
        words = metrics(Size.LARGE, Weight.SEMIBOLD).horizontalAdvance(self._words)
        amount = metrics(self._amount_size, Weight.BOLD).horizontalAdvance(self._amount)
        width = 2 * self._padding + words + self._amount_gap() + amount + 16 + key_mark_width(self._key)
        return QSize(round(width), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """A primary may be squeezed a little before its words are."""
        return QSize(min(self.sizeHint().width(), 160), self.minimumHeight())

    def paint_button(self, painter: QPainter) -> None:
        """Fill by state, verb and amount on one baseline, key mark 16 from the right."""
        colours = self._state_colours()
        place = QRectF(self.rect())
        paint_box(painter, place, colours.fill)
        key_width = key_mark_width(self._key)
        if self._key:
            paint_key_mark(
                painter,
                QPointF(place.right() - _PRIMARY_KEY_RIGHT - key_width, place.center().y()),
                self._key,
                colours.key,
            )
        verb = metrics(Size.LARGE, Weight.SEMIBOLD)
        right = place.right() - _PRIMARY_KEY_RIGHT - key_width - _GAP
        line = QRectF(self._padding, 0, right - self._padding, place.height())
        paint_words(painter, line, self._words, font(Size.LARGE, Weight.SEMIBOLD), colours.ink)
        line.setLeft(line.left() + verb.horizontalAdvance(self._words) + self._amount_gap())
        if self._amount:
            size = self._fitting_amount(line.width())
            paint_words(painter, line, self._amount, font(size, Weight.BOLD), colours.ink)

    def _fitting_amount(self, width: float) -> Size:
        wide = metrics(self._amount_size, Weight.BOLD).horizontalAdvance(self._amount) > width
        return Size.LARGE if wide else self._amount_size

    def _amount_gap(self) -> int:
        if not self._amount:
            return 0
        return 12 if self._amount_size > Size.LARGE else 5

    def _state_colours(self) -> Colours:
        if not self.isEnabled():
            return Colours(Role.DISABLED_BG, None, Role.DISABLED_TEXT, _KEY_DISABLED)
        key = KeyColours(Role.PRIMARY_PRESSED, None, Role.ON_PRIMARY)
        fill = Role.PRIMARY_PRESSED if self.isDown() else Role.PRIMARY
        return Colours(fill, None, Role.ON_PRIMARY, key)


class Chip(Button):
    """One of a row of choices; the checked one is ink. It stretches, so that the row is always full."""

    def __init__(self, words: str = "", icon: str = "", key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, icon, key, height=CHIP_HEIGHT, icon_size=_CHIP_ICON, parent=parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def colours(self) -> Colours:
        """Ink when it is the chosen one."""
        if self.isEnabled() and self.isChecked():
            key = KeyColours(Role.SELECT, Role.TEXT2, Role.ON_SELECT)
            return Colours(Role.SELECT, None, Role.ON_SELECT, key)
        return super().colours()
