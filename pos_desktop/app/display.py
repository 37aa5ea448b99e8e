"""Whether there is a screen to draw on; Qt aborts without one before Python can say so."""

from __future__ import annotations

import os
import sys

from pos_desktop.app.errors import NoDisplayError

HEADLESS_PLATFORMS = ("offscreen", "minimal", "vnc")


def has_display() -> bool:
    """Whether a window could be shown on this machine."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def require_display() -> None:
    """Says in words what Qt would only abort about.

    Raises:
        NoDisplayError: there is no screen, and Qt was not told to do without.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if not has_display() and platform not in HEADLESS_PLATFORMS:
        raise NoDisplayError("there is no display here, so no window can open. Start it in a desktop session")


def use_no_display() -> None:
    """Tells Qt to draw into memory; before the application is made."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
