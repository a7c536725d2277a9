"""DuckDB, Spark, a node's sums and the nation say the same of the same people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.genome import CODE, CONTIGS, Assembly, Interval
from samvar.node.cohort import ask_cohort
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.store.cohort.ask import ask
from samvar.store.cohort.place import Place
from samvar.store.cohort.question import Frequency
from samvar.store.cohort.spark import Spark
from samvar.store.cohort.tables import tables_of
from tests.country import USUAL, Draw

GRCH38 = Assembly.GRCh38
NUMBERS = ("ac", "an", "hom", "hemi", "individuals")
Table = dict[str, tuple[int, ...]]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Site]:
    """The demo's seven nodes with 60 people."""
    site = Site.open(draw(USUAL, tmp_path_factory.mktemp("small") / "demo"))
    yield site
    site.close()


def by_engine(node: Node, question: Frequency) -> Table:
    """As DuckDB says it, through policy, audit and ledger."""
    asker = Asker.of(PERSONAS["bioinformatician"].at(node.centre.id))
    rows = ask_cohort(node, question, asker).rows.to_pylist()
    return {
        f"{row['contig']}-{row['pos']}-{row['ref']}-{row['alt']}": tuple(row[n] for n in NUMBERS)
        for row in rows
    }


def by_spark(spark: Spark, node: Node, question: Frequency) -> Table:
    snapshot = node.variants.snapshot()
    tables = tables_of(snapshot, Scope.CARE, question)
    rows = ask(spark, question, tables, Place.of(snapshot.opened.folder)).to_pylist()
    return {
        f"{CONTIGS[r['contig'] - 1]}-{r['position'] + 1}-{r['ref']}-{r['alt']}": tuple(
            r[n] for n in NUMBERS
        )
        for r in rows
    }


def by_sums(node: Node, question: Frequency) -> Table:
    snapshot = node.variants.snapshot()
    found = {}
    for region in question.regions:
        keys = snapshot.range(GRCH38, region, Scope.CARE)
        counts = snapshot.counts(GRCH38, keys, Scope.CARE)
        numbers = zip(*(getattr(counts, name).tolist() for name in NUMBERS), strict=True)
        variants = snapshot.variants_of(GRCH38, keys)
        found |= {str(v): each for v, each in zip(variants, numbers, strict=True)}
    return found


def by_nation(site: Site, names: list[str]) -> dict[str, dict[str, int]]:
    asker = Asker.of(PERSONAS["geneticist"])
    args = {"assembly": GRCH38.value, "variants": names}
    answer = site.network("stockholm").ask_now("variant_frequency", args, asker, 60)
    value: Any = answer.value
    assert answer.coverage.complete
    return {
        name: {column: int(value[column][i]) for column in NUMBERS} for i, name in enumerate(names)
    }


def check(site: Site, question: Frequency, spark: Spark, of: str) -> None:
    """Every node's variants by DuckDB and the sums, one's by Spark, and all against the nation."""
    total: dict[str, Counter[str]] = {}
    nodes_of = Counter[str]()
    for node in site.nodes.values():
        said = by_engine(node, question)
        assert said == by_sums(node, question)
        nodes_of.update([*said])
        if node.id == of:
            assert said
            assert by_spark(spark, node, question) == said
        for name, numbers in said.items():
            total.setdefault(name, Counter()).update(dict(zip(NUMBERS, numbers, strict=True)))
    names = sorted(total)[:2000]
    nation = by_nation(site, names)
    for name in names:
        # Where a node has no carrier its stretch lists nothing; the nation counts its alleles too.
        for column in ("ac", "hom", "hemi"):
            assert total[name][column] == nation[name][column], name
        assert total[name]["an"] <= nation[name]["an"]
    everywhere = [name for name in names if nodes_of[name] == len(site.nodes)]
    assert everywhere
    for name in everywhere:
        assert total[name]["an"] == nation[name]["an"], name


def test_the_demo(small: Site, spark: Spark) -> None:
    regions = tuple(Interval(name, 0, GRCH38.length(name)) for name in CODE)
    check(small, Frequency(GRCH38, regions=regions), spark, "stockholm")


@pytest.mark.nightly
def test_real_people_of_the_1000_genomes(real: Site, spark: Spark) -> None:
    """NUDT15: all 3,202 people by DuckDB, one region's by Spark."""
    fewest = min(real.nodes.values(), key=lambda n: len(n.variants.snapshot().contributions))
    nudt15 = Interval("13", 48_000_000, 48_100_000)
    check(real, Frequency(GRCH38, regions=(nudt15,)), spark, fewest.id)
