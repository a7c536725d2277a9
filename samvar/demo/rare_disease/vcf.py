"""A family's VCFs: small variants as Ensembl VEP annotates them, events, and repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from samvar.demo.rare_disease.background import Row
from samvar.demo.rare_disease.effect import IMPACT
from samvar.demo.rare_disease.event import Deletion
from samvar.demo.rare_disease.repeat import Repeat
from samvar.demo.site import ASSEMBLY, reference_bases
from samvar.knowledge.repeats import LIMITS
from samvar.model.genome import CODE, CONTIGS

CLINVAR = ("", "Uncertain_significance", "Likely_benign", "Benign", "Pathogenic")
"""Words by the number that a row has."""
CSQ = (
    "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE",
    "EXON", "INTRON", "HGVSc", "HGVSp", "CDS_position", "Protein_position", "Amino_acids", "Codons",
    "STRAND", "SYMBOL_SOURCE", "HGNC_ID", "CANONICAL", "MANE_SELECT", "REVEL_score",
    "SpliceAI_pred_DS_DL", "CLINVAR_CLNSIG",
)  # fmt: skip
_DATABASES = (("GNOMADAF", 1.0), ("GNOMADAF_popmax", 1.6), ("SWEGENAF", 1.1))
"""Keys of frequencies, and how many times gnomAD's each is, up to 1."""


def small_text(names: Sequence[str], rows: Iterable[Row]) -> str:
    """VCF 4.2 of small variants in the order of the genome."""
    ordered = sorted(rows, key=lambda row: (CODE[row.effect.gene.contig], row.effect.position))
    return _head(names, _small_head()) + "".join(map(_small, ordered))


@cache
def _small_head() -> str:
    return (
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl '
        f'VEP. Format: {"|".join(CSQ)}">\n'
        + "".join(
            f'##INFO=<ID={key},Number=A,Type=Float,Description="Allele frequency">\n'
            for key, _ in _DATABASES
        )
        + '##INFO=<ID=CADD,Number=A,Type=Float,Description="Scaled CADD score">\n'
        '##INFO=<ID=Annotation,Number=.,Type=String,Description="Genes of the variant">\n'
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">\n'
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">\n'
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality of the genotype">\n'
        '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">\n'
        '##FILTER=<ID=LowQual,Description="Low quality">\n'
    )


def _small(row: Row) -> str:
    effect = row.effect
    info = []
    if row.frequency is not None:
        info = [f"{key}={min(row.frequency * times, 1):.3g}" for key, times in _DATABASES]
    info.append(f"CADD={effect.cadd}")
    info.append(f"Annotation={effect.gene.symbol}")
    info.append(f"CSQ={_csq(row)}")
    form, calls = "GT:AD:DP:GQ", row.calls
    if row.phase is not None:
        form, calls = f"{form}:PS", tuple(f"{call}:{row.phase}" for call in calls)
    quality = "812.6" if row.passed else "21.3"
    fixed = (
        effect.gene.contig, str(effect.position + 1), ".", effect.ref, effect.alt, quality,
        "PASS" if row.passed else "LowQual", ";".join(info), form,
    )  # fmt: skip
    return "\t".join((*fixed, *calls)) + "\n"


