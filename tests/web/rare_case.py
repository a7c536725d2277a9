"""A small family's case of invented variants, at a node of a country of two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.sealed import Sealer
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.load import LoadRequest
from samvar.node.build import config_in, init_node, open_node
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.site import Site
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
    "##contig=<ID=4,length=191154276>\n##contig=<ID=MT,length=16569>\n"
)
GENE = "KCNQ2|ENSG1|ENST1.2|ENST1.2:c.10A>G|ENSP1:p.Asn4Asp|6296"
SMALL = "".join(
    f"{contig}\t{at}\trs{at}\t{ref}\t{alt}\t50\tPASS\t{info}\tGT:AD:DP:GQ\t{calls}\n"
    for contig, at, ref, alt, info, calls in (
        ("1", 1000, "A", "G", f"CSQ=G|missense_variant|MODERATE|{GENE}|NM_1.2,"
         "G|intron_variant|MODIFIER|KCNQ2|ENSG1|ENST2.1|||6296|;"
         "RankScore=fam:17;RankResult=5|12;GNOMADAF=0.001",
         "0/1:15,15:30:99\t0/1:14,16:30:99\t0/0:30,0:30:99"),
        ("1", 2000, "C", "T", f"CSQ=T|stop_gained|HIGH|{GENE}|;RankScore=fam:11;RankResult=8|3",
         "0/1:15,15:30:99\t0/0:30,0:30:99\t0/1:14,16:30:99"),
        ("1", 3000, "A", "CA", ".", "0/1:15,15:30:99\t./.:.:.:.\t0/0:30,0:30:99"),
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
OTHERS = (
    "1\t1000\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\t1/1\t0/0\n1\t2000\t.\tC\tT\t.\tPASS\t.\tGT\t0/0\t0/0\t0/1\n"
)  # fmt: skip
LENGTHS = {"249250621": "248956422", "155270560": "156040895", "191154276": "190214555"}
VARIANT, STOP, UNCLEAR = "1-1000-A-G", "1-2000-C-T", "1-3000-A-CA"
NAMES = {
    "snv": VARIANT, "sv": "DEL:1:901-9000", "str": "STR:HTT", "mt": "MT-3243-A-G",
}  # fmt: skip


def files(folder: Path, assembly: str = "GRCh37") -> Path:
    """Write the family; returns the config's path."""
    head = HEAD.replace("##FORMAT", INFO + "##FORMAT", 1)
    if assembly == "GRCh38":
        for old, new in LENGTHS.items():
            head = head.replace(old, new)
    config = family(folder, small_vcf=vcf(SMALL, head=head), large_vcf=vcf(LARGE, head=head))
    (folder / "repeats.vcf").write_text(vcf(REPEATS, head=head))
    text = config.read_text() + "vcf_str: repeats.vcf\n"
    config.write_text(text.replace("build: '37'", f"build: '{assembly[-2:]}'"))
    return config


class LoadedFamily:
    """A case at a node, and the addresses of its variants."""

    def __init__(self, node: Node, folder: Path, assembly: str = "GRCh37") -> None:
        loader = Asker.of(PERSONAS["bioinformatician"].at(node.id))
        new = NewCase(plan_case(files(folder, assembly)), "01", "rare-diseases", asserted=True)
        self.node, self.loader = node, loader
        self.id = load_case(node, new, loader).case

    def path(self, category: str, name: str, *rest: str) -> str:
        """The address of a variant's page."""
        sealed = Sealer(self.node, self.id).seal(name)
        return "/".join((f"/nodes/{self.node.id}/rare/cases/{self.id}/{category}/{sealed}", *rest))


@contextmanager
def country(folder: Path) -> Iterator[Site]:
    """Stockholm without anybody, and Uppsala with three people of GRCh37."""
    nodes = {}
    for centre in ("stockholm", "uppsala"):
        init_node(folder / centre, centre)
        nodes[centre] = open_node(config_in(folder / centre))
    path = folder / "others.vcf"
    path.write_text(vcf(OTHERS, ("u", "v", "w")))
    request = LoadRequest(
        dataset="others", files=(str(path),), assembly="GRCh37", assert_normalised=True,
        assay="sites",
    )  # fmt: skip
    load(nodes["uppsala"], request, Asker.of(PERSONAS["bioinformatician"].at("uppsala")))
    site = Site.of(folder, nodes)
    try:
        yield site
    finally:
        site.close()
