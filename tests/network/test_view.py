"""What an operation sees of an area's rows: only of those who may be in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import StoreUnavailable
from samvar.model.load import LoadRequest
from samvar.network.view import NodeHealth, NodeView
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load_files
from samvar.node.node import Node
from samvar.node.withdraw import opt_out, withdraw
from samvar.store.records.tables import persons, samples

LABORATORY = Asker.of(PERSONAS["bioinformatician"])
SAMPLES = select(samples.c.name)
PEOPLE = select(persons.c.label)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Two people with one sample each, a second sample of the first, and a tumour."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    for dataset, names, more in (
        ("clinic", ("ANNA", "BO"), {}),
        ("again", ("ANNA",), {}),
        ("tumours", ("BO",), {"tumour": ("BO",)}),
    ):
        path = tmp_path / f"{dataset}.vcf"
        path.write_text(
            '##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + "\t".join(names) + "\n"
            "1\t1000\t.\tA\tG\t.\tPASS\t.\tGT" + "\t0/1" * len(names) + "\n"
        )
        request = LoadRequest(
            dataset=dataset,
            files=(str(path),),
            assembly="GRCh38",
            assert_normalised=True,
            assay="sites",
            **more,
        )
        load_files(opened, request, "lab")
    yield opened
    opened.close()


def person(node: Node, label: str) -> str:
    with node.records.read() as tx:
        return tx.persons.by_labels([label])[label].id


def seen(node: Node, scope: Scope) -> list[str]:
    rows = node.view(scope).rows_of_samples(SAMPLES, samples.c.id)
    return sorted(row.name for row, _ in rows)


def people(node: Node, scope: Scope) -> list[str]:
    return sorted(r.label for r in node.view(scope).rows_of_people(PEOPLE, persons.c.id))


def test_second_samples_and_tumours_are_not_seen(node: Node) -> None:
    assert seen(node, Scope.CARE) == ["ANNA", "BO"]
    assert people(node, Scope.CARE) == ["ANNA", "BO"]


def test_an_opt_out_holds_for_the_next_question_and_its_use_alone(node: Node) -> None:
    opt_out(node, person(node, "ANNA"), Scope.RESEARCH, LABORATORY)
    assert seen(node, Scope.RESEARCH) == ["BO"]
    assert people(node, Scope.RESEARCH) == ["BO"]
    assert seen(node, Scope.CARE) == ["ANNA", "BO"]


def test_the_withdrawn_are_not_seen(node: Node) -> None:
    withdraw(node, (person(node, "ANNA"),), LABORATORY)
    assert seen(node, Scope.CARE) == ["BO"]
    assert people(node, Scope.CARE) == ["BO"]


def test_each_row_comes_with_its_contribution(node: Node) -> None:
    for row, contribution in node.view(Scope.CARE).rows_of_samples(SAMPLES, samples.c.id):
        assert contribution.counts
        assert contribution.person == person(node, row.name)


def test_a_view_without_records_says_so() -> None:
    health = NodeHealth("0", "2026-11-26T00:00:00Z", None, "well")
    view = NodeView("n", Scope.CARE, None, lambda _: [], lambda: health)  # type: ignore[arg-type]
    with pytest.raises(StoreUnavailable):
        view.read(lambda tx: tx)
