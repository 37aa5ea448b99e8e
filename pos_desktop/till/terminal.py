"""Which till this is, and what its receipts say at the top and the bottom."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SHORT_NAME_LENGTH = 5
"""So that `SHORT-000482` fits the twelve characters of a prompt's AccountReference (daraja.md)."""


@dataclass(frozen=True)
class TerminalDetails:
    """The terminal's id and names, the shop it stands in, and the hour at which its trading day turns."""

    terminal: str
    short_name: str
    name: str
    shop_name: str
    address: str = ""
    phone: str = ""
    tax_pin: str = ""
    footer: str = ""
    cut_off_hour: int = 0

    def __post_init__(self) -> None:
        """Refuses a short name that would make receipt numbers too long or unreadable."""
        if not (self.short_name.isascii() and self.short_name.isalnum()):
            raise ValueError(f"a till's short name is letters and digits: {self.short_name!r}")
        if len(self.short_name) > MAX_SHORT_NAME_LENGTH:
            raise ValueError(f"a till's short name has at most {MAX_SHORT_NAME_LENGTH} characters")
        if not 0 <= self.cut_off_hour <= 23:
            raise ValueError(f"not an hour of the day: {self.cut_off_hour}")
