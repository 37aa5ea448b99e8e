"""Phone numbers as Kenyans type them, turned into the one form that M-Pesa takes."""

from __future__ import annotations

import re

import phonenumbers

from pos_desktop.payments.errors import InvalidPhoneError

_MOBILE = re.compile(r"254[17]\d{8}")
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATORS = re.compile(r"[\s\-.()/\u2010-\u2015]+")
_KENYA = 254
_SUBSCRIBER_DIGITS = 9


def normalise_phone(text: str) -> str:
    """The number as `2547XXXXXXXX` or `2541XXXXXXXX` (daraja.md 2).

    The operator's prefix decides nothing, because numbers can be ported.

    Raises:
        InvalidPhoneError: with the reason `empty`, `letters`, `short`, `long`, `foreign`, `landline` or `not_a_phone`.
    """
    digits = _SEPARATORS.sub("", text)
    if not digits:
        raise InvalidPhoneError("empty", "There is no phone number yet.")
    if _LETTER.search(digits):
        raise InvalidPhoneError("letters", "A phone number has no letters in it.")
    national = _national_number(digits)
    number = f"254{national}"
    if _MOBILE.fullmatch(number):
        return number
    raise _refusal(national)


def _national_number(digits: str) -> str:
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("254") and len(digits) >= len("254") + _SUBSCRIBER_DIGITS:
        digits = "+" + digits
    try:
        parsed = phonenumbers.parse(digits, "KE")
    except phonenumbers.NumberParseException as error:
        if error.error_type == phonenumbers.NumberParseException.TOO_LONG:
            raise InvalidPhoneError("long", "This number has too many digits.") from error
        if error.error_type == phonenumbers.NumberParseException.NOT_A_NUMBER and not digits.strip("+0123456789"):
            raise InvalidPhoneError("short", "This number has too few digits.") from error
        raise InvalidPhoneError("not_a_phone", "This is not a phone number.") from error
    if parsed.country_code != _KENYA:
        raise InvalidPhoneError("foreign", "M-Pesa reaches Kenyan numbers only.")
    return str(parsed.national_number)


def _refusal(national: str) -> InvalidPhoneError:
    if len(national) > _SUBSCRIBER_DIGITS:
        return InvalidPhoneError("long", "This number has too many digits.")
    if national[0] in "17":
        return InvalidPhoneError("short", "This number has too few digits.")
    if national[0] in "2456" and len(national) >= _SUBSCRIBER_DIGITS - 2:
        return InvalidPhoneError("landline", "This is a landline. M-Pesa needs a mobile number.")
    if len(national) < _SUBSCRIBER_DIGITS:
        return InvalidPhoneError("short", "This number has too few digits.")
    return InvalidPhoneError("not_a_phone", "Kenyan mobile numbers begin with 07 or 01.")


def format_phone(number: str) -> str:
    """`0712 345 678`, as it is read aloud at the counter; anything else is given back as it came."""
    if not _MOBILE.fullmatch(number):
        return number
    local = "0" + number[3:]
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def mask_phone(number: str, mask: str = "•••") -> str:
    """`0712 ••• 678`, for whatever a customer or a log sees."""
    if not _MOBILE.fullmatch(number):
        return mask
    local = "0" + number[3:]
    return f"{local[:4]} {mask} {local[7:]}"
