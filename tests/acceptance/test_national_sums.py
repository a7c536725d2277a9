"""The nation says what the files say: every variant of every panel, in every superpopulation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from samvar.demo.real import TRIO_NODE, node_of
from samvar.govern.identity import Asker
from samvar.model.place import CENTRES
from samvar.network.ask import Network
from samvar.network.merge import NationalAnswer
from samvar.network.transport import InProcess
from samvar.node.site import Site
from tests.acceptance.panel import Panel, Truth, of_population

LABELS = ("AFR", "AMR", "EAS", "EUR", "SAS")
Wanted = dict[str, np.ndarray]


def wanted(truth: Truth, assembly: str, nodes: set[str]) -> Wanted:
    """ac, an, hom of the total, then of each superpopulation, from the files alone."""
    panel: Panel = getattr(truth, assembly.lower())
    here = [name for name in panel.samples if node_of(name) in nodes]
    blocks = [panel.counts(here)]
    for label in LABELS:
        own = set(of_population(truth.people, label))
        blocks.append(panel.counts([name for name in here if name in own]))
    if assembly == "GRCh37" and TRIO_NODE in nodes:
        _add_trio(blocks[0], panel, truth.trio)
    return {c: np.concatenate([block[c] for block in blocks]) for c in ("ac", "an", "hom")}


def _add_trio(total: Wanted, panel: Panel, trio: Panel) -> None:
    """The trio has no superpopulation; it is callable where its file has a record."""
    counts = trio.counts()
    own = {name: i for i, name in enumerate(trio.variants)}
    seen = set()
    for name in trio.variants:
        _, position, ref, _ = name.split("-")
        seen.update(range(int(position), int(position) + len(ref)))
    for row, name in enumerate(panel.variants):
        if name in own:
            for column in ("ac", "hom"):
                total[column][row] += counts[column][own[name]]
        if int(name.split("-")[1]) in seen:
            total["an"][row] += 2 * len(trio.samples)


def ask_all(
    network: Network, truth: Truth, assembly: str, asker: Asker
) -> Iterator[tuple[slice, NationalAnswer]]:
    """Every variant of the assembly's panels, in questions of 2,500."""
    names = getattr(truth, assembly.lower()).variants
    for lo in range(0, len(names), 2500):
        args = {
            "assembly": assembly,
            "variants": names[lo : lo + 2500],
            "strata": "ancestry",
            "ancestries": LABELS,
        }
        answer = network.ask_now("variant_frequency", args, asker, 30.0)
        yield slice(lo, min(lo + 2500, len(names))), answer


def cut(whole: np.ndarray, part: slice) -> np.ndarray:
    """The rows of `part` from the total and from each stratum."""
    return whole.reshape(1 + len(LABELS), -1)[:, part].ravel()


@pytest.mark.parametrize("assembly", ["GRCh38", "GRCh37"])
def test_national_counts_are_the_pooled_counts_of_the_panels(
    real: Site, truth: Truth, clinician: Asker, assembly: str
) -> None:
    expected = wanted(truth, assembly, set(CENTRES))
    compared = 0
    for part, answer in ask_all(real.network("uppsala"), truth, assembly, clinician):
        assert answer.coverage.complete
        assert answer.missing == ()
        for column, whole in expected.items():
            wrong = np.flatnonzero(answer.value[column] != cut(whole, part))
            assert wrong.tolist() == [], column
        compared += part.stop - part.start
    assert compared == {"GRCh38": 11_031, "GRCh37": 8_367}[assembly]


def test_the_panels_own_counts_say_the_same(truth: Truth) -> None:
    """The reading of the truth itself, against INFO/AC of a panel: CYP2C19*2 and its AFR share."""
    at = truth.grch38.variants.index("10-94781859-G-A")
    total = truth.grch38.counts()
    african = truth.grch38.counts(of_population(truth.people, "AFR"))
    assert (total["ac"][at], total["an"][at]) == (1380, 6404)
    assert (african["ac"][at], african["an"][at]) == (288, 1786)


def test_carriers_are_people_not_copies(real: Site, truth: Truth, clinician: Asker) -> None:
    names = truth.grch38.variants[::23][:400]
    at = [truth.grch38.variants.index(name) for name in names]
    args = {"assembly": "GRCh38", "variants": names}
    answer = real.network("skane").ask_now("carriers_count", args, clinician, 30.0)
    assert answer.value["carriers"].tolist() == truth.grch38.counts()["carriers"][at].tolist()
    any_of_them = int((truth.grch38.dosage[at] > 0).any(axis=0).sum())
    assert answer.value["any_carriers"].tolist() == [any_of_them]


@pytest.mark.parametrize("assembly", ["GRCh38", "GRCh37"])
@pytest.mark.parametrize("dead", ["stockholm", "orebro"])
def test_with_one_node_dead_the_truth_of_every_variant_lies_between_the_bounds(
    real: Site, truth: Truth, clinician: Asker, assembly: str, dead: str
) -> None:
    ways = {node: InProcess(door.handle, node) for node, door in real.answerers.items()}
    key = real.nodes["uppsala"].key
    network = Network(
        "uppsala", real.roster, key, ways, real.registry, vouch=real.vouching.at("uppsala")
    )
    try:
        assert all(network.greet().values())
        ways[dead].stopped = True
        nation = wanted(truth, assembly, set(CENTRES))
        heard = wanted(truth, assembly, set(CENTRES) - {dead})
        for part, answer in ask_all(network, truth, assembly, clinician):
            assert [(m.node, m.state) for m in answer.missing] == [(dead, "down")]
            assert answer.coverage.nodes_answered == 6
            assert answer.bounds is not None
            assert answer.bounds.upper is not None
            for column in ("ac", "an", "hom"):
                assert answer.value[column].tolist() == cut(heard[column], part).tolist()
                whole = cut(nation[column], part)
                assert (answer.bounds.lower[column] <= whole).all()
                assert (whole <= answer.bounds.upper[column]).all()
            af = cut(nation["ac"], part) / cut(nation["an"], part)
            assert answer.bounds.af_lower is not None
            assert answer.bounds.af_upper is not None
            assert (answer.bounds.af_lower <= af).all()
            assert (af <= answer.bounds.af_upper).all()
    finally:
        network.close()
