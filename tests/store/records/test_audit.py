"""The leaf hash of an audit entry, against an independent RFC 8785 and by example."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from samvar.model.clock import iso
from samvar.store.records.audit_entry import Entry, leaf_hash

WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=80)
ENTRIES = st.builds(
    Entry,
    **dict.fromkeys(
        ("id", "node", "person", "role", "centre", "purpose", "verb", "outcome"), WORDS
    ),
    at=st.datetimes(timezones=st.just(UTC)),
    **dict.fromkeys(("permit", "question", "reason", "subject"), st.none() | WORDS),
)


@given(st.integers(1, 2**53 - 1), ENTRIES)
def test_a_leaf_is_the_hash_of_zero_and_the_canonical_entry(sequence: int, entry: Entry) -> None:
    """RFC 6962 section 2.1: MTH({d}) = SHA-256(0x00 || d). A unit that is none is left out."""
    table = {**asdict(entry), "sequence": sequence, "at": iso(entry.at)}
    if entry.unit is None:
        del table["unit"]
    expected = hashlib.sha256(b"\x00" + rfc8785.dumps(table)).hexdigest()
    assert leaf_hash(sequence, entry) == expected


@given(ENTRIES, ENTRIES)
def test_other_entries_and_other_places_have_other_leaves(one: Entry, two: Entry) -> None:
    assert leaf_hash(1, one) != leaf_hash(2, one)
    assert (leaf_hash(1, one) == leaf_hash(1, two)) == (one == two)


def test_a_leaf_by_hand() -> None:
    """Computed with `printf '\\0{...}' | sha256sum`: the form can be checked without samvar."""
    at = datetime(2026, 11, 23, 15, 11, tzinfo=UTC)
    entry = Entry("aud_1", at, "orebro", "usr_1", "auditor", "orebro", "HOPERAT", "see:audit", "ok")
    assert leaf_hash(1, entry) == "c672ea1545acd6ce31b78d9051ca836d13b7481070a6cd72d6efee5b6b73908d"
