"""The list of what waits: cards of rows, each with its state, its age, its amount and one button."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QWidget

from pos_desktop.money import format_amount
from pos_desktop.ui.components.painted_view import PaintedView
from pos_desktop.ui.components.painting import paint_box, paint_words
from pos_desktop.ui.components.tag import TAG_FILL, TONE_INK, Tone
from pos_desktop.ui.screens.pending_rows import PendingRows
from pos_desktop.ui.screens.pending_view import PendingRow, RowAction, RowKind, Tag
from pos_desktop.ui.theme import Figures, Role, Size, Weight, colour, font, metrics, paint_icon
from pos_desktop.ui.theme.measures import GAP, INK_BAR, LIST_ROW, MARGIN, RADIUS, RADIUS_SMALL, TAG_HEIGHT

HEAD_HEIGHT = 50
_PADDING = 17
_BUTTON = (136, 48)
_BUTTON_MARGIN = 13
_AMOUNT_WIDTH = 96
"""`999,999.00`, and a little; for a larger one the times move."""
_TIME_RIGHT = 104
_TAG_LEFT = 268
_NARROW_SHIFT = 7
_TIME_ROOM = 68
"""`dak. 119`, and a gap."""
_RIGHT = Qt.AlignmentFlag.AlignRight


class PendingList(PaintedView):
    """`chosen` carries the key of a row that was tapped or reached by an arrow key, `acted` that of a row whose button
    was tapped, or for which Space was pressed. A tap is for the row that the finger came down on: when the list changes
    under it, nothing is tapped. In the narrow form the state stands in the second line."""

    chosen = Signal(str)
    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = PendingRows(self)
        self._narrow = False
        self._words: dict[RowAction, str] = {}
        self._held_button = -1
        self._held_key = ""
        self.setModel(self._rows)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tapped.connect(self._tap)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self._rows.modelReset.connect(self.updateGeometries)
        self._rows.dataChanged.connect(self.viewport().update)

    def rows(self) -> PendingRows:
        """The model behind the list."""
        return self._rows

    def set_action_words(self, words: dict[RowAction, str]) -> None:
        """What the buttons say."""
        self._words = words
        self.viewport().update()

    def set_narrow(self, *, narrow: bool) -> None:
        """Takes the 1024 form or the wide one."""
        self._narrow = narrow
        self.viewport().update()

    def choose(self, key: str | None) -> None:
        """Makes a row the chosen one, without telling."""
        index = self._rows.index(self._rows.number_of(key), 0)
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(index)
        self.selectionModel().blockSignals(blocked)
        self.scrollTo(index)
        self.viewport().update()

    def button_place(self, row: int) -> QRect:
        """Where the button of a row is on the viewport."""
        return self._button_in(self.place(row)).translated(0, -self.verticalOffset())

    def place(self, row: int) -> QRect:
        """A head, with the gap above it, or a member."""
        top = sum(self._height(each) for each in range(row))
        lead = self._lead(row)
        return QRect(0, top + lead, self.viewport().width(), self._height(row) - lead)

    def rows_between(self, top: int, bottom: int) -> range:
        """Few rows: each is looked at."""
        seen = [row for row in range(self.row_count()) if self._touches(self.place(row), top, bottom)]
        return range(seen[0], seen[-1] + 1) if seen else range(0)

    def content_height(self) -> int:
        """All rows and gaps."""
        return sum(self._height(row) for row in range(self.row_count()))

    def paint_item(self, painter: QPainter, place: QRect, index: QModelIndex) -> None:
        """A piece of a card, then what stands on it."""
        row = self._rows.row(index.row())
        is_chosen = index.row() == self.currentIndex().row()
        self._paint_card(painter, place, row, is_chosen=is_chosen)
        if row.kind is RowKind.HEAD:
            self._paint_head(painter, QRectF(place), row)
        else:
            self._paint_member(painter, place, row, index.row())

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The member before or after; heads are passed over."""
        back = (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MovePrevious)
        step = -1 if action in back else 1
        number = self.currentIndex().row() + step
        while 0 <= number < self.row_count():
            if self._rows.row(number).kind is RowKind.MEMBER:
                return self._rows.index(number, 0)
            number += step
        return self.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space is the row's button."""
        current = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and current.isValid():
            if not event.isAutoRepeat():
                self.acted.emit(self._rows.row(current.row()).key)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Notes which row the finger is on, and whether on its button."""
        point = event.position().toPoint()
        row = self.indexAt(point).row()
        self._held_key = self._rows.row(row).key if row >= 0 else ""
        self._held_button = row if row >= 0 and self._is_on_button(row, point) else -1
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A button is tapped when it is let go of where it was pressed."""
        point = event.position().toPoint()
        if self._held_button >= 0 and not self.button_place(self._held_button).contains(point):
            self._held_button = -1
            self._press(-1)
        super().mouseReleaseEvent(event)
        self._held_button = -1
        self.viewport().update()

    def _tap(self, number: int) -> None:
        row = self._rows.row(number)
        if row.kind is RowKind.HEAD or row.key != self._held_key:
            return
        self.setCurrentIndex(self._rows.index(number, 0))
        if self._held_button == number:
            self.acted.emit(row.key)

    def _current_changed(self, current: QModelIndex) -> None:
        self.viewport().update()
        if current.isValid():
            self.scrollTo(current)
            self.chosen.emit(self._rows.row(current.row()).key)

    def _is_on_button(self, row: int, point: QPoint) -> bool:
        is_member = self._rows.row(row).kind is RowKind.MEMBER
        return is_member and self.button_place(row).contains(point)

    def _lead(self, row: int) -> int:
        return MARGIN if row and self._rows.row(row).kind is RowKind.HEAD else 0

    def _height(self, row: int) -> int:
        return self._lead(row) + (HEAD_HEIGHT if self._rows.row(row).kind is RowKind.HEAD else LIST_ROW)

    @staticmethod
    def _touches(place: QRect, top: int, bottom: int) -> bool:
        return place.bottom() >= top and place.top() < bottom

    @staticmethod
    def _button_in(place: QRect) -> QRect:
        width, height = _BUTTON
        return QRect(place.right() + 1 - _BUTTON_MARGIN - width, place.top() + (LIST_ROW - height) // 2, width, height)

    def _paint_card(self, painter: QPainter, place: QRect, row: PendingRow, *, is_chosen: bool) -> None:
        """A card reaches over all rows of its group: each row paints its own stretch of it."""
        above = 0 if row.kind is RowKind.HEAD else 3 * RADIUS
        below = 0 if row.is_last else 3 * RADIUS
        painter.save()
        painter.setClipRect(place)
        card = QRectF(place).adjusted(0, -above, 0, below)
        paint_box(painter, card, Role.SELECTED_ROW if is_chosen else Role.SURFACE, Role.BORDER)
        if is_chosen:
            painter.fillRect(place.left(), place.top(), INK_BAR, place.height(), colour(Role.SELECT))
        if not row.is_last:
            painter.fillRect(place.left(), place.bottom(), place.width(), 1, colour(Role.BORDER))
        painter.restore()

    @staticmethod
    def _paint_head(painter: QPainter, place: QRectF, row: PendingRow) -> None:
        face, measured = font(Size.BODY, Weight.SEMIBOLD), metrics(Size.BODY, Weight.SEMIBOLD)
        line = place.adjusted(_PADDING, 1, -_PADDING, 0)
        paint_words(painter, line, row.title, face, Role.TEXT)
        line.setLeft(line.left() + measured.horizontalAdvance(row.title))
        paint_words(painter, line, f" · {row.second}", face, Role.TEXT2)

    def _paint_member(self, painter: QPainter, place: QRect, row: PendingRow, number: int) -> None:
        button = self._button_in(place)
        amount_right = button.left() - (GAP if self._narrow else MARGIN)
        width = self._amount_width()
        amount = QRectF(amount_right - width, place.top(), width, place.height())
        time_right = button.left() - MARGIN - _TIME_RIGHT + (_NARROW_SHIFT if self._narrow else 0)
        time_right -= width - _AMOUNT_WIDTH
        face = font(Size.BODY, Weight.SEMIBOLD)
        paint_words(painter, amount, format_amount(row.amount_cents), face, Role.TEXT, _RIGHT, elide=False)
        time = QRectF(time_right - _TIME_ROOM, place.top(), _TIME_ROOM, place.height())
        paint_words(painter, time, row.time_text, font(Size.BODY), Role.TEXT2, _RIGHT)
        left = place.left() + _PADDING
        used = metrics(Size.BODY).horizontalAdvance(row.time_text) if self._narrow else _TAG_LEFT
        right = time_right - used - GAP
        title = QRectF(left, place.top() + 14, right - left, 24)
        paint_words(painter, title, row.title, face, Role.TEXT)
        second = QRectF(left, place.top() + 38, right - left, 20)
        if row.tag is not None and self._narrow:
            second = _roomier(_paint_state(painter, second, row.tag), title, row)
        elif row.tag is not None:
            _paint_tag(
                painter, QRectF(time_right - _TAG_LEFT, place.top() + 20, _TAG_LEFT - _TIME_ROOM, TAG_HEIGHT), row.tag
            )
        _paint_second(painter, second, row)
        self._paint_button(painter, button, row, is_down=self._held_button == number and self.is_pressed(number))

    def _amount_width(self) -> int:
        amounts = [format_amount(self._rows.row(number).amount_cents) for number in range(self.row_count())]
        measured = metrics(Size.BODY, Weight.SEMIBOLD)
        return max(_AMOUNT_WIDTH, *(ceil(measured.horizontalAdvance(each)) for each in amounts))

    def _paint_button(self, painter: QPainter, place: QRect, row: PendingRow, *, is_down: bool) -> None:
        if row.action is None:
            return
        fill, edge = (Role.PRESSED, Role.PRESSED) if is_down else (Role.SURFACE, Role.BORDER)
        paint_box(painter, QRectF(place), fill, edge)
        words = self._words.get(row.action, "")
        centred = Qt.AlignmentFlag.AlignHCenter
        paint_words(painter, QRectF(place), words, font(Size.BODY, Weight.MEDIUM), Role.TEXT, centred)


def _paint_tag(painter: QPainter, room: QRectF, tag: Tag) -> None:
    tone = Tone(tag.tone)
    words = metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(tag.text)
    place = QRectF(room.left(), room.top(), min(round(words) + 44, room.width()), TAG_HEIGHT)
    paint_box(painter, place, TAG_FILL[tone], radius=RADIUS_SMALL)
    paint_icon(painter, tag.icon, QRectF(place.left() + 10, place.top() + 7, 18, 18), TONE_INK[tone])
    inside = place.adjusted(34, 0, -6, 0)
    paint_words(painter, inside, tag.text, font(Size.SMALL, Weight.MEDIUM), TONE_INK[tone])


def _paint_state(painter: QPainter, place: QRectF, tag: Tag) -> QRectF:
    """The state as the beginning of the second line; gives back what is left of the line."""
    ink = TONE_INK[Tone(tag.tone)]
    paint_icon(painter, tag.icon, QRectF(place.left(), place.top() + 2, 16, 16), ink)
    words = place.adjusted(22, 0, 0, 0)
    paint_words(painter, words, tag.text, font(Size.SMALL, Weight.MEDIUM), ink)
    used = 22 + metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(tag.text)
    return place.adjusted(used + 8, 0, 0, 0)


def _roomier(after_state: QRectF, title: QRectF, row: PendingRow) -> QRectF:
    """Where the second line goes on: after the state, or beside the title where only that has room, or has more."""
    used = metrics(Size.BODY, Weight.SEMIBOLD).horizontalAdvance(row.title) + GAP
    beside = title.adjusted(used, 1, 0, 1)
    return after_state if after_state.width() >= min(_second_width(row), beside.width()) else beside


def _second_parts(row: PendingRow) -> list[tuple[str, Figures]]:
    parts = [(row.second, Figures.TABULAR), (row.code, Figures.CODE), (row.second_more, Figures.TABULAR)]
    return [(text, figures) for text, figures in parts if text]


def _second_width(row: PendingRow) -> float:
    """How wide the second line is; only its first part must be seen whole."""
    text, figures = _second_parts(row)[0]
    return metrics(Size.SMALL, figures=figures).horizontalAdvance(text)


def _paint_second(painter: QPainter, place: QRectF, row: PendingRow) -> None:
    """Half a code helps nobody: what does not fit after the first part is left out."""
    for number, (text, figures) in enumerate(_second_parts(row)):
        lead = " · " if number else ""
        lead_width = metrics(Size.SMALL).horizontalAdvance(lead)
        width = metrics(Size.SMALL, figures=figures).horizontalAdvance(text)
        if number and place.width() < lead_width + width:
            return
        paint_words(painter, place, lead, font(Size.SMALL), Role.TEXT2, elide=False)
        place = place.adjusted(lead_width, 0, 0, 0)
        paint_words(painter, place, text, font(Size.SMALL, figures=figures), Role.TEXT2)
        place = place.adjusted(width, 0, 0, 0)
