"""Transaction Status on the wire: what M-Pesa knows of a receipt, asked now and answered by a post (daraja.md 7)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from pos_desktop.payments import wire
from pos_desktop.payments.config import DarajaConfig, Initiator
from pos_desktop.payments.errors import OutcomeUnknownError

RESULT_PATH = "/r/1/"
_CALLBACK_PATH = "/c/1/"
_SHORT_CODE_KIND = "4"
_COMPLETED = "completed"
_WORDS_LIMIT = 200


@dataclass(frozen=True)
class StatusResult:
    """What was posted about a receipt. The amount is cents; what was not said or cannot be meant is empty."""

    conversation_id: str
    result_code: str | None
    description: str
    receipt: str
    amount_cents: int | None
    transaction_status: str

    @property
    def is_completed(self) -> bool:
        """Whether M-Pesa says that this is a completed payment."""
        return self.result_code == "0" and self.transaction_status.casefold() == _COMPLETED


def security_credential(password: str, certificate: bytes) -> str:
    """The initiator's password as Daraja takes it: RSA PKCS#1 v1.5 with Safaricom's certificate, base64.

    `certificate` is PEM or DER. Sandbox and production have different ones.

    Raises:
        ValueError: it is not an X.509 certificate of an RSA key, or the password is too long for it.
    """
    load = x509.load_pem_x509_certificate if b"-----BEGIN" in certificate else x509.load_der_x509_certificate
    key = load(certificate).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("the certificate has no RSA key, so it is not Safaricom's")
    return base64.b64encode(key.encrypt(password.encode(), padding.PKCS1v15())).decode()


def result_url(callback_url: str) -> str:
    """Where results about a payment are posted: beside its callback, by the same token."""
    base, _, rest = callback_url.rpartition(_CALLBACK_PATH)
    return f"{base}{RESULT_PATH}{rest}"


def status_body(config: DarajaConfig, initiator: Initiator, receipt: str, url: str) -> dict[str, str]:
    """The JSON that asks what a receipt is."""
    return {
        "Initiator": initiator.name,
        "SecurityCredential": initiator.security_credential,
        "CommandID": "TransactionStatusQuery",
        "TransactionID": receipt,
        "PartyA": config.short_code,
        "IdentifierType": _SHORT_CODE_KIND,
        "ResultURL": url,
        "QueueTimeOutURL": url,
        "Remarks": "Verify payment",
        "Occasion": "",
    }


def read_accepted(status: int, body: bytes) -> str:
    """The conversation that M-Pesa's result will name.

    Raises:
        TokenRefusedError: the token is void; ask again with another.
        DarajaError: the question was not taken.
    """
    answer = wire.read_object(body)
    if answer is None:
        raise wire.unreadable("transaction status", status)
    if answer.get("errorCode") is not None or status == 401:
        raise wire.class_error("transaction status", status, answer)
    conversation_id = _text(answer.get("ConversationID"))
    if _text(answer.get("ResponseCode")) != "0" or not conversation_id:
        raise OutcomeUnknownError("transaction status", f"unexpected answer (HTTP {status})", http_status=status)
    return conversation_id


def read_result(body: bytes) -> StatusResult | None:
    """A posted result, or None when the body is none. Its parameters may be a list or one object, or not be there."""
    said = (wire.read_object(body) or {}).get("Result")
    conversation_id = _text(said.get("ConversationID")) if isinstance(said, Mapping) else ""
    if not isinstance(said, Mapping) or not conversation_id:
        return None
    parameters = said.get("ResultParameters")
    told = wire.named_values(parameters.get("ResultParameter") if isinstance(parameters, Mapping) else None, "Key")
    return StatusResult(
        conversation_id=conversation_id,
        result_code=wire.result_code_text(said.get("ResultCode")),
        description=_text(said.get("ResultDesc")),
        receipt=_text(told.get("ReceiptNo")).upper(),
        amount_cents=wire.exact_cents(told.get("Amount")),
        transaction_status=_text(told.get("TransactionStatus")),
    )


def _text(value: object) -> str:
    return wire.printable(str(value)).strip()[:_WORDS_LIMIT] if isinstance(value, str | int) else ""
