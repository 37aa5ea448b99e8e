"""The till's tables, one file a subject.

Owns the rows as they lie on disk. Their keys, checks and triggers are in the migrations of `storage`; a test
holds the two together. Never imported from outside `till`: other parts are given values, not rows.
"""

from pos_desktop.till.tables.audit import AuditEntryRow
from pos_desktop.till.tables.catalogue import CategoryRow, ProductCodeRow, ProductRow, StockMovementRow
from pos_desktop.till.tables.keys import stored_id
from pos_desktop.till.tables.outbox import FiscalDocumentRow, PrintJobRow
from pos_desktop.till.tables.sales import NumberSeriesRow, SaleLineRow, SaleRow, TenderRow
from pos_desktop.till.tables.staff import PinGuardRow, StaffRow

__all__ = [
    "AuditEntryRow",
    "CategoryRow",
    "FiscalDocumentRow",
    "NumberSeriesRow",
    "PinGuardRow",
    "PrintJobRow",
    "ProductCodeRow",
    "ProductRow",
    "SaleLineRow",
    "SaleRow",
    "StaffRow",
    "StockMovementRow",
    "TenderRow",
    "stored_id",
]
