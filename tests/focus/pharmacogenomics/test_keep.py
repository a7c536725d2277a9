"""Calls kept at a node: at every load, newest first, counted once, and gone with their sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.model import Occasion, Status, Step
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    call_into,
    order_of,
    place_order,
    results_of,
)
from samvar.focus.pharmacogenomics.service.order import find_person
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import BadInput, NotFound, Refused
from samvar.model.genome import Assembly
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node, registry
from samvar.node.intake import load_files
from samvar.node.node import Node
from samvar.node.withdraw import withdraw
from tests.focus.pharmacogenomics.conftest import Load, write
from tests.focus.pharmacogenomics.ward import counted_people

PHARMACIST = Asker.of(PERSONAS["pharmacist"])
LABORATORY = Asker.of(PERSONAS["bioinformatician"])


def frequency(node: Node, asker: Asker = PHARMACIST) -> dict[str, list[int]]:
    """What this node says of TPMT *1 and *3A."""
    args = registry().newest("allele_frequency")
    view = node.view(asker.purpose.scope, asker)
    question = args.read_args({"gene": "TPMT", "alleles": ("*1", "*3A")})
    return {name: vector.tolist() for name, vector in args.answer(question, view).items()}


NORMAL = (("0/0",), ("0/0",), ("0/0",))
CARRIER = (("0|1",), ("0|1",), ("0/0",))


def test_a_load_calls_every_germline_sample_and_says_so(node: Node, load: Load) -> None:
    report = load(("S1", "S2"), ("0/0", "0|1"), ("0/0", "0|1"), ("0/0", "./."))
    assert report.areas["pharmacogenomics"]["people"] == 2
    (first,) = results_of(node, find_person(node, "S1"))
    (second,) = results_of(node, find_person(node, "S2"))
    assert [(g.gene, g.status, g.phenotype) for g in first.genes] == [
        ("TPMT", Status.CALLED, "Normal Metabolizer")
    ]
    assert [(g.gene, g.status, g.phenotype) for g in second.genes] == [
        ("TPMT", Status.INCOMPLETE, None)
    ]
    assert set(second.observed["TPMT"]) == {"rs1142345", "rs1800460"}


def test_the_report_of_the_load_is_kept_with_it(node: Node, load: Load) -> None:
    report = load(("S1",), *NORMAL)
    with node.records.read() as tx:
        kept = tx.loads.get(report.load).report
    assert kept is not None
    assert kept["areas"]["pharmacogenomics"]["release"]


def test_a_tumour_is_not_called(node: Node, load: Load) -> None:
    report = load(("S1",), *CARRIER, tumour=("S1",))
    assert "pharmacogenomics" not in report.areas
    assert frequency(node)["tested"] == [0, 0, 0]
    with pytest.raises(BadInput, match="not the patient's germline"):
        call_into(node, [_file(load, node)], Assembly.GRCh38, "clinic", LABORATORY)


def _file(load: Load, node: Node) -> Path:
    return write(node.folder / "again.vcf", ("S1",), *CARRIER)


def test_what_is_kept_is_counted_and_a_new_call_takes_the_place(node: Node, load: Load) -> None:
    load(("S1",), *NORMAL)
    assert frequency(node)["copies"] == [2, 0, 0]
    before = node.variants.snapshot().epoch
    load(("S1",), *CARRIER)  # a reload: withdrawal plus addition
    assert frequency(node)["copies"] == [1, 1, 0]
    assert frequency(node)["people"] == [1, 1, 1]
    assert node.variants.snapshot().epoch > before


def test_a_person_with_two_samples_counts_once(node: Node, load: Load) -> None:
    load(("S1",), *CARRIER)
    load(("S1",), *CARRIER, dataset="another")
    assert len(results_of(node, find_person(node, "S1"))) == 2
    assert frequency(node)["copies"] == [1, 1, 0]


def test_who_withdraws_is_in_no_sum_and_no_list(node: Node, load: Load) -> None:
    load(("S1", "S2"), ("0/0", "0|1"), ("0/0", "0|1"), ("0/0", "0/0"))
    person = find_person(node, "S2")
    withdraw(node, (person,), LABORATORY)
    assert frequency(node)["copies"] == [2, 0, 0]
    assert results_of(node, person) == ()


def test_who_opts_out_of_research_stays_in_care(node: Node, load: Load) -> None:
    load(("S1",), *CARRIER, research=False)
    researcher = Asker.of(PERSONAS["researcher"])
    assert frequency(node)["copies"] == [1, 1, 0]
    assert frequency(node, researcher)["copies"] == [0, 0, 0]


def test_the_people_of_a_gene_are_the_denominator(node: Node, load: Load) -> None:
    load(("S1", "S2"), ("0/0", "0|1"), ("0/0", "0|1"), ("0/0", "./."))
    assert counted_people(node.view(PHARMACIST.purpose.scope)) == {
        "pgx:TPMT": 2,
        "pgx": 2,
        "pgx-orders": 0,
        "rare:probands": 0,
        "rare:referrals": 0,
    }


def test_an_order_moves_on_when_the_patient_is_loaded(node: Node, load: Load) -> None:
    new = NewOrder("S1", "01", (Occasion("azathioprine"),))
    order = place_order(node, new, PHARMACIST)
    assert order.step is Step.ORDERED
    load(("S1",), *CARRIER)
    order = order_of(node, order.id)
    assert [event.step for event in order.events] == [
        Step.ORDERED,
        Step.SAMPLED,
        Step.SEQUENCED,
        Step.CALLED,
    ]
    assert order.sample is not None


def test_an_order_for_another_gene_waits(node: Node, load: Load) -> None:
    new = NewOrder("S1", "01", (Occasion("capecitabine"),), genes=("DPYD",))
    order = place_order(node, new, PHARMACIST)
    load(("S1",), *CARRIER)
    assert order_of(node, order.id).step is Step.ORDERED


def test_outside_calls_are_brought_to_a_sample_that_is_here(
    node: Node, load: Load, tmp_path: Path
) -> None:
    load(("S1",), *NORMAL)
    outside = tmp_path / "outside.tsv"
    outside.write_text("CYP2D6\t*4/*4\n")
    file = write(tmp_path / "again.vcf", ("S1",), *NORMAL)
    called = call_into(node, [file], Assembly.GRCh38, "clinic", LABORATORY, outside=outside)
    assert (called.people, called.notes) == (1, ())
    (stored,) = results_of(node, find_person(node, "S1"))  # the same release: it takes the place
    gene = stored.gene("CYP2D6")
    assert gene is not None
    assert gene.phenotype == "Poor Metabolizer"


def test_outside_calls_that_come_one_after_the_other_are_all_kept(
    node: Node, load: Load, tmp_path: Path
) -> None:
    """CYP2D6 from one laboratory, HLA from another, a week later; then CYP2D6 put right."""
    load(("S1",), *NORMAL)
    file = write(tmp_path / "again.vcf", ("S1",), *NORMAL)
    outside = tmp_path / "outside.tsv"
    for row in ("CYP2D6\t*4/*4", "HLA-B\t*57:01/*07:02", "CYP2D6\t*1/*4"):
        outside.write_text(row + "\n")
        call_into(node, [file], Assembly.GRCh38, "clinic", LABORATORY, outside=outside)
    (stored,) = results_of(node, find_person(node, "S1"))
    found = {gene.gene: [each.name for each in gene.diplotypes] for gene in stored.genes}
    assert found == {"CYP2D6": ["*1/*4"], "HLA-B": ["*57:01/*07:02"], "TPMT": ["*1/*1"]}
    assert set(stored.outside) == {"CYP2D6", "HLA-B"}
    call_into(node, [file], Assembly.GRCh38, "clinic", LABORATORY)
    (stored,) = results_of(node, find_person(node, "S1"))
    assert set(stored.outside) == {"CYP2D6", "HLA-B"}


def test_a_stranger_cannot_bring_calls(node: Node, load: Load, tmp_path: Path) -> None:
    load(("S1",), *NORMAL)
    file = write(tmp_path / "again.vcf", ("S1",), *NORMAL)
    with pytest.raises(Refused):
        call_into(node, [file], Assembly.GRCh38, "clinic", Asker.of(PERSONAS["researcher"]))
    with pytest.raises(NotFound, match="no such dataset"):
        call_into(node, [file], Assembly.GRCh38, "elsewhere", LABORATORY)


def test_a_file_without_pharmacogenes_leaves_no_row(node: Node, tmp_path: Path) -> None:
    path = tmp_path / "far.vcf"
    path.write_text(
        '##fileformat=VCFv4.3\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
        "4\t1000000\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\n"
    )
    request = LoadRequest(
        dataset="far", files=(str(path),), assembly="GRCh38", assert_normalised=True, assay="sites"
    )
    report = load_files(node, request, "lab")
    assert report.areas["pharmacogenomics"]["people"] == 0
    assert counted_people(node.view(PHARMACIST.purpose.scope))["pgx"] == 0


def gvcf(folder: Path, depth: int) -> Path:
    """TPMT's stretch as one reference block of one person."""
    path = folder / "person.g.vcf"
    path.write_text(
        '##fileformat=VCFv4.3\n##INFO=<ID=END,Number=1,Type=Integer,Description="End">\n'
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">\n'
        '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="Least depth">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
        f"6\t18130001\t.\tN\t<NON_REF>\t.\t.\tEND=18150000\tGT:GQ:MIN_DP\t0/0:90:{depth}\n"
        "6\t18150001\t.\tA\tG,<NON_REF>\t50\tPASS\t.\tGT:GQ:MIN_DP\t0/1:90:40\n"
    )
    return path


FLOORS = [
    # depth of the block, the node's floor, status
    (15, 10, Status.CALLED),
    (15, 20, None),
    (9, 10, None),
]


@pytest.mark.parametrize(("depth", "floor", "status"), FLOORS)
def test_a_gvcf_is_called_from_its_blocks_down_to_the_nodes_own_floor(
    tmp_path: Path, depth: int, floor: int, status: Status | None
) -> None:
    init_node(tmp_path / "node", "stockholm")
    node = open_node(replace(config_in(tmp_path / "node"), pgx_min_depth=floor))
    try:
        request = LoadRequest(
            dataset="clinic", files=(str(gvcf(tmp_path, depth)),), assembly="GRCh38",
            assert_normalised=True,
        )  # fmt: skip
        load_files(node, request, "lab")
        found = results_of(node, find_person(node, "S1"))
    finally:
        node.close()
    told = [(g.gene, g.status, g.least_depth) for call in found for g in call.genes]
    assert told == ([("TPMT", status, depth)] if status else [])
