"""The language of the screens, switched while they are open."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from pos_desktop.assets import asset, resources


class ScreenLanguage(StrEnum):
    """What the screens can speak; English is what the source is written in."""

    ENGLISH = "en"
    KISWAHILI = "sw"


class Languages(QObject):
    """Owns the translator that is on. Every screen hears of a switch by Qt's own language-change event."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._translator: QTranslator | None = None
        self._language = ScreenLanguage.ENGLISH

    @property
    def language(self) -> ScreenLanguage:
        """The language that is on."""
        return self._language

    def switch_to(self, language: ScreenLanguage) -> None:
        """Speaks another language from now on.

        Raises:
            FileNotFoundError: the program was installed without its translations.
        """
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        self._language = language
        if language is ScreenLanguage.ENGLISH:
            return
        translator = QTranslator(self)
        translator.load(str(asset(f"translations/pos_{language.value}.qm")))
        QCoreApplication.installTranslator(translator)
        self._translator = translator

    def other(self) -> ScreenLanguage | None:
        """The language that the button on the sign-in screen offers; None when its translation is not installed."""
        if self._language is not ScreenLanguage.ENGLISH:
            return ScreenLanguage.ENGLISH
        kiswahili = ScreenLanguage.KISWAHILI
        return kiswahili if (resources() / f"translations/pos_{kiswahili.value}.qm").is_file() else None
