from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from pos_desktop.payments import TokenMinter, new_key_pair
from pos_desktop.payments.callback_token import FORBIDDEN_WORDS
from pos_desktop.relay.auth import check_callback_token, digest_of_bearer, read_public_key
from pos_desktop.relay.errors import PairingRefusedError
from pos_desktop.relay.keys import ALPHABET, digest, digest_of_code, new_key, new_pairing_code, new_terminal_id
from pos_desktop.serving import BadRequestError, NotFoundError, UnauthorisedError

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BASE = "https://relay.example.co.ke"


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_no_forbidden_word_can_be_spelt_in_a_terminals_id() -> None:
    assert [word for word in FORBIDDEN_WORDS if set(word) <= set(ALPHABET)] == []
    assert set("0o1li").isdisjoint(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_ids_codes_and_keys_have_their_shape_and_do_not_repeat() -> None:
    ids = {new_terminal_id() for _ in range(500)}
    codes = {new_pairing_code() for _ in range(500)}
    secrets = {new_key() for _ in range(500)}
    assert len(ids) == len(codes) == len(secrets) == 500
    assert all(len(each) == 8 and set(each) <= set(ALPHABET) for each in ids)
    assert all(len(each) == 9 and each[4] == "-" and each == each.upper() for each in codes)
    assert all(len(base64.urlsafe_b64decode(each + "=")) == 32 for each in secrets)


def test_a_code_has_one_digest_however_it_is_typed() -> None:
    assert (
        digest_of_code("KM7P-92QX") == digest_of_code(" km7p92qx ") == digest_of_code("km7p 92qx") == digest("km7p92qx")
    )


@pytest.mark.parametrize("typed", ["", "KM7P-92Q", "KM7P-92QXX", "KM7P-92Q0", "KM7P_92QX"])
def test_what_is_no_code_has_no_digest(typed: str) -> None:
    with pytest.raises(PairingRefusedError):
        digest_of_code(typed)


@pytest.mark.parametrize("header", ["Bearer abc", "bearer abc", "BEARER  abc "])
def test_a_bearer_key_is_read_from_its_header(header: str) -> None:
    assert digest_of_bearer(header) == digest("abc")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "Digest abc", "abc", "Bearer é"])
def test_a_header_without_a_bearer_key_is_refused(header: str | None) -> None:
    with pytest.raises(UnauthorisedError):
        digest_of_bearer(header)


def test_a_public_key_is_read_from_base64url() -> None:
    _, public = new_key_pair()
    assert read_public_key(written(public)) == public


@pytest.mark.parametrize("text", ["", "AAAA", "*" * 43, "é" * 43, written(bytes(31)), written(bytes(33)), "A"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(BadRequestError):
        read_public_key(text)


def test_a_token_passes_when_any_of_the_live_keys_signed_it() -> None:
    private, public = new_key_pair()
    token = TokenMinter("abdfghjk", private).mint(BASE, NOON).token
    check_callback_token([public], "abdfghjk", token, NOON)
    check_callback_token([new_key_pair()[1], public], "abdfghjk", token, NOON)


def test_a_token_is_refused_when_no_key_signed_it_or_there_is_no_key() -> None:
    private, _ = new_key_pair()
    token = TokenMinter("abdfghjk", private).mint(BASE, NOON).token
    for keys in ([], [new_key_pair()[1]], [new_key_pair()[1], new_key_pair()[1]]):
        with pytest.raises(NotFoundError):
            check_callback_token(keys, "abdfghjk", token, NOON)
