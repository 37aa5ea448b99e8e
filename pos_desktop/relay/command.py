"""`pos-desktop relay`: its arguments, and the commands for terminals and for managers' keys."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from pos_desktop.relay.enrolment import (
    TerminalLine,
    issue_pairing_code,
    issue_rotation_code,
    list_terminals,
    revoke_terminal,
)
from pos_desktop.relay.ledger_keys import LedgerKeyLine, issue_ledger_key, list_ledger_keys, revoke_ledger_key
from pos_desktop.relay.options import DEFAULT_PORT, RelayOptions
from pos_desktop.relay.server import run_relay
from pos_desktop.serving import PUBLISHED_SOURCES

DEFAULT_DATABASE = Path("relay.db")
CODE_MINUTES = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the relay's arguments and its inner commands to a parser; each sets `relay_command`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--public-url", default="", metavar="URL", help="the address that Safaricom reaches")
    parser.add_argument(
        "--allow-source",
        action="append",
        default=[],
        metavar="NETWORK",
        help="an address or network that callbacks come from, besides the published ones; may be repeated",
    )
    parser.add_argument(
        "--trusted-proxy",
        action="append",
        default=[],
        metavar="NETWORK",
        help="a proxy in front of the relay whose X-Forwarded-For is believed; may be repeated",
    )
    _add_shared(parser, is_inner=False)
    parser.set_defaults(relay_command=_serve)
    actions = parser.add_subparsers(title="commands", metavar="COMMAND")
    terminals = actions.add_parser("terminals", help="enrol, list, revoke and re-key tills")
    _add_terminal_commands(terminals)
    managers = actions.add_parser("managers", help="keys that read the ledger of all tills")
    _add_manager_commands(managers)


def options_from(args: argparse.Namespace) -> RelayOptions:
    """The options in the arguments that `add_arguments` added.

    Raises:
        RelayOptionError: a value that no relay can run with.
    """
    return RelayOptions(
        database=args.database,
        host=args.host,
        port=args.port,
        public_url=args.public_url,
        allowed_sources=(*PUBLISHED_SOURCES, *args.allow_source),
        trusted_proxies=tuple(args.trusted_proxy),
    )


def run(args: argparse.Namespace) -> int:
    """Runs what the arguments ask for; 0 when it worked.

    Raises:
        RelayError: it did not, and the message says why.
    """
    done: int = args.relay_command(args)
    return done


def _add_terminal_commands(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = actions.add_parser("add", help="a code with which one new till can enrol")
    add.add_argument("--name", required=True, help='what the till is called, such as "Till 1"')
    add.set_defaults(relay_command=_add)
    listing = actions.add_parser("list", help="all tills, with what waits for them")
    listing.set_defaults(relay_command=_list)
    revoke = actions.add_parser("revoke", help="end a till's key for good")
    revoke.add_argument("terminal", help="the till's id")
    revoke.set_defaults(relay_command=_revoke)
    rotate = actions.add_parser("rotate", help="a code with which a till gets a new key and keeps its id")
    rotate.add_argument("terminal", help="the till's id")
    rotate.set_defaults(relay_command=_rotate)
    for inner in (add, listing, revoke, rotate):
        _add_shared(inner, is_inner=True)


def _add_manager_commands(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = actions.add_parser("add", help="a key that reads every payment of one short code")
    add.add_argument("--name", required=True, help='whose key it is, such as "Njeri"')
    add.add_argument("--short-code", required=True, metavar="NUMBER", help="the number that receives the money")
    add.set_defaults(relay_command=_add_key)
    listing = actions.add_parser("list", help="all keys, the revoked ones too")
    listing.set_defaults(relay_command=_list_keys)
    revoke = actions.add_parser("revoke", help="end a key for good")
    revoke.add_argument("id", help="the key's id")
    revoke.set_defaults(relay_command=_revoke_key)
    for inner in (add, listing, revoke):
        _add_shared(inner, is_inner=True)


def _add_shared(parser: argparse.ArgumentParser, *, is_inner: bool) -> None:
    """Arguments that may stand before or after the inner command; an inner one that is absent overrides nothing."""
    parser.add_argument(
        "--database",
        type=Path,
        default=argparse.SUPPRESS if is_inner else DEFAULT_DATABASE,
        metavar="PATH",
        help=f"the mail file (default: {DEFAULT_DATABASE})",
    )
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS if is_inner else False, help="answer as JSON"
    )


def _serve(args: argparse.Namespace) -> int:
    options = options_from(args)

    def announce(base_url: str) -> None:
        if args.json:
            print(json.dumps({"base_url": base_url, "public_url": options.public_url or base_url}), flush=True)
        print(f"Relay: {base_url}, mail in {options.database}. Stop with Ctrl+C.", file=sys.stderr, flush=True)

    with suppress(KeyboardInterrupt):  # which the web server may have taken for itself
        run_relay(options, on_listening=announce)
    print("Stopped.", file=sys.stderr)
    return 0


def _add(args: argparse.Namespace) -> int:
    return _tell_code(args, issue_pairing_code(args.database, args.name))


def _rotate(args: argparse.Namespace) -> int:
    return _tell_code(args, issue_rotation_code(args.database, args.terminal))


def _revoke(args: argparse.Namespace) -> int:
    revoke_terminal(args.database, args.terminal)
    if args.json:
        print(json.dumps({"terminal": args.terminal, "revoked": True}))
    print(f"Terminal {args.terminal} is revoked: its key opens nothing any more.", file=sys.stderr)
    return 0


def _list(args: argparse.Namespace) -> int:
    lines = list_terminals(args.database)
    if args.json:
        print(json.dumps([_as_json(line) for line in lines]))
        return 0
    print(f"{'ID':10}{'NAME':24}{'PAIRED (UTC)':18}{'LAST MAIL (UTC)':18}{'WAITING':>8}  STATE")
    for line in lines:
        seen = f"{line.acknowledged_at:%Y-%m-%d %H:%M}" if line.acknowledged_at else "-"
        state = "revoked" if line.revoked_at else f"{line.keys} key{'s' if line.keys != 1 else ''}"
        print(
            f"{line.terminal:10}{line.name[:22]:24}{line.paired_at:%Y-%m-%d %H:%M}  {seen:18}{line.waiting:>8}  {state}"
        )
    return 0


def _add_key(args: argparse.Namespace) -> int:
    issued = issue_ledger_key(args.database, args.name, args.short_code)
    if args.json:
        print(json.dumps({"id": issued.id, "key": issued.key}))
    else:
        print(issued.key)
    print(
        f"This key is shown once; its id is {issued.id}. Keep it: pos-desktop secrets set ledger-key", file=sys.stderr
    )
    return 0


def _revoke_key(args: argparse.Namespace) -> int:
    revoke_ledger_key(args.database, args.id)
    if args.json:
        print(json.dumps({"id": args.id, "revoked": True}))
    print(f"Key {args.id} is revoked: it reads nothing any more.", file=sys.stderr)
    return 0


def _list_keys(args: argparse.Namespace) -> int:
    lines = list_ledger_keys(args.database)
    if args.json:
        print(json.dumps([_key_as_json(line) for line in lines]))
        return 0
    print(f"{'ID':10}{'NAME':24}{'SHORT CODE':14}{'MADE (UTC)':18}STATE")
    for line in lines:
        state = "revoked" if line.revoked_at else "live"
        print(f"{line.id:10}{line.name[:22]:24}{line.short_code:14}{line.made_at:%Y-%m-%d %H:%M}  {state}")
    return 0


def _tell_code(args: argparse.Namespace, code: str) -> int:
    if args.json:
        print(json.dumps({"code": code, "minutes": CODE_MINUTES}))
    else:
        print(code)
    print(f"Type this code at the till within {CODE_MINUTES} minutes; it works once.", file=sys.stderr)
    return 0


def _as_json(line: TerminalLine) -> dict[str, Any]:
    return {
        "terminal": line.terminal,
        "name": line.name,
        "paired_at": line.paired_at.isoformat(),
        "revoked_at": line.revoked_at.isoformat() if line.revoked_at else None,
        "acknowledged_at": line.acknowledged_at.isoformat() if line.acknowledged_at else None,
        "keys": line.keys,
        "waiting": line.waiting,
    }


def _key_as_json(line: LedgerKeyLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "short_code": line.short_code,
        "made_at": line.made_at.isoformat(),
        "revoked_at": line.revoked_at.isoformat() if line.revoked_at else None,
    }
