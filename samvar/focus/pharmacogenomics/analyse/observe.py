"""What the records of a VCF say about one defining position; never more than they say.

Two spellings of one insertion or deletion give the same sequence when they are written into
the reference bases around the position, so an indel is compared by that sequence and no
left-alignment is needed: a UGT1A1 repeat counts the same wherever the caller put it.
Reference is never assumed: a position without a record that speaks of it is untested, and so is
one whose genotype is not trusted, by `rules.trust`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samvar.focus.pharmacogenomics.model import CONTRADICTED, UNDEFINED, Genotype
from samvar.focus.pharmacogenomics.rules.trust import FLOOR, Floor, doubt
from samvar.formats.vcf.sites import UNSTATED, Evidence, SiteRow
from samvar.knowledge.pharmacogenomics.model import Position, Site
from samvar.model.errors import BadFile, ReferenceMismatch, Where

_NO_ALLELE = frozenset({"<NON_REF>", "<*>"})
Observed = tuple[Genotype | None, ...]


_LARGER = UNDEFINED + "larger "
_UNNAMED = UNDEFINED + "unnamed"
_SILENT = Genotype(())
"""What a sample without the larger deletion of a record has at a position inside it: no word."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """One record read at one position: an allele per index, None where it says nothing.

    whole: the record tells reference from variant here; else it can only take the position away.
    """

    row: SiteRow
    alleles: tuple[str | None, ...]
    whole: bool


def observe(
    position: Position,
    site: Site,
    rows: Sequence[SiteRow],
    samples: int,
    file: str,
    floor: Floor = FLOOR,
) -> Observed:
    """Each sample's genotype at the position; None = untested. One with a doubt is untested, too.

    Raises:
        ReferenceMismatch: REF is not what the position has: another assembly or strand.
        BadFile: a genotype or a phase set is not of the form; with the line.
    """
    spoken = [each for row in rows if (each := _spoken(position, site, row, file)) is not None]
    if not spoken:
        return (None,) * samples
    read = [_column(each, file, floor) for each in spoken]
    merged: dict[tuple[Genotype | None, ...], Genotype | None] = {}
    found = []
    for several in zip(*read, strict=True):
        if several not in merged:
            merged[several] = _merged(site.ref, spoken, several)
        found.append(merged[several])
    return tuple(found)


def _spoken(position: Position, site: Site, row: SiteRow, file: str) -> _Spoken | None:
    stop = site.position + len(site.context)
    if row.contig != site.contig or row.end <= site.position or row.position >= stop:
        return None
    _check_reference(site, row, file)
    indel = any(len(alt) != len(site.ref) for alt in position.alts)
    covers = row.position <= site.position and row.end >= site.position + len(site.ref)
    known = {_put(site, 0, len(site.ref), alt): alt for alt in (site.ref, *position.alts)}
    made = [_made(site, row, alt, indel, known) for alt in row.alts if alt not in _NO_ALLELE]
    same_place = row.position == site.position and row.ref.startswith(site.ref)
    whole = (
        any(each is not None and not each.startswith(_LARGER) for each in made)
        or (covers and all(_substitutes(row, alt) for alt in row.alts))
        or (covers and indel and same_place)
    )
    if not whole and all(each is None for each in made):
        return None
    # A repeat's insertion is written behind one base (C>CAT) though the definition's REF is
    # longer, for its deletion: who could have been called and was not has the reference.
    written = iter(made)
    alleles = [None if alt in _NO_ALLELE else next(written) or site.ref for alt in row.alts]
    return _Spoken(row, (site.ref, *alleles), whole)


def _made(site: Site, row: SiteRow, alt: str, indel: bool, known: Mapping[str, str]) -> str | None:
    """The allele of the position that one ALT makes; None where it leaves the position alone."""
    if not alt.isalpha():  # '*', a symbol, a breakend: something larger lies here
        return _LARGER + alt
    start, stop = site.position, site.position + len(site.context)
    if alt == row.ref:  # no alternative at all: nobody knows what was found
        over = row.position < stop and row.position + len(row.ref) > start
        return _LARGER + alt if over else None
    at, ref, new = _trimmed(row.position, row.ref, alt)
    if at + max(len(ref), 1) <= start or at > stop or (at == stop and (ref or not indel)):
        return None
    changed_length = len(ref) != len(new)
    if (indel and not changed_length) or (not indel and not ref):
        return None  # a base inside a repeat, or an insertion beside a base
    if not indel and changed_length:
        return _LARGER + alt  # the base is gone, which is not what the position asks
    if start <= at and at + len(ref) <= stop:
        sequence = _put(site, at - start, len(ref), new)
    elif not changed_length:
        part = new[max(start - at, 0) : stop - at]
        sequence = _put(site, max(at - start, 0), len(part), part)
    else:
        return _LARGER + alt
    return known.get(sequence, UNDEFINED + sequence)


def _substitutes(row: SiteRow, alt: str) -> bool:
    return alt in _NO_ALLELE or (alt.isalpha() and len(alt) == len(row.ref))


def _trimmed(position: int, ref: str, alt: str) -> tuple[int, str, str]:
    """Without shared bases, first at the start; either may become empty."""
    same = 0
    while same < min(len(ref), len(alt)) and ref[same] == alt[same]:
        same += 1
    ref, alt, position = ref[same:], alt[same:], position + same
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    return position, ref, alt


def _put(site: Site, at: int, gone: int, new: str) -> str:
    return site.context[:at] + new + site.context[at + gone :]


def _check_reference(site: Site, row: SiteRow, file: str) -> None:
    low = max(row.position, site.position)
    high = min(row.position + len(row.ref), site.position + len(site.context))
    theirs = row.ref[low - row.position : high - row.position]
    ours = site.context[low - site.position : high - site.position]
    if any(a not in (b, "N") for a, b in zip(theirs, ours, strict=False)):
        raise ReferenceMismatch(
            "REF is not what the knowledge release has at this position",
            where=Where(file, line=row.line, column=4),
            why="the file is of another assembly, or written on the other strand",
            remedy="state the assembly that the file was called against",
        )


def _column(spoken: _Spoken, file: str, floor: Floor) -> Observed:
    row = spoken.row
    sets = row.phase_sets or ("",) * len(row.genotypes)
    if row.evidence is None:
        plain: dict[tuple[str, str], Genotype | None] = {}
        for written in zip(row.genotypes, sets, strict=True):
            if written not in plain:
                plain[written] = _genotype(*written, UNSTATED, spoken, file, floor)
        return tuple(plain[written] for written in zip(row.genotypes, sets, strict=True))
    cache: dict[tuple[str, str, Evidence], Genotype | None] = {}
    found = []
    for key in zip(row.genotypes, sets, row.evidence, strict=True):
        if key not in cache:
            cache[key] = _genotype(*key, spoken, file, floor)
        found.append(cache[key])
    return tuple(found)


def _genotype(
    text: str, phase_set: str, evidence: Evidence, spoken: _Spoken, file: str, floor: Floor
) -> Genotype | None:
    line = spoken.row.line
    phased = "|" in text
    indices = text.replace("|", "/").split("/")
    if phased and "/" in text:
        raise BadFile("a genotype is both phased and unphased", where=Where(file, line=line))
    if not all(index == "." or (index.isascii() and index.isdigit()) for index in indices):
        raise BadFile("a genotype is not numbers", where=Where(file, line=line))
    if any(index != "." and int(index) >= len(spoken.alleles) for index in indices):
        raise BadFile(
            "a genotype names an allele that its record does not have", where=Where(file, line=line)
        )
    if all(index == "." for index in indices):
        return None if spoken.whole else _SILENT
    alleles = tuple(spoken.alleles[int(i)] or _UNNAMED for i in indices if i != ".")
    why = doubt(floor, spoken.row.filters, evidence, [each for each in indices if each != "."])
    if len(indices) > 2 or "." in indices:
        why = why or "called in part"
    if _UNNAMED in alleles:
        why = why or "an allele that the file does not name"
    if not spoken.whole and all(index in ("0", ".") for index in indices):
        return Genotype((), doubt=why) if why else _SILENT
    phase = None
    if phased:
        phase = "" if phase_set in (".", "") else phase_set
        if phase and not phase.isdigit():
            raise BadFile("a phase set (PS) is not a number", where=Where(file, line=line))
    return Genotype(alleles, phase, why)


def _merged(
    ref: str, spoken: Sequence[_Spoken], several: tuple[Genotype | None, ...]
) -> Genotype | None:
    """One genotype of several records at one place: split alleles, or a block and a variant.

    Two that cannot both be true (the same allele with another genotype, a third allele, two
    phase sets) give an allele that matches nothing: neither is believed.
    """
    whys = {each.doubt: None for each in several if each is not None and each.doubt}
    if None in several or whys:  # a record without a call may hide what another cannot see
        return _doubted(ref, several, " and ".join(whys) or "another record of it has no call")
    seen = [each for each in several if each is not None and each is not _SILENT]
    telling = [each for each in seen if set(each.alleles) != {ref}]
    if not telling:
        return seen[0] if seen else None
    wrong = Genotype((CONTRADICTED,) * len(telling[0].alleles))
    for record, one in zip(spoken, several, strict=True):
        for other in telling:
            again = (set(other.alleles) - {ref}) & set(record.alleles)
            if one is not None and one is not _SILENT and again and one.alleles != other.alleles:
                return wrong
    if len(set(telling)) == 1:
        return telling[0]
    if len({(len(each.alleles), each.phase) for each in telling}) > 1:
        return wrong
    copies = len(telling[0].alleles)
    if telling[0].phase is None and copies == 2:
        others = [allele for each in telling for allele in each.alleles if allele != ref]
        return wrong if len(others) > 2 else Genotype((others[0], others[1]), None)
    strands = [{each.alleles[copy] for each in telling} - {ref} for copy in range(copies)]
    if any(len(strand) > 1 for strand in strands):
        return wrong
    return Genotype(tuple(s.pop() if s else ref for s in strands), telling[0].phase)


def _doubted(ref: str, several: tuple[Genotype | None, ...], why: str) -> Genotype | None:
    """What was said and is not trusted: a variant, if any record has one."""
    said = [each for each in several if each is not None and each.alleles]
    variants = [each for each in said if set(each.alleles) != {ref}]
    if not variants and None in several:
        return None
    return Genotype((variants or said or [Genotype((ref,))])[0].alleles, doubt=why)
