"""Sealing: a value, a personal number looked up, a file as Crypt4GH, shares of a root key."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Figure, each_seconds, percentile_figures, seconds
from samvar.formats.crypt4gh.header import public_of
from samvar.formats.crypt4gh.read import decrypt
from samvar.formats.crypt4gh.write import encrypt
from samvar.govern.envelope import Place, new_key, open_sealed, seal
from samvar.govern.keyring import KeyRing
from samvar.govern.personal import Numbers, register
from samvar.govern.root_key import RootKey
from samvar.govern.shamir import join, split
from samvar.model.personal_number import PersonalNumber
from samvar.store.records.engine import Records

MEGABYTES = 64
PEOPLE = 200


def run(folder: Path) -> Iterator[Figure]:
    """Everything in one process and one thread."""
    key, context = new_key(), Place("identities", "sealed", "per_1", "key_1").context
    sealed = seal(key, b"196408233234", context)
    yield from percentile_figures(
        "seal 12 bytes (AES-256-GCM)",
        each_seconds(lambda _: seal(key, b"196408233234", context), 5_000),
    )
    yield from percentile_figures(
        "open 12 bytes", each_seconds(lambda _: open_sealed(key, sealed, context), 5_000)
    )
    yield from _numbers(folder)
    yield from _crypt4gh()
    shares = split(key, 3, 5)
    yield Figure("part a root key, 3 of 5", seconds(lambda: split(key, 3, 5)) * 1e6, "us")
    yield Figure("join it from 3 shares", seconds(lambda: join(shares[:3])) * 1e6, "us")


def _numbers(folder: Path) -> Iterator[Figure]:
    numbers = [n for text in _texts() if (n := PersonalNumber.recognise(text))][:PEOPLE]
    ring = KeyRing.over(RootKey.new())
    with Records.open(f"sqlite:///{folder / 'seal.sqlite'}") as records:
        with records.begin() as tx:
            new = each_seconds(lambda i: register(tx, ring, numbers[i].digits), PEOPLE)
        yield from percentile_figures("a new person with a number, sealed", new[10:])
        with records.read() as tx:
            here = Numbers(tx, ring)
            found = each_seconds(lambda i: here.find([numbers[i]]), PEOPLE)
        yield from percentile_figures("find a person by number", found[10:])


def _texts() -> Iterator[str]:
    """Every number of one day, those with a wrong check digit too."""
    for last in range(10, 10_000):
        yield f"19640823{last:04}"


def _crypt4gh() -> Iterator[Figure]:
    plain, private = os.urandom(MEGABYTES << 20), os.urandom(32)
    out = io.BytesIO()
    manifest = encrypt(io.BytesIO(plain), out, [public_of(private)], "bench")
    data = out.getvalue()
    ours = seconds(lambda: encrypt(io.BytesIO(plain), io.BytesIO(), [public_of(private)], ""))
    yield Figure("Crypt4GH, written with its manifest", MEGABYTES / ours, "MB/s")
    read = seconds(lambda: decrypt(io.BytesIO(data), io.BytesIO(), private, manifest))
    yield Figure("Crypt4GH, read and checked by its manifest", MEGABYTES / read, "MB/s")
    try:
        from crypt4gh import lib as peer
    except ImportError:
        return
    keys = [(0, private, public_of(private))]
    theirs = seconds(lambda: peer.encrypt(keys, io.BytesIO(plain), io.BytesIO()))
    yield Figure("written, times the speed of the tool crypt4gh", theirs / ours, "x")
    theirs = seconds(lambda: peer.decrypt(keys, io.BytesIO(data), io.BytesIO()))
    yield Figure("read, times the speed of the tool crypt4gh", theirs / read, "x")
