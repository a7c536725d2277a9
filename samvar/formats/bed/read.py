"""Read BED: the stretches that an assay targets."""

from __future__ import annotations

from pathlib import Path

from samvar.formats.stream import read_text
from samvar.model.calls import Stretches
from samvar.model.errors import BadFile, UnknownAssembly, Where
from samvar.model.genome import CODE, Assembly, accession, contig_name

_SKIP = ("#", "track", "browser")
_MOST_DIGITS = 20  # int() takes no number of thousands of digits
_LONGEST = 1 << 28


def read_bed(path: Path, assembly: Assembly | None = None) -> Stretches:
    """The union of a BED file's stretches on primary contigs; other sequences are left out.

    assembly: where given, no stretch may reach beyond its contigs.

    Raises:
        BadFile: a line is not `contig start end`, or nothing lies on a primary contig.
        UnknownAssembly: a stretch lies beyond a contig's end, or a name is of another assembly.

    Source: GA4GH BED v1.0.
    """
    rows: list[tuple[int, int, int]] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip() or line.startswith(_SKIP):
            continue
        where = Where(path.name, line=number)
        fields = line.split("\t") if "\t" in line else line.split()
        if len(fields) < 3:
            raise BadFile("a BED line needs contig, start and end", where=where)
        if not all(f.strip().isdecimal() and len(f) < _MOST_DIGITS for f in fields[1:3]):
            raise BadFile("start and end of a BED line are whole numbers", where=where)
        start, end = int(fields[1]), int(fields[2])
        if start > end or end > _LONGEST:
            raise BadFile("a BED stretch ends before it starts or is too long", where=where)
        named = accession(fields[0])
        if named is not None and assembly is not None and named[0] not in (None, assembly):
            raise UnknownAssembly(
                f"the accession belongs to another assembly than {assembly.value}", where=where
            )
        contig = named[1] if named is not None else contig_name(fields[0])
        if contig is None:
            continue
        if assembly is not None and end > assembly.length(contig):
            raise UnknownAssembly(
                f"the stretch ends beyond contig {contig} of {assembly.value}",
                where=where,
                remedy="give the BED file of this assembly",
            )
        rows.append((CODE[contig], start, end))
    if not rows:
        raise BadFile("the BED file has no stretch on a primary contig", where=Where(path.name))
    return Stretches.of(rows)
