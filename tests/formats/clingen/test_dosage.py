"""ClinGen's dosage files: places, scores, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.formats.clingen import read_dosage
from samvar.model.dosage import Dosage
from samvar.model.errors import BadFile, UnknownAssembly
from samvar.model.genome import Assembly, Interval

COLUMNS = "cytoBand\tGenomic Location\tHaploinsufficiency Score\tTriplosensitivity Score"
HEAD = (
    "#ClinGen Gene Curation List\n"
    "#07 May,2019\n"
    "#Genomic Locations are reported on GRCh38 (hg38): GCF_000001405.36\n"
)
GENES = f"{HEAD}#Gene Symbol\tGene ID\t{COLUMNS}\n"
REGIONS = f"{HEAD}#ISCA ID\tISCA Region Name\t{COLUMNS}\n"


def written(folder: Path, text: str, name: str = "genes.tsv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_list_of_genes(tmp_path: Path) -> None:
    text = (
        f"{GENES}ONE\t1\t1p\tchr1:101-200\t3\t0\n"
        "TWO\t2\t1p\tchrX:5 - 9\t30\tNot yet evaluated\n"
        "THREE\t3\t1p\ttbd\t3\t3\n"
        "FOUR\t4\t1p\tchr1_KI270706v1_random:1-9\t3\t3\n"
        "FIVE\t5\t1p\tchr2:1-9\t40: Dosage sensitivity unlikely\t-1\n"
    )
    found = read_dosage(written(tmp_path, text))
    assert (found.assembly, found.date) == (Assembly.GRCh38, "07 May,2019")
    assert [(each.name, each.loss, each.gain) for each in found.elements] == [
        ("ONE", Dosage.SUFFICIENT, Dosage.NO_EVIDENCE),
        ("TWO", Dosage.RECESSIVE, None),
        ("FIVE", Dosage.UNLIKELY, None),
    ]
    assert found.elements[0].place == Interval("1", 100, 200)
    assert all(each.is_gene for each in found.elements)


def test_a_list_of_regions(tmp_path: Path) -> None:
    text = f"{REGIONS}ISCA-1\tthe region\t1p\tchr1:101-200\t3\t1\n"
    (region,) = read_dosage(written(tmp_path, text), Assembly.GRCh38).elements
    assert (region.name, region.id, region.is_gene) == ("the region", "ISCA-1", False)


def test_a_bed_says_whose_score_it_is_by_its_name_or_track(tmp_path: Path) -> None:
    row = "chr1\t100\t200\tONE\t3\nchrUn\t1\t2\tX\t3\nchr1\t1\t2\tISCA-9\tNot yet evaluated\n"
    name = "ClinGen_haploinsufficiency_gene_GRCh38.bed"
    one, region = read_dosage(written(tmp_path, row, name), Assembly.GRCh38).elements
    assert (one.place, one.loss, one.gain) == (Interval("1", 100, 200), Dosage.SUFFICIENT, None)
    assert (region.is_gene, region.loss) == (False, None)
    track = "track name='ClinGen Triplosensitivity'\n" + row
    assert read_dosage(written(tmp_path, track, "x.bed"), Assembly.GRCh38).elements[0].gain
    with pytest.raises(BadFile, match="whose score"):
        read_dosage(written(tmp_path, row, "y.bed"), Assembly.GRCh38)
    with pytest.raises(UnknownAssembly, match="does not say its assembly"):
        read_dosage(written(tmp_path, row, name))


FAULTS = [
    # text, line, what
    ("ONE\t1\t1p\tchr1:1-2\t3\t0\n", None, "names no assembly"),
    (HEAD + "ONE\t1\t1p\tchr1:1-2\t3\t0\n", 4, "column names"),
    (HEAD, None, "no list of ClinGen"),
    (GENES.replace("Haploinsufficiency", "Haplo"), None, "Haploinsufficiency Score' is missing"),
    (f"{GENES}ONE\t1\t1p\tchr1:1-2\t3\n", 5, "5 columns of 6"),
    (f"{GENES}ONE\t1\t1p\tchr1:2-1\t3\t0\n", 5, "no bases"),
    (f"{GENES}ONE\t1\t1p\tchr1:1-2\t7\t0\n", 5, "no score of ClinGen"),
]


@pytest.mark.parametrize(("text", "line", "what"), FAULTS)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, text: str, line: int | None, what: str
) -> None:
    with pytest.raises((BadFile, UnknownAssembly), match=what) as caught:
        read_dosage(written(tmp_path, text))
    assert caught.value.where is not None
    assert (caught.value.where.file, caught.value.where.line) == ("genes.tsv", line)


def test_another_assembly_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownAssembly, match="of GRCh38"):
        read_dosage(written(tmp_path, GENES), Assembly.GRCh37)


@pytest.mark.parametrize("row", ["chr1\t1\t2\tA\n", "chr1\ta\t2\tA\t3\n", "chr1\t9\t2\tA\t3\n"])
def test_a_bed_row_of_another_shape_is_refused(tmp_path: Path, row: str) -> None:
    path = written(tmp_path, row, "haploinsufficiency.bed")
    with pytest.raises(BadFile) as caught:
        read_dosage(path, Assembly.GRCh38)
    assert caught.value.where is not None
    assert caught.value.where.line == 1
