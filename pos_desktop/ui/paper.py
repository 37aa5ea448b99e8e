"""The demo's receipt printer: a window that shows the paper that came out last."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from pos_desktop.printing import Document, plain_text
from pos_desktop.printing.picture import paint

WIDTH = 440
HEIGHT = 760


class Paper(QScrollArea):
    """On-screen paper. `show_document` may be called from any thread; the picture is drawn on the screen's."""

    printed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = QLabel(self)
        self._sheet.setObjectName("paper")
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.resize(WIDTH, HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.printed.connect(self._draw)
        self.retranslate()

    def retranslate(self) -> None:
        """Names the window in the language that is on."""
        self.setWindowTitle(self.tr("Receipt printer"))

    def changeEvent(self, event: QEvent) -> None:
        """Speaks the new language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def show_document(self, document: Document) -> None:
        """The printer's side: the document comes out here."""
        self.printed.emit(document)

    def _draw(self, document: Document) -> None:
        picture: QImage = paint(document, pixel_ratio=self.devicePixelRatioF())
        self._sheet.setPixmap(QPixmap.fromImage(picture))
        self._sheet.setAccessibleName(plain_text(document))
        self.verticalScrollBar().setValue(0)
        self.show()
        self.raise_()
