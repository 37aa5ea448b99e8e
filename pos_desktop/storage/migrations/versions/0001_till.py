"""Catalogue with its search, people, sales, the audit log and what waits to be printed and reported."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CATALOGUE = [
    """
    CREATE TABLE category (
        id INTEGER NOT NULL PRIMARY KEY,
        key VARCHAR NOT NULL UNIQUE,
        name VARCHAR NOT NULL,
        icon VARCHAR NOT NULL,
        tint VARCHAR NOT NULL,
        rank INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE product (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        category_id INTEGER NOT NULL REFERENCES category (id),
        name VARCHAR NOT NULL CHECK (name <> ''),
        size VARCHAR NOT NULL,
        sku VARCHAR NOT NULL,
        price_cents INTEGER CHECK (price_cents > 0),
        tax_letter VARCHAR NOT NULL CHECK (tax_letter IN ('A', 'B', 'C', 'D', 'E')),
        stock_milli INTEGER,
        low_stock_milli INTEGER,
        item_class VARCHAR NOT NULL,
        origin VARCHAR NOT NULL,
        packaging_unit VARCHAR NOT NULL,
        quantity_unit VARCHAR NOT NULL,
        icon VARCHAR NOT NULL,
        favourite_rank INTEGER NOT NULL,
        is_active BOOLEAN NOT NULL
    )
    """,
    "CREATE INDEX ix_product_page ON product (favourite_rank, name, id)",
    "CREATE INDEX ix_product_category_page ON product (category_id, favourite_rank, name, id)",
    """
    CREATE TABLE product_code (
        id INTEGER NOT NULL PRIMARY KEY,
        product_id INTEGER NOT NULL REFERENCES product (id),
        code VARCHAR NOT NULL UNIQUE
    )
    """,
    "CREATE INDEX ix_product_code_product_id ON product_code (product_id)",
]

SEARCH = [
    """
    CREATE VIRTUAL TABLE product_search USING fts5 (
        name, size, content='product', content_rowid='id', prefix='1 2 3',
        tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE VIRTUAL TABLE product_trigram USING fts5 (
        name, size, content='product', content_rowid='id', tokenize='trigram'
    )
    """,
    """
    CREATE TRIGGER product_search_added AFTER INSERT ON product BEGIN
        INSERT INTO product_search (rowid, name, size) VALUES (NEW.id, NEW.name, NEW.size);
        INSERT INTO product_trigram (rowid, name, size) VALUES (NEW.id, NEW.name, NEW.size);
    END
    """,
    """
    CREATE TRIGGER product_search_removed AFTER DELETE ON product BEGIN
        INSERT INTO product_search (product_search, rowid, name, size)
            VALUES ('delete', OLD.id, OLD.name, OLD.size);
        INSERT INTO product_trigram (product_trigram, rowid, name, size)
            VALUES ('delete', OLD.id, OLD.name, OLD.size);
    END
    """,
    """
    CREATE TRIGGER product_search_changed AFTER UPDATE OF name, size ON product
    WHEN OLD.name <> NEW.name OR OLD.size <> NEW.size BEGIN
        INSERT INTO product_search (product_search, rowid, name, size)
            VALUES ('delete', OLD.id, OLD.name, OLD.size);
        INSERT INTO product_trigram (product_trigram, rowid, name, size)
            VALUES ('delete', OLD.id, OLD.name, OLD.size);
        INSERT INTO product_search (rowid, name, size) VALUES (NEW.id, NEW.name, NEW.size);
        INSERT INTO product_trigram (rowid, name, size) VALUES (NEW.id, NEW.name, NEW.size);
    END
    """,
]

STAFF = [
    """
    CREATE TABLE staff (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        name VARCHAR NOT NULL CHECK (name <> ''),
        role VARCHAR NOT NULL CHECK (role IN ('cashier', 'manager', 'owner')),
        pin_hash VARCHAR NOT NULL,
        is_active BOOLEAN NOT NULL
    )
    """,
    """
    CREATE TABLE pin_guard (
        id INTEGER NOT NULL PRIMARY KEY,
        door VARCHAR NOT NULL UNIQUE,
        wrong_tries INTEGER NOT NULL,
        lock_outs INTEGER NOT NULL,
        locked_seconds INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE audit_entry (
        id INTEGER NOT NULL PRIMARY KEY,
        terminal VARCHAR NOT NULL,
        made_at VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        staff_id INTEGER REFERENCES staff (id),
        who VARCHAR NOT NULL,
        data VARCHAR NOT NULL,
        previous_seal VARCHAR NOT NULL,
        seal VARCHAR NOT NULL UNIQUE
    )
    """,
    "CREATE INDEX ix_audit_entry_kind ON audit_entry (kind)",
    """
    CREATE TRIGGER audit_entry_is_never_changed BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END
    """,
    """
    CREATE TRIGGER audit_entry_is_never_deleted BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit log is never deleted'); END
    """,
]

SALES = [
    """
    CREATE TABLE number_series (
        id INTEGER NOT NULL PRIMARY KEY,
        terminal VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        last INTEGER NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX ux_number_series ON number_series (terminal, name)",
    """
    CREATE TRIGGER number_series_only_rises BEFORE UPDATE ON number_series WHEN NEW.last <= OLD.last
    BEGIN SELECT RAISE(ABORT, 'a number is never drawn twice'); END
    """,
    """
    CREATE TABLE sale (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        status VARCHAR NOT NULL CHECK (status IN ('open', 'held', 'paying', 'completed', 'voided')),
        receipt_sequence INTEGER,
        receipt_number VARCHAR UNIQUE CHECK (length(receipt_number) <= 12),
        staff_id INTEGER NOT NULL REFERENCES staff (id),
        note VARCHAR NOT NULL,
        goods_cents INTEGER NOT NULL CHECK (goods_cents >= 0),
        rounding_cents INTEGER NOT NULL CHECK (abs(rounding_cents) <= 50),
        due_cents INTEGER NOT NULL,
        vat_cents INTEGER NOT NULL CHECK (vat_cents >= 0),
        item_count INTEGER NOT NULL,
        opened_at DATETIME NOT NULL,
        held_at DATETIME,
        paying_at DATETIME,
        completed_at DATETIME,
        voided_at DATETIME,
        business_day DATE,
        cut_off_hour INTEGER NOT NULL,
        released_at DATETIME,
        released_by VARCHAR NOT NULL,
        release_reason VARCHAR NOT NULL,
        CHECK ((released_at IS NULL) = (released_by = '')),
        CHECK (due_cents = goods_cents + rounding_cents AND due_cents % 100 = 0),
        CHECK (status NOT IN ('paying', 'completed') OR receipt_number IS NOT NULL),
        CHECK ((status = 'completed') = (completed_at IS NOT NULL AND business_day IS NOT NULL))
    )
    """,
    "CREATE UNIQUE INDEX ux_sale_number ON sale (terminal, receipt_sequence)",
    "CREATE UNIQUE INDEX ux_sale_open ON sale (terminal) WHERE status = 'open'",
    "CREATE INDEX ix_sale_status ON sale (status, id)",
    "CREATE INDEX ix_sale_completed ON sale (completed_at)",
    "CREATE INDEX ix_sale_business_day ON sale (business_day)",
    """
    CREATE TRIGGER sale_is_final BEFORE UPDATE ON sale WHEN OLD.status IN ('completed', 'voided')
    BEGIN SELECT RAISE(ABORT, 'a completed or voided sale is never changed'); END
    """,
    """
    CREATE TRIGGER sale_keeps_its_number BEFORE UPDATE ON sale
    WHEN OLD.receipt_number IS NOT NULL AND
        (NEW.receipt_number IS NOT OLD.receipt_number OR NEW.receipt_sequence IS NOT OLD.receipt_sequence)
    BEGIN SELECT RAISE(ABORT, 'a sale keeps its receipt number'); END
    """,
    """
    CREATE TRIGGER sale_is_completed_from_its_bill BEFORE UPDATE OF status ON sale
    WHEN NEW.status = 'completed' AND OLD.status <> 'paying'
    BEGIN SELECT RAISE(ABORT, 'only a bill that is being paid is completed'); END
    """,
    """
    CREATE TRIGGER sale_release_is_kept BEFORE UPDATE ON sale
    WHEN OLD.released_at IS NOT NULL AND (
        NEW.released_at IS NOT OLD.released_at OR NEW.released_by IS NOT OLD.released_by
        OR NEW.release_reason IS NOT OLD.release_reason OR NEW.status NOT IN ('paying', 'completed')
    )
    BEGIN SELECT RAISE(ABORT, 'the goods of this sale are gone'); END
    """,
    """
    CREATE TRIGGER sale_is_never_deleted BEFORE DELETE ON sale
    WHEN OLD.status <> 'open' OR OLD.receipt_number IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a sale is never deleted'); END
    """,
    """
    CREATE TABLE sale_line (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        sale_id INTEGER NOT NULL REFERENCES sale (id),
        position INTEGER NOT NULL,
        product_id INTEGER REFERENCES product (id),
        name VARCHAR NOT NULL,
        size VARCHAR NOT NULL,
        quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0),
        unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents >= 0),
        tax_letter VARCHAR NOT NULL CHECK (tax_letter IN ('A', 'B', 'C', 'D', 'E')),
        note VARCHAR NOT NULL,
        amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
        taxable_cents INTEGER NOT NULL,
        vat_cents INTEGER NOT NULL CHECK (vat_cents >= 0)
    )
    """,
    "CREATE INDEX ix_sale_line_sale ON sale_line (sale_id, position)",
    """
    CREATE TRIGGER sale_line_is_added_while_open BEFORE INSERT ON sale_line
    WHEN (SELECT status FROM sale WHERE id = NEW.sale_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, 'the lines of this sale are frozen'); END
    """,
    """
    CREATE TRIGGER sale_line_is_changed_while_open BEFORE UPDATE ON sale_line
    WHEN NEW.sale_id <> OLD.sale_id OR (SELECT status FROM sale WHERE id = OLD.sale_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, 'the lines of this sale are frozen'); END
    """,
    """
    CREATE TRIGGER sale_line_is_removed_while_open BEFORE DELETE ON sale_line
    WHEN (SELECT status FROM sale WHERE id = OLD.sale_id) <> 'open'
    BEGIN SELECT RAISE(ABORT, 'the lines of this sale are frozen'); END
    """,
    """
    CREATE TABLE tender (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        sale_id INTEGER NOT NULL REFERENCES sale (id),
        kind VARCHAR NOT NULL CHECK (kind IN ('cash', 'mpesa')),
        status VARCHAR NOT NULL CHECK (status IN ('taken', 'given_back')),
        amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
        excess_cents INTEGER NOT NULL CHECK (excess_cents BETWEEN 0 AND amount_cents),
        given_cents INTEGER NOT NULL,
        change_cents INTEGER NOT NULL CHECK (change_cents >= 0),
        payment_id INTEGER UNIQUE REFERENCES mpesa_transaction (id),
        mpesa_receipt VARCHAR,
        phone_masked VARCHAR,
        staff_id INTEGER REFERENCES staff (id),
        taken_at DATETIME NOT NULL,
        CHECK (given_cents = amount_cents + change_cents),
        CHECK ((kind = 'mpesa') = (payment_id IS NOT NULL)),
        CHECK (kind = 'cash' OR change_cents = 0)
    )
    """,
    "CREATE INDEX ix_tender_sale ON tender (sale_id, id)",
    """
    CREATE TRIGGER tender_after_the_end_is_excess BEFORE INSERT ON tender
    WHEN (SELECT status FROM sale WHERE id = NEW.sale_id) IN ('completed', 'voided')
        AND NEW.excess_cents <> NEW.amount_cents
    BEGIN SELECT RAISE(ABORT, 'nothing is due for a completed or voided sale'); END
    """,
    """
    CREATE TRIGGER tender_is_final BEFORE UPDATE ON tender
    WHEN (SELECT status FROM sale WHERE id = OLD.sale_id) IN ('completed', 'voided') AND NOT (
        OLD.mpesa_receipt IS NULL AND NEW.mpesa_receipt IS NOT NULL
        AND NEW.id IS OLD.id AND NEW.public_id IS OLD.public_id AND NEW.terminal IS OLD.terminal
        AND NEW.sale_id IS OLD.sale_id AND NEW.kind IS OLD.kind AND NEW.status IS OLD.status
        AND NEW.amount_cents IS OLD.amount_cents AND NEW.excess_cents IS OLD.excess_cents
        AND NEW.given_cents IS OLD.given_cents AND NEW.change_cents IS OLD.change_cents
        AND NEW.payment_id IS OLD.payment_id AND NEW.phone_masked IS OLD.phone_masked
        AND NEW.staff_id IS OLD.staff_id AND NEW.taken_at IS OLD.taken_at)
    BEGIN SELECT RAISE(ABORT, 'the tenders of a completed or voided sale are never changed'); END
    """,
    """
    CREATE TRIGGER tender_keeps_its_amount BEFORE UPDATE ON tender
    WHEN NEW.sale_id IS NOT OLD.sale_id OR NEW.kind IS NOT OLD.kind OR NEW.payment_id IS NOT OLD.payment_id
        OR NEW.amount_cents IS NOT OLD.amount_cents OR NEW.given_cents IS NOT OLD.given_cents
        OR (OLD.mpesa_receipt IS NOT NULL AND NEW.mpesa_receipt IS NOT OLD.mpesa_receipt)
    BEGIN SELECT RAISE(ABORT, 'a tender keeps its sale, its amount and its receipt'); END
    """,
    """
    CREATE TRIGGER tender_is_never_deleted BEFORE DELETE ON tender
    BEGIN SELECT RAISE(ABORT, 'a tender is never deleted'); END
    """,
    """
    CREATE TABLE stock_movement (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        product_id INTEGER NOT NULL REFERENCES product (id),
        sale_id INTEGER REFERENCES sale (id),
        quantity_milli INTEGER NOT NULL,
        reason VARCHAR NOT NULL,
        moved_at DATETIME NOT NULL
    )
    """,
    "CREATE INDEX ix_stock_movement_product_id ON stock_movement (product_id)",
    "CREATE INDEX ix_stock_movement_sale_id ON stock_movement (sale_id)",
    """
    CREATE TRIGGER stock_movement_is_never_changed BEFORE UPDATE ON stock_movement
    BEGIN SELECT RAISE(ABORT, 'a stock movement is never changed'); END
    """,
    """
    CREATE TRIGGER stock_movement_is_never_deleted BEFORE DELETE ON stock_movement
    BEGIN SELECT RAISE(ABORT, 'a stock movement is never deleted'); END
    """,
]

OUTBOX = [
    """
    CREATE TABLE print_job (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        sale_id INTEGER NOT NULL REFERENCES sale (id),
        copy_number INTEGER NOT NULL CHECK (copy_number >= 0),
        opens_drawer BOOLEAN NOT NULL,
        status VARCHAR NOT NULL CHECK (status IN ('waiting', 'printed')),
        tries INTEGER NOT NULL,
        last_error VARCHAR NOT NULL,
        made_at DATETIME NOT NULL,
        printed_at DATETIME
    )
    """,
    "CREATE UNIQUE INDEX ux_print_job_copy ON print_job (sale_id, copy_number)",
    "CREATE INDEX ix_print_job_status ON print_job (status)",
    """
    CREATE TABLE fiscal_document (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        sale_id INTEGER NOT NULL UNIQUE REFERENCES sale (id),
        kind VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        body VARCHAR NOT NULL,
        made_at DATETIME NOT NULL
    )
    """,
    "CREATE INDEX ix_fiscal_document_status ON fiscal_document (status)",
    """
    CREATE TRIGGER fiscal_document_keeps_its_body BEFORE UPDATE ON fiscal_document
    WHEN NEW.body IS NOT OLD.body OR NEW.sale_id IS NOT OLD.sale_id
    BEGIN SELECT RAISE(ABORT, 'a fiscal document is never changed'); END
    """,
    """
    CREATE TRIGGER fiscal_document_is_never_deleted BEFORE DELETE ON fiscal_document
    BEGIN SELECT RAISE(ABORT, 'a fiscal document is never deleted'); END
    """,
]


def upgrade() -> None:
    for statement in (*CATALOGUE, *SEARCH, *STAFF, *SALES, *OUTBOX):
        op.execute(statement)
