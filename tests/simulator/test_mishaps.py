"""Every mishap by its name, over HTTP through relay and core, to the state that the catalogue demands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_desktop.assets import asset
from pos_desktop.simulator import MISHAPS, NoSuchMishapError, SimulatorOptions, create_app
from pos_desktop.simulator.command import mishap_list
from tests.simulator.conftest import MakeShop
from tests.simulator.counter import Counter, Neighbourhood
from tests.simulator.mishap_endings import ENDINGS, TOLD_ELSEWHERE
from tests.simulator.receiver import Receiver
from tests.simulator.shop import Shop

PHONE = "254712345678"
STEPS_ASIDE = {"answer_lost": 36.0, "answer_slow": 21.0}
"""Those whose answer keeps the till waiting, and for how long."""


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbourhood]:
    made = Neighbourhood(tmp_path_factory.mktemp("around"))
    yield made
    made.close()


@pytest.fixture
def counter(around: Neighbourhood, tmp_path: Path) -> Iterator[Counter]:
    with Counter(around, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", list(ENDINGS))
def test_a_payment_that_a_mishap_strikes_ends_as_it_must(counter: Counter, name: str) -> None:
    must = ENDINGS[name]
    if name == "used_receipt":
        counter.paid(77)
    counter.arm(name)
    seconds = STEPS_ASIDE.get(name)
    payment = counter.prompt() if seconds is None else counter.prompt_over(seconds)
    outcome = counter.told(payment)
    assert f"{outcome.state}:{outcome.subject}" == must.first
    if must.prompts and must.action:
        counter.answer(must.action)
    counter.live(240)
    payment, outcome = counter.now(payment), counter.told(payment)
    assert f"{payment.status}/{payment.detail}" == must.ends
    assert f"{outcome.state}:{outcome.subject}" == must.told
    assert payment.doubts == must.doubts
    assert (payment.receipt is not None) == must.code
    extra = 1 if name == "used_receipt" else 0
    assert len(counter.prompts()) == must.prompts + extra
    assert counter.money() == must.shillings + 77 * extra
    assert counter.kinds(payment).count("callback") <= 2


def test_every_mishap_has_an_ending() -> None:
    assert set(ENDINGS) | TOLD_ELSEWHERE == set(MISHAPS)


def test_the_next_payment_is_let_be(counter: Counter) -> None:
    counter.arm("callback_lost")
    first, second = counter.paid(100), counter.paid(200)
    assert (counter.now(first).receipt, "callback" in counter.kinds(first)) == (None, False)
    assert counter.now(second).receipt is not None


# --- how they are armed ----------------------------------------------------------------------------------------------


def state(shop: Shop, name: str) -> str:
    listed = {each["name"]: each for each in shop.http.get("/phone/v1/mishaps").json()}
    return str(listed[name]["state"])


def test_one_can_be_armed_seen_and_disarmed(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    assert state(shop, "masked_phone") == "idle"
    armed = shop.http.post("/phone/v1/mishaps/masked_phone").json()
    assert (armed["state"], armed["part"], armed["title"]) == (
        "armed",
        "What the callback says",
        "The phone number is masked",
    )
    assert shop.http.delete("/phone/v1/mishaps/masked_phone").json()["state"] == "idle"
    shop.pushed(1)
    assert receiver.next().items["PhoneNumber"] == int(PHONE)


def test_one_strikes_until_it_is_disarmed_but_only_its_own_prompt(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.http.post("/phone/v1/mishaps/query_says_cancelled")
    first, second = shop.pushed(1), shop.pushed(2, "254722000000")
    shop.when(first, "ended")
    shop.when(second, "ended")
    assert state(shop, "query_says_cancelled") == "striking"
    assert [shop.query(first).json()["ResultCode"] for _ in range(3)] == ["1032"] * 3
    assert shop.query(second).json()["ResultCode"] == "0"
    shop.http.delete("/phone/v1/mishaps/query_says_cancelled")
    assert (state(shop, "query_says_cancelled"), shop.query(first).json()["ResultCode"]) == ("idle", "0")


def test_one_that_takes_two_prompts_stays_armed_for_the_second(open_shop: MakeShop, receiver: Receiver) -> None:
    shop = open_shop(autopilot="pay_all")
    shop.http.post("/phone/v1/mishaps/callbacks_swapped")
    asked = [shop.pushed(1)]
    assert state(shop, "callbacks_swapped") == "armed"
    asked.append(shop.pushed(2, "254722000000"))
    assert state(shop, "callbacks_swapped") == "striking"
    assert {receiver.next().result["CheckoutRequestID"] for _ in range(2)} == set(asked)


def test_the_faults_of_a_shop_that_clears_them_are_disarmed_too(shop: Shop) -> None:
    shop.http.post("/phone/v1/mishaps/phone_locked")
    assert shop.http.delete("/phone/v1/faults").status_code == 204
    assert shop.push().status_code == 200


def test_a_name_that_there_is_not_is_said_so(shared_shop: Shop) -> None:
    for call in (shared_shop.http.post, shared_shop.http.delete):
        answer = call("/phone/v1/mishaps/earthquake")
        assert (answer.status_code, answer.json()["error"]) == (404, "simulator_no_such_mishap")
    with pytest.raises(NoSuchMishapError, match="earthquake"):
        create_app(SimulatorOptions(mishaps=("earthquake",)))


def test_an_option_or_a_script_strikes_everybody(open_shop: MakeShop, receiver: Receiver, tmp_path: Path) -> None:
    script = tmp_path / "day.toml"
    script.write_text('mishaps = ["masked_phone"]\n', encoding="utf-8")
    for options in ({"mishaps": ("masked_phone",)}, {"script": script}):
        shop = open_shop(autopilot="pay_all", **options)
        for number in range(3):
            shop.pushed(1, f"25471200000{number}")
            assert receiver.next().items["PhoneNumber"] == f"2547*****00{number}"


def test_every_name_stands_in_the_help_with_its_words() -> None:
    words = mishap_list()
    for mishap in MISHAPS.values():
        assert f"  {mishap.name:<21}{mishap.title}. {mishap.words}" in words
        assert mishap.words.endswith(".")
        assert len(mishap.title) <= 36


def test_the_manual_has_every_mishap_with_its_row_and_its_ending() -> None:
    manual = asset("manual/simulator.md").read_text(encoding="utf-8")
    for mishap in MISHAPS.values():
        row = ENDINGS[mishap.name].row if mishap.name in ENDINGS else ""
        assert f"| `{mishap.name}` | {mishap.title}. {mishap.words} | {row}" in manual
