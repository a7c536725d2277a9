"""PharmCAT's named-allele definitions and exemptions, `*_translation.json` and `exemptions.json`.

Source: PharmCAT 3 (Sangkuhl et al. 2020, doi:10.1002/cpt.1568), definition format version 2.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from samvar.formats.json_located import Located
from samvar.knowledge.pharmacogenomics.model import (
    IUPAC,
    Gene,
    NamedAllele,
    Position,
    Priority,
    Site,
)
from samvar.model.genome import Assembly, accession, contig_name

_REPEAT = re.compile(r"([ACGT]+)\((\d+)\)")
_BASES = re.compile(r"[ACGT]+")
_OUTSIDE_ONLY = frozenset({"CYP2D6"})


def read_definition(file: Located) -> Gene:
    """One gene's positions and named alleles.

    Raises:
        BadFile: a row is not what the format says, with its line.
    """
    name = file.get(["gene"], str, "the gene")
    contig = contig_name(file.get(["chromosome"], str, "the chromosome"))
    named = accession(file.get(["refSeqChromosomeId"], str, "the accession"))
    if contig is None or named is None or named[1] != contig:
        raise file.fault("chromosome and accession disagree", ["refSeqChromosomeId"])
    assembly = named[0] or Assembly.GRCh38
    rows = range(len(file.get(["variants"], list, "the list of positions")))
    positions = tuple(_position(file, ["variants", row], contig, assembly) for row in rows)
    ids = [position.id for position in positions]
    for row, one in enumerate(ids):
        if one in ids[:row]:
            raise file.fault(f"position {one} stands twice", ["variants", row])
    shown = file.value.get("suballelesMap") or {}
    alleles = tuple(
        _allele(file, ["namedAlleles", row], positions, assembly, shown)
        for row in range(len(file.get(["namedAlleles"], list, "the list of named alleles")))
    )
    names = [allele.name for allele in alleles]
    for row, one in enumerate(names):
        if one in names[:row]:
            raise file.fault(f"named allele {one} stands twice", ["namedAlleles", row, "name"])
    if sum(allele.reference for allele in alleles) != 1:
        raise file.fault("a gene has exactly one reference allele", ["namedAlleles"])
    reference = next(allele for allele in alleles if allele.reference)
    if len(reference.bases) != len(positions):
        row = names.index(reference.name)
        raise file.fault("the reference allele names every position", ["namedAlleles", row])
    return Gene(
        name=name,
        contig=contig,
        positions=positions,
        alleles=alleles,
        outside_only=name in _OUTSIDE_ONLY,
        citations=(f"PharmCAT definition {file.get(['version'], str, 'the version')}",),
    )


def _position(file: Located, path: list[str | int], contig: str, assembly: Assembly) -> Position:
    at = file.get([*path, "position"], int, "the position")
    ref = file.get([*path, "ref"], str, "the reference allele")
    alts = tuple(file.get([*path, "alts"], list, "the alternative alleles"))
    if at < 1 or at > assembly.length(contig):
        raise file.fault("the position lies outside its chromosome", [*path, "position"])
    for allele in (ref, *alts):
        if not isinstance(allele, str) or not _BASES.fullmatch(allele):
            raise file.fault("an allele is not a sequence of A, C, G, T", path)
    row: dict[str, Any] = file.get(path, dict, "the position")
    name = row.get("rsid") or row.get("chromosomeHgvsName")
    if not isinstance(name, str) or not name.strip():
        raise file.fault("the position has neither an rsID nor an HGVS name", path)
    if contig_name(row.get("chromosome") or "") != contig:
        raise file.fault("the position lies on another chromosome than its gene", path)
    context = _context(file, path, at, ref)
    site = Site(contig=contig, position=at - 1, ref=ref, context=context)
    return Position(id=name, sites={assembly.value: site}, alts=alts)


def _context(file: Located, path: list[str | int], at: int, ref: str) -> str:
    """The reference bases from `position` on, a repeat or deletion written out whole."""
    written = file.get([*path, "cpicToVcfAlleleMap"], dict, "the map of alleles")
    start = file.get([*path, "cpicPosition"], int, "CPIC's position") - at
    for cpic, vcf in written.items():
        if vcf != ref or len(ref) == 1:
            continue
        repeat = _REPEAT.fullmatch(cpic)
        unit = repeat.group(1) * int(repeat.group(2)) if repeat else cpic
        overlap = ref[start:] if 0 <= start <= len(ref) else None
        if not _BASES.fullmatch(unit) or overlap is None or len(unit) > 10_000:
            continue
        if unit[: len(overlap)] == overlap[: len(unit)] and start + len(unit) > len(ref):
            return ref[:start] + unit
    return ref


def _allele(
    file: Located,
    path: list[str | int],
    positions: tuple[Position, ...],
    assembly: Assembly,
    shown: dict[str, str],
) -> NamedAllele:
    name = file.get([*path, "name"], str, "the allele's name")
    row = file.get([*path, "alleles"], list, "the allele's sequences")
    if len(row) != len(positions):
        raise file.fault(
            f"named allele {name} has {len(row)} sequences for {len(positions)} positions", path
        )
    bases = {}
    for column, (position, sequence) in enumerate(zip(positions, row, strict=True)):
        if sequence is None:
            continue
        site = position.sites[assembly.value]
        known = sequence in (site.ref, *position.alts) or (sequence in IUPAC and not site.ref[1:])
        if not known:
            raise file.fault(
                f"named allele {name} has an allele that {position.id} does not",
                [*path, "alleles", column],
            )
        bases[position.id] = sequence
    if not bases:
        raise file.fault(f"named allele {name} has no defining position", path)
    reference = file.get([*path, "reference"], bool, "whether it is the reference allele")
    return NamedAllele(name=name, bases=bases, reference=reference, shown=shown.get(name))


def exempt(gene: Gene, file: Located) -> Gene:
    """The same gene with PharmCAT's exemptions: positions and alleles left out, required, tier 1.

    Raises:
        BadFile: a row of the exemptions names something that is not there.
    """
    rules = file.value.get(gene.name) if isinstance(file.value, dict) else None
    if rules is None:
        return gene
    at = {p.sites["GRCh38"].position + 1: p.id for p in gene.positions if "GRCh38" in p.sites}

    def ids(key: str) -> tuple[str, ...]:
        numbers = file.get([gene.name, key], list, "the list of positions")
        for row, number in enumerate(numbers):
            if number not in at:
                what = f"{gene.name} has no position {number}"
                raise file.fault(what, [gene.name, key, row])
        return tuple(at[number] for number in numbers)

    ignored = {
        file.get([gene.name, "ignoredPositions", row, "position"], int, "the position")
        for row in range(len(rules.get("ignoredPositions", ())))
    }
    away = {at[number] for number in ignored if number in at}
    dropped = set(rules.get("ignoredAlleles", ()))
    alleles = tuple(
        NamedAllele(
            name=a.name,
            bases={key: base for key, base in a.bases.items() if key not in away},
            reference=a.reference,
            shown=a.shown,
        )
        for a in gene.alleles
        if a.name not in dropped
    )
    return msgspec.structs.replace(
        gene,
        positions=tuple(p for p in gene.positions if p.id not in away),
        alleles=tuple(a for a in alleles if a.bases),
        required=ids("requiredPositions"),
        tier1=ids("amp1Positions"),
        priorities=tuple(
            Priority(diplotypes=tuple(each["list"]), pick=each["pick"])
            for each in rules.get("unphasedDiplotypePriorities", ())
        ),
    )
