"""Transaction Status on the wire: the credential, the question, and every shape of its result."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from pos_desktop.payments import DarajaClient, DarajaConfig, Initiator, security_credential
from pos_desktop.payments.errors import BusyError, DarajaError, OutcomeUnknownError, RejectedError, TokenRefusedError
from pos_desktop.payments.transaction_status import StatusResult, read_accepted, read_result, result_url
from tests.payments.world import BASE, RECEIPT, Daraja, status_accepted, status_result

INITIATOR = Initiator("till", "c2VhbGVk")


def certificate(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=1))
    return made.sign(key, hashes.SHA256())


def result(**changes: Any) -> bytes:
    said = json.loads(status_result())["Result"]
    return json.dumps({"Result": said | changes}).encode()


# --- the credential ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", [serialization.Encoding.PEM, serialization.Encoding.DER])
def test_the_password_is_encrypted_so_that_only_the_certificates_owner_can_read_it(
    encoding: serialization.Encoding,
) -> None:
    key = rsa.generate_private_key(65537, 2048)
    sealed = security_credential("Safari999!*", certificate(key).public_bytes(encoding))
    assert key.decrypt(base64.b64decode(sealed), padding.PKCS1v15()) == b"Safari999!*"


def test_what_is_no_certificate_of_safaricoms_is_refused() -> None:
    for wrong in (b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(ValueError, match=r"(?i)pem|certificate|pars|load"):
            security_credential("secret", wrong)
    curve = certificate(ec.generate_private_key(ec.SECP256R1())).public_bytes(serialization.Encoding.PEM)
    with pytest.raises(ValueError, match=r"^the certificate has no RSA key, so it is not Safaricom's$"):
        security_credential("secret", curve)


def test_the_credential_is_never_shown() -> None:
    assert "c2VhbGVk" not in repr(INITIATOR)


# --- the question --------------------------------------------------------------------------------------------------


def test_the_question_goes_out_as_daraja_wants_it() -> None:
    daraja = Daraja()
    config = DarajaConfig(BASE, "key", "secret", "passkey", "174379", initiator=INITIATOR)
    client = DarajaClient(config, transport=httpx.MockTransport(daraja))
    assert client.ask_status(RECEIPT, "https://relay.example/r/1/ab2cd3ef/token") == "AG_1"
    assert daraja.status_asked == [
        {
            "Initiator": "till",
            "SecurityCredential": "c2VhbGVk",
            "CommandID": "TransactionStatusQuery",
            "TransactionID": RECEIPT,
            "PartyA": "174379",
            "IdentifierType": "4",
            "ResultURL": "https://relay.example/r/1/ab2cd3ef/token",
            "QueueTimeOutURL": "https://relay.example/r/1/ab2cd3ef/token",
            "Remarks": "Verify payment",
            "Occasion": "",
        }
    ]


def test_without_an_initiator_nobody_can_ask() -> None:
    client = DarajaClient(DarajaConfig(BASE, "k", "s", "p", "174379"), transport=httpx.MockTransport(Daraja()))
    with pytest.raises(ValueError, match="initiator"):
        client.ask_status(RECEIPT, "https://relay.example/r/1/a/b")


def test_the_result_is_posted_beside_the_callback() -> None:
    assert result_url("https://relay.example/c/1/ab2cd3ef/tok-en_1") == "https://relay.example/r/1/ab2cd3ef/tok-en_1"
    assert result_url("https://x.example/c/1/c/1/ab/t") == "https://x.example/c/1/r/1/ab/t"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, {"errorCode": "404.001.03", "errorMessage": "Invalid Access Token"}, TokenRefusedError),
        (401, {}, TokenRefusedError),
        (400, {"errorCode": "400.002.02", "errorMessage": "Bad Request"}, RejectedError),
        (500, {"errorCode": "500.003.02", "errorMessage": "Spike arrest violation"}, BusyError),
        (200, {"ResponseCode": "1", "ConversationID": "AG_1"}, OutcomeUnknownError),
        (200, {"ResponseCode": "0"}, OutcomeUnknownError),
        (200, {"ResponseCode": "0", "ConversationID": ["AG_1"]}, OutcomeUnknownError),
    ],
)
def test_a_question_that_was_not_taken_is_classed_by_its_json(
    status: int, body: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        read_accepted(status, json.dumps(body).encode())
    told = caught.value
    assert isinstance(told, DarajaError)
    assert (told.call, told.http_status, told.error_code) == ("transaction status", status, body.get("errorCode", ""))
    assert str(body.get("errorMessage", f"HTTP {status}")) in str(told)


def test_a_page_instead_of_an_answer_leaves_the_question_open() -> None:
    with pytest.raises(OutcomeUnknownError) as caught:
        read_accepted(502, b"<html>")
    assert (caught.value.call, caught.value.http_status) == ("transaction status", 502)
    assert read_accepted(200, status_accepted(3).content) == "AG_3"


# --- the result ----------------------------------------------------------------------------------------------------


def test_a_result_is_read_whatever_the_order_of_its_parameters() -> None:
    assert read_result(status_result()) == StatusResult("AG_1", "0", "words of 0", RECEIPT, 1_191_00, "Completed")


def test_one_parameter_may_stand_alone_and_a_key_may_have_no_value() -> None:
    alone = read_result(result(ResultParameters={"ResultParameter": {"Key": "ReceiptNo", "Value": "ukO7xk2m9p"}}))
    assert alone is not None
    assert (alone.receipt, alone.amount_cents, alone.transaction_status) == (RECEIPT, None, "")
    assert not alone.is_completed


@pytest.mark.parametrize(
    "parameters", [None, [], {}, {"ResultParameter": 7}, {"ResultParameter": [7, {"Key": 1}]}, "x"]
)
def test_parameters_of_another_shape_say_nothing(parameters: Any) -> None:
    read = read_result(result(ResultParameters=parameters))
    assert read is not None
    assert (read.receipt, read.amount_cents) == ("", None)


def test_a_refusal_has_a_code_and_no_parameters() -> None:
    read = read_result(status_result(code="R000002"))
    assert read is not None
    assert (read.result_code, read.is_completed) == ("R000002", False)


@pytest.mark.parametrize("code", [None, True, [0], {}])
def test_a_code_of_another_type_is_no_code(code: Any) -> None:
    read = read_result(result(ResultCode=code))
    assert read is not None
    assert read.result_code is None
    assert not read.is_completed


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"<html>", b'{"Result": 7}', b'{"Result": {}}', b'{"Result": {"ConversationID": []}}']
)
def test_what_is_no_result_is_none(body: bytes) -> None:
    assert read_result(body) is None


@pytest.mark.parametrize(("amount", "cents"), [("1191.00", 1_191_00), ("1191.005", None), ("-1", None), ("many", None)])
def test_an_amount_is_exact_or_it_is_none(amount: str, cents: int | None) -> None:
    read = read_result(result(ResultParameters={"ResultParameter": [{"Key": "Amount", "Value": amount}]}))
    assert read is not None
    assert read.amount_cents == cents


def test_words_of_a_result_are_cut_and_cleaned_before_anybody_stores_or_shows_them() -> None:
    read = read_result(result(ResultDesc=" two\nlines " + "x" * 300, ConversationID=7))
    assert read is not None
    assert read.description == ("two lines " + "x" * 300)[:200]
    assert read.conversation_id == "7"

    said_nothing = read_result(result(ResultDesc=["words"]))
    assert said_nothing is not None
    assert said_nothing.description == ""


def test_one_good_parameter_among_bad_ones_is_read() -> None:
    good = {"Key": "ReceiptNo", "Value": RECEIPT}
    read = read_result(result(ResultParameters={"ResultParameter": [7, {"Key": 1, "Value": "x"}, {}, good]}))
    assert read is not None
    assert read.receipt == RECEIPT


@pytest.mark.parametrize(("code", "status"), [(0, "completed"), ("0", "COMPLETED")])
def test_a_payment_is_completed_by_code_and_status_together(code: int | str, status: str) -> None:
    read = read_result(
        status_result(status=status).replace(b'"ResultCode": 0', f'"ResultCode": {json.dumps(code)}'.encode())
    )
    assert read is not None
    assert read.is_completed
    assert not replace(read, result_code="1").is_completed
    assert not replace(read, transaction_status="Cancelled").is_completed
