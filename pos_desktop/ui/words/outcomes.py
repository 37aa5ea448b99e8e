"""The words for whatever the core says is to be told of a payment."""

from __future__ import annotations

from pos_desktop.payments import Closing, Refusal, Subject, Unknown
from pos_desktop.ui.words.refusals import words_of_closing, words_of_refusal
from pos_desktop.ui.words.results import words_of_code
from pos_desktop.ui.words.unknown import words_of_unknown
from pos_desktop.ui.words.values import Words


def words_of_subject(subject: Subject) -> Words:
    """The words for a result code or a reason of our own, in the language of this moment."""
    if isinstance(subject, Unknown):
        return words_of_unknown(subject)
    if isinstance(subject, Refusal):
        return words_of_refusal(subject)
    if isinstance(subject, Closing):
        return words_of_closing(subject)
    return words_of_code(subject)
