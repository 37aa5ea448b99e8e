"""A document as a picture of the paper, for the screen. The only file of this package that knows Qt."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QImage, QPainter, QPen

from pos_desktop.assets import asset
from pos_desktop.printing.document import Align, Cut, Document, OpenDrawer, QrCode, Rule, Size
from pos_desktop.printing.layout import COLUMNS, Run, TextLine, Typeset, typeset
from pos_desktop.printing.qr import modules

_FONT_FILES = ("fonts/JetBrainsMono-Regular.ttf", "fonts/JetBrainsMono-Bold.ttf")
_FAMILY = "JetBrains Mono"
_PAPER = QColor("#FFFFFF")
_INK = QColor("#131915")
_LETTER_WIDTH = 8.4
_TEXT_PIXELS = 14
_LINE_HEIGHT = 21.0
_MARGIN = 33.6
_TOP = 25.0
_BOTTOM = 35.0
_QR_SIDE = 174.0
_QR_ABOVE = 10.5
_QR_BELOW = 12.0
"""Logical pixels, read from the picture of the paper, 420 wide with its 42 columns."""
_PIXELS = {Size.NORMAL: _TEXT_PIXELS, Size.LARGE: 24, Size.HUGE: 36}
_HEIGHT = {Size.NORMAL: _LINE_HEIGHT, Size.LARGE: 36.0, Size.HUGE: 52.0}


@dataclass(frozen=True)
class _Pen:
    """Where on the paper the next thing goes."""

    painter: QPainter
    top: float
    width: float


def paint(document: Document, columns: int = COLUMNS, pixel_ratio: float = 1.0) -> QImage:
    """The paper as an image, `pixel_ratio` device pixels to a logical one; needs a running QGuiApplication.

    Raises:
        FileNotFoundError: the program was installed without its fonts.
    """
    _load_fonts()
    lines = typeset(document, columns)
    width = 2 * _MARGIN + columns * _LETTER_WIDTH
    height = _TOP + sum(map(_height, lines)) + _BOTTOM
    image = QImage(round(width * pixel_ratio), round(height * pixel_ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(_PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    top = _TOP
    for line in lines:
        _draw(line, _Pen(painter, top, width))
        top += _height(line)
    painter.end()
    return image


def _load_fonts() -> None:
    if _FAMILY not in QFontDatabase.families():
        for name in _FONT_FILES:
            QFontDatabase.addApplicationFont(str(asset(name)))


def _height(line: Typeset) -> float:
    match line:
        case TextLine():
            return _HEIGHT[line.size]
        case Rule():
            return _LINE_HEIGHT
        case QrCode():
            return _QR_ABOVE + _QR_SIDE + _QR_BELOW
        case OpenDrawer() | Cut():
            return 0.0


def _draw(line: Typeset, pen: _Pen) -> None:
    match line:
        case TextLine():
            _draw_text(line, pen)
        case Rule():
            _draw_rule(pen)
        case QrCode(content):
            _draw_qr(content, pen)
        case OpenDrawer() | Cut():
            return


def _font(size: Size, *, is_bold: bool) -> QFont:
    font = QFont(_FAMILY)
    font.setPixelSize(_PIXELS[size])
    font.setBold(is_bold)
    font.setFeature(QFont.Tag("zero"), 1)
    font.setFeature(QFont.Tag("calt"), 0)  # paper has no ligatures
    return font


def _draw_text(line: TextLine, pen: _Pen) -> None:
    side = Qt.AlignmentFlag.AlignHCenter if line.align is Align.CENTRE else Qt.AlignmentFlag.AlignLeft
    _draw_run(line.left, line.size, side, pen)
    _draw_run(line.right, line.size, Qt.AlignmentFlag.AlignRight, pen)


def _draw_run(run: Run, size: Size, side: Qt.AlignmentFlag, pen: _Pen) -> None:
    """Large letters keep to their side of the paper; small ones stand in columns by themselves."""
    if not run.text:
        return
    pen.painter.setFont(_font(size, is_bold=run.is_bold))
    pen.painter.setPen(_INK)
    room = QRectF(_MARGIN, pen.top, pen.width - 2 * _MARGIN, _HEIGHT[size])
    flags = side | Qt.AlignmentFlag.AlignVCenter
    as_it_is = Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextIncludeTrailingSpaces
    pen.painter.drawText(room, flags | as_it_is, run.text)


def _draw_rule(pen: _Pen) -> None:
    dashes = QPen(_INK, 1)
    dashes.setDashPattern([3, 2])
    dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.painter.setPen(dashes)
    middle = pen.top + _LINE_HEIGHT / 2
    pen.painter.drawLine(QPointF(_MARGIN, middle), QPointF(pen.width - _MARGIN, middle))


def _draw_qr(content: str, pen: _Pen) -> None:
    square = modules(content)
    module = max(1, int(_QR_SIDE // len(square)))
    left, top = (pen.width - module * len(square)) / 2, pen.top + _QR_ABOVE
    for y, row in enumerate(square):
        for x, is_dark in enumerate(row):
            if is_dark:
                pen.painter.fillRect(QRectF(left + x * module, top + y * module, module, module), _INK)
