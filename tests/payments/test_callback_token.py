from __future__ import annotations

import base64
import secrets
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.payments import (
    BadCallbackAddressError,
    BadTokenError,
    TokenMinter,
    check_token,
    new_key_pair,
    public_key_of,
)
from pos_desktop.payments.callback_token import FORBIDDEN_WORDS, URL_LIMIT

BASE = "https://relay.example.co.ke"
TERMINAL = "k7m2p9qr"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def pair() -> tuple[TokenMinter, bytes]:
    private, public = new_key_pair()
    return TokenMinter(TERMINAL, private), public


def test_a_minted_token_is_checked_back_to_its_nonce_and_day() -> None:
    minter, public = pair()
    address = minter.mint(BASE, NOON)
    check = check_token(public, TERMINAL, address.token, NOON)
    assert check.nonce == address.nonce
    assert check.issued_on == date(2026, 11, 25)


def test_the_address_is_terminal_and_token_under_the_public_url() -> None:
    minter, _ = pair()
    address = minter.mint(BASE + "/", NOON)
    assert address.url == f"{BASE}/c/1/{TERMINAL}/{address.token}"


def test_a_token_is_laid_out_as_nonce_day_and_signature_over_a_named_purpose() -> None:
    private, public = new_key_pair()
    address = TokenMinter(TERMINAL, private).mint(BASE, NOON)
    raw = base64.urlsafe_b64decode(address.token + "==")
    day = (date(2026, 11, 25) - date(1970, 1, 1)).days.to_bytes(2, "big")
    assert raw[:18] == address.nonce + day
    signed = b"pos-callback-1" + TERMINAL.encode() + raw[:18]
    assert raw[18:] == Ed25519PrivateKey.from_private_bytes(private).sign(signed)
    assert "=" not in address.token
    assert len(public) == len(private) == 32


def test_two_addresses_are_never_the_same() -> None:
    minter, _ = pair()
    assert len({minter.mint(BASE, NOON).token for _ in range(200)}) == 200


def test_no_address_holds_a_word_that_safaricom_refuses_and_all_are_short() -> None:
    minter, _ = pair()
    for _ in range(1_000):
        url = minter.mint(BASE, NOON).url
        assert not [word for word in FORBIDDEN_WORDS if word in url.casefold()]
        assert len(url) < URL_LIMIT


def test_the_day_is_the_one_in_utc() -> None:
    minter, public = pair()
    nairobi = datetime(2026, 11, 26, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    token = minter.mint(BASE, nairobi).token
    assert check_token(public, TERMINAL, token, nairobi).issued_on == date(2026, 11, 25)

    while_it_is_yesterday_here = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    token = minter.mint(BASE, while_it_is_yesterday_here).token
    assert check_token(public, TERMINAL, token, while_it_is_yesterday_here).issued_on == date(2026, 11, 26)


def test_the_age_of_a_token_is_counted_in_days_of_utc() -> None:
    minter, public = pair()
    token = minter.mint(BASE, NOON).token
    still_the_last_day_here = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
    with pytest.raises(BadTokenError, match=r"^the token was issued 31 days ago$"):
        check_token(public, TERMINAL, token, still_the_last_day_here)


@pytest.mark.parametrize("days", [-1, 0, 1, 30])
def test_a_token_is_good_from_a_day_before_its_day_to_thirty_days_after(days: int) -> None:
    minter, public = pair()
    token = minter.mint(BASE, NOON).token
    assert check_token(public, TERMINAL, token, NOON + timedelta(days=days)).issued_on == NOON.date()


@pytest.mark.parametrize("days", [-400, -2, 31, 400])
def test_a_token_of_another_time_is_refused(days: int) -> None:
    minter, public = pair()
    token = minter.mint(BASE, NOON).token
    with pytest.raises(BadTokenError, match="days ago"):
        check_token(public, TERMINAL, token, NOON + timedelta(days=days))


def test_a_token_is_of_no_use_for_another_terminal_or_another_key() -> None:
    minter, public = pair()
    token = minter.mint(BASE, NOON).token
    with pytest.raises(BadTokenError, match=r"^the token is not of this terminal$"):
        check_token(public, "k7m2p9qs", token, NOON)
    with pytest.raises(BadTokenError):
        check_token(new_key_pair()[1], TERMINAL, token, NOON)


def test_a_key_that_is_no_key_refuses_every_token() -> None:
    minter, _ = pair()
    with pytest.raises(BadTokenError):
        check_token(b"short", TERMINAL, minter.mint(BASE, NOON).token, NOON)


def test_a_token_with_any_bit_turned_is_refused() -> None:
    minter, public = pair()
    raw = base64.urlsafe_b64decode(minter.mint(BASE, NOON).token + "==")
    for bit in range(len(raw) * 8):
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadTokenError):
            check_token(public, TERMINAL, base64.urlsafe_b64encode(turned).rstrip(b"=").decode(), NOON)


def test_only_one_spelling_of_a_token_is_good() -> None:
    minter, public = pair()
    token = minter.mint(BASE, NOON).token
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(token[-1])
    spellings = {token[:-1] + alphabet[last ^ spare] for spare in range(1, 4)}  # the bits that decode to nothing
    spellings |= {token + "==", token + "\n", " " + token, token.replace("-", "+").replace("_", "/") + "A"}
    for spelling in spellings:
        with pytest.raises(BadTokenError):
            check_token(public, TERMINAL, spelling, NOON)


