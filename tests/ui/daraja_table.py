"""What Safaricom's gateway may answer, as facts (daraja.md 1, 2.1 and 3.1), and the one button that helps best then."""

from __future__ import annotations

from dataclasses import dataclass

from pos_desktop.ui.words import NextStep

AGAIN, LATER, NUMBER = NextStep.SEND_AGAIN, NextStep.SEND_LATER, NextStep.CHANGE_NUMBER
OTHER, NEXT = NextStep.PAY_ANOTHER_WAY, NextStep.SERVE_NEXT

FINAL: dict[str, NextStep] = {
    "1": OTHER,
    "2": OTHER,
    "3": OTHER,
    "4": OTHER,
    "8": OTHER,
    "17": LATER,
    "1019": AGAIN,
    "1025": AGAIN,
    "1032": AGAIN,
    "1037": AGAIN,
    "2001": AGAIN,
    "2028": OTHER,
    "8006": OTHER,
    "SFC_IC0003": OTHER,
}
"""Result codes that end an attempt without money (payments.md 3.2)."""

OPEN = (
    *("11", "18", "20", "21", "22", "26", "1001", "1036", "1101", "2006", "9999", "TP40153"),
    *(str(code) for code in range(100_000_000, 100_000_012)),
)
"""Result codes of the table that prove nothing about the money: nobody knows yet, and the queue goes on."""

STILL_WORKING = ("4999", "500.001.1001")
"""What the query says while M-Pesa is still at it."""

STRANGE: tuple[object, ...] = (
    *(5, 9, 12, 29, 43, 99, 1031, 2026, 4711, -1, 10**40, 1037.5),
    *(
        "BW-JMS-100039",
        "500.001.1037",
        "0.0.0",
        "SFC_IC9999",
        "tp40153",
        "ñandú",
        " 1032x ",
        "<b>1</b>",
        "{code}",
        "1" * 400,
    ),
)
"""Codes that stand in no table: seen in the wild (daraja.md 12), borrowed from elsewhere, or made up."""


@dataclass(frozen=True)
class Refused:
    """An answer to a push: HTTP status, error code, words, and whether a prompt may have gone out."""

    status: int
    code: str
    words: str
    best: NextStep
    may_be_out: bool = False


PUSH_ANSWERS = (
    Refused(400, "400.002.02", "Bad Request - Invalid PhoneNumber", NUMBER),
    Refused(400, "400.002.02", "Bad Request - Invalid Amount", OTHER),
    Refused(400, "400.002.02", "Bad Request - Invalid BusinessShortCode", OTHER),
    Refused(400, "400.002.05", "Invalid Request Payload", OTHER),
    Refused(400, "400.003.02", "Bad Request", OTHER),
    Refused(401, "", "Invalid API call as no apiproduct match found", OTHER),
    Refused(404, "404.001.03", "Invalid Access Token", AGAIN),
    Refused(401, "404.001.03", "Invalid Access Token", AGAIN),
    Refused(400, "400.003.01", "Invalid Access Token", AGAIN),
    Refused(401, "401.002.01", "Error Occurred - Invalid Access Token", AGAIN),
    Refused(401, "401.003.01", "Error Occurred - Invalid Access Token", AGAIN),
    Refused(400, "400.001", "Invalid token", AGAIN),
    Refused(401, "401.001", "Invalid token", AGAIN),
    Refused(404, "404.001.01", "Resource not found", OTHER),
    Refused(404, "404.002.01", "Resource not found", OTHER),
    Refused(404, "404.003.01", "Resource not found", OTHER),
    Refused(404, "404.001.04", "Invalid Authentication Header", OTHER),
    Refused(405, "405.001", "Method Not Allowed", OTHER),
    Refused(500, "500.001.1001", "Wrong credentials", OTHER),
    Refused(500, "500.001.1001", "[MerchantValidate] - Wrong credentials", OTHER),
    Refused(500, "500.001.1001", "Merchant does not exist", OTHER),
    Refused(500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process", LATER),
    Refused(500, "500.001.1001", "", NEXT, may_be_out=True),
    Refused(200, "500.001.1001", "Something else", NEXT, may_be_out=True),
    Refused(500, "500.003.02", "Error Occurred: Spike Arrest Violation", LATER),
    Refused(429, "500.003.02", "System is busy. Please try again in few minutes.", NEXT, may_be_out=True),
    Refused(500, "500.003.03", "Error Occurred: Quota Violation", LATER),
    Refused(500, "500.003.1001", "Internal Server Error", NEXT, may_be_out=True),
    Refused(500, "500.002.1001", "Service is currently under maintenance", NEXT, may_be_out=True),
    Refused(500, "00.002.1001", "Service is currently under maintenance", NEXT, may_be_out=True),
    Refused(500, "500.001.1037", "", NEXT, may_be_out=True),
    Refused(503, "", "", NEXT, may_be_out=True),
    Refused(418, "999.999.9999", "Nobody has seen this", NEXT, may_be_out=True),
    Refused(200, "17", "A code of another kind", NEXT, may_be_out=True),
)

TOKEN_ANSWERS = {"400.008.01": OTHER, "400.008.02": OTHER}
"""Error codes with which no access token comes at all: key and secret, or how they are sent."""

NAMED = frozenset(
    {
        *("0", "1", "2", "3", "4", "8", "17", "26", "1001", "1019", "1025", "9999", "1032", "1036", "1037", "1101"),
        *("2001", "2006", "2028", "SFC_IC0003", "8006", "11", "21", "18", "20", "22", "TP40153", "4999"),
        *("100000000", "100000001", "100000002", "100000003", "100000004", "100000005", "100000006", "100000007"),
        *("100000008", "100000009", "100000010", "100000011", "400.002.02", "400.002.05", "400.003.02"),
        *("404.001.03", "404.001.01", "404.002.01", "404.003.01", "404.001.04", "405.001", "500.001.1001"),
        *("500.003.02", "500.003.03", "500.003.1001", "500.002.1001", "00.002.1001", "500.001.1037", "400.008.01"),
        *("400.008.02", "400.003.01", "401.002.01", "401.003.01", "400.001", "401.001"),
    }
)
"""Every code that daraja.md names in 1, 2.1 and 3.1."""
