"""Time as the house keeps it: UTC, whole microseconds, ISO 8601 with a Z."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Write a moment as `2026-11-23T15:11:00.000000Z`.

    >>> iso(datetime(2026, 11, 23, 15, 11, tzinfo=UTC))
    '2026-11-23T15:11:00.000000Z'

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is not a moment")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def parse_iso(text: str) -> datetime:
    """Read what `iso` writes.

    >>> parse_iso("2026-11-23T15:11:00.000000Z").year
    2026
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
