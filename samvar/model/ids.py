"""Opaque identifiers: a prefix that says what, and 120 random bits that say nothing."""

from __future__ import annotations

import secrets
from base64 import b32encode
from typing import Literal

Kind = Literal[
    "person",
    "sample",
    "assay",
    "referral",
    "case",
    "dataset",
    "load",
    "job",
    "entry",
    "question",
    "call",
    "report",
    "passport",
    "key",
    "care",
    "receipt",
    "permit",
    "emergency",
    "source",
    "list",
    "panel",
    "contact",
    "class",
    "filter",
]

_PREFIX: dict[Kind, str] = {
    "person": "per",
    "sample": "sam",
    "assay": "asy",
    "referral": "ref",
    "case": "cas",
    "dataset": "dat",
    "load": "loa",
    "job": "job",
    "entry": "aud",
    "question": "que",
    "call": "cal",
    "report": "rep",
    "passport": "pas",
    "key": "key",
    "care": "car",
    "receipt": "rec",
    "permit": "prm",
    "emergency": "eme",
    "source": "src",
    "list": "lst",
    "panel": "pnl",
    "contact": "con",
    "class": "cls",
    "filter": "flt",
}
# Crockford base32 has no i, l, o, u to misread; the library writes RFC 4648's, digit for digit.
_TO_CROCKFORD = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz"
)


def new_id(kind: Kind) -> str:
    """A fresh identifier, 24 characters of randomness behind the prefix.

    >>> new_id("person")[:4], len(new_id("person"))
    ('per_', 28)
    """
    return new_ids(kind, 1)[0]


def new_ids(kind: Kind, count: int) -> list[str]:
    """Several at once, from one draw: asking the system for each costs threads their turn.

    >>> len(set(new_ids("entry", 100)))
    100
    """
    random = secrets.token_bytes(15 * count)
    return [
        _PREFIX[kind] + "_" + b32encode(random[n : n + 15]).translate(_TO_CROCKFORD).decode("ascii")
        for n in range(0, 15 * count, 15)
    ]


def kind_of(identifier: str) -> Kind | None:
    """What an identifier names, or None where it is not one of ours.

    >>> kind_of("sam_0000"), kind_of("HG00096")
    ('sample', None)
    """
    prefix = identifier.partition("_")[0]
    return next((kind for kind, value in _PREFIX.items() if value == prefix), None)
