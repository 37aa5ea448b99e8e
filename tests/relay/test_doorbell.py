from __future__ import annotations

import asyncio

import pytest

from pos_desktop.relay import doorbell as doorbell_module
from pos_desktop.relay.doorbell import Doorbell


def soon() -> float:
    return asyncio.get_running_loop().time() + 10


def past() -> float:
    return asyncio.get_running_loop().time() - 1


def test_a_ring_before_the_wait_is_heard_and_one_before_the_look_is_forgotten() -> None:
    async def scene() -> None:
        doorbell = Doorbell(4)
        with doorbell.listening(1) as listener:
            doorbell.ring(1)
            await listener.wait_until(soon())
            listener.expect()
            with pytest.raises(TimeoutError):
                await listener.wait_until(past())

    asyncio.run(scene())


def test_a_ring_reaches_its_terminal_or_everybody() -> None:
    async def scene() -> None:
        doorbell = Doorbell(4)
        with doorbell.listening(1) as one, doorbell.listening(2) as two:
            doorbell.ring(1)
            doorbell.ring(3)
            await one.wait_until(soon())
            with pytest.raises(TimeoutError):
                await two.wait_until(past())
            one.expect()
            doorbell.ring_all()
            await one.wait_until(soon())
            await two.wait_until(soon())
        assert doorbell.waiting == 0

    asyncio.run(scene())


def test_everybody_is_rung_for_once_in_a_while_and_nothing_is_left_untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell_module, "QUIET_SECONDS", 0.2)

    async def scene() -> None:
        doorbell, loop = Doorbell(4), asyncio.get_running_loop()
        with doorbell.listening(1) as listener:
            doorbell.ring_all()
            await listener.wait_until(soon())
            listener.expect()
            first = loop.time()
            for _ring in range(50):
                doorbell.ring_all()
            await listener.wait_until(soon())
            assert loop.time() - first > 0.15
            listener.expect()
            with pytest.raises(TimeoutError):
                await listener.wait_until(loop.time() + 0.3)

    asyncio.run(scene())


def test_a_closed_doorbell_dismisses_who_listens_and_who_comes() -> None:
    async def scene() -> None:
        doorbell = Doorbell(4)
        with doorbell.listening(1) as early:
            doorbell.close()
            with doorbell.listening(1) as late:
                for listener in (early, late):
                    listener.expect()
                    await listener.wait_until(soon())
                    assert listener.is_dismissed

    asyncio.run(scene())


def test_over_the_limit_the_oldest_of_a_terminal_is_dismissed() -> None:
    async def scene() -> None:
        doorbell = Doorbell(2)
        with (
            doorbell.listening(1) as first,
            doorbell.listening(2) as other,
            doorbell.listening(1) as second,
            doorbell.listening(1) as third,
        ):
            assert [each.is_dismissed for each in (first, second, third, other)] == [True, False, False, False]

    asyncio.run(scene())
