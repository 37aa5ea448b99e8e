"""Starting, stopping and the command line."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from pos_desktop import simulator
from pos_desktop.clock import SystemClock
from pos_desktop.errors import PosError
from pos_desktop.serving import CannotListenError
from pos_desktop.serving.body_limit import BodyLimit
from pos_desktop.simulator import (
    AutopilotMode,
    OptionError,
    SimulatorError,
    SimulatorOptions,
    SimulatorServer,
    add_arguments,
    create_app,
    options_from,
)
from pos_desktop.simulator.command import greeting
from tests.simulator.shop import Shop


def parse(*words: str) -> SimulatorOptions:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return options_from(parser.parse_args(words))


def test_what_the_package_exports_is_there_and_named_once() -> None:
    assert len(set(simulator.__all__)) == len(simulator.__all__)
    assert all(hasattr(simulator, name) for name in simulator.__all__)


def test_a_free_port_is_taken_and_given_back() -> None:
    with SimulatorServer() as server:
        url = server.base_url
        assert url == f"http://127.0.0.1:{server.port}"
        assert httpx.get(f"{url}/healthz", trust_env=False).json() == {"status": "ok"}
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz", trust_env=False)
    with SimulatorServer(SimulatorOptions(port=server.port)) as again:
        assert again.port == server.port


def test_a_port_that_is_taken_is_named() -> None:
    with SimulatorServer() as server, pytest.raises(CannotListenError, match=f"127.0.0.1 port {server.port}"):
        SimulatorServer(SimulatorOptions(port=server.port))


def test_it_stops_at_once_though_polls_silences_and_prompts_are_open() -> None:
    with SimulatorServer() as server, Shop(server, "http://127.0.0.1:9/c") as shop:
        shop.mint()
        shop.fault(on="push", fault="silent", seconds=1000, amount=5)
        ends: list[str] = []

        def wait_in_vain() -> None:
            try:
                shop.push(5)
            except httpx.TransportError as error:
                ends.append(type(error).__name__)

        silence = threading.Thread(target=wait_in_vain)
        silence.start()
        opened = shop.prompts(wait=20)["prompts"][0]
        settled = shop.prompts(wait=0)["next"]
        if opened["state"] == "sent":
            settled = shop.prompts(settled, wait=20)["next"]
        poll = threading.Thread(target=lambda: ends.append(str(shop.prompts(settled, wait=50)["prompts"])))
        poll.start()
        started = SystemClock().monotonic()
        server.stop()
        for thread in (silence, poll):
            thread.join(10)
        assert SystemClock().monotonic() - started < 5
        assert len(ends) == 2
        assert set(ends) <= {"[]", "ReadError", "RemoteProtocolError", "ConnectError"}


def test_the_documentation_of_the_phone_api_is_served(shared_shop: Shop) -> None:
    paths = shared_shop.http.get("/openapi.json").json()["paths"]
    assert "/phone/v1/prompts/{checkout_request_id}/answer" in paths
    assert "/mpesa/stkpush/v1/processrequest" in paths


def test_the_application_can_be_had_for_another_server() -> None:
    assert create_app(SimulatorOptions()).title == "Local Daraja"


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [heir.code for heir in SimulatorError.__subclasses__()]
    assert issubclass(SimulatorError, PosError)
    assert len({*codes, SimulatorError.code}) == len(codes) + 1


def test_without_arguments_there_is_a_quick_start() -> None:
    options = parse()
    assert (options.host, options.port, options.short_codes) == ("127.0.0.1", 8070, ("174379",))
    assert options.autopilot is AutopilotMode.OFF


def test_every_argument_is_heard() -> None:
    options = parse(
        *("--host", "0.0.0.0", "--port", "0", "--time-scale", "20", "--consumer-key", "k", "--consumer-secret", "s"),
        *("--passkey", "p", "--short-code", "600100", "--short-code", "600200", "--till-number", "555001"),
        *("--business-name", "Duka", "--autopilot", "by_amount", "--thinking-seconds", "2", "--seed", "7"),
        *("--repeat-rule-seconds", "0", "--script", "day.toml"),
        *("--initiator", "amina", "--initiator-password", "Siri9", "--certificate", "daraja.pem"),
    )
    assert (options.host, options.port, options.time_scale, options.seed) == ("0.0.0.0", 0, 20.0, 7)
    assert options.apps == {"k": "s"}
    assert (options.passkey, options.short_codes) == ("p", ("600100", "600200"))
    assert (options.till_numbers, options.business_name) == (("555001",), "Duka")
    assert options.autopilot is AutopilotMode.BY_AMOUNT
    assert (options.timings.thinking_seconds, options.timings.repeat_rule_seconds) == (2.0, 0.0)
    assert str(options.script) == "day.toml"
    assert (options.initiator_name, options.initiator_password) == ("amina", "Siri9")
    assert str(options.certificate_file) == "daraja.pem"


@pytest.mark.parametrize(
    "words",
    [
        ["--time-scale", "0"],
        ["--time-scale", "nan"],
        ["--port", "70000"],
        ["--short-code", "12"],
        ["--till-number", "abc"],
        ["--consumer-key", ""],
        ["--initiator-password", ""],
        ["--thinking-seconds", "-1"],
        ["--repeat-rule-seconds", "inf"],
    ],
)
def test_a_setting_that_no_shop_could_have_is_refused(words: list[str]) -> None:
    with pytest.raises(OptionError):
        parse(*words)


def test_an_autopilot_that_there_is_not_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse("--autopilot", "drunk")
    assert "--autopilot" in capsys.readouterr().err


def test_the_greeting_says_all_that_a_first_request_needs() -> None:
    with SimulatorServer(SimulatorOptions(till_numbers=("555001",))) as server:
        words = greeting(server)
        options = server.options
        for needed in (
            server.base_url,
            options.consumer_key,
            options.consumer_secret,
            options.passkey,
            options.initiator_name,
            options.initiator_password,
            "/simulator/certificate",
            "174379",
            "555001",
        ):
            assert needed in words


def test_a_request_that_never_ends_its_body_is_dropped_with_its_caller() -> None:
    with SimulatorServer() as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
            line.sendall(b"POST /phone/v1/autopilot HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
        assert httpx.get(f"{server.base_url}/healthz", trust_env=False).status_code == 200


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    sent: list[Message] = []

    async def never() -> Message:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def send(message: Message) -> None:
        sent.append(message)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("the request was let through")

    asyncio.run(
        BodyLimit(
            application, limit_bytes=9, patience_seconds=0.01, refuse=lambda status: Response(status_code=status)
        )({"type": "http"}, never, send)
    )
    assert sent[0]["status"] == 408


def test_an_address_of_the_newer_kind_is_written_in_brackets() -> None:
    try:
        server = SimulatorServer(SimulatorOptions(host="::1"))
    except CannotListenError:
        pytest.skip("this machine has no IPv6")
    with server:
        assert server.base_url == f"http://[::1]:{server.port}"
        assert httpx.get(f"{server.base_url}/healthz", trust_env=False).status_code == 200


@pytest.mark.processes
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_in_the_foreground_it_greets_serves_and_stops_when_interrupted() -> None:
    program = "from pos_desktop.simulator import *; run_simulator(SimulatorOptions())"
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert url is not None
        assert httpx.get(f"{url[0]}/healthz", trust_env=False, timeout=20).status_code == 200
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=20)
    assert process.returncode == 0
    assert words.rstrip().endswith("Stopped.")
