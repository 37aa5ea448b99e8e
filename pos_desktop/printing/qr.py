"""A QR code as a field of dark and light modules, shared by the printer and the picture."""

from __future__ import annotations

Modules = tuple[tuple[bool, ...], ...]
"""Rows from the top, each from the left; True is dark. The quiet zone around it is not part of it."""


def modules(content: str) -> Modules:
    """The square for the content at error correction M (etims.md 10)."""
    from qrcode import QRCode  # type: ignore[import-untyped]  # 100 ms with its imaging; few starts need it
    from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(content)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())
