"""A release of ClinVar: which one it is, and what it says of some variants."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from samvar.formats.clinvar.release import ClinVarRecord, read_release, records_of
from samvar.model.errors import BadFile, UnknownAssembly
from samvar.model.genome import Assembly

HEAD = """\
##fileformat=VCFv4.1
##fileDate=2026-11-01
##source=ClinVar
##reference=GRCh38
##ID=<Description="ClinVar Variation ID">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""
ROWS = """\
1\t66926\t3385321\tAG\tA\t.\t.\tALLELEID=3544463;CLNREVSTAT=criteria_provided,_single_submitter;\
CLNSIG=Uncertain_significance
1\t69134\t2205837\tA\tG\t.\t.\tALLELEID=2193183;CLNREVSTAT=criteria_provided,\
_conflicting_classifications;CLNSIG=Conflicting_classifications_of_pathogenicity;\
CLNSIGCONF=Pathogenic(1)|Uncertain_significance(2)
1\t69134\t2205838\tA\tT\t.\t.\tALLELEID=2193184;CLNREVSTAT=no_classification_provided
1\t69135\t2205839\tA\t.\t.\t.\tALLELEID=2193185
MT\t3243\t9589\tA\tG\t.\t.\tALLELEID=24628;CLNSIG=Pathogenic
NW_009646201.1\t83614\t17735\tTC\tT\t.\t.\tALLELEID=1
"""


def release(folder: Path, text: str = HEAD + ROWS, name: str = "clinvar_20261101.vcf.gz") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path


def test_a_release_is_known_by_its_day_assembly_and_digest(tmp_path: Path) -> None:
    path = release(tmp_path)
    found = read_release(path)
    assert (found.name, found.day, found.assembly) == (path.name, "2026-11-01", Assembly("GRCh38"))
    assert found.digest == hashlib.sha256(path.read_bytes()).hexdigest()


NONE = [
    (HEAD.replace("##source=ClinVar\n", ""), BadFile),
    (HEAD.replace("2026-11-01", "2026-13-41"), BadFile),
    (HEAD.replace("##fileDate=2026-11-01\n", ""), BadFile),
    (HEAD.replace("##reference=GRCh38\n", ""), UnknownAssembly),
    (HEAD.replace("GRCh38", "T2T"), UnknownAssembly),
]


@pytest.mark.parametrize(("text", "error"), NONE)
def test_what_is_no_release_is_refused(text: str, error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error):
        read_release(release(tmp_path, text))


def test_what_it_says_of_variants_is_in_its_own_words(tmp_path: Path) -> None:
    wanted = ("1-66926-AG-A", "1-69134-A-G", "1-69134-A-T", "1-69134-A-C", "MT-3243-A-G")
    found = records_of(release(tmp_path), Assembly("GRCh38"), wanted)
    assert "1-69134-A-C" not in found, "another alternative of the same place is not this one"
    assert found["1-66926-AG-A"] == ClinVarRecord(
        "Uncertain_significance", "criteria_provided,_single_submitter", "", "3544463", "3385321"
    )
    assert found["1-69134-A-G"].conflict == "Pathogenic(1)|Uncertain_significance(2)"
    assert found["1-69134-A-T"].significance == ""
    assert found["MT-3243-A-G"].significance == "Pathogenic"


def test_a_line_that_is_cut_off_is_told_by_its_number(tmp_path: Path) -> None:
    path = release(tmp_path, HEAD + "1\t69134\t2205837\tA\n")
    with pytest.raises(BadFile, match="too few columns"):
        records_of(path, Assembly("GRCh38"), ["1-69134-A-G"])
    assert records_of(path, Assembly("GRCh38"), ["1-5-A-G"]) == {}
