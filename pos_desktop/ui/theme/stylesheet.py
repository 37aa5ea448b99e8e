"""The style sheet, made from the tokens, and the palette for what it does not reach. Nobody else sets a style."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from pos_desktop.ui.theme.fonts import Size, font
from pos_desktop.ui.theme.scheme import choose_scheme, colour
from pos_desktop.ui.theme.tokens import ROLES, Role, Scheme

_SHEET = """
QLineEdit {{ background: transparent; border: none; padding: 0; color: {text};
    selection-background-color: {select}; selection-color: {onselect}; }}
QLineEdit:disabled {{ color: {disfg}; }}
QAbstractScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {borderctl}; border-radius: 4px; min-height: 48px; }}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
QScrollBar:horizontal {{ height: 0; }}
"""


def style_sheet(scheme: Scheme) -> str:
    """The whole style sheet of a scheme. Most of the look is painted; this is for Qt's own fields and scroll bars."""
    return _SHEET.format(**{role.value: text for role, text in ROLES[scheme].items()})


def apply_theme(application: QApplication, scheme: Scheme) -> None:
    """Shows the whole program in a scheme, at once and without a restart."""
    choose_scheme(scheme)
    if application.style().objectName() != "fusion":
        application.setStyle(QStyleFactory.create("fusion"))
    application.setFont(font(Size.BODY))
    application.setPalette(_palette())
    application.setStyleSheet(style_sheet(scheme))


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: Role.BG,
        QPalette.ColorRole.Base: Role.SURFACE,
        QPalette.ColorRole.AlternateBase: Role.SUNKEN,
        QPalette.ColorRole.Button: Role.SURFACE,
        QPalette.ColorRole.Text: Role.TEXT,
        QPalette.ColorRole.WindowText: Role.TEXT,
        QPalette.ColorRole.ButtonText: Role.TEXT,
        QPalette.ColorRole.PlaceholderText: Role.TEXT2,
        QPalette.ColorRole.Highlight: Role.SELECT,
        QPalette.ColorRole.HighlightedText: Role.ON_SELECT,
        QPalette.ColorRole.ToolTipBase: Role.SELECT,
        QPalette.ColorRole.ToolTipText: Role.ON_SELECT,
    }
    for slot, role in roles.items():
        palette.setColor(slot, colour(role))
    for slot in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, slot, colour(Role.DISABLED_TEXT))
    return palette
