"""The focus ring: two pixels, two pixels outside whatever button has the focus. One for a window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from pos_desktop.ui.components.painting import paint_box
from pos_desktop.ui.theme import Role

_OUTSIDE = 4
_WIDTH = 2
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show, QEvent.Type.ZOrderChange)


class FocusRing(QWidget):
    """Follows the focus inside a window and surrounds the button that has it; fields show focus on their own edge."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._target: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def surround(self, target: QWidget | None) -> None:
        """Puts the ring around a widget, or takes it away."""
        if self._target is not None:
            self._target.removeEventFilter(self)
        self._target = target
        if target is not None:
            target.installEventFilter(self)
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Moves with its button."""
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring."""
        radius = getattr(self._target, "ring_radius", 10)
        place = QRectF(self.rect())
        paint_box(QPainter(self), place, None, Role.FOCUS, radius=radius + _WIDTH, edge_width=_WIDTH)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        window = self.parentWidget()
        inside = isinstance(new, QAbstractButton) and window.isAncestorOf(new)
        self.surround(new if inside else None)

    def _place(self) -> None:
        target, window = self._target, self.parentWidget()
        if target is None or window is None or not target.isVisible():
            self.hide()
            return
        corner = target.mapTo(window, QPoint(0, 0))
        ring = target.rect().translated(corner)
        self.setGeometry(ring.adjusted(-_OUTSIDE, -_OUTSIDE, _OUTSIDE, _OUTSIDE))
        self.show()
        self.raise_()