@pytest.mark.parametrize("token", ["", "a", "é" * 110, "%2e%2e", "A" * 109, "A" * 110, "A" * 111, "A" * 10_000])
def test_what_is_no_token_is_refused(token: str) -> None:
    _, public = pair()
    with pytest.raises(BadTokenError):
        check_token(public, TERMINAL, token, NOON)


def test_ten_thousand_forgeries_are_refused(effort: int) -> None:
    _, public = pair()
    today = (NOON.date() - date(1970, 1, 1)).days.to_bytes(2, "big")
    for _ in range(10_000 * min(effort, 100)):
        raw = secrets.token_bytes(16) + today + secrets.token_bytes(64)
        with pytest.raises(BadTokenError):
            check_token(public, TERMINAL, base64.urlsafe_b64encode(raw).rstrip(b"=").decode(), NOON)


@given(st.text())
def test_no_text_at_all_makes_the_check_fail_in_another_way(token: str) -> None:
    with pytest.raises(BadTokenError):
        check_token(bytes(32), TERMINAL, token, NOON)


@pytest.mark.parametrize("word", [*FORBIDDEN_WORDS, "exec", "MPESA", "Safaricom"])
def test_a_public_url_with_a_forbidden_word_is_refused_by_name(word: str) -> None:
    minter, _ = pair()
    with pytest.raises(BadCallbackAddressError, match="Safaricom refuses"):
        minter.mint(f"https://{word}.example.co.ke", NOON)
    with pytest.raises(BadCallbackAddressError, match="Safaricom refuses"):
        minter.mint(f"{BASE}/{word}", NOON)


@pytest.mark.parametrize(
    "public_url",
    [
        "",
        "relay.example.co.ke",
        "ftp://relay.example.co.ke",
        "https://",
        "https://Relay.example.co.ke",
        "https://relay.example.co.ke/Shop",
        "https://relay.example.co.ke/X",
        "https://relay.example.co.ke#",
        "https://relay.example.co.ke /shop",
        " https://relay.example.co.ke",
        "https://relay.example.co.ke/\tshop",
        "https://relay.example.co.ke?shop=1",
        "https://relay.example.co.ke?",
        "https://relay.example.co.ke#shop",
        "https://me:secret@relay.example.co.ke",
        "https://dükä.example.co.ke",
        "https://[::1",
        "https://relay.example.co.ke:port",
    ],
)
def test_a_public_url_that_is_no_plain_address_is_refused(public_url: str) -> None:
    minter, _ = pair()
    with pytest.raises(BadCallbackAddressError, match="not a plain"):
        minter.mint(public_url, NOON)


def test_a_port_and_a_path_may_be_part_of_the_public_url() -> None:
    minter, _ = pair()
    assert minter.mint("http://127.0.0.1:8071/till", NOON).url.startswith("http://127.0.0.1:8071/till/c/1/")


def test_an_address_that_would_be_too_long_is_refused() -> None:
    minter, _ = pair()
    token_and_route = len(minter.mint(BASE, NOON).url) - len(BASE)
    longest = BASE + "/" + "a" * (URL_LIMIT - 1 - token_and_route - len(BASE) - 1)
    assert len(minter.mint(longest, NOON).url) == URL_LIMIT - 1
    with pytest.raises(BadCallbackAddressError, match=f"^Safaricom would refuse callbacks to {longest}a$"):
        minter.mint(longest + "a", NOON)


def test_a_refusal_of_a_public_url_says_what_is_wrong_with_it() -> None:
    minter, _ = pair()
    with pytest.raises(BadCallbackAddressError) as caught:
        minter.mint("https://exec.example.co.ke/", NOON)
    words = "mpesa, m-pesa, safaricom, exe, cmd, sql, query"
    assert str(caught.value) == f"Safaricom refuses addresses with one of {words}: https://exec.example.co.ke"

    with pytest.raises(BadCallbackAddressError) as caught:
        minter.mint("https://relay.example.co.ke/Shop", NOON)
    assert str(caught.value) == "'https://relay.example.co.ke/Shop' is not a plain http(s) address in lower case"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("é", "the token is not base64url"),
        ("A" * 109, "the token is not base64url"),
        ("A" * 111, "the token has another length or spelling"),
    ],
)
def test_a_refusal_of_a_token_says_why_to_the_log(token: str, reason: str) -> None:
    with pytest.raises(BadTokenError) as caught:
        check_token(bytes(32), TERMINAL, token, NOON)
    assert str(caught.value) == reason


def test_a_terminal_with_a_forbidden_word_is_refused_and_not_tried_for_ever() -> None:
    private, _ = new_key_pair()
    with pytest.raises(BadCallbackAddressError):
        TokenMinter("abcmdxyz", private).mint(BASE, NOON)


def test_a_private_key_of_another_length_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="32"):
        TokenMinter(TERMINAL, b"short")


def test_no_secret_is_part_of_what_a_minter_says_of_itself() -> None:
    private, _ = new_key_pair()
    said = repr(TokenMinter(TERMINAL, private))
    assert private.hex() not in said
    assert repr(private) not in said


def test_the_public_half_follows_from_the_private_one() -> None:
    private, public = new_key_pair()
    assert public_key_of(private) == public
