"""Sums under masks: seven nodes, a million counters each, on the cores that there are."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bench.measure import Figure, percentile_figures, seconds
from bench.nation import CLINICIAN, HOME, network, one_after_another
from bench.store import ASSEMBLY, SCOPE, fill
from samvar.govern.keys import NodeKey
from samvar.model.calls import UInt64
from samvar.model.place import CENTRES
from samvar.network.ask import Network
from samvar.network.masks.participant import Participant
from samvar.network.masks.shamir import threshold
from samvar.network.masks.statement import ID_BYTES, Terms
from samvar.network.masks.stream import apply
from samvar.network.masks.unmask import Collected, unmask
from samvar.network.vector import pack_keys
from samvar.node.build import init_node
from samvar.node.site import Site
from samvar.store.variants import VariantStore

COUNTERS = 1_000_000
COLUMNS = 5
SAMPLES = 4
POINTS = 60


def run(folder: Path) -> Iterator[Figure]:
    """The arithmetic alone; then questions with the full chain, open and under masks."""
    counts = np.random.default_rng(8).integers(0, 4000, COUNTERS, dtype=np.uint64)
    keys = [(secrets.token_bytes(32), n % 2 == 0) for n in range(7)]
    yield Figure(
        f"one node's seven masks on {COUNTERS:,} counters",
        seconds(lambda: apply(counts.copy(), keys)) * 1000, "ms",
    )  # fmt: skip
    plain = seconds(lambda: sum([counts] * 6, counts))
    for gone in (0, 2):
        took = seconds(lambda gone=gone: _played(counts, gone))
        yield Figure(
            f"7 x {COUNTERS:,} counters masked and unmasked, {gone} nodes drop out",
            took, "s", "adding them openly", took / plain, "< 0.5 s", took < 0.5,
        )  # fmt: skip
    yield from _asked(folder)


def _played(counts: UInt64, gone: int) -> UInt64:
    """All five steps of seven nodes without messages, the nodes side by side."""
    keys = {node: NodeKey.new() for node in sorted(CENTRES)}
    terms = Terms(
        secrets.token_bytes(ID_BYTES), HOME, "count", 1, "0" * 64, "care", len(counts), 1,
        tuple(keys), threshold(len(keys)),
    )  # fmt: skip
    nodes = {
        n: Participant(n, terms, key, lambda node: (keys[node].public,)) for n, key in keys.items()
    }
    cards = {n: node.keys() for n, node in nodes.items()}
    boxes = {n: node.share(list(cards.values())) for n, node in nodes.items()}

    def masked(node: str) -> UInt64:
        mine = {maker: made[node] for maker, made in boxes.items() if maker != node}
        return nodes[node].mask(mine, counts)

    stay = list(nodes)[gone:]
    with ThreadPoolExecutor(len(stay)) as pool:
        parts = dict(zip(stay, pool.map(masked, stay), strict=True))
    signatures = {n: nodes[n].sign(stay) for n in stay}
    lifted = {n: nodes[n].lift(signatures) for n in stay[: terms.enough]}
    return unmask(Collected(terms, cards, frozenset(nodes), parts, lifted))


def _asked(folder: Path) -> Iterator[Figure]:
    """Seven nodes in one process: store, warrant, policy, audit, signatures and all."""
    for centre in CENTRES:
        init_node(folder / centre, centre)
        shutil.rmtree(folder / centre / "variants")
    first, *others = CENTRES
    fill(VariantStore.create(folder / first / "variants"), 1, COUNTERS // COLUMNS, SAMPLES)
    for centre in others:
        shutil.copytree(folder / first / "variants", folder / centre / "variants")
    snapshot = VariantStore.open(folder / first / "variants").snapshot()
    keys = snapshot.all_keys(ASSEMBLY, SCOPE)
    names = [str(v) for v in snapshot.variants_of(ASSEMBLY, keys[:: len(keys) // POINTS])]
    site = Site.open(folder)
    try:
        with network(site) as nation:
            packed = pack_keys(keys)
            openly = seconds(lambda: _ask(nation, packed, masked=False))
            took = seconds(lambda: _ask(nation, packed, masked=True))
            yield Figure(f"{COLUMNS * len(keys):,} counters asked openly, full chain", openly, "s")
            yield Figure(
                f"{COLUMNS * len(keys):,} counters asked under masks, full chain", took, "s",
                "asked openly", took / openly,
            )  # fmt: skip
            one_after_another(nation, names, 20, masked=True)
            taken = one_after_another(nation, names, POINTS, masked=True)
            yield from percentile_figures("point question under masks, in process", taken)
    finally:
        site.close()


def _ask(nation: Network, keys: bytes, *, masked: bool) -> None:
    args = {"assembly": ASSEMBLY.value, "keys": keys}
    answer = nation.ask_now("variant_frequency", args, CLINICIAN, 60.0, masked=masked)
    if not answer.coverage.complete:
        raise RuntimeError(f"missing: {answer.missing}")
