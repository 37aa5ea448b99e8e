"""Guards that are taken out, one at a time, to see that a test finds out (payments.md 5, "Catalogue coverage")."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A guard of a row of the catalogue: `before` stands once in the file, and `test` must fail with `after`."""

    row: str
    file: str
    before: str
    after: str
    test: str


CORE = "pos_desktop/payments/"
MUTANTS = (
    Mutant(
        "2",
        CORE + "core.py",
        "if any(isinstance(piece, Sending) for piece in evidence):",
        "if not any(isinstance(piece, Sending) for piece in evidence):",
        "tests/payments/test_core.py::test_killed_before_sending_is_not_sent_at_the_next_start",
    ),
    Mutant(
        "3",
        CORE + "core.py",
        "if any(isinstance(piece, Sending) for piece in evidence):",
        "if False:",
        "tests/payments/test_core.py::test_killed_while_sending_is_unknown_at_the_next_start",
    ),
    Mutant(
        "4",
        CORE + "stk_push.py",
        "        for payment in earlier:\n            _refuse_while_live(session, payment)\n",
        "",
        "tests/payments/test_core.py::test_a_second_prompt_waits_until_the_first_cannot_charge",
    ),
    Mutant(
        "4",
        CORE + "migrations/versions/0001_payments.py",
        "CREATE UNIQUE INDEX one_live_prompt_a_sale",
        "CREATE INDEX one_live_prompt_a_sale",
        "tests/payments/test_triggers.py::test_a_second_attempt_is_refused_in_sql_only_while_the_first_may_be_paid",
    ),
    Mutant(
        "9",
        CORE + "daraja.py",
        "NEVER_LEFT = (httpx.ConnectError,",
        "NEVER_LEFT = (httpx.ReadTimeout, httpx.ConnectError,",
        "tests/payments/test_daraja.py::test_what_may_have_left_is_unknown_and_never_repeated",
    ),
    Mutant(
        "9",
        CORE + "stk_push.py",
        "outcome = SendUnknown(str(error))",
        'outcome = SendClosed(SendFailure.NOT_SENT, "unknown", str(error))',
        "tests/payments/test_core.py::test_each_answer_to_a_push_has_its_state",
    ),
    Mutant(
        "14",
        CORE + "daraja.py",
        "        with self._token_lock:\n            if self._token is None or",
        "        if True:\n            if self._token is None or",
        "tests/payments/test_daraja.py::test_one_token_is_minted_for_ten_threads",
    ),
    Mutant(
        "14",
        CORE + "daraja.py",
        "TOKEN_REPEATS = 3",
        "TOKEN_REPEATS = 0",
        "tests/payments/test_daraja.py::test_a_refused_token_is_minted_again_and_the_same_push_repeated",
    ),
    Mutant(
        "19",
        CORE + "inbox.py",
        "        if named is None:\n            self._keep_stray(",
        "        if named is None or named.checkout_request_id is None:\n            self._keep_stray(",
        "tests/payments/test_core.py::test_a_callback_before_the_answer_to_its_push_is_taken_by_its_token",
    ),
    Mutant(
        "19",
        CORE + "inbox.py",
        "        if named is None:\n            self._keep_stray(",
        "        if named is None or (named.checkout_request_id is None and is_success(body)):\n"
        "            self._keep_stray(",
        "tests/payments/test_core.py::test_a_success_before_the_answer_to_its_push_is_never_undone_by_it",
    ),
    Mutant(
        "22",
        CORE + "decision.py",
        'Doubt.LATE: {"paid"} if is_late else set(),',
        "Doubt.LATE: set(),",
        "tests/payments/test_core.py::test_a_late_success_is_shown_as_late",
    ),
    Mutant(
        "27",
        CORE + "decision.py",
        "return is_unproved and intent.amount_cents <= intent.callback_only_limit_cents",
        "return intent.amount_cents <= intent.callback_only_limit_cents",
        "tests/payments/test_core.py::test_a_forged_success_is_kept_as_a_contradiction",
    ),
    Mutant(
        "28",
        CORE + "decision.py",
        "if not a.claimed_id or a.claimed_id in accepted]",
        "]",
        "tests/payments/test_never_guessed.py::test_what_m_pesa_says_of_a_claimed_prompt_gives_no_more_away_than_a_callback_does",
    ),
    Mutant(
        "29",
        CORE + "ledger.py",
        "    return session.exec(query).first() is not None\n\n\ndef _recompute",
        "    return session.exec(query).first() is not None and False\n\n\ndef _recompute",
        "tests/payments/test_core.py::test_one_receipt_settles_one_payment_for_ever",
    ),
    Mutant(
        "43",
        CORE + "decision.py",
        "later - earlier >= ANSWERS_APART_SECONDS and later >= LATER_ANSWER_SECONDS",
        "True",
        "tests/payments/test_decision.py::test_each_clause_of_the_decision",
    ),
    Mutant(
        "46",
        CORE + "recorder.py",
        "MPesaTransaction.status == TransactionStatus.INITIATED",
        "MPesaTransaction.status == TransactionStatus.PENDING",
        "tests/payments/test_core.py::test_killed_while_sending_is_unknown_at_the_next_start",
    ),
    Mutant(
        "55",
        "pos_desktop/till/checkout.py",
        "    queue_receipt(session, sale, tenders, now)\n",
        "",
        "tests/printing/test_queue_at_the_till.py::test_a_crash_between_paid_and_printed_loses_no_receipt",
    ),
)
