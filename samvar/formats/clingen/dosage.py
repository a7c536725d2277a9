"""ClinGen's dosage sensitivity: its lists of genes and regions (TSV), and its BED files.

The TSV gives places 1-based and inclusive and names its assembly; the BED is 0-based half-open,
holds one score, and says neither its assembly nor, in some versions, whose score it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.dosage import Dosage, DosageElement, DosageMap
from samvar.model.errors import BadFile, BadRegion, UnknownAssembly, Where
from samvar.model.genome import Assembly, Interval, contig_name

LOSS, GAIN = "Haploinsufficiency Score", "Triplosensitivity Score"
_PLACE = "Genomic Location"
_FIRST = {"Gene Symbol": True, "ISCA ID": False}
_ASSEMBLY = re.compile(r"GRCh3[78]")
_DATE = re.compile(r"#\s*(\d{1,2} \w{3,9},? ?\d{4})")
_SCORE = re.compile(r"\d{1,2}")
_ABOUT = re.compile(r"haploinsufficiency|triplosensitivity", re.I)


def read_dosage(path: Path, assembly: Assembly | None = None) -> DosageMap:
    """Every gene or region of a file that has a place on a primary contig.

    assembly: must be given for a BED; of a TSV it must be the one that the file names.

    Raises:
        BadFile: no header, a row of another shape, or a score that ClinGen does not use.
        UnknownAssembly: none is named, or another one.

    Source: ClinGen FTP, ClinGen_gene_curation_list, ClinGen_region_curation_list and
    ClinGen_haploinsufficiency_gene (2019 to 2025).
    """
    lines = read_text(path).splitlines()
    if path.name.removesuffix(".gz").endswith(".bed"):
        return _read_bed(path, lines, assembly)
    named = next((Assembly(m[0]) for line in lines[:20] if (m := _ASSEMBLY.search(line))), None)
    if named is None or assembly not in (None, named):
        raise UnknownAssembly(
            "the file names no assembly" if named is None else f"the file is of {named.value}",
            where=Where(path.name),
        )
    dates = (m[1] for line in lines[:20] if (m := _DATE.match(line)))
    names: list[str] | None = None
    found: list[DosageElement] = []
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if line.startswith("#"):
            if cells[0].lstrip("#") in _FIRST:
                names = [cells[0].lstrip("#"), *cells[1:]]
            continue
        if not line.strip():
            continue
        where = Where(path.name, line=number)
        if names is None:
            raise BadFile("there is no row of column names before the first gene", where=where)
        if len(cells) < len(names):
            raise BadFile(f"the row has {len(cells)} columns of {len(names)}", where=where)
        element = _element(dict(zip(names, cells, strict=False)), where)
        if element is not None:
            found.append(element)
    if names is None:
        raise BadFile("this is no list of ClinGen", where=Where(path.name))
    for wanted in (_PLACE, LOSS, GAIN):
        if wanted not in names:
            raise BadFile(f"the column '{wanted}' is missing", where=Where(path.name))
    return DosageMap(named, tuple(found), next(dates, ""))


def _element(row: Mapping[str, str], where: Where) -> DosageElement | None:
    """One row; None where its place is not decided or not on a primary contig."""
    place = row.get(_PLACE, "").replace(" ", "")
    if not place or place.lower() == "tbd" or contig_name(place.partition(":")[0]) is None:
        return None
    try:
        interval = Interval.parse(place)
    except BadRegion as fault:
        raise BadFile(fault.what, where=where) from None
    is_gene = "Gene Symbol" in row
    return DosageElement(
        name=row["Gene Symbol"] if is_gene else row.get("ISCA Region Name", row["ISCA ID"]),
        id=row.get("Gene ID", "") if is_gene else row["ISCA ID"],
        is_gene=is_gene,
        place=interval,
        loss=_score(row.get(LOSS, ""), where),
        gain=_score(row.get(GAIN, ""), where),
    )


def _score(text: str, where: Where) -> Dosage | None:
    """A score with or without its words; None for `Not yet evaluated` and the like."""
    found = _SCORE.match(text.strip())
    if found is None:
        return None
    try:
        return Dosage(int(found[0]))
    except ValueError:
        raise BadFile(f"'{text[:30]}' is no score of ClinGen", where=where) from None


def _read_bed(path: Path, lines: list[str], assembly: Assembly | None) -> DosageMap:
    if assembly is None:
        raise UnknownAssembly("a BED does not say its assembly", where=Where(path.name))
    head = next((line for line in lines if line.startswith("track")), path.name)
    about = _ABOUT.search(head) or _ABOUT.search(path.name)
    if about is None:
        raise BadFile(
            "neither its name nor its track says whose score this is",
            where=Where(path.name),
            remedy="keep ClinGen's file name, with haploinsufficiency or triplosensitivity in it",
        )
    of_loss = about[0].lower() == "haploinsufficiency"
    found: list[DosageElement] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(("#", "track", "browser")):
            continue
        where = Where(path.name, line=number)
        cells = line.split("\t")
        if len(cells) < 5 or not (cells[1].isdecimal() and cells[2].isdecimal()):
            raise BadFile("a row needs contig, start, end, name and score", where=where)
        contig = contig_name(cells[0])
        if contig is None:
            continue
        score = _score(cells[4], where)
        try:
            place = Interval(contig, int(cells[1]), int(cells[2]))
        except BadRegion as fault:
            raise BadFile(fault.what, where=where) from None
        loss, gain = (score, None) if of_loss else (None, score)
        is_gene = not cells[3].startswith("ISCA")
        found.append(DosageElement(cells[3], cells[3], is_gene, place, loss, gain))
    return DosageMap(assembly, tuple(found))
