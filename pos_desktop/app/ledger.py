"""`pos-desktop ledger`: all M-Pesa payments of the merchant's short code, of every till and of the web shop."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pos_desktop.app.errors import BadSettingsFileError
from pos_desktop.app.invocation import EXIT_OK, settings_of
from pos_desktop.app.secrets import system_keyring
from pos_desktop.clock import NAIROBI, SystemClock, business_day, in_nairobi
from pos_desktop.money import format_amount
from pos_desktop.payments import LedgerLine, LedgerReading, read_ledger

DASH = "-"


@dataclass(frozen=True)
class Total:
    """What one terminal has in one status."""

    terminal: str
    terminal_name: str
    status: str
    payments: int
    amount_cents: int


@dataclass(frozen=True)
class Days:
    """Business days, the first and the last included."""

    first: date
    last: date
    cut_off_hour: int

    @property
    def begin(self) -> datetime:
        """The moment from which payments count to the first day (UTC)."""
        return _begin_of(self.first, self.cut_off_hour)

    @property
    def end(self) -> datetime:
        """The moment from which payments count to the day after the last (UTC)."""
        return _begin_of(self.last + timedelta(days=1), self.cut_off_hour)


def add_ledger(commands: Any) -> None:
    """`ledger`: one table of all tills and the web shop, for whoever has a manager's key."""
    parser = commands.add_parser("ledger", help="all M-Pesa payments of the short code, of every till and the web shop")
    parser.add_argument("--from", dest="first", type=_day, metavar="DATE", help="first business day (default: today)")
    parser.add_argument("--to", dest="last", type=_day, metavar="DATE", help="last business day (default: the first)")
    parser.add_argument("--json", action="store_true", help="print payments and totals as JSON")
    parser.set_defaults(command=_ledger)


def totals_of(reading: LedgerReading) -> list[Total]:
    """How many payments and how much money, by terminal and status."""
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in reading.lines:
        counted = sums[line.terminal_name, line.terminal, line.entry.status]
        counted[0] += 1
        counted[1] += line.entry.amount_cents
    return [Total(terminal, name, status, *sums[name, terminal, status]) for name, terminal, status in sorted(sums)]


def _ledger(namespace: argparse.Namespace) -> int:
    settings = settings_of(namespace)
    if not settings.relay.url:
        raise BadSettingsFileError("relay.url is not set: the relay keeps the ledger")
    cut_off = settings.till.cut_off_hour
    first = namespace.first or business_day(SystemClock().now(), cut_off)
    days = Days(first, namespace.last or first, cut_off)
    reading = read_ledger(settings.relay.url, system_keyring().ledger_key(), days.begin, days.end)
    if namespace.json:
        print(json.dumps(_as_json(days, reading), indent=2, ensure_ascii=False))
    else:
        _print_table(reading)
    print(f"{len(reading.lines)} payments of {reading.short_code}, {days.first} to {days.last}", file=sys.stderr)
    return EXIT_OK


def _print_table(reading: LedgerReading) -> None:
    print(f"{'MADE':<18}{'TERMINAL':<20}{'REFERENCE':<14}{'KES':>14}  {'STATUS':<11}{'M-PESA CODE':<14}PHONE")
    for line in reading.lines:
        entry = line.entry
        print(
            f"{in_nairobi(entry.created_at):%Y-%m-%d %H:%M}  {line.terminal_name[:18]:<20}{entry.account_reference:<14}"
            f"{format_amount(entry.amount_cents):>14}  {entry.status:<11}"
            f"{entry.mpesa_receipt_number or DASH:<14}{entry.phone_masked}"
        )
    print()
    print(f"{'TERMINAL':<20}{'ID':<10}{'STATUS':<12}{'PAYMENTS':>9}{'KES':>16}")
    for total in totals_of(reading):
        print(
            f"{total.terminal_name[:18]:<20}{total.terminal:<10}{total.status:<12}{total.payments:>9}"
            f"{format_amount(total.amount_cents):>16}"
        )


def _as_json(days: Days, reading: LedgerReading) -> dict[str, Any]:
    return {
        "short_code": reading.short_code,
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "payments": [_line_as_json(line) for line in reading.lines],
        "totals": [
            {
                "terminal": total.terminal,
                "terminal_name": total.terminal_name,
                "status": total.status,
                "payments": total.payments,
                "amount_cents": total.amount_cents,
            }
            for total in totals_of(reading)
        ],
    }


def _line_as_json(line: LedgerLine) -> dict[str, Any]:
    entry = line.entry
    return {
        "public_id": entry.public_id,
        "terminal": line.terminal,
        "terminal_name": line.terminal_name,
        "host_kind": entry.host_kind,
        "host": entry.host,
        "account_reference": entry.account_reference,
        "attempt": entry.attempt,
        "amount_cents": entry.amount_cents,
        "status": entry.status,
        "detail": entry.detail,
        "result_code": entry.result_code,
        "mpesa_receipt_number": entry.mpesa_receipt_number,
        "phone_masked": entry.phone_masked,
        "created_at": entry.created_at.isoformat(),
        "paid_at": entry.paid_at.isoformat() if entry.paid_at else None,
        "updated_at": entry.updated_at.isoformat(),
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a date such as 2026-11-24") from error


def _begin_of(day: date, cut_off_hour: int) -> datetime:
    return datetime.combine(day, time(cut_off_hour), NAIROBI).astimezone(UTC)
