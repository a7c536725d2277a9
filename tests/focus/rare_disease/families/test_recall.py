"""No planted cause is hidden: files on disk, loaded, judged, listed and filtered as at a node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.demo.rare_disease.kind import KINDS
from samvar.focus.rare_disease.analyse.beside import by_contig
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.listing import Filter
from samvar.focus.rare_disease.service import brought as bringing
from samvar.focus.rare_disease.service.case import list_small, see_variant
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.formats.stream import read_text
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.families.brought import (
    BY_DEFAULT,
    LOADER,
    NARROWED,
    READER,
    bring,
    hidden,
)

_EACH = 3
"""Families of each kind at every commit."""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node of Stockholm, that families come to one after another."""
    folder = tmp_path_factory.mktemp("recall") / "node"
    init_node(folder, "stockholm")
    opened = open_node(config_in(folder))
    yield opened
    opened.close()


def _missed(node: Node, folder: Path, numbers: range) -> Counter[str]:
    missed: Counter[str] = Counter()
    for number in numbers:
        one = bring(node, folder, number)
        for name, shown in (("default", BY_DEFAULT), ("narrowed", NARROWED)):
            missed.update(f"{name}: {what}" for what in hidden(node, one, shown))
    return missed


def test_no_cause_of_a_few_families_of_each_kind_is_hidden(node: Node, tmp_path: Path) -> None:
    assert _missed(node, tmp_path, range(_EACH * len(KINDS))) == {}


@pytest.mark.nightly
def test_no_cause_of_five_hundred_families_is_hidden(node: Node, tmp_path: Path) -> None:
    assert _missed(node, tmp_path, range(1000, 1500)) == {}


def test_judged_without_the_deletions_a_cause_would_be_lost(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test can fail: files that know nothing of each other lose what lies in two of them."""
    numbers = [n for n in range(2000, 2100) if KINDS[n % len(KINDS)].name == "beside a deletion"]
    own = bringing.write_small
    monkeypatch.setattr(
        bringing, "write_small", lambda *args, **rest: own(*args, **{**rest, "events": ()})
    )
    lost = [hidden(node, bring(node, tmp_path, number), NARROWED) for number in numbers]
    assert ["beside a deletion: small"] in lost
    assert all(hidden(node, bring(node, tmp_path, n), BY_DEFAULT) == [] for n in numbers[:1])


def test_the_pair_with_a_deletion_is_said_by_the_variant(node: Node, tmp_path: Path) -> None:
    number = 3000 + [kind.name for kind in KINDS].index("beside a deletion")
    one = bring(node, tmp_path, number)
    row, _ = see_variant(node, one.case, one.drawn.cause[0], READER)
    assert Model.AR_COMP in (*row.met, *row.open)
    assert Model.AD not in row.met, "the healthy mother carries it"


def test_what_is_common_makes_no_pair() -> None:
    from tests.focus.rare_disease.families.event import event

    common, rare, unknown = event(frequency=0.2), event(frequency=0.001), event()
    assert by_contig([common, rare, unknown]) == {2: [rare, unknown]}


def test_de_novo_counts_of_the_ashkenazi_trio(node: Node, shared_data: Path) -> None:
    """SOURCES.md: by quality 11, of which passed 4; by genotypes of passed records, DP > 10: 17."""
    folder = shared_data / "rare_disease/slivar"
    plan = plan_case(folder / "ashk-trio.ped", Beside(vcfs=(folder / "ashk-trio.vcf.gz",)))
    done = load_case(node, NewCase(plan, "01", "ashkenazi", asserted=True), LOADER)
    rows = list_small(node, done.case, Filter(), READER, 0, 10_000).rows
    one = [row for row in rows if row.carried[0].copies == 1]
    new = [row for row in one if Model.AD_DN in row.met]
    assert (len(new), sum(row.passed for row in new)) == (11, 4)
    lines = read_text(folder / "ashk-trio.vcf.gz").splitlines()

    def depth(line: int) -> int:
        info = lines[line - 1].split("\t")[7].split(";")
        return int(next(each[3:] for each in info if each.startswith("DP=")))

    plain = [row for row in one if row.passed and [c.copies for c in row.carried] == [1, 0, 0]]
    assert sum(depth(row.line) > 10 for row in plain) == 17
