"""`pos-desktop webshop exceptions` and `settle`: what a person of the shop has to look into, and what was found."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from pos_desktop import webshop
from pos_desktop.app.invocation import EXIT_BAD_ARGUMENTS, EXIT_FAILED, EXIT_OK
from pos_desktop.clock import in_nairobi
from pos_desktop.money import format_kes
from pos_desktop.payments import (
    PaymentView,
    Settlement,
    StrayPayment,
    mask_phone,
    settlements_for,
    view_exceptions,
    view_strays,
)
from pos_desktop.ui.words.doubts import words_of_doubts
from pos_desktop.ui.words.story import story_texts
from pos_desktop.webshop import Decision, ShopDatabase, read_database

_NUMBER = re.compile(r"(?:P(?P<payment>[1-9][0-9]{0,17})-(?P<shown>[1-9][0-9]{0,8})|S(?P<stray>[1-9][0-9]{0,17}))")
_STRAY = "Money of no order"
_STRAY_ADVICE = "Find whom it is from, give the goods or the money back, then settle it."


def print_exceptions(database_url: str, *, as_json: bool) -> int:
    """Lists what nobody has looked into yet, oldest first, with the story of each; the shop may be serving meanwhile.

    Raises:
        ShopDatabaseError: the shop's database cannot be read.
    """
    with read_database(database_url) as session:
        doubtful, strays = view_exceptions(session), view_strays(session)
    if as_json:
        print(json.dumps([*map(_payment_as_json, doubtful), *map(_stray_as_json, strays)]))
        return EXIT_OK
    for line in [*(line for each in doubtful for line in _told(each)), *map(_stray_told, strays)]:
        print(line)
    if not doubtful and not strays:
        print("Nothing to look into.", file=sys.stderr)
    return EXIT_OK


def settle(namespace: argparse.Namespace, open_database: Callable[[], ShopDatabase]) -> int:
    """Records what was found of one of them.

    Raises:
        OverrideRefusedError: a name is missing, or both are the same person's.
        PaymentNotFoundError: there is no such number.
        ShopDatabaseError: the database is another program's shop's, or did not take it.
    """
    number = _NUMBER.fullmatch(namespace.number.upper())
    if number is None:
        print("pos-desktop: the number is one that `webshop exceptions` lists, such as P12-7 or S3", file=sys.stderr)
        return EXIT_BAD_ARGUMENTS
    if number["payment"] and not namespace.found:
        print("pos-desktop: say what was found of the payment: --found", file=sys.stderr)
        return EXIT_BAD_ARGUMENTS
    with closing(open_database()) as database:
        if number["stray"]:
            webshop.settle_stray_money(database, int(number["stray"]), namespace.by, namespace.approved_by)
            print("It is settled.", file=sys.stderr)
            return EXIT_OK
        decision = Decision(Settlement(namespace.found), namespace.by, namespace.approved_by)
        payment = webshop.settle_payment(database, int(number["payment"]), int(number["shown"]), decision)
    return _told_what_is_left(payment)


def _told_what_is_left(payment: PaymentView) -> int:
    if not payment.open_doubts:
        print(f"It is settled; the payment is {payment.status.value}.", file=sys.stderr)
        return EXIT_OK
    possible = ", ".join(settlements_for(payment.open_doubts))
    print(
        f"Still open: {words_of_doubts(payment.open_doubts).tag}. Look at `webshop exceptions` again: something came "
        f"since, or this cannot be found of it (these can: {possible}).",
        file=sys.stderr,
    )
    return EXIT_FAILED


def _number(payment: PaymentView) -> str:
    """With how much of its story was shown, so that what comes later is not settled unseen."""
    return f"P{payment.id}-{len(payment.story)}"


def _told(payment: PaymentView) -> Iterator[str]:
    words = words_of_doubts(payment.open_doubts)
    receipt = f", code {payment.receipt}" if payment.receipt else ""
    yield (
        f"{_number(payment)}  order {payment.account_reference}, {format_kes(payment.amount_cents)}, "
        f"{mask_phone(payment.phone)}{receipt}, {payment.status.value}"
    )
    yield f"    {words.tag}. {words.advice}"
    yield f"    Can be found: {', '.join(settlements_for(payment.open_doubts))}"
    for line, text in zip(payment.story, story_texts(payment), strict=True):
        yield f"    {in_nairobi(line.at):%Y-%m-%d %H:%M:%S}  {text}"


def _stray_told(stray: StrayPayment) -> str:
    of = f" for {stray.reference}" if stray.reference else ""
    when = f"{in_nairobi(stray.received_at):%Y-%m-%d %H:%M:%S}"
    return (
        f"S{stray.id}  {format_kes(stray.amount_cents)}, {stray.phone_masked}, code {stray.receipt}{of}, {when}\n"
        f"    {_STRAY}. {_STRAY_ADVICE}"
    )


def _payment_as_json(payment: PaymentView) -> dict[str, Any]:
    return {
        "number": _number(payment),
        "order": payment.account_reference,
        "amount_cents": payment.amount_cents,
        "phone": mask_phone(payment.phone),
        "receipt": payment.receipt,
        "status": payment.status.value,
        "open": sorted(doubt.value for doubt in payment.open_doubts),
        "can_be_found": [each.value for each in settlements_for(payment.open_doubts)],
        "story": [
            {"at": line.at.isoformat(), "kind": line.evidence.kind, "text": text}
            for line, text in zip(payment.story, story_texts(payment), strict=True)
        ],
    }


def _stray_as_json(stray: StrayPayment) -> dict[str, Any]:
    return {
        "number": f"S{stray.id}",
        "order": stray.reference,
        "amount_cents": stray.amount_cents,
        "phone": stray.phone_masked,
        "receipt": stray.receipt,
        "received_at": stray.received_at.isoformat(),
    }
