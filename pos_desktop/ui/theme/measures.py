"""Space, radii and the sizes of things, in pixels."""

from __future__ import annotations

GAP = 8
MARGIN = 16
COLUMN_GAP = 24

RADIUS = 8
RADIUS_SMALL = 4
RADIUS_DIALOG = 12
RADIUS_PANEL = 16

BAR_HEIGHT = 56
HEAD_HEIGHT = 56
BUTTON_HEIGHT = 48
PRIMARY_HEIGHT = 72
DIALOG_PRIMARY_HEIGHT = 64
CHIP_HEIGHT = 48
FIELD_HEIGHT = 64
TALL_FIELD_HEIGHT = 72
KEY_HEIGHT = 88
LEAST_KEY_HEIGHT = 72
TILE_WIDTH = 160
TILE_HEIGHT = 128
TILE_FOOT = 66
LINE_ROW = 60
SELECTED_LINE_ROW = 120
LIST_ROW = 72
TAG_HEIGHT = 32
BANNER_HEIGHT = 64
TOAST_WIDTH = 600
DIALOG_WIDTH = 600
INK_BAR = 4

NARROW_WINDOW = 1200
"""Below this width a screen uses its 1024 form."""
WIDE_WINDOW = 1600


def right_column(window_width: int) -> int:
    """The width of the right column, margins included, in a window of this width."""
    if window_width >= WIDE_WINDOW:
        return 480
    return 408 if window_width < NARROW_WINDOW else 440


def is_narrow(window_width: int) -> bool:
    """Whether a window of this width takes the 1024 form of a screen."""
    return window_width < NARROW_WINDOW
