"""The words for what becomes of payments: what happened, whether money moved, what to do next, in that order.

Owns every sentence about an outcome, an error or a step of a payment's story, in words a customer may overhear.
Never decides anything, and never translates before a text is shown.
"""

from pos_desktop.ui.words.calendar import day_text
from pos_desktop.ui.words.doubts import DoubtWords, words_of_doubts, words_of_excess, words_of_settlement
from pos_desktop.ui.words.errors import words_of_error, words_of_phone_reason
from pos_desktop.ui.words.outcomes import words_of_subject
from pos_desktop.ui.words.refusals import words_of_closing, words_of_refusal
from pos_desktop.ui.words.results import known_codes, words_of_code
from pos_desktop.ui.words.story import words_of_evidence
from pos_desktop.ui.words.unknown import words_of_unknown
from pos_desktop.ui.words.values import NextStep, Words, in_a_sentence

__all__ = [
    "DoubtWords",
    "NextStep",
    "Words",
    "day_text",
    "in_a_sentence",
    "known_codes",
    "words_of_closing",
    "words_of_code",
    "words_of_doubts",
    "words_of_error",
    "words_of_evidence",
    "words_of_excess",
    "words_of_phone_reason",
    "words_of_refusal",
    "words_of_settlement",
    "words_of_subject",
    "words_of_unknown",
]
