from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import respx

from pos_desktop.payments import DarajaClient, DarajaConfig, NotSentError, RejectedError
from pos_desktop.payments.errors import CredentialsError, OutcomeUnknownError, TokenRefusedError
from pos_desktop.payments.wire import PushRequest

URL = "https://sandbox.safaricom.co.ke"
CONFIG = DarajaConfig(URL, " key ", " secret ", "passkey", "174379")
REQUEST = PushRequest("254712345678", 100_00, "1-000001", "Sale 1-000001", "https://pay.example.co.ke/c/1/x/y")
TOKEN = {"access_token": "c9SQxWWhmdVRlyh0zh8gZDTkubVF", "expires_in": "3599"}
ACCEPTED = {
    "MerchantRequestID": "29115-34620561-1",
    "CheckoutRequestID": "ws_CO_191220191020363925",
    "ResponseCode": "0",
    "ResponseDescription": "Success. Request accepted for processing",
    "CustomerMessage": "Success. Request accepted for processing",
}
VOID = httpx.Response(404, json={"requestId": "1", "errorCode": "404.001.03", "errorMessage": "Invalid Access Token"})


class ManualClock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 21, 30, 5, tzinfo=UTC)
        self.passed = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.passed

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.passed += seconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def daraja() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=URL, assert_all_called=True) as router:
        yield router


@pytest.fixture
def client(clock: ManualClock, pauses: list[float]) -> Iterator[DarajaClient]:
    client = DarajaClient(CONFIG, clock=clock, pause=pauses.append)
    yield client
    client.close()


def mint(daraja: respx.MockRouter, **token: object) -> respx.Route:
    return daraja.get("/oauth/v1/generate").respond(200, json=TOKEN | token)


def push_route(daraja: respx.MockRouter) -> respx.Route:
    return daraja.post("/mpesa/stkpush/v1/processrequest")


def nothing() -> None:
    """What a test without an intent does before sending."""


def sent(call: respx.models.Call) -> dict[str, str]:
    body: dict[str, str] = json.loads(call.request.content)
    return body


def test_a_push_goes_out_with_the_token_after_the_intent(daraja: respx.MockRouter, client: DarajaClient) -> None:
    order: list[str] = []
    token = mint(daraja)

    def answer(_request: httpx.Request) -> httpx.Response:
        order.append("push")
        return httpx.Response(200, json=ACCEPTED)

    route = push_route(daraja).mock(side_effect=answer)

    accepted = client.push(REQUEST, before_send=lambda: order.append("intent"))

    assert accepted.checkout_request_id == "ws_CO_191220191020363925"
    assert order == ["intent", "push"]
    assert route.calls.last.request.headers["Authorization"] == f"Bearer {TOKEN['access_token']}"
    assert token.calls.last.request.headers["Authorization"] == "Basic a2V5OnNlY3JldA=="
    assert token.calls.last.request.url.params["grant_type"] == "client_credentials"


def test_nothing_leaves_when_the_intent_cannot_be_written(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)

    def full_disk() -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        client.push(REQUEST, before_send=full_disk)


def test_the_timestamp_is_nairobis_on_a_machine_in_another_zone(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)
    route = push_route(daraja).respond(200, json=ACCEPTED)
    assert os.environ["TZ"] == "EST5"
    assert time.timezone == 5 * 3600

    client.push(REQUEST, before_send=nothing)

    assert sent(route.calls.last)["Timestamp"] == "20261125003005"


