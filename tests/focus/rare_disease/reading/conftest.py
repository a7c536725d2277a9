"""A node of Stockholm with one family whose small variants are annotated, and its readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.family_files import HEAD, family, vcf

CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
    'Format: Allele|Consequence|SYMBOL|HGNC_ID|Feature|HGVSc|HGVSp|EXON|Protein_position|REVEL">\n'
    '##INFO=<ID=fafmax_faf95_max,Number=A,Type=Float,Description="gnomAD">\n'
    '##INFO=<ID=gnomad_AC,Number=A,Type=Integer,Description="gnomAD">\n'
    '##INFO=<ID=gnomad_AN,Number=1,Type=Integer,Description="gnomAD">\n'
    '##INFO=<ID=GNOMADAF,Number=A,Type=Float,Description="gnomAD">\n'
)
CALLS = "\tGT:AD:DP:GQ\t"


def _line(place: int, ref: str, alt: str, csq: str, more: str, *calls: str) -> str:
    shown = "\t".join(calls)
    return f"1\t{place}\t.\t{ref}\t{alt}\t50\tPASS\tCSQ={csq}{more}{CALLS}{shown}\n"


HET, REF = "0/1:15,15:30:99", "0/0:30,0:30:99"
ABSENT = ";fafmax_faf95_max=0;gnomad_AC=0;gnomad_AN=1400000"
COMMON = ";fafmax_faf95_max=0.0012;gnomad_AC=900;gnomad_AN=1400000"
STOP = "1-1000-A-G"
"""New in the son: a stop in PKD1L."""
MISSENSE, OTHER = "1-2000-C-T", "1-2500-G-A"
"""On opposite copies of PAH: one from each parent."""
SMALL = (
    _line(1000, "A", "G",
          "G|stop_gained|KMT2D|HGNC:7133|NM_003482.4|NM_003482.4:c.4168C>T|"
          "NP_003473.3:p.Arg1390Ter|11/55|1390/5537|", ABSENT, HET, REF, REF)
    + _line(2000, "C", "T",
            "T|missense_variant|PAH|HGNC:8582|NM_000277.3|NM_000277.3:c.1222C>T|"
            "NP_000268.1:p.Arg408Trp|12/13|408/452|0.95", COMMON, HET, HET, REF)
    + _line(2500, "G", "A",
            "A|missense_variant|PAH|HGNC:8582|NM_000277.3|NM_000277.3:c.782G>A|"
            "NP_000268.1:p.Arg261Gln|7/13|261/452|0.9", ";GNOMADAF=0.3", HET, REF, HET)
    + _line(9000, "T", "C", "C|intron_variant|XYZ1|HGNC:1|NM_1.1||||", "", HET, HET, REF)
)  # fmt: skip


def asker(name: str) -> Asker:
    user = PERSONAS[name].at("stockholm")
    return Asker(user, user.role.usual_purpose)


LOADER, ONE, TWO, OPERATOR = map(
    asker, ("bioinformatician", "geneticist", "second-reader", "operator")
)
THREE = asker("pathologist")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node that has the case `fam`."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    files = family(tmp_path / "family", small_vcf=vcf(SMALL, head=HEAD + CSQ))
    load_case(opened, NewCase(plan_case(files), "01", "rare-diseases", asserted=True), LOADER)
    yield opened
    opened.close()
