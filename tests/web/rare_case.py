"""A small family's case at a node of the site of the tests: of invented variants."""

from __future__ import annotations

from pathlib import Path

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.govern.identity import PERSONAS, Asker
from samvar.node.node import Node
from samvar.node.withdraw import withdraw
from tests.focus.rare_disease.family_files import HEAD, family, vcf

INFO = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|IMPACT|SYMBOL|'
    'Gene|Feature|HGVSc|HGVSp|HGNC_ID|MANE_SELECT">\n'
    '##INFO=<ID=RankScore,Number=.,Type=String,Description="a">\n'
    '##INFO=<ID=RankResult,Number=.,Type=String,Description="Consequence|allele_frequency">\n'
    '##INFO=<ID=GNOMADAF,Number=A,Type=Float,Description="a">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="a">\n'
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="a">\n'
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="a">\n'
    "##contig=<ID=MT,length=16569>\n"
)
MISSENSE = (
    "G|missense_variant|MODERATE|KCNQ2|ENSG1|ENST1.2|ENST1.2:c.10A>G|ENSP1:p.Asn4Asp|6296|NM_1.2"
)
SMALL = "".join(
    f"{contig}\t{at}\trs{at}\t{ref}\t{alt}\t50\tPASS\t{info}\tGT:AD:DP:GQ\t{calls}\n"
    for contig, at, ref, alt, info, calls in (
        ("1", 1000, "A", "G", f"CSQ={MISSENSE};RankScore=fam:17;RankResult=5|12;GNOMADAF=0.001",
         "0/1:15,15:30:99\t0/1:14,16:30:99\t0/0:30,0:30:99"),
        ("1", 2000, "C", "T", f"CSQ=T|stop_gained|HIGH{MISSENSE[29:]};RankScore=fam:11",
         "0/1:15,15:30:99\t0/0:30,0:30:99\t0/1:14,16:30:99"),
        ("1", 3000, "CA", "A", ".", "0/1:15,15:30:99\t./.:.:.:.\t0/0:30,0:30:99"),
        ("MT", 3243, "A", "G", ".", "1/1:10,90:100:99\t0/0:90,0:90:99\t0/1:80,20:100:99"),
    )
)  # fmt: skip
LARGE = (
    "1\t900\t.\tN\t<DEL>\t50\tPASS\tSVTYPE=DEL;END=9000;CSQ=deletion|transcript_ablation|HIGH|"
    "KCNQ2|ENSG1|ENST1.2|||6296|\tGT\t0/1\t0/0\t0/1\n"
    "1\t50000\t.\tN\t<INS:ME:ALU>\t50\tPASS\tSVTYPE=INS;MEINFO=ALU,1,280,+\tGT\t0/1\t0/0\t0/0\n"
)
REPEATS = (
    "4\t3076604\t.\tC\t<STR42>\t.\tPASS\tEND=3076660;RU=CAG;REPID=HTT;VARID=HTT;REF=19;"
    "STR_STATUS=full_mutation;STR_NORMAL_MAX=36;STR_PATHOLOGIC_MIN=40;Disease=Huntington;"
    "HGNCId=4851;SourceDisplay=NBK1305;SweGenMean=18.5;SweGenStd=2.1\tGT:REPCN:REPCI\t"
    "0/1:19/42:19-19/40-45\t0/1:17/19:17-17/19-19\t0/0:19/19:19-19/19-19\n"
)


def files(folder: Path) -> Path:
    """Write the family; returns the config's path."""
    head = HEAD.replace("##FORMAT", INFO + "##FORMAT", 1)
    small = vcf(SMALL, head=head)
    config = family(folder, small_vcf=small, large_vcf=vcf(LARGE, head=head))
    long = "##contig=<ID=4,length=191154276>\n##FORMAT"
    (folder / "repeats.vcf").write_text(vcf(REPEATS, head=HEAD.replace("##FORMAT", long, 1)))
    config.write_text(config.read_text() + "vcf_str: repeats.vcf\n")
    return config


class LoadedFamily:
    """A case at a node, and the addresses of its variants."""

    def __init__(self, node: Node, folder: Path) -> None:
        loader = Asker.of(PERSONAS["bioinformatician"].at(node.id))
        new = NewCase(plan_case(files(folder)), "01", "rare-diseases", asserted=True)
        self.node, self.loader = node, loader
        self.id = load_case(node, new, loader).case

    def path(self, category: str, name: str, *rest: str) -> str:
        """The address of a variant's page."""
        sealed = Sealer(self.node, self.id).seal(name)
        return "/".join((f"/nodes/{self.node.id}/rare/cases/{self.id}/{category}/{sealed}", *rest))

    def leave(self) -> None:
        """The family's samples are withdrawn again."""
        with self.node.records.read() as tx:
            from samvar.focus.rare_disease.records import RareCases

            samples = [each.sample for each in RareCases(tx.connection).get(self.id).members]
        there = self.node.variants.snapshot().contributions
        withdraw(self.node, tuple({there[s].person for s in samples if s in there}), self.loader)
