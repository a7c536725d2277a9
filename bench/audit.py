"""The audit log: a durable entry, the tree above it, checkpoints of a long log, proofs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from bench.measure import Figure, each_seconds, percentile_figures, seconds
from samvar.govern.audit import entry
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.log.tree import consistency, extends, includes, inclusion, leaf, root
from samvar.model.clock import utc_now
from samvar.model.ids import new_ids
from samvar.node.checkpoint import grow
from samvar.node.node import Node
from samvar.node.prove import verify
from samvar.node.site import Site
from samvar.store.records.tables import audit

ENTRIES = 1_000_000
ASKER = Asker.of(PERSONAS["geneticist"])
CENTRES = ("uppsala", "skane", "orebro", "stockholm", "ostergotland", "vasterbotten")
BATCH = 20_000


def run(folder: Path, entries: int = ENTRIES) -> Iterator[Figure]:
    """Seven nodes in one process; one of them with a long log."""
    from samvar.node.build import init_node

    for centre in (*CENTRES, "vastra-gotaland"):
        init_node(folder / centre, centre)
    site = Site.open(folder)
    try:
        node = site.nodes["uppsala"]
        yield from _appends(node)
        _fill(node, entries)
        yield from _tree(node, entries)
        yield from _rounds(site, node, entries)
        yield from _proofs(node)
        circle = site.watch.log(node.id).circle
        whole = seconds(lambda: verify(node, circle), repeats=1)
        yield Figure(f"verify a whole log of {entries:,} entries", whole, "s")
    finally:
        site.close()


def _appends(node: Node) -> Iterator[Figure]:
    taken = each_seconds(lambda _: node.audit.append(_entry(node)), 300)
    yield from percentile_figures("append one entry, durable", taken)
    threads, each = 32, 40

    def many() -> None:
        def work() -> None:
            for _ in range(each):
                node.audit.append(_entry(node))

        running = [threading.Thread(target=work) for _ in range(threads)]
        for one in running:
            one.start()
        for one in running:
            one.join()

    rate = threads * each / seconds(many, repeats=1)
    yield Figure("durable entries, 32 at once (group commit)", rate, "entries/s")


def _fill(node: Node, entries: int) -> None:
    """A log of years: rows as they are, written in large transactions."""
    with node.records.read() as tx:
        start = tx.audit.count()
    plain = _entry(node)
    numbers = iter(range(start + 1, entries + 1))
    while some := list(islice(numbers, BATCH)):
        names = new_ids("entry", len(some))
        made = [replace(plain, id=name) for name in names]
        with node.records.begin() as tx:
            columns = [{n: getattr(e, n) for n in e.__dataclass_fields__} for e in made]
            rows = [
                {**row, "sequence": number, "leaf": _leaf(row, number)}
                for number, row in zip(some, columns, strict=True)
            ]
            tx.connection.execute(insert(audit), rows)


def _leaf(row: dict[str, object], number: int) -> str:
    from samvar.store.records.audit_entry import Entry, leaf_hash

    return leaf_hash(number, Entry(**row))  # type: ignore[arg-type]


def _tree(node: Node, entries: int) -> Iterator[Figure]:
    first = seconds(lambda: grow(node, entries), repeats=1)
    yield Figure(f"tree over {entries:,} entries, the first time", first, "s")
    yield Figure("tree, for each entry, once", first / entries * 1e6, "us/entry")

    def again() -> bytes:
        with node.records.read() as tx:
            return root(tx.checkpoints, entries)

    yield Figure("root of that log, from stored hashes", seconds(again) * 1000, "ms")


def _rounds(site: Site, node: Node, entries: int) -> Iterator[Figure]:
    log = site.watch.log(node.id)
    log.checkpoint()

    def one(_: int) -> None:
        node.audit.append_many([_entry(node) for _ in range(100)])
        assert log.checkpoint().cosigned

    taken = each_seconds(one, 20)
    name = f"checkpoint cosigned by six, 100 new of {entries:,} entries"
    yield from percentile_figures(name, taken)


def _proofs(node: Node) -> Iterator[Figure]:
    with node.records.read() as tx:
        nodes, size = tx.checkpoints, tx.audit.count()
        top = root(nodes, size)
        places = [int.from_bytes(sha256(b"%d" % n).digest()[:6], "big") % size for n in range(200)]
        leaves = [nodes.span(0, at, at + 1)[0] for at in places]
        paths: list[list[bytes]] = []
        taken = each_seconds(lambda n: paths.append(inclusion(nodes, places[n], size)), 200)
        yield from percentile_figures("prove that an entry is in the log", taken)
        taken = each_seconds(lambda n: includes(places[n], size, leaves[n], paths[n], top), 200)
        assert all(includes(at, size, leaves[n], paths[n], top) for n, at in enumerate(places))
        yield Figure("check that proof", sum(taken) / len(taken) * 1e6, "us")
        old = size - 1000
        before, steps = root(nodes, old), consistency(nodes, old, size)
        assert extends(old, before, size, top, steps)
        took = seconds(lambda: consistency(nodes, old, size))
        yield Figure("prove that the log only grew by 1,000", took * 1000, "ms")
        took = seconds(lambda: extends(old, before, size, top, steps))
        yield Figure("check that proof of growth", took * 1e6, "us")
        yield Figure("hash one entry into a leaf", seconds(lambda: leaf(b"x" * 400)) * 1e6, "us")


def _entry(node: Node):  # type: ignore[no-untyped-def]
    at = utc_now() - timedelta(days=1)
    return entry(node.id, ASKER, "ask-variant-frequency", "answered", question="0" * 64, at=at)
