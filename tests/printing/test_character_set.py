from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.printing.character_set import UNKNOWN, spell


@given(st.text())
def test_any_text_becomes_letters_that_every_printer_has(text: str) -> None:
    assert all(" " <= letter <= "~" for letter in spell(text))


@given(st.text())
def test_spelling_twice_is_spelling_once(text: str) -> None:
    assert spell(spell(text)) == spell(text)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_letters_stay_as_they_are(text: str) -> None:
    assert spell(text) == text


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("0712 ••• 678", "0712 *** 678"),
        ("3 × 60.00", "3 x 60.00"),
        ("Café – £5", "Cafe - GBP5"),
        ("Ng’ombe “safi”…", 'Ng\'ombe "safi"...'),
        ("Wanjirũ Mũthĩ", "Wanjiru Muthi"),
        ("½ kg", "1/2 kg"),
        ("Größe", "Grosse"),
        ("KES\N{NO-BREAK SPACE}5\tkg\n", "KES 5 kg "),
        ("\x1b@\x00cut", "@cut"),
        ("茶", UNKNOWN),
        ("🍞 mkate", f"{UNKNOWN} mkate"),
        ("a\u200bb\u0301", "ab"),
    ],
)
def test_how_it_is_spelt(text: str, paper: str) -> None:
    assert spell(text) == paper
