"""Sealing: a value, a personal number looked up, a file as Crypt4GH, a kept source."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.fixture import genome_vcf
from bench.measure import Figure, each_seconds, percentile_figures, seconds
from samvar.formats.crypt4gh.header import public_of
from samvar.formats.crypt4gh.read import decrypt
from samvar.formats.crypt4gh.write import encrypt
from samvar.govern.envelope import Place, new_key, open_sealed, seal
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.keyring import KeyRing
from samvar.govern.personal import Numbers, register
from samvar.govern.root_key import RootKey
from samvar.govern.shamir import join, split
from samvar.model.load import LoadRequest
from samvar.model.personal_number import PersonalNumber
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load_files
from samvar.node.keys import rotate_root
from samvar.node.node import Node
from samvar.node.source import open_source, place, promise, spooling
from samvar.node.source import seal as seal_file
from samvar.store.records.engine import Records
from samvar.store.records.sources import SourceState

MEGABYTES = 64
RECORDS = 400_000
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
    yield from _sources(folder)
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


def _sources(folder: Path) -> Iterator[Figure]:
    """One genome loaded with its file kept and without, read back, and the root key exchanged."""
    genome = genome_vcf(folder / "genome.vcf.gz", RECORDS)
    operator = Asker.of(PERSONAS["operator"])
    init_node(folder / "node", "stockholm")
    node = open_node(config_in(folder / "node"))
    try:
        request = LoadRequest(
            dataset="bench", files=(str(genome),), assert_normalised=True, assay="genome"
        )

        def one(keep: bool) -> None:
            node.config = replace(node.config, keep_sources=keep)
            load_files(node, request, "bench")

        one(True)  # compiled kernels, the root key
        # In turns: a load on the machine falls on both.
        pairs = [(seconds(lambda: one(False), 1), seconds(lambda: one(True), 1)) for _ in range(5)]
        without, kept = (min(taken) for taken in zip(*pairs, strict=True))
        yield Figure(f"load one genome, {RECORDS:,} records, file left outside", without, "s")
        yield Figure(
            "the same, file kept sealed", kept, "s", "left outside", kept / without,
            "<= 1.15 x", kept / without <= 1.15,
        )  # fmt: skip
        with node.records.read() as tx:
            source = tx.sources.of()[0]
        size = source.bytes / 1e6
        back = seconds(lambda: open_source(node, source, io.BytesIO()))
        yield Figure(f"read back a kept file of {size:.1f} MB, checked first", size / back, "MB/s")
        yield from _rotation(node, operator, folder / "large")
    finally:
        node.close()


def _rotation(node: Node, operator: Asker, large: Path) -> Iterator[Figure]:
    """Objects are not read when the root key is exchanged, so their size is of no matter."""
    before = seconds(lambda: rotate_root(node, operator))
    with large.open("wb") as out:
        for _ in range(MEGABYTES):
            out.write(os.urandom(1 << 20))
    with node.records.read() as tx:
        load = tx.sources.of()[0].load
    with spooling(node, "bench") as folder, large.open("rb") as plain:
        made = seal_file(node, plain, folder / "large", load, "large.bin", ())
        with node.records.begin() as tx:
            promise(node, tx, [made], SourceState.KEPT)
        place(node, [made])
    after = seconds(lambda: rotate_root(node, operator))
    yield Figure(
        f"exchange the root key, with {MEGABYTES} MB more kept", after * 1000, "ms",
        f"without ({before * 1000:.1f} ms)", after / before,
    )  # fmt: skip
