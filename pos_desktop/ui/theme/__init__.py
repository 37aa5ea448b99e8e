"""The look: colours by role, type, icons and measures, for light and dark.

Owns every colour, size, font and style sheet of the program.
Never knows a screen or a component, and nothing outside it names a colour.
"""

from pos_desktop.ui.theme.fonts import Figures, Size, Weight, font, load_fonts, metrics
from pos_desktop.ui.theme.icons import HEAVY_LINE, icon, icon_pixmap, paint_icon
from pos_desktop.ui.theme.scheme import TintColours, choose_scheme, colour, scheme, tint
from pos_desktop.ui.theme.stylesheet import apply_theme, style_sheet
from pos_desktop.ui.theme.tokens import Role, Scheme

__all__ = [
    "HEAVY_LINE",
    "Figures",
    "Role",
    "Scheme",
    "Size",
    "TintColours",
    "Weight",
    "apply_theme",
    "choose_scheme",
    "colour",
    "font",
    "icon",
    "icon_pixmap",
    "load_fonts",
    "metrics",
    "paint_icon",
    "scheme",
    "style_sheet",
    "tint",
]
