"""Numbers that rise without gaps, because they are drawn inside the commit that uses them."""

from __future__ import annotations

from sqlmodel import Session, select

from pos_desktop.till.tables import NumberSeriesRow
from pos_desktop.till.terminal import TerminalDetails

_RECEIPTS = "receipt"


def draw_receipt_number(session: Session, terminal: TerminalDetails) -> tuple[int, str]:
    """The next number of this terminal and its printed form, `1-000482`; undone with the caller's transaction."""
    query = select(NumberSeriesRow).where(
        NumberSeriesRow.terminal == terminal.terminal, NumberSeriesRow.name == _RECEIPTS
    )
    series = session.exec(query).one_or_none()
    if series is None:
        series = NumberSeriesRow(terminal=terminal.terminal, name=_RECEIPTS, last=0)
    series.last += 1
    session.add(series)
    return series.last, f"{terminal.short_name}-{series.last:06d}"
