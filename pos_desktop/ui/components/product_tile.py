"""How one product tile is painted, in each of its states."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from pos_desktop.ui.components.painting import paint_box, paint_words, rounded_path
from pos_desktop.ui.models import Tile
from pos_desktop.ui.theme import Role, Size, Weight, colour, font, metrics, paint_icon, tint
from pos_desktop.ui.theme.measures import RADIUS, RADIUS_SMALL, TILE_FOOT

_PAD = 13
_ICON = 32
_BADGE = 28
_CORNER = 8
_TAG_HEIGHT = 22
_TAG_ICON = 14
_TAG_PAD = 6


@dataclass(frozen=True)
class TileWords:
    """The words of a tile that are in a language: `{0} left`, and `Type` where the amount is typed."""

    left: str = "{0} left"
    typed: str = "Type"


def paint_tile(painter: QPainter, place: QRectF, tile: Tile, words: TileWords, *, pressed: bool = False) -> None:
    """Paints a tile: tinted band with the icon, foot with name, size and price, a mark at the corner."""
    colours = tint(tile.tint)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(rounded_path(place, RADIUS))
    foot = QRectF(place.left(), place.bottom() - TILE_FOOT, place.width(), TILE_FOOT)
    band = QRectF(place.left(), place.top(), place.width(), place.height() - TILE_FOOT)
    painter.fillRect(band, colours.band)
    painter.fillRect(foot, colour(Role.PRESSED if pressed else Role.SURFACE))
    painter.restore()
    edge = Role.BORDER_CONTROL if tile.in_cart else Role.BORDER
    paint_box(painter, place, None, edge, radius=RADIUS)
    icon = QRectF(place.left() + _PAD, band.center().y() - _ICON / 2, _ICON, _ICON)
    paint_icon(painter, tile.icon, icon, colours.ink)
    _paint_foot(painter, foot, tile, words)
    right = place.right() - _CORNER
    if tile.in_cart:
        right = _paint_badge(painter, right, place.top() + _CORNER, tile.in_cart) - 4
    if tile.left is not None:
        _paint_low_stock(painter, right, place.top() + _CORNER, words.left.format(tile.left))


def _paint_foot(painter: QPainter, foot: QRectF, tile: Tile, words: TileWords) -> None:
    inside = foot.adjusted(_PAD, 7, -_PAD, 0)
    name = QRectF(inside.left(), inside.top(), inside.width(), Size.BODY.line)
    paint_words(painter, name, tile.name, font(Size.BODY, Weight.SEMIBOLD), Role.TEXT)
    line = name.translated(0, Size.BODY.line)
    price = tile.price or words.typed
    width = metrics(Size.BODY, Weight.SEMIBOLD).horizontalAdvance(price)
    paint_words(painter, line, price, font(Size.BODY, Weight.SEMIBOLD), Role.TEXT, Qt.AlignmentFlag.AlignRight)
    size = QRectF(line.left(), line.top(), line.width() - width - 8, line.height())
    paint_words(painter, size, tile.size, font(Size.SMALL), Role.TEXT2)


def _paint_badge(painter: QPainter, right: float, top: float, words: str) -> float:
    width = max(float(_BADGE), metrics(Size.BODY, Weight.SEMIBOLD).horizontalAdvance(words) + 14)
    place = QRectF(right - width, top, width, _BADGE)
    paint_box(painter, place, Role.SELECT, radius=_BADGE / 2)
    centre = Qt.AlignmentFlag.AlignHCenter
    paint_words(painter, place, words, font(Size.BODY, Weight.SEMIBOLD), Role.ON_SELECT, centre, elide=False)
    return place.left()


def _paint_low_stock(painter: QPainter, right: float, top: float, words: str) -> None:
    width = metrics(Size.SMALL, Weight.MEDIUM).horizontalAdvance(words)
    whole = _TAG_PAD + _TAG_ICON + 4 + width + _TAG_PAD
    place = QRectF(round(right - whole), top, round(whole), _TAG_HEIGHT)
    paint_box(painter, place, Role.SURFACE, radius=RADIUS_SMALL)
    icon = QRectF(place.left() + _TAG_PAD, place.center().y() - _TAG_ICON / 2, _TAG_ICON, _TAG_ICON)
    paint_icon(painter, "triangle-alert", icon, Role.WARN)
    words_place = QRectF(icon.right() + 4, place.top(), width + 1, place.height())
    paint_words(painter, words_place, words, font(Size.SMALL, Weight.MEDIUM), Role.WARN, elide=False)
