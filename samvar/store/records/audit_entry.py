"""One entry of the audit log, and the bytes and leaf that stand for it for good.

An entry's leaf is that of RFC 6962, SHA-256(0x00 || entry), over its canonical JSON (RFC 8785).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from samvar.model.clock import iso
from samvar.model.errors import NotFound

_TEXT_LIMIT = 2_000
_CANONICAL = msgspec.json.Encoder(order="sorted")
"""Equal to RFC 8785 for what an entry holds: texts, None and one integer below 2^53."""


GONE = "gone_"
"""How the id of an entry begins whose content has grown old; its number follows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: who, in what role and for what purpose, did what to whom, and how it ended.

    person: the user's id. centre, unit: where they work; the unit is None for whoever belongs to
    none, and in entries from before it was written down. question: hash of the question.
    subject: pseudonym of the patient concerned. outcome: for example answered, refused.
    """

    id: str
    at: datetime
    node: str
    person: str
    role: str
    centre: str
    purpose: str
    verb: str
    outcome: str
    permit: str | None = None
    question: str | None = None
    reason: str | None = None
    subject: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry in its place: `sequence` counts from 1, `leaf` is the leaf hash in hex."""

    sequence: int
    entry: Entry
    leaf: str


_PLAIN = tuple(name for name in Entry.__dataclass_fields__ if name != "at")


def leaf_hash(sequence: int, entry: Entry) -> str:
    """SHA-256(0x00 || canonical entry) in hex. Source: RFC 6962 section 2.1, RFC 8785.

    An entry without a unit is hashed without that word, as all were when there was none, so
    that what was written then still verifies.

    >>> from samvar.model.clock import parse_iso
    >>> at = parse_iso("2026-11-23T15:11:00.000000Z")
    >>> e = Entry("aud_0", at, "uppsala", "u", "auditor", "uppsala", "HOPERAT", "see:audit", "ok")
    >>> leaf_hash(1, e)[:16]
    'ee6ac5bcc2598378'
    """
    return leaf_of({"sequence": sequence, **clean_texts(entry), "at": iso(entry.at)})


def _canonical(row: dict[str, Any]) -> bytes:
    """The canonical form that is hashed."""
    if row["unit"] is None:
        row = {name: value for name, value in row.items() if name != "unit"}
    return _CANONICAL.encode(row)


def canonical_entry(recorded: Recorded) -> bytes:
    """The bytes whose leaf hash stands in the log.

    Raises:
        NotFound: the content has grown old and is gone; its leaf is all there is.
    """
    entry = recorded.entry
    if is_emptied(recorded):
        raise NotFound(
            f"audit entry {recorded.sequence} has lost its content",
            why="it is older than such entries are kept",
        )
    return _canonical({"sequence": recorded.sequence, **clean_texts(entry), "at": iso(entry.at)})


def is_emptied(recorded: Recorded) -> bool:
    """Whether nothing is left of an entry but its place, time, node and leaf."""
    entry, name = recorded.entry, f"{GONE}{recorded.sequence}"
    return not entry.verb and entry == Entry(name, entry.at, entry.node, "", "", "", "", "", "")


def clean_texts(entry: Entry) -> dict[str, Any]:
    """All of an entry but its time; NUL and lone surrogates as U+FFFD, cut at 2,000 characters."""
    return {name: _clean(getattr(entry, name)) for name in _PLAIN}


def _clean(value: str | None) -> str | None:
    if value is None or (value.isascii() and "\0" not in value and len(value) <= _TEXT_LIMIT):
        return value
    whole = value[:_TEXT_LIMIT].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return whole.replace("\0", "\ufffd")


def leaf_of(row: dict[str, Any]) -> str:
    """The leaf of an entry given by its columns, in hex."""
    return hashlib.sha256(b"\0" + _canonical(row)).hexdigest()
