"""Fill empty nodes with their synthetic people, on two processors where there are two.

Loading is half arithmetic and half small files, and threads of one process would take turns; so
a second process (`python -m samvar.demo.fill FOLDER SEED PERSONS SITES NODE...`) loads some of
the nodes. Each region has a random stream of its own, so it does not matter who draws it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from samvar.demo.generator import PERSONS, SEED, SITES, generate
from samvar.demo.pharmacogenomics.bring import bring, is_brought
from samvar.demo.plant import is_planted, plant
from samvar.demo.rare_disease.bring import bring as bring_families
from samvar.demo.rare_disease.bring import is_brought as has_families
from samvar.node.build import config_in, open_node
from samvar.node.node import Node

_IMPORTS_COST_NODES = 1
"""A second process starts later by about the time that one node takes."""


def fill(
    folder: Path,
    nodes: Mapping[str, Node],
    seed: int = SEED,
    persons: int = PERSONS,
    sites: int = SITES,
) -> None:
    """Load the people of every node that lacks some yet; `folder` holds the nodes' folders."""
    empty = [node for node in nodes if not _is_full(nodes[node])]
    share = (len(empty) - _IMPORTS_COST_NODES) // 2 if (os.cpu_count() or 1) > 1 else 0
    second = None
    if share > 0:
        numbers = [str(n) for n in (seed, persons, sites)]
        second = subprocess.Popen(  # noqa: S603 - our own module, and only our own words
            [sys.executable, "-m", __name__, str(folder), *numbers, *empty[-share:]],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        _plant(nodes, empty[: len(empty) - share], seed, persons, sites)
    finally:
        if second is not None:
            second.wait()
    # Whatever the second process did not do is done here, where its error can be seen.
    _plant(nodes, [n for n in empty if not _is_full(nodes[n])], seed, persons, sites)


def _is_full(node: Node) -> bool:
    return is_planted(node) and is_brought(node) and has_families(node)


def _plant(
    nodes: Mapping[str, Node], chosen: Sequence[str], seed: int, persons: int, sites: int
) -> None:
    for cohort in generate(seed, persons, sites, chosen).cohorts if chosen else ():
        node = nodes[cohort.node]
        if not is_planted(node):
            plant(node, cohort)
        bring(node, cohort)
        if not has_families(node):
            bring_families(node)


def main(arguments: Sequence[str]) -> int:
    """What the second process does."""
    folder, seed, persons, sites, *chosen = arguments
    nodes = {name: open_node(config_in(Path(folder) / name)) for name in chosen}
    try:
        _plant(nodes, chosen, int(seed), int(persons), int(sites))
    finally:
        for node in nodes.values():
            node.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
