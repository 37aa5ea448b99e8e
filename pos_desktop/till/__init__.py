"""Selling: catalogue, cart, tax, tenders, sales, people and the audit log.

Owns the rules of the counter and the tables they are kept in; every write of the counter is one commit.
Never opens a socket or a widget, and never decides whether an M-Pesa payment was paid.
"""

from pos_desktop.till.audit import Actor, AuditKind, first_broken_entry
from pos_desktop.till.audit import append as append_audit_entry
from pos_desktop.till.audit import head as audit_head
from pos_desktop.till.cart import MAX_PRICE_CENTS, MAX_QUANTITY_MILLI, ONE_PIECE, Cart, CartLine, Totals
from pos_desktop.till.cash import NOTES_AND_COINS, hand_over, suggested_notes
from pos_desktop.till.catalogue import TINTS, Catalogue, Category, Product
from pos_desktop.till.checkout import (
    CashTaken,
    MpesaTaken,
    PromptFacts,
    SaleForPayment,
    record_mpesa_payment,
    sale_facts_for_prompt,
)
from pos_desktop.till.counter import Counter
from pos_desktop.till.errors import (
    CartError,
    EmptyCartError,
    GoodsReleasedError,
    ImportFileError,
    MoneyTakenError,
    NotFoundError,
    OutOfRangeError,
    PaymentLiveError,
    PinShapeError,
    PriceNeededError,
    SaleFrozenError,
    SaleMoveError,
    TillError,
)
from pos_desktop.till.import_csv import Problem, ProblemKind
from pos_desktop.till.pins import LONGEST_PIN, Role, shortest_pin
from pos_desktop.till.print_queue import PrintJob
from pos_desktop.till.product_import import ImportResult, import_categories, import_products
from pos_desktop.till.receipt import ReceiptFacts
from pos_desktop.till.sale_state import (
    SaleState,
    SaleStatus,
    SaleSummary,
    Tender,
    TenderKind,
    TenderStatus,
)
from pos_desktop.till.scanning import Scan, ScanKind, interpret
from pos_desktop.till.staff import LockedOut, Person, PinAccepted, PinAnswer, PinRefused, StaffDesk
from pos_desktop.till.tax import TaxLetter, TaxLine, rate_text
from pos_desktop.till.terminal import TerminalDetails

__all__ = [
    "LONGEST_PIN",
    "MAX_PRICE_CENTS",
    "MAX_QUANTITY_MILLI",
    "NOTES_AND_COINS",
    "ONE_PIECE",
    "TINTS",
    "Actor",
    "AuditKind",
    "Cart",
    "CartError",
    "CartLine",
    "CashTaken",
    "Catalogue",
    "Category",
    "Counter",
    "EmptyCartError",
    "GoodsReleasedError",
    "ImportFileError",
    "ImportResult",
    "LockedOut",
    "MoneyTakenError",
    "MpesaTaken",
    "NotFoundError",
    "OutOfRangeError",
    "PaymentLiveError",
    "Person",
    "PinAccepted",
    "PinAnswer",
    "PinRefused",
    "PinShapeError",
    "PriceNeededError",
    "PrintJob",
    "Problem",
    "ProblemKind",
    "Product",
    "PromptFacts",
    "ReceiptFacts",
    "Role",
    "SaleForPayment",
    "SaleFrozenError",
    "SaleMoveError",
    "SaleState",
    "SaleStatus",
    "SaleSummary",
    "Scan",
    "ScanKind",
    "StaffDesk",
    "TaxLetter",
    "TaxLine",
    "Tender",
    "TenderKind",
    "TenderStatus",
    "TerminalDetails",
    "TillError",
    "Totals",
    "append_audit_entry",
    "audit_head",
    "first_broken_entry",
    "hand_over",
    "import_categories",
    "import_products",
    "interpret",
    "rate_text",
    "record_mpesa_payment",
    "sale_facts_for_prompt",
    "shortest_pin",
    "suggested_notes",
]
