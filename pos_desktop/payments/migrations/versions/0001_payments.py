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
        open_doubts VARCHAR NOT NULL,
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
        received_at DATETIME NOT NULL,
        is_success BOOLEAN NOT NULL,
        settled_at DATETIME,
        settled_by VARCHAR NOT NULL,
        approved_by VARCHAR NOT NULL
    )
    """,
    """
    CREATE TABLE mailbox_cursor (
        id INTEGER NOT NULL PRIMARY KEY,
        epoch VARCHAR NOT NULL,
        position INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE ledger_progress (
        transaction_id INTEGER NOT NULL PRIMARY KEY REFERENCES mpesa_transaction (id),
        revision INTEGER NOT NULL,
        uploaded INTEGER NOT NULL,
        CONSTRAINT uploaded_is_known CHECK (uploaded >= 0 AND uploaded <= revision)
    )
    """,
    """
    CREATE TABLE ledger_target (
        id INTEGER NOT NULL PRIMARY KEY,
        epoch VARCHAR NOT NULL,
        CONSTRAINT one_ledger_target CHECK (id = 1)
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
    "CREATE INDEX payments_with_open_doubts ON mpesa_transaction (id) WHERE open_doubts <> ''",
    "CREATE INDEX ledger_progress_due ON ledger_progress (transaction_id) WHERE uploaded < revision",
]

INTENT = [
    "public_id",
    "terminal",
    "pos_sale",
    '"order"',
    "attempt",
    "phone_number",
    "amount_cents",
    "account_reference",
    "short_code",
    "environment",
    "rules_version",
    "callback_only_limit_cents",
    "callback_token",
    "callback_url",
    "created_at",
]

REFUSALS = [
    ("payment_event_is_never_changed", "UPDATE ON payment_event", "", "evidence is never changed"),
    ("payment_event_is_never_deleted", "DELETE ON payment_event", "", "evidence is never deleted"),
    ("mpesa_transaction_is_never_deleted", "DELETE ON mpesa_transaction", "", "a payment is never deleted"),
    (
        "mpesa_transaction_intent_is_fixed",
        "UPDATE ON mpesa_transaction",
        " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in INTENT),
        "the intent of a payment is never changed",
    ),
    (
        "mpesa_transaction_status_never_falls",
        "UPDATE OF status ON mpesa_transaction",
        """(OLD.status = 'completed' AND NEW.status <> 'completed')
        OR (OLD.status = 'failed' AND NEW.status NOT IN ('failed', 'completed'))
        OR (OLD.status = 'pending' AND NEW.status = 'initiated')""",
        "the status of a payment never falls",
    ),
    (
        "mpesa_transaction_receipt_is_kept",
        "UPDATE OF mpesa_receipt_number ON mpesa_transaction",
        """OLD.mpesa_receipt_number IS NOT NULL
        AND OLD.mpesa_receipt_number IS DISTINCT FROM NEW.mpesa_receipt_number""",
        "the receipt of a payment is never changed",
    ),
]
"""What the database itself refuses: (name, event, condition, words)."""

IN_THE_LEDGER = ["status", "detail", "result_code", "mpesa_receipt_number", "transaction_date"]
"""What the merchant's ledger holds of a payment; a change of one of them is uploaded."""

LEDGER_MOVES = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in IN_THE_LEDGER)

LEDGER_STEPS = [
    (
        "mpesa_transaction_enters_ledger",
        "INSERT ON mpesa_transaction",
        "",
        "INSERT INTO ledger_progress (transaction_id, revision, uploaded) VALUES (NEW.id, 1, 0)",
    ),
    (
        "mpesa_transaction_moves_ledger",
        f"UPDATE OF {', '.join(IN_THE_LEDGER)} ON mpesa_transaction",
        LEDGER_MOVES,
        "UPDATE ledger_progress SET revision = revision + 1 WHERE transaction_id = NEW.id",
    ),
]
"""What follows by itself, in the same commit: (name, event, condition, statement)."""

POSTGRESQL_TYPES = {
    "id INTEGER NOT NULL PRIMARY KEY": "id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
    "transaction_id INTEGER": "transaction_id BIGINT",
    "DATETIME": "TIMESTAMP",
    "BLOB": "BYTEA",
}

POSTGRESQL_REFUSAL = """
    CREATE FUNCTION payments_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation'; END $$
"""


REPLACED = [
    (
        "mpesa_transaction_is_not_replaced",
        "INSERT ON mpesa_transaction",
        "EXISTS (SELECT 1 FROM mpesa_transaction WHERE id = NEW.id OR public_id = NEW.public_id)",
        "payments are never replaced",
    ),
    (
        "payment_event_is_not_replaced",
        "INSERT ON payment_event",
        "EXISTS (SELECT 1 FROM payment_event"
        " WHERE id = NEW.id OR (transaction_id = NEW.transaction_id AND identity = NEW.identity))",
        "evidence is never replaced",
    ),
]
"""What SQLite's INSERT OR REPLACE would do past the triggers of UPDATE and DELETE: as REFUSALS."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite()


def _upgrade_sqlite() -> None:
    for statement in TABLES + INDEXES:
        op.execute(statement)
    for name, event, condition, words in REFUSALS + REPLACED:
        when = f"WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE {event} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END")
    for name, event, condition, statement in LEDGER_STEPS:
        when = f"WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} AFTER {event} {when} BEGIN {statement}; END")


def _upgrade_postgresql() -> None:
    for statement in TABLES:
        for here, there in POSTGRESQL_TYPES.items():
            statement = statement.replace(here, there)
        op.execute(statement)
    for statement in [*INDEXES, POSTGRESQL_REFUSAL]:
        op.execute(statement)
    for name, event, condition, words in REFUSALS:
        when = f"WHEN ({condition})" if condition else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW {when} EXECUTE FUNCTION payments_refuse('{words}')"
        )
    for name, event, condition, statement in LEDGER_STEPS:
        when = f"WHEN ({condition})" if condition else ""
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW {when} EXECUTE FUNCTION {name}()")
