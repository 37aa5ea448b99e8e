"""The tables of the mail file, as the steps that lead from one version to the next; each is frozen SQL."""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE relay (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch TEXT NOT NULL,
            begun_at_ms INTEGER NOT NULL,
            probed_at_ms INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE terminal (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            paired_at_ms INTEGER NOT NULL,
            revoked_at_ms INTEGER,
            acknowledged INTEGER NOT NULL DEFAULT 0,
            acknowledged_at_ms INTEGER,
            generation INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        """CREATE TABLE terminal_key (
            id INTEGER PRIMARY KEY,
            terminal INTEGER NOT NULL REFERENCES terminal (id),
            key_sha256 BLOB NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
            public_key BLOB NOT NULL CHECK (length(public_key) = 32),
            made_at_ms INTEGER NOT NULL,
            ends_at_ms INTEGER
        ) STRICT""",
        "CREATE INDEX terminal_key_by_terminal ON terminal_key (terminal)",
        """CREATE TABLE pairing_code (
            code_sha256 BLOB PRIMARY KEY CHECK (length(code_sha256) = 32),
            name TEXT NOT NULL,
            terminal INTEGER REFERENCES terminal (id),
            ends_at_ms INTEGER NOT NULL,
            used_at_ms INTEGER
        ) STRICT""",
        """CREATE TABLE event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('stk', 'result', 'hint')),
            terminal INTEGER REFERENCES terminal (id),
            token TEXT,
            source TEXT NOT NULL CHECK (source IN ('listed', 'unlisted')),
            body BLOB NOT NULL,
            body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
            received_at_ms INTEGER NOT NULL,
            times INTEGER NOT NULL DEFAULT 1,
            acknowledged_at_ms INTEGER,
            CHECK ((kind <> 'hint') = (terminal IS NOT NULL) AND (terminal IS NULL) = (token IS NULL))
        ) STRICT""",
        "CREATE UNIQUE INDEX event_once ON event (terminal, token, body_sha256, source) WHERE kind <> 'hint'",
        "CREATE INDEX event_by_terminal ON event (terminal, seq)",
        "CREATE INDEX event_hint ON event (body_sha256) WHERE kind = 'hint'",
        "CREATE INDEX event_unacknowledged ON event (terminal) WHERE acknowledged_at_ms IS NULL",
        "CREATE INDEX event_acknowledged ON event (acknowledged_at_ms) WHERE acknowledged_at_ms IS NOT NULL",
    ),
    (
        """CREATE TABLE ledger_key (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            short_code TEXT NOT NULL,
            key_sha256 BLOB NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
            made_at_ms INTEGER NOT NULL,
            revoked_at_ms INTEGER
        ) STRICT""",
        """CREATE TABLE ledger (
            public_id TEXT PRIMARY KEY,
            terminal INTEGER NOT NULL REFERENCES terminal (id),
            short_code TEXT NOT NULL,
            host_kind TEXT NOT NULL CHECK (host_kind IN ('pos_sale', 'order')),
            host TEXT NOT NULL,
            account_reference TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
            status TEXT NOT NULL CHECK (status IN ('initiated', 'pending', 'failed', 'completed')),
            detail TEXT NOT NULL,
            result_code TEXT,
            mpesa_receipt_number TEXT,
            phone_masked TEXT NOT NULL,
            created_at_ms INTEGER NOT NULL,
            paid_at_ms INTEGER,
            updated_at_ms INTEGER NOT NULL,
            revision INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX ledger_in_order ON ledger (short_code, created_at_ms, public_id)",
    ),
    ("ALTER TABLE relay ADD COLUMN commits INTEGER NOT NULL DEFAULT 0",),
)
"""What brings the tables from one version to the next; a released step is never edited."""
