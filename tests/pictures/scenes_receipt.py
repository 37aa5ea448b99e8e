"""The paper: as in its design, as a copy paid in cash, and as the tax authority signs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from pos_desktop.printing import Document, receipt
from pos_desktop.printing.picture import paint
from pos_desktop.ui.theme import Scheme
from tests.pictures.registry import Scene
from tests.printing.sales import PAID_IN_CASH, PICTURED, SIGNATURE

COPY = replace(PAID_IN_CASH, copy_number=1, goods_cents=1_190_60, rounding_cents=40)


def paper(document: Document) -> Callable[[], QWidget]:
    """Makes a widget that is the paper and nothing else."""

    def make() -> QWidget:
        label = QLabel()
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setPixmap(QPixmap.fromImage(paint(document)))
        return label

    return make


def scene(name: str, document: Document, height: int) -> Scene:
    """Paper is white in every theme and as long as what stands on it."""
    return Scene(name, paper(document), sizes=(QSize(420, height),), schemes=(Scheme.LIGHT,))


SCENES = [
    scene("receipt", receipt(PICTURED), 804),
    scene("receipt-copy", receipt(COPY), 877),
    scene("receipt-signed", receipt(PICTURED, signed=SIGNATURE), 1_210),
]
