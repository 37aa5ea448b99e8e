"""Inter for everything, JetBrains Mono for codes; sizes with their line heights."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from pos_desktop.assets import asset

WORDS_FAMILY = "Inter"
CODES_FAMILY = "JetBrains Mono"
_FILES = (
    "Inter-Regular.ttf",
    "Inter-Medium.ttf",
    "Inter-SemiBold.ttf",
    "Inter-Bold.ttf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Medium.ttf",
    "JetBrainsMono-Bold.ttf",
)
_TITLE_TRACKING = -0.011
_CODE_TRACKING = 0.05


class Size(IntEnum):
    """Type sizes in pixels; nothing is smaller than SMALL."""

    SMALL = 14
    BODY = 16
    LARGE = 20
    TITLE = 28
    TOTAL = 48
    PAID = 72
    CHANGE = 88
    FAR_SMALL = 96
    FAR_MIDDLE = 112
    FAR = 144

    @property
    def line(self) -> int:
        """The height of one line of text of this size."""
        return self + 6 if self is Size.SMALL else self + 8


class Weight(IntEnum):
    """The four weights that are shipped."""

    REGULAR = 400
    MEDIUM = 500
    SEMIBOLD = 600
    BOLD = 700


class Figures(StrEnum):
    """How digits stand: in columns (lists, fields, keys, clocks), or alone; titles are set a little tighter."""

    TABULAR = "tabular"
    ALONE = "alone"
    TITLE = "title"
    CODE = "code"


def load_fonts() -> None:
    """Makes the shipped fonts known to Qt; to be called once, after the application object is made.

    Raises:
        FileNotFoundError: a font is missing from the installation, or cannot be read.
    """
    for name in _FILES:
        path = asset(f"fonts/{name}")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(f"{path} is not a font: install the program again")


@cache
def font(size: Size, weight: Weight = Weight.REGULAR, figures: Figures = Figures.TABULAR) -> QFont:
    """The font of a size and weight. Shared: copy it before changing it."""
    is_code = figures is Figures.CODE
    made = QFont(CODES_FAMILY if is_code else WORDS_FAMILY)
    made.setPixelSize(int(size))
    made.setWeight(QFont.Weight(int(weight)))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if not is_code:  # said either way: a painter takes what a font leaves open from the application's font
        made.setFeature(QFont.Tag("tnum"), int(figures is Figures.TABULAR))
    if is_code:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, int(size) * _CODE_TRACKING)
        made.setFeature(QFont.Tag("zero"), 1)
        made.setFeature(QFont.Tag("calt"), 0)
    if figures is Figures.TITLE:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, int(size) * _TITLE_TRACKING)
    return made


@cache
def metrics(size: Size, weight: Weight = Weight.REGULAR, figures: Figures = Figures.TABULAR) -> QFontMetricsF:
    """The metrics of `font`, made once."""
    return QFontMetricsF(font(size, weight, figures))
