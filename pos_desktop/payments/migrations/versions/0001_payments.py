"""Payments, their evidence, stray callbacks and the mailbox cursor."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = [
    """
    CREATE TABLE mpesa_transaction (
        id INTEGER NOT NULL PRIMARY KEY,
        public_id VARCHAR NOT NULL UNIQUE,
        terminal VARCHAR NOT NULL,
        pos_sale VARCHAR,
        "order" VARCHAR,
        attempt INTEGER NOT NULL,
        phone_number VARCHAR NOT NULL,
        amount_cents INTEGER NOT NULL,
        account_reference VARCHAR NOT NULL,
        description VARCHAR NOT NULL,
        short_code VARCHAR NOT NULL,
        environment VARCHAR NOT NULL,
        callback_only_limit_cents INTEGER NOT NULL,
        rules_version INTEGER NOT NULL,
        callback_token VARCHAR NOT NULL UNIQUE,
        callback_url VARCHAR NOT NULL,
        created_at DATETIME NOT NULL,
        status VARCHAR NOT NULL CHECK (status IN ('initiated', 'pending', 'completed', 'failed')),
        detail VARCHAR NOT NULL,
        result_code VARCHAR,
        result_description VARCHAR NOT NULL,
        merchant_request_id VARCHAR,
        checkout_request_id VARCHAR,
        mpesa_receipt_number VARCHAR UNIQUE,
        sent_at DATETIME,
        transaction_date DATETIME,
        updated_at DATETIME NOT NULL,
        next_query_at DATETIME,
        CONSTRAINT one_host CHECK ((pos_sale IS NULL) <> ("order" IS NULL)),
        CONSTRAINT whole_shillings CHECK (amount_cents > 0 AND amount_cents % 100 = 0)
    )
    """,
    """
    CREATE TABLE payment_event (
        id INTEGER NOT NULL PRIMARY KEY,
        transaction_id INTEGER NOT NULL REFERENCES mpesa_transaction (id),
        identity VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        data VARCHAR NOT NULL,
        raw BLOB,
        recorded_at DATETIME NOT NULL,
        CONSTRAINT one_row_a_proof UNIQUE (transaction_id, identity)
    )
    """,
    """
    CREATE TABLE stray_callback (
        id INTEGER NOT NULL PRIMARY KEY,
        event_id VARCHAR NOT NULL UNIQUE,
        token VARCHAR NOT NULL,
        body BLOB NOT NULL,
        received_at DATETIME NOT NULL
    )
    """,
    """
    CREATE TABLE mailbox_cursor (
        id INTEGER NOT NULL PRIMARY KEY,
        epoch VARCHAR NOT NULL,
        position INTEGER NOT NULL
    )
    """,
]

INDEXES = [
    "CREATE INDEX ix_mpesa_transaction_pos_sale ON mpesa_transaction (pos_sale)",
    'CREATE INDEX ix_mpesa_transaction_order ON mpesa_transaction ("order")',
    "CREATE INDEX ix_mpesa_transaction_status ON mpesa_transaction (status)",
    "CREATE INDEX ix_mpesa_transaction_checkout_request_id ON mpesa_transaction (checkout_request_id)",
    "CREATE INDEX ix_mpesa_transaction_next_query_at ON mpesa_transaction (next_query_at)",
    "CREATE INDEX ix_payment_event_transaction_id ON payment_event (transaction_id)",
    """
    CREATE UNIQUE INDEX one_live_prompt_a_sale ON mpesa_transaction (pos_sale)
    WHERE pos_sale IS NOT NULL AND status IN ('initiated', 'pending')
    """,
    """
    CREATE UNIQUE INDEX one_live_prompt_an_order ON mpesa_transaction ("order")
    WHERE "order" IS NOT NULL AND status IN ('initiated', 'pending')
    """,
]

TRIGGERS = [
    """
    CREATE TRIGGER payment_event_is_never_changed BEFORE UPDATE ON payment_event
    BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END
    """,
    """
    CREATE TRIGGER payment_event_is_never_deleted BEFORE DELETE ON payment_event
    BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END
    """,
    """
    CREATE TRIGGER mpesa_transaction_is_never_deleted BEFORE DELETE ON mpesa_transaction
    BEGIN SELECT RAISE(ABORT, 'a payment is never deleted'); END
    """,
    """
    CREATE TRIGGER mpesa_transaction_intent_is_fixed BEFORE UPDATE ON mpesa_transaction
    WHEN OLD.public_id IS NOT NEW.public_id OR OLD.terminal IS NOT NEW.terminal
        OR OLD.pos_sale IS NOT NEW.pos_sale OR OLD."order" IS NOT NEW."order" OR OLD.attempt IS NOT NEW.attempt
        OR OLD.phone_number IS NOT NEW.phone_number OR OLD.amount_cents IS NOT NEW.amount_cents
        OR OLD.account_reference IS NOT NEW.account_reference OR OLD.short_code IS NOT NEW.short_code
        OR OLD.environment IS NOT NEW.environment OR OLD.rules_version IS NOT NEW.rules_version
        OR OLD.callback_only_limit_cents IS NOT NEW.callback_only_limit_cents
        OR OLD.callback_token IS NOT NEW.callback_token OR OLD.callback_url IS NOT NEW.callback_url
        OR OLD.created_at IS NOT NEW.created_at
    BEGIN SELECT RAISE(ABORT, 'the intent of a payment is never changed'); END
    """,
    """
    CREATE TRIGGER mpesa_transaction_status_never_falls BEFORE UPDATE OF status ON mpesa_transaction
    WHEN (OLD.status = 'completed' AND NEW.status <> 'completed')
        OR (OLD.status = 'failed' AND NEW.status NOT IN ('failed', 'completed'))
        OR (OLD.status = 'pending' AND NEW.status = 'initiated')
    BEGIN SELECT RAISE(ABORT, 'the status of a payment never falls'); END
    """,
    """
    CREATE TRIGGER mpesa_transaction_receipt_is_kept BEFORE UPDATE OF mpesa_receipt_number ON mpesa_transaction
    WHEN OLD.mpesa_receipt_number IS NOT NULL AND OLD.mpesa_receipt_number IS NOT NEW.mpesa_receipt_number
    BEGIN SELECT RAISE(ABORT, 'the receipt of a payment is never changed'); END
    """,
]


def upgrade() -> None:
    for statement in TABLES + INDEXES + TRIGGERS:
        op.execute(statement)
