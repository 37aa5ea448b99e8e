"""Which pictures there are, and how one is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from pos_desktop.ui.theme import Scheme, apply_theme

SIZES = (QSize(1024, 768), QSize(1366, 768))
ALL_SIZES = (*SIZES, QSize(1280, 800), QSize(1920, 1080))


@dataclass(frozen=True)
class Scene:
    """A screen with the data of its picture: `make` builds the whole window's content at a size."""

    name: str
    make: Callable[[], QWidget]
    sizes: tuple[QSize, ...] = SIZES
    schemes: tuple[Scheme, ...] = (Scheme.LIGHT, Scheme.DARK)
    prepare: Callable[[QWidget], None] | None = field(default=None)


def take_picture(application: QApplication, scene: Scene, scheme: Scheme, size: QSize) -> QImage:
    """Shows the scene in a window that does not exist, and paints it."""
    apply_theme(application, scheme)
    widget = scene.make()
    widget.resize(size)
    widget.show()
    widget.activateWindow()
    application.processEvents()
    if scene.prepare is not None:
        scene.prepare(widget)
    application.processEvents()
    application.processEvents()
    image = QImage(size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    widget.render(painter, QPoint(0, 0), QRegion())
    painter.end()
    widget.close()
    widget.deleteLater()
    application.processEvents()
    return image