def _csq(row: Row) -> str:
    effect, gene = row.effect, row.effect.gene
    allele = effect.alt if len(effect.ref) == len(effect.alt) else "-"
    protein = str((effect.cds + 2) // 3) if effect.amino_acids or effect.hgvs_p else ""
    coding = gene.transcript != ""
    found = {
        "Allele": allele,
        "Consequence": effect.term,
        "IMPACT": IMPACT.get(effect.term, "MODIFIER"),
        "SYMBOL": gene.symbol,
        "Gene": gene.ncbi,
        "Feature_type": "Transcript" if coding else "",
        "Feature": gene.transcript,
        "BIOTYPE": "protein_coding" if coding else "Mt_tRNA" * (gene.coding == 0),
        "EXON": effect.exon,
        "HGVSc": effect.hgvs_c,
        "HGVSp": effect.hgvs_p,
        "CDS_position": str(effect.cds) if effect.exon else "",
        "Protein_position": protein,
        "Amino_acids": effect.amino_acids,
        "Codons": effect.codons,
        "STRAND": "1" if gene.strand == "+" else "-1",
        "SYMBOL_SOURCE": "HGNC",
        "HGNC_ID": gene.hgnc,
        "CANONICAL": "YES",
        "MANE_SELECT": gene.transcript,
        "REVEL_score": "" if effect.revel is None else str(effect.revel),
        "SpliceAI_pred_DS_DL": "" if effect.splice is None else str(effect.splice),
        "CLINVAR_CLNSIG": CLINVAR[row.clinvar],
    }
    return "|".join(found.get(column, "") for column in CSQ)


def event_text(names: Sequence[str], deletions: Iterable[Deletion]) -> str:
    """VCF 4.2 of deletions, as Manta writes them."""
    head = (
        f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl '
        f'VEP. Format: {"|".join(CSQ)}">\n'
        '##INFO=<ID=END,Number=1,Type=Integer,Description="End">\n'
        '##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="Length">\n'
        '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type">\n'
        '##ALT=<ID=DEL,Description="Deletion">\n'
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        '##FORMAT=<ID=FT,Number=1,Type=String,Description="Filter of the sample">\n'
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality of the genotype">\n'
        '##FORMAT=<ID=PR,Number=.,Type=Integer,Description="Pairs of each allele">\n'
        '##FORMAT=<ID=SR,Number=.,Type=Integer,Description="Split reads of each allele">\n'
    )
    ordered = sorted(deletions, key=lambda each: (CODE[each.gene.contig], each.start))
    return _head(names, head) + "".join(map(_event, ordered))


def _event(each: Deletion) -> str:
    gene = each.gene
    told = {
        "Allele": "deletion", "Consequence": each.term, "IMPACT": "HIGH", "SYMBOL": gene.symbol,
        "Gene": gene.ncbi, "Feature_type": "Transcript", "Feature": gene.transcript,
        "BIOTYPE": "protein_coding", "HGNC_ID": gene.hgnc, "CANONICAL": "YES",
    }  # fmt: skip
    csq = "|".join(told.get(column, "") for column in CSQ)
    info = f"END={each.end};SVTYPE=DEL;SVLEN={each.start - each.end};CSQ={csq}"
    fixed = (
        gene.contig, str(each.start), each.name.replace(":", "_"), each.base, "<DEL>", "640",
        "PASS", info, "GT:FT:GQ:PR:SR",
    )  # fmt: skip
    return "\t".join((*fixed, *each.calls)) + "\n"


def repeat_text(names: Sequence[str], repeats: Iterable[Repeat]) -> str:
    """VCF 4.2 of repeats, as ExpansionHunter counts and stranger annotates them."""
    told = (
        ("END", "Integer"), ("REF", "Integer"), ("RL", "Integer"), ("RU", "String"),
        ("REPID", "String"), ("VARID", "String"), ("STR_STATUS", "String"),
        ("STR_NORMAL_MAX", "Integer"), ("STR_PATHOLOGIC_MIN", "Integer"), ("HGNCId", "Integer"),
        ("Disease", "String"), ("DisplayRU", "String"), ("SourceDisplay", "String"),
    )  # fmt: skip
    head = "".join(
        f'##INFO=<ID={key},Number=1,Type={kind},Description="{key}">\n' for key, kind in told
    )
    head += "".join(
        f'##FORMAT=<ID={key},Number=1,Type=String,Description="{key}">\n'
        for key in ("GT", "SO", "REPCN", "REPCI")
    )
    ordered = sorted(repeats, key=lambda each: (each.locus.contig, each.locus.start))
    return _head(names, head) + "".join(map(_repeat, ordered))


def _repeat(each: Repeat) -> str:
    locus, limits = each.locus, LIMITS[each.locus.name]
    usual = (locus.end - locus.start) // len(locus.unit)
    lengths = sorted({unit for units in each.units for unit in units} - {usual})
    place = {usual: 0, **{unit: at for at, unit in enumerate(lengths, 1)}}
    info = [
        f"END={locus.end}", f"REF={usual}", f"RL={locus.end - locus.start}", f"RU={locus.unit}",
        f"REPID={locus.name}", f"VARID={locus.name}",
        f"STR_STATUS={','.join(map(each.standing, lengths)) or 'normal'}",
        f"STR_NORMAL_MAX={limits.normal_max}", f"STR_PATHOLOGIC_MIN={limits.pathogenic_min}",
        f"Disease={limits.disease}", f"DisplayRU={locus.unit}", f"SourceDisplay={limits.source}",
    ]  # fmt: skip
    if each.gene is not None:
        info.append(f"HGNCId={each.gene.hgnc.removeprefix('HGNC:')}")
    calls = []
    for units in each.units:
        genotype = "/".join(str(at) for at in sorted(place[unit] for unit in units))
        ordered = sorted(units, key=lambda unit: place[unit])
        calls.append(
            f"{genotype}:{'/'.join(['SPANNING'] * len(units))}:{'/'.join(map(str, ordered))}:"
            f"{'/'.join(f'{unit}-{unit}' for unit in ordered)}"
        )
    fixed = (
        CONTIGS[locus.contig - 1], str(locus.start), ".",
        reference_bases(locus.contig, locus.start - 1, 1),
        ",".join(f"<STR{unit}>" for unit in lengths) or ".", ".", "PASS", ";".join(info),
        "GT:SO:REPCN:REPCI",
    )  # fmt: skip
    return "\t".join((*fixed, *calls)) + "\n"


@cache
def _contigs() -> str:
    return "".join(f"##contig=<ID={name},length={ASSEMBLY.length(name)}>\n" for name in CONTIGS)


def _head(names: Sequence[str], own: str) -> str:
    titles = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names)
    return (
        f"##fileformat=VCFv4.2\n##reference={ASSEMBLY.value}\n"
        "##source=samvar demo, a family that never lived\n"
        f"{_contigs()}{own}" + "\t".join(titles) + "\n"
    )
