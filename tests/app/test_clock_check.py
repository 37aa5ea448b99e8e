from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx

from pos_desktop.app.clock_check import ask_clock_skew
from pos_desktop.clock import SystemClock
from pos_desktop.simulator import SimulatorServer

URL = "https://api.safaricom.co.ke"


class StandingClock(SystemClock):
    """Stands at noon in Nairobi."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 9, tzinfo=UTC)


class WrongClock(SystemClock):
    """Ten minutes behind."""

    def now(self) -> datetime:
        return super().now() - timedelta(minutes=10)


def test_a_server_tells_how_wrong_the_clock_is() -> None:
    with SimulatorServer() as server:
        behind, right = (ask_clock_skew(server.base_url, clock) for clock in (WrongClock(), SystemClock()))
    assert behind is not None
    assert right is not None
    assert abs(behind - timedelta(minutes=10)) < timedelta(seconds=30)
    assert abs(right) < timedelta(seconds=30)


def test_the_date_of_any_answer_will_do(respx_mock: respx.MockRouter) -> None:
    respx_mock.head(URL).respond(404, headers={"Date": "Tue, 24 Nov 2026 09:05:00 GMT"})
    assert ask_clock_skew(URL, StandingClock()) == timedelta(minutes=5)


@pytest.mark.parametrize(
    "headers", [{}, {"Date": ""}, {"Date": "yesterday"}, {"Date": "Fri, 31 Dec 9999 09:05:00 GMT"}]
)
def test_an_answer_without_a_date_says_nothing(respx_mock: respx.MockRouter, headers: dict[str, str]) -> None:
    respx_mock.head(URL).respond(200, headers=headers)
    assert ask_clock_skew(URL, StandingClock()) is None


def test_where_nobody_answers_nothing_is_known(respx_mock: respx.MockRouter) -> None:
    respx_mock.head(URL).mock(side_effect=httpx.ConnectError("no network"))
    assert ask_clock_skew(URL, StandingClock()) is None
