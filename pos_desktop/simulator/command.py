"""`pos-desktop simulator`: its arguments, and what it says when it starts."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pos_desktop.simulator.mishaps import MISHAPS, Part
from pos_desktop.simulator.options import AutopilotMode, SimulatorOptions, Timings
from pos_desktop.simulator.server import SimulatorServer

DEFAULT_PORT = 8070


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the simulator's arguments to a parser, and the list of mishaps to its help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = mishap_list()
    standard = SimulatorOptions()
    people = ", ".join(AutopilotMode)
    parser.add_argument("--host", default=standard.host, help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--script", type=Path, metavar="FILE", help="phones, people and faults, .toml or .json")
    parser.add_argument(
        "--mishap",
        action="append",
        metavar="NAME",
        help="what goes wrong with every request, from the list below; may be repeated",
    )
    parser.add_argument(
        "--time-scale",
        type=float,
        default=standard.time_scale,
        metavar="N",
        help="how many times faster people and networks are than real ones (default: %(default)s)",
    )
    parser.add_argument("--consumer-key", default=standard.consumer_key, help="default: %(default)s")
    parser.add_argument("--consumer-secret", default=standard.consumer_secret, help="default: %(default)s")
    parser.add_argument("--passkey", default=standard.passkey, help="default: that of Safaricom's sandbox")
    parser.add_argument(
        "--initiator", default=standard.initiator_name, metavar="NAME", help="who asks for a transaction's status"
    )
    parser.add_argument(
        "--initiator-password", default=standard.initiator_password, metavar="WORD", help="default: %(default)s"
    )
    parser.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help="where to write the certificate for security credentials; it is new at every start, and served at"
        " /simulator/certificate too",
    )
    parser.add_argument(
        "--short-code",
        action="append",
        metavar="NUMBER",
        help=f"a paybill, or the store number of a till; may be repeated (default: {standard.short_codes[0]})",
    )
    parser.add_argument("--till-number", action="append", metavar="NUMBER", help="a till that PartyB may name")
    parser.add_argument("--business-name", default=standard.business_name, help="shown on the phones")
    parser.add_argument(
        "--autopilot", type=AutopilotMode, default=AutopilotMode.OFF, metavar="WHO", help=f"who answers: {people}"
    )
    parser.add_argument("--thinking-seconds", type=float, metavar="N", help="how long they think before they answer")
    parser.add_argument(
        "--repeat-rule-seconds",
        type=float,
        metavar="N",
        help="for how long the same amount from the same phone is refused with code 17; 0 lifts the rule",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="makes people, ids and receipts repeatable")


def options_from(args: argparse.Namespace) -> SimulatorOptions:
    """The options in the arguments that `add_arguments` added.

    Raises:
        OptionError: a value that no shop could have.
    """
    timings = Timings()
    if args.thinking_seconds is not None:
        timings = replace(timings, thinking_seconds=args.thinking_seconds)
    if args.repeat_rule_seconds is not None:
        timings = replace(timings, repeat_rule_seconds=args.repeat_rule_seconds)
    return SimulatorOptions(
        host=args.host,
        port=args.port,
        consumer_key=args.consumer_key,
        consumer_secret=args.consumer_secret,
        passkey=args.passkey,
        initiator_name=args.initiator,
        initiator_password=args.initiator_password,
        certificate_file=args.certificate,
        short_codes=tuple(args.short_code or SimulatorOptions.short_codes),
        till_numbers=tuple(args.till_number or ()),
        business_name=args.business_name,
        autopilot=args.autopilot,
        script=args.script,
        mishaps=tuple(args.mishap or ()),
        time_scale=args.time_scale,
        timings=timings,
        seed=args.seed,
    )


def run_simulator(options: SimulatorOptions) -> None:
    """Serves until interrupted; says on the error stream where, and with which credentials.

    Raises:
        ScriptError: the script file cannot be used.
        NoSuchMishapError: no mishap has a name that the options want.
        CannotListenError: the address is taken, or not this machine's.
    """
    server = SimulatorServer(options)
    print(greeting(server), file=sys.stderr, flush=True)
    with suppress(KeyboardInterrupt):  # which the web server may have taken for itself
        server.serve()
    print("Stopped.", file=sys.stderr)


def mishap_list() -> str:
    """Everything that can go wrong by name, part by part."""
    lines = ["what can go wrong (--mishap NAME, `mishaps = [...]` in a script, or POST /phone/v1/mishaps/NAME):"]
    for part in Part:
        lines += ["", f"{part}:"]
        named = (mishap for mishap in MISHAPS.values() if mishap.part is part)
        lines += [f"  {mishap.name:<21}{mishap.title}. {mishap.words}" for mishap in named]
    return "\n".join(lines)


def greeting(server: SimulatorServer) -> str:
    """What an integrator needs for a first request."""
    options = server.options
    tills = f"\n  till numbers     {', '.join(options.till_numbers)}" if options.till_numbers else ""
    return f"""Local Daraja for {options.business_name}: {server.base_url}
  consumer key     {options.consumer_key}
  consumer secret  {options.consumer_secret}
  short code       {", ".join(options.short_codes)}{tills}
  passkey          {options.passkey}
  initiator        {options.initiator_name}, password {options.initiator_password}
  certificate      {server.base_url}/simulator/certificate
  who answers      {options.autopilot} (change it: POST {server.base_url}/phone/v1/autopilot)
Every number like 2547XXXXXXXX has a phone, KES 100,000 and the PIN 1234.
The phone API and its documentation: {server.base_url}/docs. Stop with Ctrl+C."""