def test_one_token_is_minted_for_ten_threads(daraja: respx.MockRouter, client: DarajaClient) -> None:
    minting: list[int] = []
    another = threading.Event()

    def until_another_one_begins(_request: httpx.Request) -> httpx.Response:
        minting.append(1)
        if len(minting) > 1:
            another.set()
        another.wait(0.5)
        return httpx.Response(200, json=TOKEN)

    token = daraja.get("/oauth/v1/generate").mock(side_effect=until_another_one_begins)
    route = push_route(daraja).respond(200, json=ACCEPTED)
    threads = [threading.Thread(target=lambda: client.push(REQUEST, before_send=nothing)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (token.call_count, route.call_count) == (1, 10)


def test_a_token_is_used_until_shortly_before_it_ends(
    daraja: respx.MockRouter, client: DarajaClient, clock: ManualClock
) -> None:
    token = mint(daraja)

    client.check_credentials()
    clock.advance(3599 - 121)
    client.check_credentials()
    assert token.call_count == 1
    clock.advance(2)
    client.check_credentials()

    assert token.call_count == 2


@pytest.mark.parametrize("lifetime", ["", "soon", None, 0, -5, 10**9, [3599]])
def test_a_silly_lifetime_counts_as_an_hour(
    daraja: respx.MockRouter, client: DarajaClient, clock: ManualClock, lifetime: object
) -> None:
    token = mint(daraja, expires_in=lifetime)

    client.check_credentials()
    clock.advance(3000)
    client.check_credentials()

    assert token.call_count == 1


def test_a_refused_token_is_minted_again_and_the_same_push_repeated(
    daraja: respx.MockRouter, client: DarajaClient, pauses: list[float]
) -> None:
    intents: list[int] = []
    token = mint(daraja)
    route = push_route(daraja).mock(side_effect=[VOID, VOID, VOID, httpx.Response(200, json=ACCEPTED)])

    client.push(REQUEST, before_send=lambda: intents.append(1))

    assert (token.call_count, route.call_count, len(intents)) == (4, 4, 4)
    plain = [0.1, 0.2, 0.4]
    assert all(middle / 2 <= pause <= middle * 1.5 for pause, middle in zip(pauses, plain, strict=True))
    assert pauses != plain


def test_after_three_repeats_a_refused_token_is_the_answer(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)
    route = push_route(daraja).mock(return_value=VOID)

    with pytest.raises(TokenRefusedError):
        client.push(REQUEST, before_send=nothing)

    assert route.call_count == 4


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_what_provably_never_left_is_tried_twice_more(
    daraja: respx.MockRouter, client: DarajaClient, error: type[httpx.TransportError]
) -> None:
    mint(daraja)
    route = push_route(daraja).mock(side_effect=error("no"))

    with pytest.raises(NotSentError):
        client.push(REQUEST, before_send=nothing)

    assert route.call_count == 3


def test_a_connection_that_comes_back_sends_the_prompt_once(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)
    route = push_route(daraja).mock(side_effect=[httpx.ConnectError("no"), httpx.Response(200, json=ACCEPTED)])

    client.push(REQUEST, before_send=nothing)

    assert route.call_count == 2


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout,
        httpx.WriteTimeout,
        httpx.ReadError,
        httpx.WriteError,
        httpx.RemoteProtocolError,
        httpx.CloseError,
        httpx.ProxyError,
        httpx.DecodingError,
    ],
)
def test_what_may_have_left_is_unknown_and_never_repeated(
    daraja: respx.MockRouter, client: DarajaClient, error: Callable[[str], httpx.HTTPError]
) -> None:
    mint(daraja)
    route = push_route(daraja).mock(side_effect=error("cut"))

    with pytest.raises(OutcomeUnknownError):
        client.push(REQUEST, before_send=nothing)

    assert route.call_count == 1


