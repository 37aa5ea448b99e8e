"""Which scheme is on, and its colours ready for painting."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from pos_desktop.ui.theme.tokens import ROLES, TINTS, VEIL_OPACITY, Role, Scheme


@dataclass(frozen=True)
class TintColours:
    """A category's band and ink, ready for painting."""

    band: QColor
    ink: QColor


def _painted(scheme: Scheme) -> dict[Role, QColor]:
    colours = {role: QColor(text) for role, text in ROLES[scheme].items()}
    colours[Role.VEIL].setAlphaF(VEIL_OPACITY)
    return colours


_COLOURS = {scheme: _painted(scheme) for scheme in Scheme}
_TINTS = {
    scheme: {key: TintColours(QColor(tint.band), QColor(tint.ink)) for key, tint in TINTS[scheme].items()}
    for scheme in Scheme
}


class _Shown:
    """One process shows one scheme, as it has one style sheet."""

    scheme = Scheme.LIGHT


def scheme() -> Scheme:
    """The scheme that is on."""
    return _Shown.scheme


def choose_scheme(chosen: Scheme) -> None:
    """Makes colours come from another scheme; `stylesheet.apply_theme` is what also repaints."""
    _Shown.scheme = chosen


def colour(role: Role) -> QColor:
    """The colour of a role in the scheme that is on. Shared: do not change it."""
    return _COLOURS[_Shown.scheme][role]


def tint(key: str) -> TintColours:
    """The colours of a category; one without a tint of its own looks like `other`."""
    tints = _TINTS[_Shown.scheme]
    return tints.get(key) or tints["other"]
