"""A genotype is in the variant store alone, plain or packed, and goes from there when it must."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from samvar.formats.bgzf import bgzf
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load_files
from samvar.node.leave import destroy, erase
from samvar.node.node import Node
from samvar.node.source import open_source
from samvar.store.records.tables import DATA
from tests.acceptance.canaries import HEAD, INSERTION, inside, says

VCF = (
    HEAD.format(samples="S1\tS2")
    + "10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t0/1\t1/1\n"
    + f"10\t94790000\t.\tG\t{INSERTION}\t.\tPASS\t.\tGT\t0/1\t0/0\n"
).encode()


def test_a_genotype_goes_from_everywhere_but_its_sealed_source_and_then_from_there(
    tmp_path: Path,
) -> None:
    """Loaded packed; erased, and the deadline has passed; destroyed."""
    folder, vcf = tmp_path / "node", tmp_path / "both.vcf.gz"
    vcf.write_bytes(b"".join(bgzf([VCF])))
    assert INSERTION in inside(vcf)
    init_node(folder, "skane")
    controller = Asker.of(PERSONAS["controller"].at("skane"))
    node = open_node(config_in(folder))
    try:
        load_files(node, LoadRequest(dataset="d", files=(str(vcf),), assert_normalised=True,
                                     assay="sites"), "lab")  # fmt: skip
        assert says(folder) == {"variants"}
        with node.records.read() as tx:
            person = tx.persons.by_labels(["S1"])["S1"].id
        erase(node, person, controller, stepped_up=True)
        _deadline(node)
        assert says(folder) == set()
        assert INSERTION in _opened(node, tmp_path)  # and there it is, as the law of journals wants
        destroy(node, person, controller, "3.8.1-1/2026", stepped_up=True)
        _deadline(node)
        assert says(folder) == set()
        left = _opened(node, tmp_path)
        assert INSERTION not in left
        assert "S1" not in left
        assert "\tS2\n" in left
        with node.records.read() as tx:
            assert tx.audit.page(subject=person, verb="destroy-record", outcome="done")
            tables = {t.name for t in DATA.sorted_tables for row in tx.connection.execute(select(t))
                      if person in str(row)}  # fmt: skip
        assert tables <= {"audit", "data_keys"}
    finally:
        node.close()


def _deadline(node: Node) -> None:
    """The physical deadline has come."""
    node.variants.tidy(0)
    node.variants._grace_s = 0
    with node.variants.writer() as writer:
        writer.mark()
        writer.commit()


def _opened(node: Node, folder: Path) -> str:
    """What the kept sources say, to who has their keys."""
    said = ""
    with node.records.read() as tx:
        kept = tx.sources.of()
    for source in kept:
        with (folder / source.id).open("wb") as out:
            open_source(node, source, out)
        said += inside(folder / source.id)
    return said
