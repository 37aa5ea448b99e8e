"""Money that no sale of this till asked for, when a manager has looked into it."""

from __future__ import annotations

from sqlmodel import Session

from pos_desktop.payments import settle_stray
from pos_desktop.till import audit
from pos_desktop.till.audit import AuditData, AuditKind
from pos_desktop.till.sales import Act


def settle_stray_money(session: Session, stray_id: int, act: Act, approved_by: int) -> None:
    """Notes, in one commit, that a manager looked into it: in the payments' file and in the audit log, with both names.

    Raises:
        OverrideRefusedError: both are the same person.
        PaymentNotFoundError: there is no such money.
    """
    terminal = act.terminal.terminal
    asking, approving = (audit.person(session, terminal, each) for each in (act.staff_id, approved_by))
    stray = settle_stray(session, stray_id, asking.name, approving.name, act.now)
    data: AuditData = {
        "receipt": stray.receipt,
        "amount_cents": stray.amount_cents,
        "approved_by": approving.name,
    }
    audit.append(session, AuditKind.STRAY_SETTLED, asking, data, act.now)
