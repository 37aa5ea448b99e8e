"""The one table of colours: base colours have names, roles point to them, and widgets know roles only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BASE = {
    "white": "#FFFFFF",
    "n50": "#F5F7F5",
    "n100": "#EDF0EE",
    "n200": "#DFE4E0",
    "n400": "#7F8A83",
    "n500": "#59645D",
    "n900": "#131915",
    "d100": "#E9EEEA",
    "d300": "#A3AFA7",
    "d500": "#75837A",
    "d700": "#344038",
    "d800": "#242D27",
    "d850": "#1B231E",
    "d900": "#151B17",
    "d950": "#0E1310",
    "g50": "#EAF6EE",
    "g100": "#D5EDDD",
    "g700": "#065D2D",
    "g800": "#054E26",
    "gd": "#4FD08A",
    "gd2": "#6BDD9F",
    "gd8": "#0F3120",
    "gd9": "#052012",
    "a50": "#FFF6E3",
    "a100": "#FCE7BF",
    "a500": "#D98A0B",
    "a800": "#7A4300",
    "ad": "#F5B544",
    "ad8": "#3A2A0C",
    "r50": "#FDEEED",
    "r500": "#D9524A",
    "r700": "#A81E1E",
    "rd": "#FF8F87",
    "rd8": "#43191A",
    "b600": "#1B5FD9",
    "bd": "#7FB0FF",
}
"""n light grey, d dark grey, g green, a amber, r red, b blue."""


class Role(StrEnum):
    """What a colour is for. Green is money in and the primary action; amber is not known, not paid; red is stopped."""

    BG = "bg"
    SURFACE = "surface"
    SUNKEN = "sunken"
    BORDER = "border"
    BORDER_CONTROL = "borderctl"
    TEXT = "text"
    TEXT2 = "text2"
    SELECT = "select"
    ON_SELECT = "onselect"
    SELECTED_ROW = "selrow"
    PRESSED = "pressed"
    PRIMARY = "primary"
    PRIMARY_PRESSED = "primarypr"
    ON_PRIMARY = "onprimary"
    MONEY = "money"
    MONEY_BG = "moneybg"
    MONEY_LINE = "moneyln"
    WARN = "warn"
    WARN_BG = "warnbg"
    WARN_LINE = "warnln"
    WARN_CHIP = "warnchip"
    STOP = "stop"
    STOP_BG = "stopbg"
    STOP_LINE = "stopln"
    FOCUS = "focus"
    DISABLED_BG = "disbg"
    DISABLED_TEXT = "disfg"
    VEIL = "veil"


_BOTH = {
    Role.BG: ("n50", "d950"),
    Role.SURFACE: ("white", "d900"),
    Role.SUNKEN: ("n100", "d850"),
    Role.BORDER: ("n200", "d800"),
    Role.BORDER_CONTROL: ("n400", "d500"),
    Role.TEXT: ("n900", "d100"),
    Role.TEXT2: ("n500", "d300"),
    Role.SELECT: ("n900", "d100"),
    Role.ON_SELECT: ("white", "d950"),
    Role.SELECTED_ROW: ("n100", "d800"),
    Role.PRESSED: ("n200", "d700"),
    Role.PRIMARY: ("g700", "gd"),
    Role.PRIMARY_PRESSED: ("g800", "gd2"),
    Role.ON_PRIMARY: ("white", "gd9"),
    Role.MONEY: ("g700", "gd"),
    Role.MONEY_BG: ("g50", "gd8"),
    Role.MONEY_LINE: ("g100", "gd8"),
    Role.WARN: ("a800", "ad"),
    Role.WARN_BG: ("a50", "ad8"),
    Role.WARN_LINE: ("a500", "ad"),
    Role.WARN_CHIP: ("a100", "ad8"),
    Role.STOP: ("r700", "rd"),
    Role.STOP_BG: ("r50", "rd8"),
    Role.STOP_LINE: ("r500", "rd"),
    Role.FOCUS: ("b600", "bd"),
    Role.DISABLED_BG: ("n100", "d800"),
    Role.DISABLED_TEXT: ("n500", "d300"),
    Role.VEIL: ("n900", "n900"),
}

VEIL_OPACITY = 0.6


@dataclass(frozen=True)
class Tint:
    """The band behind a product and the colour of its icon."""

    band: str
    ink: str


_TINTS = {
    "flour": (Tint("#F8EFD6", "#7A5208"), Tint("#3A2F14", "#EBC878")),
    "dairy": (Tint("#E1EDFA", "#1C5590"), Tint("#172C44", "#9CC8F7")),
    "bread": (Tint("#F9E6D8", "#8E4314"), Tint("#3E2616", "#F4B48B")),
    "sugar": (Tint("#EFE6F8", "#62399A"), Tint("#2E2143", "#CDB2F3")),
    "tea": (Tint("#E0F1E2", "#22663A"), Tint("#173421", "#93D6A5")),
    "drinks": (Tint("#D9F1F1", "#0E6063"), Tint("#0F3336", "#83D7DA")),
    "soap": (Tint("#FBE3EC", "#97285A"), Tint("#401A2B", "#F6A3C4")),
    "oil": (Tint("#FAEFC4", "#735500"), Tint("#373006", "#E8CF5C")),
    "salt": (Tint("#FBE2DD", "#9A2F1E"), Tint("#41201A", "#F7A795")),
    "other": (Tint("#E4E8EE", "#3D4A60"), Tint("#272E3A", "#B9C5D9")),
}


class Scheme(StrEnum):
    """Light or dark; both are complete."""

    LIGHT = "light"
    DARK = "dark"


ROLES: dict[Scheme, dict[Role, str]] = {
    Scheme.LIGHT: {role: BASE[names[0]] for role, names in _BOTH.items()},
    Scheme.DARK: {role: BASE[names[1]] for role, names in _BOTH.items()},
}
TINTS: dict[Scheme, dict[str, Tint]] = {
    Scheme.LIGHT: {key: pair[0] for key, pair in _TINTS.items()},
    Scheme.DARK: {key: pair[1] for key, pair in _TINTS.items()},
}


@dataclass(frozen=True)
class ContrastRule:
    """The least contrast that a front colour must have on a back colour."""

    front: Role
    back: Role
    least: float


CONTRAST_RULES = (
    *(
        ContrastRule(Role.TEXT, back, 7)
        for back in (
            Role.SURFACE,
            Role.BG,
            Role.SUNKEN,
            Role.SELECTED_ROW,
            Role.PRESSED,
            Role.MONEY_BG,
            Role.WARN_BG,
            Role.STOP_BG,
        )
    ),
    *(
        ContrastRule(Role.TEXT2, back, 4.5)
        for back in (
            Role.SURFACE,
            Role.BG,
            Role.SUNKEN,
            Role.SELECTED_ROW,
            Role.PRESSED,
            Role.WARN_BG,
            Role.MONEY_BG,
        )
    ),
    *(
        ContrastRule(Role.WARN, back, 4.5)
        for back in (Role.SURFACE, Role.BG, Role.SELECTED_ROW, Role.WARN_BG, Role.WARN_CHIP)
    ),
    ContrastRule(Role.MONEY, Role.SURFACE, 7),
    ContrastRule(Role.MONEY, Role.SELECTED_ROW, 4.5),
    ContrastRule(Role.MONEY, Role.MONEY_BG, 4.5),
    ContrastRule(Role.STOP, Role.SURFACE, 4.5),
    ContrastRule(Role.STOP, Role.STOP_BG, 4.5),
    ContrastRule(Role.ON_SELECT, Role.SELECT, 7),
    ContrastRule(Role.ON_PRIMARY, Role.PRIMARY, 7),
    ContrastRule(Role.ON_PRIMARY, Role.PRIMARY_PRESSED, 7),
    ContrastRule(Role.DISABLED_TEXT, Role.DISABLED_BG, 4.5),
    *(ContrastRule(Role.FOCUS, back, 3) for back in (Role.SURFACE, Role.BG)),
    *(ContrastRule(Role.BORDER_CONTROL, back, 3) for back in (Role.SURFACE, Role.BG)),
)
TINT_CONTRAST = 4.5


def contrast(front: str, back: str) -> float:
    """How well one colour is read on another, 1 to 21, by the WCAG 2 formula."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[index : index + 2], 16) / 255) for index in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
