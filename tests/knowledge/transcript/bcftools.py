"""`bcftools csq` as a peer: what it says of a synthetic genome, by variant and transcript."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from samvar.model.consequence import OTHER_NAMES
from tests.knowledge.transcript.asked import Written, trimmed
from tests.knowledge.transcript.genome import Genome, Model


def write_vcf(path: Path, genome: Genome, variants: Sequence[Written]) -> Path:
    with path.open("w") as out:
        out.write("##fileformat=VCFv4.2\n")
        out.writelines(f"##contig=<ID={name}>\n" for name in genome.bases)
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for contig, position, ref, alt in variants:
            out.write(f"{contig}\t{position + 1}\t.\t{ref}\t{alt}\t.\t.\t.\n")
    return path


def csq(
    program: str, folder: Path, genome: Genome, variants: Sequence[Written]
) -> dict[Written, dict[str, set[str]]]:
    """Terms in our spelling, of each variant by transcript; each variant on its own (`-l`)."""
    fasta = genome.write_fasta(folder / "peer.fa")
    genes = genome.write_gff3(folder / "peer.gff3")
    vcf = write_vcf(folder / "peer.vcf", genome, variants)
    done = subprocess.run(
        [program, "csq", "-l", "-f", fasta, "-g", genes, vcf],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[Written, dict[str, set[str]]] = {}
    for line in done.stdout.splitlines():
        if line.startswith("#"):
            continue
        contig, position, _, ref, alt, _, _, info = line.split("\t")
        terms: dict[str, set[str]] = {}
        for item in info.split(";"):
            if item.startswith("BCSQ="):
                for each in item[5:].split(","):
                    words, _, transcript = each.split("|")[:3]
                    terms.setdefault(transcript, set()).update(
                        OTHER_NAMES.get(word, word) for word in words.lstrip("*").split("&")
                    )
        found[contig, int(position) - 1, ref, alt] = terms
    return found


SPLICE_SITE = {"splice_donor_variant", "splice_acceptor_variant"}
LENGTH = {
    "frameshift_variant", "inframe_insertion", "inframe_deletion", "protein_altering_variant",
}  # fmt: skip
_NEAR = {"splice_donor_5th_base_variant", "splice_donor_region_variant"}
_NOT_THEIRS = {
    "intron_variant", "non_coding_transcript_exon_variant", "non_coding_transcript_variant",
    "splice_polypyrimidine_tract_variant", "NMD_transcript_variant",
}  # fmt: skip


def comparable(terms: set[str]) -> set[str]:
    """What bcftools tells of a transcript too: introns and non-coding exons it tells of a gene,
    and it has one term for all of a splice region, told beside a splice site too."""
    kept = {"splice_region_variant" if each in _NEAR else each for each in terms - _NOT_THEIRS}
    return kept - {"splice_region_variant"} if kept & SPLICE_SITE else kept


def why(
    ours: set[str], theirs: set[str], written: tuple[int, str, str], model: Model
) -> str | None:
    """Why the two may differ in the terms of one transcript that codes; None where they may not.

    ours, theirs: `comparable`. written: position, REF and ALT. Every pair is held against the twin
    too, so that a reason here never excuses what is wrong.
    """
    start, end, new = trimmed(*written)
    if ours == theirs:
        return "same"
    assert model.coding is not None
    places = [p for p in model.places() if model.coding[0] <= p < model.coding[1]]
    if end - start == len(new) == 1:
        if start in places[:3] and max(places[:3]) - min(places[:3]) > 2:
            return "start: a start codon that an intron divides"
        return None  # any other substitution of one base has one answer
    if any(start <= edge <= end for exon in model.exons for edge in exon):
        return (
            "edge: what is translated where an edge of an exon is crossed or touched, nobody knows"
        )
    for name, codon in (("start", places[:3]), ("stop", places[-3:])):
        if any(start <= p <= end or start <= p + 1 <= end for p in codon):
            return f"{name}: whether translation still {name}s there, and a length beside it"
    if start == end and ours ^ theirs == {"splice_region_variant"}:
        return "region: bases put between the third base of an exon and the fourth"
    ours, theirs = ours - {"splice_region_variant"}, theirs - {"splice_region_variant"}
    if (len(new) - (end - start)) % 3 == 0 and ours ^ theirs <= LENGTH:
        return "length: other residues than added or taken ones are protein-altering"
    if (ours ^ theirs) - LENGTH <= {"stop_gained", "missense_variant"}:
        return "stop: a stop codon among those that the alternative makes, read in the right frame"
    return None
