"""The command line: one parser, one function a command. Machine output on stdout, people's words on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pos_desktop import __version__
from pos_desktop.app.invocation import EXIT_BAD_ARGUMENTS, EXIT_FAILED, EXIT_OK, data_folder_of, settings_of
from pos_desktop.errors import PosError

MOST_SHILLINGS = 250_000

Command = Callable[[argparse.Namespace], int]


def run(arguments: list[str]) -> int:
    """Runs one command; 0 it worked, 1 it did not, 2 the arguments were wrong."""
    parser = build_parser()
    try:
        namespace = parser.parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_BAD_ARGUMENTS
    command: Command = namespace.command
    try:
        return command(namespace)
    except PosError as error:
        print(f"pos-desktop: {error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return EXIT_FAILED


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(prog="pos-desktop", description="A till for Kenyan shops.")
    parser.add_argument("--version", action="version", version=f"pos-desktop {__version__}")
    parser.add_argument("--settings", type=Path, help="settings file to use instead of the usual one")
    parser.add_argument("--kiosk", action="store_true", help="open the till full screen")
    parser.set_defaults(command=_till)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_demo(commands)
    _add_servers(commands)
    _add_set_up(commands)
    return parser


def _add_demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="the whole world on this machine: till, phone, M-Pesa stand-in and relay")
    demo.add_argument("--data", type=Path, metavar="DIR", help="keep the demo's data here")
    demo.add_argument("--headless", action="store_true", help="run scripted sales through the real screens, unseen")
    demo.add_argument("--sales", type=_count, metavar="N", help="how many scripted sales (5)")
    demo.add_argument("--amounts", type=_amounts, metavar="LIST", help="one open-item sale for each amount, in KES")
    demo.add_argument("--json", action="store_true", help="print the scripted sales as JSON")
    demo.add_argument("--daraja-url", metavar="URL", help="an outside Daraja, its keys in the environment")
    demo.set_defaults(command=_demo)
    world = commands.add_parser("demo-world")
    world.add_argument("folder", type=Path)
    world.add_argument("--business", default="")
    world.add_argument("--without-daraja", action="store_true")
    world.add_argument("--time-scale", type=float, default=1.0)
    world.set_defaults(command=_demo_world)


def _add_servers(commands: Any) -> None:
    from pos_desktop.relay import command as relay  # light: the servers themselves are imported when they run
    from pos_desktop.simulator import command as simulator

    simulator_parser = commands.add_parser("simulator", help="a local Daraja for integrators")
    simulator.add_arguments(simulator_parser)
    simulator_parser.set_defaults(command=_simulator)
    relay_parser = commands.add_parser("relay", help="the mailbox for Safaricom's callbacks")
    relay.add_arguments(relay_parser)
    relay_parser.set_defaults(command=relay.run)


def _add_set_up(commands: Any) -> None:
    from pos_desktop.app import (  # kept apart: the till's own start does not need them
        doctor,
        ledger,
        setup_commands,
        webshop_commands,
    )

    webshop_commands.add_webshop(commands)
    setup_commands.add_pair(commands)
    setup_commands.add_secrets(commands)
    setup_commands.add_staff(commands)
    setup_commands.add_products(commands)
    setup_commands.add_pull(commands)
    setup_commands.add_settings(commands)
    doctor.add_doctor(commands)
    ledger.add_ledger(commands)


def _till(namespace: argparse.Namespace) -> int:
    from pos_desktop.app.program import run_till  # brings Qt, which the other commands do without

    settings = settings_of(namespace)
    return run_till(settings, data_folder_of(settings), kiosk=namespace.kiosk)


def _demo(namespace: argparse.Namespace) -> int:
    from pos_desktop.app.demo import DemoOptions, run_demo  # brings Qt

    return run_demo(
        DemoOptions(
            data=namespace.data,
            headless=namespace.headless,
            sales=namespace.sales,
            amounts=namespace.amounts,
            as_json=namespace.json,
            daraja_url=namespace.daraja_url,
        )
    )


def _demo_world(namespace: argparse.Namespace) -> int:
    from pos_desktop.app.demo_world import serve_world  # the child process has no other use for it

    return serve_world(
        namespace.folder,
        with_daraja=not namespace.without_daraja,
        business_name=namespace.business,
        time_scale=namespace.time_scale,
    )


def _simulator(namespace: argparse.Namespace) -> int:
    from pos_desktop.simulator import options_from, run_simulator  # only this command needs it

    run_simulator(options_from(namespace))
    return EXIT_OK


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError("a number from 1 to 10000")
    return number


def _amounts(text: str) -> tuple[int, ...]:
    try:
        amounts = tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError("whole shillings, with commas between") from error
    if not all(1 <= amount <= MOST_SHILLINGS for amount in amounts):
        raise argparse.ArgumentTypeError(f"each amount is from 1 to {MOST_SHILLINGS} shillings, M-Pesa's limit")
    return amounts