def test_a_redirect_is_not_followed(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)
    push_route(daraja).respond(302, headers={"Location": "https://elsewhere.example/"})

    with pytest.raises(OutcomeUnknownError):
        client.push(REQUEST, before_send=nothing)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            httpx.Response(400, json={"errorCode": "400.008.01", "errorMessage": "Invalid"}),
            CredentialsError,
        ),
        (httpx.Response(401, content=b""), CredentialsError),
        (httpx.Response(503, content=b"<html>Incapsula</html>"), NotSentError),
        (httpx.Response(200, content=b"<html>"), NotSentError),
        (httpx.Response(200, json={"access_token": " "}), NotSentError),
        (httpx.Response(200, json={"access_token": 5}), NotSentError),
    ],
)
def test_without_a_token_nothing_is_sent(
    daraja: respx.MockRouter, client: DarajaClient, answer: httpx.Response, kind: type[RejectedError]
) -> None:
    daraja.get("/oauth/v1/generate").mock(return_value=answer)

    with pytest.raises(kind):
        client.push(REQUEST, before_send=lambda: pytest.fail("the prompt was announced"))


def test_no_network_for_the_token_is_not_sent(daraja: respx.MockRouter, client: DarajaClient) -> None:
    daraja.get("/oauth/v1/generate").mock(side_effect=httpx.ReadTimeout("slow"))

    with pytest.raises(NotSentError, match="ReadTimeout"):
        client.check_credentials()


def test_a_query_asks_about_one_prompt(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)
    route = daraja.post("/mpesa/stkpushquery/v1/query").respond(200, json={"ResponseCode": "0", "ResultCode": "1032"})

    assert client.query("ws_CO_1").result_code == "1032"
    assert sent(route.calls.last)["CheckoutRequestID"] == "ws_CO_1"


def test_a_query_with_a_void_token_mints_and_asks_again(daraja: respx.MockRouter, client: DarajaClient) -> None:
    mint(daraja)
    route = daraja.post("/mpesa/stkpushquery/v1/query")
    route.mock(side_effect=[VOID, httpx.Response(200, json={"ResponseCode": "0", "ResultCode": "0"})])

    assert client.query("ws_CO_1").result_code == "0"


def test_a_wrong_clock_is_corrected_by_safaricoms(
    daraja: respx.MockRouter, client: DarajaClient, clock: ManualClock
) -> None:
    ahead = format_datetime(clock.now() + timedelta(hours=2), usegmt=True)
    daraja.get("/oauth/v1/generate").respond(200, json=TOKEN, headers={"Date": ahead})
    route = push_route(daraja).respond(200, json=ACCEPTED)

    client.push(REQUEST, before_send=nothing)

    assert sent(route.calls.last)["Timestamp"] == "20261125023005"
    assert client.clock_skew == timedelta(hours=2)


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_an_unreadable_date_corrects_nothing(daraja: respx.MockRouter, client: DarajaClient, date: str) -> None:
    daraja.get("/oauth/v1/generate").respond(200, json=TOKEN, headers={"Date": date})

    client.check_credentials()

    assert client.clock_skew == timedelta()


def test_a_second_or_two_are_not_worth_correcting(
    daraja: respx.MockRouter, client: DarajaClient, clock: ManualClock
) -> None:
    near = format_datetime(clock.now() + timedelta(seconds=3), usegmt=True)
    daraja.get("/oauth/v1/generate").respond(200, json=TOKEN, headers={"Date": near})

    client.check_credentials()

    assert client.clock_skew == timedelta()


def test_a_token_that_another_thread_replaced_already_is_not_thrown_away(
    daraja: respx.MockRouter, client: DarajaClient
) -> None:
    tokens = [httpx.Response(200, json=TOKEN | {"access_token": f"token-{number}"}) for number in range(3)]
    token = daraja.get("/oauth/v1/generate").mock(side_effect=tokens)
    query = daraja.post("/mpesa/stkpushquery/v1/query")
    query.mock(side_effect=[VOID, httpx.Response(200, json={"ResultCode": "0"})])
    answers = iter([VOID, httpx.Response(200, json=ACCEPTED)])

    def push_while_another_thread_mints(_request: httpx.Request) -> httpx.Response:
        if query.call_count == 0:
            client.query("ws_CO_1")
        return next(answers)

    push_route(daraja).mock(side_effect=push_while_another_thread_mints)

    client.push(REQUEST, before_send=nothing)

    assert token.call_count == 2
