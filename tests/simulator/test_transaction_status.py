"""Transaction status: an encrypted credential, an answer at once, and the result some seconds later (daraja.md 7)."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from pos_desktop.simulator import OptionError, SimulatorOptions, create_app
from tests.simulator.conftest import MakeShop
from tests.simulator.receiver import Receiver
from tests.simulator.shop import PHONE, Shop

PATH = "/mpesa/transactionstatus/v1/query"


def certificate(shop: Shop) -> x509.Certificate:
    return x509.load_pem_x509_certificate(shop.http.get("/simulator/certificate").content)


def credential(shop: Shop, password: str = "") -> str:
    key = certificate(shop).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    words = password or shop.options.initiator_password
    return base64.b64encode(key.encrypt(words.encode(), padding.PKCS1v15())).decode()


def body(shop: Shop, receipt: str, **changes: Any) -> dict[str, Any]:
    return {
        "Initiator": shop.options.initiator_name,
        "SecurityCredential": credential(shop),
        "CommandID": "TransactionStatusQuery",
        "TransactionID": receipt,
        "PartyA": "174379",
        "IdentifierType": "4",
        "ResultURL": shop.callback_url,
        "QueueTimeOutURL": shop.callback_url + "/late",
        "Remarks": "check",
        "Occasion": "",
        **changes,
    }


def ask(shop: Shop, receipt: str, **changes: Any) -> httpx.Response:
    return shop.http.post(PATH, json=body(shop, receipt, **changes), headers=shop.bearer)


def pay(shop: Shop, amount: int = 152) -> str:
    sent = {"to": "174379", "amount": amount, "account_reference": "INV-7"}
    return str(shop.http.post(f"/phone/v1/phones/{PHONE}/pay", json=sent).json()["receipt"])


def outcome(receiver: Receiver) -> dict[str, Any]:
    return dict(receiver.next().json["Result"])


def values(result: dict[str, Any]) -> dict[str, Any]:
    return {each["Key"]: each.get("Value") for each in result["ResultParameters"]["ResultParameter"]}


def test_a_receipt_is_found_and_the_result_is_posted(shop: Shop, receiver: Receiver) -> None:
    receipt = pay(shop)
    answer = ask(shop, receipt, Occasion="till 2")
    assert answer.status_code == 200
    said = answer.json()
    assert set(said) == {"OriginatorConversationID", "ConversationID", "ResponseCode", "ResponseDescription"}
    assert (said["ResponseCode"], said["ResponseDescription"]) == ("0", "Accept the service request successfully.")
    posted = receiver.next()
    result = posted.json["Result"]
    assert posted.path == "/c/1/token"
    assert (result["ResultType"], result["ResultCode"]) == (0, 0)
    assert result["ConversationID"] == said["ConversationID"]
    assert result["OriginatorConversationID"] == said["OriginatorConversationID"]
    assert result["ReferenceData"] == {"ReferenceItem": {"Key": "Occasion", "Value": "till 2"}}
    found = values(result)
    assert (found["ReceiptNo"], found["Amount"], found["TransactionStatus"]) == (receipt, 152, "Completed")
    assert isinstance(found["FinalisedTime"], int)
    assert found["ConversationID"].startswith("AG_")


def test_the_payee_stands_under_the_payers_key_and_some_keys_have_no_value(shop: Shop, receiver: Receiver) -> None:
    ask(shop, pay(shop))
    items = outcome(receiver)["ResultParameters"]["ResultParameter"]
    parties = [each["Value"] for each in items if each["Key"] == "DebitPartyName"]
    assert parties == [f"{PHONE} - WANJIRU", "174379 - Duka la Mfano"]
    assert {"Key": "TransactionReason"} in items


def test_a_prompts_payment_is_found_by_its_conversation_too(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    paid = receiver.next().result if shop.pushed(77) else {}
    receipt = {item["Name"]: item.get("Value") for item in paid["CallbackMetadata"]["Item"]}["MpesaReceiptNumber"]
    ask(shop, "", OriginalConversationID=paid["MerchantRequestID"])
    first = values(outcome(receiver))
    ask(shop, receipt)
    again = values(outcome(receiver))
    assert first == again
    assert (first["ReceiptNo"], first["Amount"]) == (receipt, 77)
    assert first["OriginatorConversationID"] == paid["MerchantRequestID"]


def test_a_receipt_that_nobody_gave_has_a_code_of_letters_and_no_parameters(shop: Shop, receiver: Receiver) -> None:
    assert ask(shop, "UKP0000000").json()["ResponseCode"] == "0"
    result = outcome(receiver)
    assert (result["ResultCode"], "ResultParameters" in result) == ("R000002", False)


def test_another_merchants_receipt_is_not_told(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(short_codes=("174379", "600100"))
    ask(shop, pay(shop), PartyA="600100")
    assert outcome(receiver)["ResultCode"] == "R000002"
    ask(shop, pay(shop), PartyA="999999")
    assert outcome(receiver)["ResultCode"] == 21


@pytest.mark.parametrize("wrong", ["name", "password", "rubbish", "another certificate"])
def test_a_wrong_credential_is_found_out_in_the_result_only(shop: Shop, receiver: Receiver, wrong: str) -> None:
    other = base64.b64encode(bytes(range(256))).decode()
    changes = {
        "name": {"Initiator": "somebody"},
        "password": {"SecurityCredential": credential(shop, "guess")},
        "rubbish": {"SecurityCredential": "!!"},
        "another certificate": {"SecurityCredential": other},
    }[wrong]
    assert ask(shop, pay(shop), **changes).json()["ResponseCode"] == "0"
    result = outcome(receiver)
    assert (result["ResultCode"], result["ResultDesc"]) == (2001, "The initiator information is invalid.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Initiator", ""),
        ("SecurityCredential", None),
        ("CommandID", "TransactionStatus"),
        ("TransactionID", ""),
        ("PartyA", "shop"),
        ("IdentifierType", "9"),
        ("ResultURL", "not an address"),
        ("QueueTimeOutURL", "https://UPPER.example/c"),
        ("Remarks", ""),
        ("Occasion", "x" * 101),
    ],
)
def test_a_wrong_field_is_named(shared_shop: Shop, field: str, value: object) -> None:
    answer = ask(shared_shop, "UKP0000001", **{field: value})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.002.02")
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"


def test_without_a_token_nothing_is_looked_for(shared_shop: Shop) -> None:
    answer = shared_shop.http.post(PATH, json=body(shared_shop, "UKP0000001"), headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["errorCode"]) == (404, "404.001.03")


def test_the_queue_can_time_out_at_the_other_address(shop: Shop, receiver: Receiver) -> None:
    shop.fault(on="status_result", fault="queue_timeout", times=1)
    receipt = pay(shop)
    ask(shop, receipt)
    posted = receiver.next()
    assert posted.path == "/c/1/token/late"
    assert posted.json["Result"]["ResultDesc"] == "The service request has timed out."
    ask(shop, receipt)
    assert outcome(receiver)["ResultCode"] == 0


def test_a_result_can_be_lost_untrue_doubled_or_never_promised(shop: Shop, receiver: Receiver) -> None:
    receipt = pay(shop)
    shop.fault(on="status_result", fault="lost", times=1)
    shop.fault(on="status_result", fault="says", code="R000002", amount=152, times=1)
    shop.fault(on="status_result", fault="doubled", copies=3, times=1)
    for _ in range(3):
        ask(shop, receipt)
    codes = [outcome(receiver)["ResultCode"] for _ in range(4)]
    assert sorted(codes, key=str) == [0, 0, 0, "R000002"]
    shop.fault(on="status", fault="error", code="500.003.1001", message="Internal Server Error")
    assert ask(shop, receipt).json()["errorCode"] == "500.003.1001"
    assert receiver.arrived.empty()


def test_the_certificate_is_self_signed_dated_and_written_to_a_file(open_shop: MakeShop, tmp_path: Path) -> None:
    file = tmp_path / "daraja.pem"
    shop = open_shop(certificate_file=file)
    made = certificate(shop)
    made.verify_directly_issued_by(made)
    now = datetime.now(UTC)
    assert made.not_valid_before_utc < now < made.not_valid_after_utc - timedelta(days=700)
    assert file.read_bytes() == shop.http.get("/simulator/certificate").content


def test_a_certificate_that_cannot_be_written_is_a_wrong_option(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="nowhere"):
        create_app(SimulatorOptions(certificate_file=tmp_path / "nowhere" / "daraja.pem"))
