"""Files into observations: VCFs at a release's positions, and outside calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from samvar.focus.pharmacogenomics.analyse.observe import Observed, observe
from samvar.focus.pharmacogenomics.model import OutsideCall
from samvar.focus.pharmacogenomics.rules import cyp2d6
from samvar.focus.pharmacogenomics.rules.trust import FLOOR, Floor
from samvar.formats.stream import read_text
from samvar.formats.vcf.sites import SiteFile, SiteRow, read_sites
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Position, Site
from samvar.model.errors import BadFile, BadInput, Where
from samvar.model.genome import Assembly, Interval

_HLA_ALLELE = re.compile(r"\*\d{2,4}(:\d{2,4}){1,3}[A-Z]?")
_OUTSIDE_LIMIT = 1 << 20
_DEEPEST = 1 << 30


def open_files(
    paths: Sequence[Path], genes: Iterable[Gene], assembly: Assembly
) -> tuple[SiteFile, ...]:
    """The records of one or more files of the same samples at the positions of these genes.

    Raises:
        BadInput: the files are not of the same samples. BadFile, UnknownAssembly: as of a VCF.
    """
    sites = [s for g in genes for p in g.positions if (s := p.site(assembly)) is not None]
    wanted = [Interval(s.contig, s.position, s.position + len(s.context)) for s in sites]
    files = tuple(read_sites(path, wanted, assembly=assembly) for path in paths)
    for file in files[1:]:
        if set(file.samples) != set(files[0].samples):
            raise BadInput(
                "the files are not of the same samples",
                where=Where(file.name),
                remedy="call files of different samples one at a time",
            )
    return files


def observed_at(
    positions: Sequence[Position],
    files: Sequence[SiteFile],
    assembly: Assembly,
    floor: Floor = FLOOR,
) -> list[Observed]:
    """Each position's column of genotypes, samples in the order of the first file.

    Raises:
        ReferenceMismatch, BadFile: as `analyse.observe` says; also where two files of the same
            samples both have a position.
    """
    samples = files[0].samples
    columns: list[Observed] = []
    for position in positions:
        site = position.site(assembly)
        if site is None:
            raise BadInput(f"{position.id} has no place in {assembly.value}")
        column: Observed = (None,) * len(samples)
        for file in files:
            near = _near(file.rows, site)
            if not near:
                continue
            found = observe(position, site, near, len(samples), file.name, floor)
            if file.samples != samples:
                found = tuple(found[file.samples.index(sample)] for sample in samples)
            if any(a is not None and b is not None for a, b in zip(column, found, strict=True)):
                raise BadFile(
                    f"{position.id} stands in an earlier file, too", where=Where(file.name)
                )
            column = tuple(a or b for a, b in zip(column, found, strict=True))
        columns.append(column)
    return columns


def least_depths(
    positions: Sequence[Position],
    columns: Sequence[Observed],
    files: Sequence[SiteFile],
    assembly: Assembly,
) -> list[int | None] | None:
    """The least depth of each sample's tested positions; None where it is not stated of one.

    columns: as `observed_at` gives them. None in place of the list: no file states a depth.
    """
    if not any(row.evidence for file in files for row in file.rows):
        return None
    least: list[int | None] = [_DEEPEST] * len(files[0].samples)
    for position, column in zip(positions, columns, strict=True):
        depths = _depths(position.site(assembly), files)
        for at, (genotype, depth) in enumerate(zip(column, depths, strict=True)):
            known = least[at]
            if genotype is not None and not genotype.doubt and known is not None:
                least[at] = None if depth is None else min(known, depth)
    return [None if each == _DEEPEST else each for each in least]


def _depths(site: Site | None, files: Sequence[SiteFile]) -> list[int | None]:
    samples = files[0].samples
    found: list[int | None] = [None] * len(samples)
    for file in files:
        near = [row.evidence for row in _near(file.rows, site) if row.evidence] if site else []
        for at, sample in enumerate(samples):
            index = at if file.samples == samples else file.samples.index(sample)
            stated = [e[index].depth for e in near]
            known = [each for each in (*stated, found[at]) if each is not None]
            found[at] = min(known, default=None)
    return found


def _near(rows: Sequence[SiteRow], site: Site) -> list[SiteRow]:
    end = site.position + len(site.context)
    return [
        r for r in rows if r.contig == site.contig and r.position < end and r.end > site.position
    ]


def read_outside_calls(path: Path, knowledge: Knowledge) -> dict[str, OutsideCall]:
    """PharmCAT's outside calls: gene, diplotype, phenotype, activity score; tab-separated.

    A line that begins with '#' is a comment. Every gene and allele must be known to the
    release; CYP2D6 alleles may carry copy numbers and be joined by '+', HLA alleles are checked
    for their form (IPD-IMGT/HLA names).

    Raises:
        BadFile: a line is not of the form, or names what is not known; with line and column.
    """
    calls: dict[str, OutsideCall] = {}
    for number, line in enumerate(read_text(path, _OUTSIDE_LIMIT).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        call = _outside(line, Where(path.name, line=number), knowledge)
        if call.gene in calls:
            where = Where(path.name, line=number, column=1)
            raise BadFile(f"gene {call.gene} stands twice", where=where)
        calls[call.gene] = call
    return calls


def _outside(line: str, where: Where, knowledge: Knowledge) -> OutsideCall:
    fields = [field.strip() for field in line.split("\t")]
    if len(fields) not in (2, 3, 4):
        raise BadFile(
            f"a line has {len(fields)} columns",
            where=where,
            why="an outside call is: gene, diplotype, phenotype, activity score, tabs between",
        )
    name, text, phenotype, activity = (*fields, "", "")[:4]
    gene = knowledge.gene(name)
    if gene is None:
        raise BadFile(
            f"'{name[:40]}' is not a gene of the release", where=Where(where.file, where.line, 1)
        )
    place = Where(where.file, where.line, 2)
    alleles = tuple(part.strip() for part in text.split("/")) if text else ()
    if len(alleles) > 2 or (not alleles and not phenotype and not activity):
        raise BadFile("a call is one allele or two, or a phenotype", where=place)
    if name == "MT-RNR1":
        alleles = tuple(a if a.startswith(("m.", "Ref")) else f"m.{a}" for a in alleles)
        if len(alleles) > 1:
            raise BadFile("the mitochondrion has one copy", where=place)
    for allele in alleles:
        if not is_allele(gene, allele):
            raise BadFile(f"'{allele[:40]}' is not an allele of {name} in the release", where=place)
    return OutsideCall(name, alleles, phenotype or None, _score(activity, where))


def is_allele(gene: Gene, allele: str) -> bool:
    """Whether a gene of the release has an allele of that name, or HLA could have."""
    if gene.name.startswith("HLA-"):
        return _HLA_ALLELE.fullmatch(allele) is not None
    names = {each.name for each in gene.functions}
    names |= {name for each in gene.alleles for name in (each.name, each.shown) if name}
    if gene.name == cyp2d6.GENE:
        names |= cyp2d6.STRUCTURAL
        return all(name in names and 0 < n <= 20 for name, n in cyp2d6.copies(allele))
    return allele in names


def _score(text: str, where: Where) -> float | None:
    if not text or text == "n/a":
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise BadFile("an activity score is a number", where=Where(where.file, where.line, 4))
    return value
