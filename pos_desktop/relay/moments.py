"""Times as the mail file keeps them: whole milliseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """The moment as it is kept."""
    return (moment - _BEGIN) // timedelta(milliseconds=1)


def datetime_of(kept_ms: int) -> datetime:
    """The kept moment, aware, in UTC."""
    return _BEGIN + timedelta(milliseconds=kept_ms)


def maybe_datetime_of(kept_ms: int | None) -> datetime | None:
    """The kept moment, where there is one."""
    return None if kept_ms is None else datetime_of(kept_ms)


def written(kept_ms: int) -> str:
    """The kept moment for JSON, such as `2026-11-25T04:49:18.123Z` (RFC 3339)."""
    return datetime_of(kept_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
