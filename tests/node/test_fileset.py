"""PLINK 2 filesets in and out of a node: the same people, the same counts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import numpy as np
import pytest

from samvar.formats.pgen.read import PgenFile
from samvar.formats.pgen.tables import read_names, read_pvar
from samvar.formats.pgen.text import vcf_text
from samvar.formats.pgen.write import write_pgen, write_psam, write_pvar
from samvar.govern.identity import Asker
from samvar.model.errors import BadFile, NotFound, Refused, UsageError
from samvar.model.genome import Assembly, Sex
from samvar.model.load import LoadRequest
from samvar.model.variant import Variant
from samvar.node.genotypes import export_pgen
from samvar.node.intake import load, rehearse
from samvar.node.node import Node
from tests.node.conftest import WriteVcf
from tests.node.test_intake import counts

B38 = Assembly.GRCh38
SITES = [Variant(B38, "1", 999, "A", "G"), Variant(B38, "X", 50_000_000, "C", "T")]
TABLE = [[1, 2, 3], [1, 2, 0]]
"""ANNA, BO (a man) and CILLA."""


@pytest.fixture
def fileset(tmp_path: Path) -> Path:
    path = tmp_path / "set" / "cohort.pgen"
    path.parent.mkdir()
    with path.open("wb") as out:
        write_pgen(out, iter(np.array(TABLE, np.uint8)), 2, 3)
    with path.with_suffix(".pvar").open("wb") as out:
        write_pvar(out, SITES)
    with path.with_suffix(".psam").open("wb") as out:
        write_psam(out, [("ANNA", Sex.FEMALE), ("BO", Sex.MALE), ("CILLA", Sex.FEMALE)])
    return path


def request(path: Path, **more: object) -> LoadRequest:
    plain = LoadRequest(
        dataset="cohort", files=(str(path),), assembly="GRCh38", assert_normalised=True
    )
    return msgspec.structs.replace(plain, **more)


def test_a_fileset_counts_as_its_vcf_and_with_the_sexes_of_its_psam(
    node: Node, fileset: Path, bioinformatician: Asker
) -> None:
    report = load(node, request(fileset), bioinformatician)
    assert [file.name for file in report.files] == ["cohort.vcf.gz"]
    assert (report.samples, report.individuals_counted) == (3, 3)
    assert counts(node, "1-1000-A-G") == (3, 4, 1, 0, 3)
    assert counts(node, "X-50000001-C-T") == (2, 5, 0, 1, 3)
    waiting = node.folder / "sealing"
    assert [*waiting.rglob("*.vcf.gz")] == []


def test_its_three_files_may_be_named_and_count_once(
    node: Node, fileset: Path, bioinformatician: Asker
) -> None:
    three = tuple(str(fileset.with_suffix(s)) for s in (".pgen", ".pvar", ".psam"))
    report = rehearse(node, request(fileset, files=three), bioinformatician)
    assert len(report.files) == 1
    assert node.variants.snapshot().epoch == 0


def test_a_fileset_without_its_texts_leaves_nothing(
    node: Node, fileset: Path, bioinformatician: Asker
) -> None:
    fileset.with_suffix(".pvar").unlink()
    with pytest.raises(NotFound, match="there is no"):
        load(node, request(fileset), bioinformatician)
    fileset.write_bytes(fileset.read_bytes()[:-1])
    fileset.with_suffix(".pvar").write_text("#CHROM\tPOS\tID\tREF\tALT\n1\t1\t.\tA\tC\n")
    with pytest.raises(BadFile):
        load(node, request(fileset), bioinformatician)
    assert node.variants.snapshot().epoch == 0
    assert [p for p in (node.folder / "sealing").rglob("*") if p.is_file()] == []


def test_filesets_of_different_people_need_a_sheet(
    node: Node, fileset: Path, tmp_path: Path, bioinformatician: Asker
) -> None:
    other = tmp_path / "other.pgen"
    other.write_bytes(fileset.read_bytes())
    other.with_suffix(".psam").write_text("#IID\nX\nY\nZ\n")
    with pytest.raises(UsageError, match="different people"):
        load(node, request(fileset, files=(str(fileset), str(other))), bioinformatician)


def test_what_is_taken_out_is_what_came_in(
    node: Node, fileset: Path, bioinformatician: Asker, tmp_path: Path
) -> None:
    load(node, request(fileset), bioinformatician)
    target = tmp_path / "out.pgen"
    told = export_pgen(node, "cohort", B38, bioinformatician, target)
    assert (told["samples"], told["variants"]) == ("3", "2")
    names = read_names(target.with_suffix(".psam"))
    with node.records.read() as tx:
        stored = tx.samples.by_names(_dataset(node), ["ANNA", "BO", "CILLA"])
    column = [names.index(stored[name].sample.id) for name in ("ANNA", "BO", "CILLA")]
    rows = [line.split("\t") for line in b"".join(vcf_text(target)).decode().splitlines()]
    found = [[row[9 + n].strip() for n in column] for row in rows if not row[0].startswith("#")]
    assert found == [["0/1", "1/1", "./."], ["0/1", "1/1", "0/0"]]
    assert [row[:5] for row in read_pvar(target.with_suffix(".pvar")).rows] == [
        ("1", "1000", "1-1000-A-G", "A", "G"),
        ("X", "50000001", "X-50000001-C-T", "C", "T"),
    ]
    assert not [*tmp_path.glob(".*.part")]


def _dataset(node: Node) -> str:
    with node.records.read() as tx:
        known = tx.datasets.by_name("cohort")
    assert known is not None
    return known.id


def test_genotypes_are_taken_out_by_those_who_may_and_the_log_says_so(
    node: Node, fileset: Path, bioinformatician: Asker, researcher: Asker, tmp_path: Path
) -> None:
    load(node, request(fileset), bioinformatician)
    target = tmp_path / "out.pgen"
    with pytest.raises(Refused):
        export_pgen(node, "cohort", B38, researcher, target)
    with pytest.raises(NotFound, match="no sample of such a dataset"):
        export_pgen(node, "other", B38, bioinformatician, target)
    assert not target.exists()
    with node.records.read() as tx:
        newest = [(one.entry.verb, one.entry.outcome) for one in tx.audit.page(limit=3)]
    assert newest == [
        ("export-pgen", "allowed"),
        ("read-genotypes", "allowed"),
        ("read-genotypes", "refused"),
    ]


def test_places_that_were_not_callable_are_no_calls(
    node: Node, write_vcf: WriteVcf, bioinformatician: Asker, tmp_path: Path
) -> None:
    """Two panels of one dataset: neither says anything of the other's place."""
    for number, (name, position) in enumerate((("ANNA", 1000), ("BO", 5000))):
        bed = tmp_path / f"{number}.bed"
        bed.write_text(f"1\t{position - 10}\t{position + 10}\n")
        record = ("1", position, "A", "G", ("0/1",))
        path = write_vcf([record], samples=(name,), name=f"{number}.vcf")
        load(node, request(path, callable_bed=str(bed), assay="panel"), bioinformatician)
    target = tmp_path / "out.pgen"
    export_pgen(node, "cohort", B38, bioinformatician, target)
    found = sorted(
        tuple(column)
        for column in zip(*((one.first + one.second).tolist() for one in PgenFile(target)),
                          strict=True)
    )  # fmt: skip
    assert found == [(-2, 1), (1, -2)]


def test_plink2_counts_what_samvar_counts(
    node: Node, fileset: Path, bioinformatician: Asker, tmp_path: Path, needs_program
) -> None:
    program = needs_program("plink2")
    load(node, request(fileset), bioinformatician)
    export_pgen(node, "cohort", B38, bioinformatician, tmp_path / "out.pgen")
    done = subprocess.run(
        [program, "--pfile", str(tmp_path / "out"), "--freq", "counts", "--memory", "700",
         "--threads", "1", "--out", str(tmp_path / "f")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.split("\t") for line in (tmp_path / "f.acount").read_text().splitlines()]
    found = {line[1]: (int(line[4]), int(line[5])) for line in lines[1:]}
    assert found == {text: counts(node, text)[:2] for text in found}
    assert len(found) == 2
