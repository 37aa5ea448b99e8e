"""Every known fault of payments.md 2 with the tests that prove what becomes of it, or why there is none."""

from __future__ import annotations

CORE = "tests/payments/"
GUESSED = CORE + "test_never_guessed.py::"
WIRE = "tests/simulator/"

PROVED: dict[str, tuple[str, ...]] = {
    "1": (
        "tests/till/test_counter.py::test_an_autosaved_sale_comes_back_after_a_restart",
        "tests/till/test_counter.py::test_a_kill_before_any_write_leaves_the_file_as_it_was_and_the_act_can_be_repeated",
        "tests/processes/test_kill_loop.py::test_a_till_killed_at_every_instant_of_a_sale_loses_and_doubles_nothing",
    ),
    "2": (
        CORE + "test_core.py::test_killed_before_sending_is_not_sent_at_the_next_start",
        CORE + "test_outcome.py::test_a_refused_prompt_is_told_by_its_cause",
    ),
    "3": (
        CORE + "test_core.py::test_killed_while_sending_is_unknown_at_the_next_start",
        CORE + "test_outcome.py::test_a_lost_send_is_not_known_at_once",
    ),
    "4": (
        CORE + "test_core.py::test_a_second_prompt_waits_until_the_first_cannot_charge",
        CORE + "test_triggers.py::test_a_second_attempt_is_refused_in_sql_only_while_the_first_may_be_paid",
        "tests/ui/test_pay_screen.py::test_while_it_is_busy_nothing_can_be_taken_twice",
        "tests/ui/test_second_prompt.py::test_a_thousand_clicks_send_one_prompt",
    ),
    "5": (
        WIRE + "test_hostile_answers.py::test_a_phone_that_has_a_prompt_open_is_busy_for_another_till",
        CORE + "test_outcome.py::test_a_busy_phone_is_given_a_minute",
    ),
    "6": (
        WIRE + "test_hostile_answers.py::test_the_same_amount_within_two_minutes_is_refused_by_m_pesa_itself",
        CORE + "test_outcome.py::test_code_17_counts_two_minutes_down_before_the_prompt_may_go_again",
    ),
    "7": (
        CORE + "test_daraja.py::test_what_provably_never_left_is_tried_twice_more",
        CORE + "test_daraja.py::test_a_connection_that_comes_back_sends_the_prompt_once",
        CORE + "test_daraja.py::test_no_network_for_the_token_is_not_sent",
    ),
    "8": (
        CORE + "test_intercepted_network.py::test_a_certificate_that_nobody_vouches_for_sends_nothing_and_is_told",
        CORE + "test_outcome.py::test_a_refused_prompt_is_told_by_its_cause",
    ),
    "9": (
        CORE + "test_daraja.py::test_what_may_have_left_is_unknown_and_never_repeated",
        CORE + "test_core.py::test_each_answer_to_a_push_has_its_state",
        CORE + "test_outcome.py::test_a_lost_send_is_not_known_at_once",
    ),
    "10": (
        WIRE + "test_hostile_answers.py::test_an_answer_that_is_cut_after_any_byte_leaves_one_prompt_that_can_be_paid",
    ),
    "11": (
        WIRE + "test_mishaps.py::test_a_payment_that_a_mishap_strikes_ends_as_it_must",
        CORE + "test_wire.py::test_errors_are_classed_by_their_json_and_never_by_status_alone",
    ),
    "12": (
        CORE + "test_wire.py::test_errors_are_classed_by_their_json_and_never_by_status_alone",
        "tests/ui/test_daraja_words.py::test_an_answer_to_the_push_tells_whether_a_prompt_went_out",
    ),
    "13": (
        CORE + "test_parser_fuzz.py::test_anything_is_read_or_refused",
        WIRE + "test_mishaps.py::test_a_payment_that_a_mishap_strikes_ends_as_it_must",
    ),
    "14": (
        CORE + "test_daraja.py::test_a_refused_token_is_minted_again_and_the_same_push_repeated",
        CORE + "test_daraja.py::test_one_token_is_minted_for_ten_threads",
        WIRE + "test_hostile_answers.py::test_a_till_whose_token_another_one_has_voided_sends_one_prompt_all_the_same",
    ),
    "15": (
        WIRE + "test_mishaps.py::test_a_payment_that_a_mishap_strikes_ends_as_it_must",
        WIRE + "test_hostile_answers.py::test_a_query_that_is_told_to_slow_down_is_asked_again_later",
        CORE + "test_outcome.py::test_a_busy_m_pesa_is_given_a_quarter_of_a_minute",
    ),
    "16": (
        CORE + "test_daraja.py::test_the_timestamp_is_nairobis_on_a_machine_in_another_zone",
        CORE + "test_daraja.py::test_a_wrong_clock_is_corrected_by_safaricoms",
        "tests/ui/test_clock_notice.py::test_a_wrong_clock_is_said_across_the_page_until_it_is_right",
    ),
    "17": (
        CORE + "test_core.py::test_what_mpesa_cannot_take_is_refused_and_leaves_nothing",
        CORE + "test_wire.py::test_references_are_cut_to_what_safaricom_shows",
    ),
    "18": (
        WIRE + "test_hostile_posts.py::test_a_stranger_who_pays_after_the_cashier_has_walked_away_is_booked",
        CORE + "test_evidence_orders.py::test_whoever_may_be_asked_again_is_not_paid_and_has_not_said_so",
        "tests/ui/test_second_prompt.py::test_a_managers_pin_gives_the_first_prompt_up_and_sends_the_second",
    ),
    "19": (
        CORE + "test_core.py::test_a_callback_before_the_answer_to_its_push_is_taken_by_its_token",
        CORE + "test_core.py::test_a_success_before_the_answer_to_its_push_is_never_undone_by_it",
    ),
    "20": (
        WIRE + "test_hostile_posts.py::test_a_hundred_at_once_are_one_piece_of_evidence",
        CORE + "test_core.py::test_the_same_callback_a_hundred_times_is_one_piece_of_evidence",
    ),
    "21": (CORE + "test_core.py::test_a_failure_after_success_changes_nothing_but_is_kept",),
    "22": (
        CORE + "test_core.py::test_a_late_success_is_shown_as_late",
        WIRE + "test_hostile_posts.py::test_a_success_however_late_after_the_failure_is_shown_as_late",
    ),
    "23": (CORE + "test_core.py::test_another_amount_completes_nothing",),
    "24": (
        CORE + "test_callback.py::test_a_masked_or_missing_phone_is_taken_as_it_is",
        WIRE + "test_mishaps.py::test_a_payment_that_a_mishap_strikes_ends_as_it_must",
    ),
    "25": (
        CORE + "test_core.py::test_another_id_completes_nothing_and_binds_no_receipt",
        CORE + "test_core_machine.py::test_the_invariants_hold_after_every_step",
        WIRE + "test_mishaps.py::test_a_payment_that_a_mishap_strikes_ends_as_it_must",
    ),
    "26": (
        "tests/relay/test_receiving.py::test_forged_posts_change_nothing_and_are_told_apart_by_nothing",
        WIRE + "test_hostile_posts.py::test_a_token_that_nobody_signed_is_not_found_and_changes_nothing",
    ),
    "26b": (WIRE + "test_hostile_posts.py::test_a_success_at_a_plain_route_is_a_hint_and_never_proof",),
    "27": (
        CORE + "test_core.py::test_a_forged_success_is_kept_as_a_contradiction",
        WIRE + "test_hostile_posts.py::test_a_forged_success_that_the_query_contradicts_completes_nothing",
        WIRE + "test_verified_receipts.py::test_a_forged_success_is_unknown_to_m_pesa_and_no_manager_can_complete_it",
    ),
    "28": (
        WIRE + "test_hostile_posts.py::test_a_callback_that_is_replayed_for_another_sale_pays_nothing",
        GUESSED + "test_the_prompt_of_another_payment_is_never_taken_over",
        GUESSED + "test_what_m_pesa_says_of_a_claimed_prompt_gives_no_more_away_than_a_callback_does",
        GUESSED + "test_a_claimed_refusal_sends_nobody_a_second_prompt",
    ),
    "29": (
        CORE + "test_core.py::test_one_receipt_settles_one_payment_for_ever",
        CORE + "test_triggers.py::test_a_receipt_belongs_to_one_payment",
    ),
    "30": (
        CORE + "test_pull.py::test_a_paid_one_without_its_code_fetches_it",
        CORE + "test_decision.py::test_a_payment_without_its_code_says_so",
    ),
    "31": (
        CORE + "test_parser_fuzz.py::test_anything_is_read_or_refused",
        CORE + "test_core.py::test_a_body_that_cannot_be_read_is_kept_and_asked_about",
    ),
    "32": (
        "tests/relay/test_limits.py::test_junk_has_a_budget_of_its_own_and_a_good_callback_goes_through",
        "tests/relay/test_limits.py::test_a_body_that_stops_coming_is_given_up_and_its_sender_told",
        "tests/relay/test_limits.py::test_a_body_of_sixteen_kibibytes_is_taken_and_one_byte_more_is_not",
    ),
    "33": (
        WIRE + "test_hostile_posts.py::test_with_the_relay_out_of_reach_the_query_is_enough",
        "tests/processes/test_recovery.py::test_a_payment_made_while_till_and_relay_were_down_is_found_by_asking",
        CORE + "test_schedule.py::test_the_questions_of_the_first_minutes_thin_out",
        CORE + "test_schedule.py::test_after_two_days_nobody_asks_any_more",
    ),
    "34": (
        "tests/processes/test_kill_loop.py"
        "::test_a_relay_killed_at_every_instant_of_a_sale_has_what_it_answered_and_costs_no_payment",
    ),
    "35": (
        "tests/relay/test_kill.py"
        "::test_a_relay_that_dies_around_its_commit_answers_nothing_it_did_not_keep_and_takes_the_repeat_once",
    ),
    "36": (
        "tests/relay/test_mail_file.py::test_a_full_file_is_answered_with_503_and_what_was_accepted_is_there",
        "tests/relay/test_failing_writes.py::test_whatever_write_fails_a_200_means_a_row_and_a_repeat_is_kept_once",
        "tests/relay/test_reserve.py::test_what_a_full_file_does_not_take_reaches_a_waiting_till_once_there_is_room",
        "tests/relay/test_reserve.py::test_a_full_reserve_keeps_what_it_has_and_takes_more_once_it_was_emptied",
        "tests/relay/test_reserve.py::test_an_event_that_is_not_whole_is_left_out_and_those_before_it_are_kept",
        "tests/relay/test_kill.py::test_what_a_full_file_did_not_take_outlives_the_death_of_its_relay_and_comes_once",
        "tests/relay/test_reserve.py::test_a_reserve_that_is_not_flushed_to_the_disk_has_taken_nothing",
    ),
    "37": (
        CORE
        + "test_inbox.py::test_a_relay_that_lost_its_memory_starts_the_cursor_anew_and_asks_about_all_that_is_open",
        "tests/relay/test_mail_file.py::test_a_relay_whose_file_was_emptied_begins_another_epoch",
        CORE + "test_inbox.py::test_a_new_memory_makes_open_payments_due_even_without_mail",
    ),
    "38": (
        "tests/relay/test_delivery.py::test_reading_again_from_an_earlier_number_gives_the_same_mail_again",
        CORE + "test_inbox.py::test_mail_that_comes_again_changes_nothing",
    ),
    "39": (
        WIRE + "test_hostile_posts.py::test_with_the_relay_out_of_reach_the_query_is_enough",
        CORE + "test_watch.py::test_a_relay_that_is_away_is_tried_again_and_said",
    ),
    "40": (
        "tests/simulation/test_till_days.py::test_the_books_balance_every_day",
        "tests/ui/test_bad_network.py"
        "::test_without_a_network_the_bar_says_what_is_pending_cash_sells_and_all_ends_right_afterwards",
        CORE + "test_core.py::test_no_answer_tells_the_story_and_nothing_else",
    ),
    "41": (
        WIRE + "test_mishaps.py::test_a_payment_that_a_mishap_strikes_ends_as_it_must",
        "tests/ui/test_bad_network.py::test_while_the_answer_to_a_prompt_is_on_its_way_the_next_customer_is_served",
    ),
    "42": (
        WIRE + "test_hostile_answers.py::test_a_query_that_is_silent_is_no_answer_and_no_failure",
        CORE + "test_wire.py::test_a_query_without_a_result_code_is_no_answer",
        CORE + "test_outcome.py::test_a_code_that_is_not_final_is_never_told_as_not_paid",
    ),
    "43": (
        CORE + "test_decision.py::test_each_clause_of_the_decision",
        WIRE + "test_hostile_answers.py::test_in_the_sandbox_the_callback_wins_over_a_query_that_says_failed",
        CORE + "test_core.py::test_in_the_sandbox_the_callback_is_believed",
    ),
    "44": (
        CORE + "test_mailbox.py::test_a_key_that_is_not_known_any_more_is_said",
        "tests/relay/test_delivery.py::test_a_key_that_is_revoked_while_it_waits_gets_nothing_more",
        CORE + "test_watch.py::test_a_relay_that_is_away_is_tried_again_and_said",
    ),
    "45": (
        "tests/relay/test_limits.py::test_an_unlisted_source_is_kept_and_marked",
        CORE + "test_inbox.py::test_a_post_from_elsewhere_is_a_question_and_never_evidence",
    ),
    "46": (
        "tests/processes/test_kill_loop.py::test_till_and_relay_killed_at_random_instants_lose_and_double_nothing",
        "tests/processes/test_recovery.py::test_a_till_killed_while_a_prompt_is_out_completes_and_prints_the_sale_once",
    ),
    "47": (
        "tests/storage/test_power_loss.py::test_what_was_acknowledged_outlives_the_power_wherever_the_log_is_cut",
        "tests/storage/test_till_file.py::test_the_writer_is_durable_and_keeps_keys",
    ),
    "48": (
        CORE + "test_failing_writes.py::test_wherever_in_a_sale_the_file_is_full_the_sale_ends_right",
        CORE + "test_core.py::test_no_prompt_goes_out_while_an_answer_waits_for_room",
        "tests/app/test_wiring.py::test_on_a_disk_with_little_room_no_prompt_goes_out_and_nothing_is_kept_of_one",
        "tests/app/test_wiring.py::test_on_a_disk_with_little_room_no_sale_begins_and_what_is_begun_goes_to_its_end",
    ),
    "49": (
        "tests/storage/test_till_file.py::test_a_file_that_another_program_holds_is_busy_after_a_wait",
        CORE + "test_failing_writes.py::test_whatever_write_of_a_sale_fails_the_sale_ends_right",
        "tests/storage/test_till_file.py::test_the_writer_is_durable_and_keeps_keys",
    ),
    "50": (
        "tests/storage/test_till_file.py"
        "::test_after_a_failed_read_or_flush_the_writer_is_opened_and_the_file_checked_anew",
        CORE + "test_failing_writes.py::test_whatever_write_of_a_sale_fails_the_sale_ends_right",
    ),
    "51": (
        "tests/storage/test_till_file.py::test_a_damaged_file_is_never_sold_on",
        "tests/storage/test_till_file.py::test_a_restored_backup_takes_the_files_place_and_the_old_one_is_kept",
    ),
    "52": (
        "tests/storage/test_till_file.py"
        "::test_a_second_process_is_told_that_the_till_is_open_and_may_come_in_afterwards",
        "tests/processes/test_second_start.py"
        "::test_a_second_start_says_that_the_till_is_open_and_brings_its_window_to_the_front",
    ),
    "53": (
        "tests/relay/test_delivery.py::test_a_number_never_given_out_begins_a_tills_mail_anew_under_another_epoch",
        "tests/relay/test_ledger_upload.py::test_a_till_put_back_from_a_backup_goes_on_above_what_the_ledger_has_seen",
        CORE + "test_core.py::test_a_token_that_no_payment_has_is_kept_for_a_person",
        CORE + "test_pull.py::test_a_relay_that_was_taken_over_hides_no_row_behind_mail_of_its_own",
    ),
    "54": (
        CORE + "test_moved_clock.py::test_the_questions_go_on_and_keep_their_distance_although_the_clock_was_moved",
    ),
    "55": (
        "tests/printing/test_queue_at_the_till.py::test_a_crash_between_paid_and_printed_loses_no_receipt",
        "tests/processes/test_kill_loop.py::test_a_till_killed_at_every_instant_of_a_sale_loses_and_doubles_nothing",
    ),
    "56": (
        "tests/storage/test_migrations.py"
        "::test_a_migration_that_fails_leaves_the_old_file_and_the_old_version_works_on",
        "tests/storage/test_migrations.py::test_all_owners_are_migrated_together_or_not_at_all",
    ),
    "57": (
        "tests/printing/test_network.py::test_cut_at_byte_k_is_an_interrupted_print",
        "tests/printing/test_queue_at_the_till.py"
        "::test_a_dead_printer_undoes_no_sale_and_the_receipt_comes_after_the_mending",
    ),
    "59": (
        CORE + "test_core.py::test_walking_away_is_noted_while_the_prompt_may_be_paid",
        "tests/till/test_checkout.py::test_cash_while_a_request_may_be_paid_needs_another_persons_yes",
        CORE + "test_outcome.py::test_a_prompt_that_was_set_aside_is_waited_for_as_before",
    ),
    "61": (
        "tests/till/test_checkout.py::test_money_that_comes_after_the_sale_was_paid_in_cash_is_booked_as_excess",
        CORE + "test_core.py::test_a_host_can_note_that_the_money_was_not_due",
        "tests/till/test_mpesa.py"
        "::test_money_that_comes_after_cash_was_taken_is_an_excess_of_the_sale_and_a_doubt_of_the_payment",
    ),
    "64": ("tests/till/test_counter.py::test_a_bill_that_waits_is_seen_by_whoever_is_signed_in",),
    "68": (
        "tests/relay/test_tenancy.py::test_no_wrong_key_opens_any_mail",
        "tests/relay/test_tenancy.py::test_a_token_puts_mail_nowhere_but_into_its_own_terminals_box",
    ),
    "69": (
        "tests/till/test_audit.py::test_a_changed_value_is_found_where_it_was_changed",
        "tests/till/test_audit.py::test_a_missing_entry_is_found",
    ),
    "70": (
        "tests/app/test_logs.py::test_no_whole_kenyan_number_passes",
        CORE + "test_core_machine.py::test_the_invariants_hold_after_every_step",
    ),
}
"""The tests of each row."""

CANNOT_HAPPEN: dict[str, str] = {
    "58": "A drawer gives no answer: the pulse goes out with the receipt and is counted, the key is the way besides.",
    "60": "Payments straight to the till number are not taken yet: nothing of them can be booked twice.",
    "62": "Nobody can type a code yet: its evidence is in the schema and `decide()` never completes by it alone.",
    "63": "A day is not closed yet: late money posts to the business day on which its sale completed.",
    "65": "There are no refunds yet: what is paid twice is booked as excess and waits for a manager.",
    "66": "There are no refunds yet.",
    "67": "There are no refunds yet, and a statement is not read.",
}
"""Rows without a test, and why."""
