from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from pos_desktop.ids import new_public_id


def test_a_public_id_is_a_uuid_of_version_seven() -> None:
    for _ in range(1_000):
        made = uuid.UUID(new_public_id())
        assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_no_two_are_alike() -> None:
    assert len({new_public_id() for _ in range(10_000)}) == 10_000


def test_they_carry_the_millisecond_they_were_made_in() -> None:
    before = datetime.now(UTC)
    milliseconds = uuid.UUID(new_public_id()).int >> 80
    made_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    assert timedelta(milliseconds=-1) <= made_at - before < timedelta(seconds=5)
