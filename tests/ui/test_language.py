"""Every screen in Kiswahili, as it stands in its window: all of it goes through the translation, nothing is cut off."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, QTranslator
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_desktop.simulator import MISHAPS
from pos_desktop.ui.components import BaseButton, Button, Label, PrimaryButton
from pos_desktop.ui.i18n import Languages, ScreenLanguage
from pos_desktop.ui.paper import Paper
from tests.pictures.registry import Scene
from tests.pictures.scenes import all_scenes
from tests.pictures.scenes_selling import CATEGORIES, SHELF
from tests.ui.payment_windows import take_look
from tests.ui.test_translations import KNOWN

SCENES = [each for each in all_scenes() if not each.name.startswith(("components", "receipt"))]
NARROW, WIDE = QSize(1024, 768), QSize(1366, 768)
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{3,}")
SAME = {
    "KES",
    "PESA",
    "Pesa",
    "Esc",
    "Enter",
    "Shift",
    "Del",
    "Kiswahili",
    "CheckoutRequestID",
    "MerchantRequestID",
}
DATA = {
    *("Mama", "Njeri", "MAMA", "NJERI", "Stores", "STORES", "Till", "Achieng", "Baraka", "Wambui", "Otieno", "Mwangi"),
    *("Wanjiku", "Red", "bag", "back", "min", "boda", "for", "failed", "declined", "words"),
}
GOODS = [*(part for each in SHELF for part in each[:2]), *(each.name.split(",")[0] for each in CATEGORIES)]
GOODS += [text for each in MISHAPS.values() for text in (each.words, each.title, each.part)]  # the demo's, English only
GOOD = re.compile("|".join(map(re.escape, sorted(GOODS, key=len, reverse=True))))
GOODS_OR_CODE = re.compile("|".join([GOOD.pattern, r"UK07X\w+", r"ws_CO_\w+", r"[0-9a-f]{8}-[0-9a-f-]{27}"]))


class Marking(QTranslator):
    """Translates every string into itself between marks, so that one that is not translated stands out."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return "\n".join(f"⟦{line}⟧" for line in source.split("\n"))


class Watch:
    """Hears every word that is painted, and every one that is cut off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.painted: set[str] = set()
        self.cut: set[str] = set()
        self._shortened: set[str] = set()
        draw, elide = QPainter.drawText, QFontMetricsF.elidedText

        def drawn(painter: QPainter, *arguments: Any) -> None:
            self.painted.update(each for each in arguments if isinstance(each, str))
            draw(painter, *arguments)

        def elided(measured: QFontMetricsF, text: str, *more: Any) -> str:
            short: str = elide(measured, text, *more)
            if short != text:
                self.cut.add(text)
                self._shortened.add(short)
            return short

        monkeypatch.setattr(QPainter, "drawText", drawn)
        monkeypatch.setattr(QFontMetricsF, "elidedText", elided)

    def look_at(self, window: QWidget, size: QSize) -> None:
        """Paints the window at a size, and gathers what its parts say."""
        for each in (window.window(), window):
            each.resize(size)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.painted.clear()
        self.cut.clear()
        window.grab()
        self.painted -= self._shortened
        for widget in [each for each in window.findChildren(QWidget) if each.isVisible()]:
            self.painted.update({widget.accessibleName(), widget.accessibleDescription()} - {""})
            if isinstance(widget, Label):
                self.painted.add(widget.text())
            if isinstance(widget, BaseButton):
                self.painted.add(widget.words())


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


def opened(qtbot: QtBot, scene: Scene, size: QSize) -> QWidget:
    """The scene in a window, as its picture has it."""
    take_look()
    window = QWidget()
    qtbot.addWidget(window, before_close_func=lambda _closing: window.hide())  # which keeps it until then
    inside = scene.make()
    inside.setParent(window)
    for each in (inside, window):
        each.resize(size)
        each.show()
    window.activateWindow()
    QApplication.processEvents()
    if scene.prepare is not None:
        scene.prepare(inside)
    return inside


def sizes_of(scene: Scene) -> tuple[QSize, ...]:
    return (NARROW, WIDE) if len(scene.sizes) > 1 else scene.sizes


def left_over(texts: set[str]) -> list[str]:
    """Words that no translation made and that are no data of the scene."""
    return sorted(text for text in texts if set(WORD.findall(GOODS_OR_CODE.sub("", _unmarked(text)))) - SAME - DATA)


def _unmarked(text: str) -> str:
    rest = MARKED.sub("", text)
    return rest if rest == text else _unmarked(rest)


each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene.name))


@each_scene
def test_every_word_goes_through_the_translation_and_is_switched_at_once(
    qtbot: QtBot, scene: Scene, watch: Watch
) -> None:
    marking = Marking()
    if scene.name.startswith("dialog"):  # over an open dialog nobody can switch
        QCoreApplication.installTranslator(marking)
    window = opened(qtbot, scene, sizes_of(scene)[0])
    QCoreApplication.installTranslator(marking)
    try:
        watch.look_at(window, sizes_of(scene)[0])
        assert left_over(watch.painted) == []
    finally:
        QCoreApplication.removeTranslator(marking)


ENGLISH = {each.source: each.translation for each in KNOWN if each.source != each.translation}


@each_scene
def test_in_kiswahili_nothing_is_left_in_english_and_nothing_is_cut_off(
    qtbot: QtBot, scene: Scene, watch: Watch
) -> None:
    owner = QObject()
    languages = Languages(owner)
    languages.switch_to(ScreenLanguage.KISWAHILI)
    try:
        window = opened(qtbot, scene, sizes_of(scene)[0])
        for size in sizes_of(scene):
            watch.look_at(window, size)
            assert (watch.painted - set(GOODS)) & set(ENGLISH) == set()
            assert {text for text in watch.cut if not GOOD.search(text)} == set(), size
            assert [each for each in squeezed(window) if not GOOD.search(each)] == []
    finally:
        languages.switch_to(ScreenLanguage.ENGLISH)


def test_the_window_of_the_receipts_is_named_in_the_language_that_is_on(qtbot: QtBot) -> None:
    paper, languages = Paper(), Languages()
    qtbot.addWidget(paper)
    languages.switch_to(ScreenLanguage.KISWAHILI)
    qtbot.waitUntil(lambda: paper.windowTitle() == "Printa ya risiti")
    languages.switch_to(ScreenLanguage.ENGLISH)
    qtbot.waitUntil(lambda: paper.windowTitle() == "Receipt printer")


def squeezed(window: QWidget) -> list[str]:
    """What is narrower than its words, or pushed over the edge."""
    found = []
    for widget in [each for each in window.findChildren(QWidget) if each.isVisible()]:
        if isinstance(widget, Label) and not widget.hasHeightForWidth() and widget.natural_width() > widget.width() + 1:
            found.append(f"cut: {widget.text()}")
        if isinstance(widget, Button) and widget.width() < widget.minimumSizeHint().width():
            found.append(f"narrow: {widget.words()}")
        if isinstance(widget, BaseButton) and widget.mapTo(window, widget.rect().bottomRight()).x() >= window.width():
            found.append(f"over the edge: {widget.words()}")
        if isinstance(widget, PrimaryButton) and widget.sizeHint().width() > widget.width() + 16:
            found.append(f"primary too narrow: {widget.words()}")
    return found
