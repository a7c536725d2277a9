"""The header of a VCF: sample names, contigs, and the assembly that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from samvar.model.errors import BadFile, UnknownAssembly, Where
from samvar.model.genome import Assembly, accession, contig_name

AssemblyFrom = Literal["header", "contigs", "stated"]

_COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
_ID = re.compile(r"[<,]\s*ID=(\"[^\"]*\"|[^,>]*)")
_LENGTH = re.compile(r"[<,]\s*length=\"?(\d+)")
_SAYS = {
    Assembly.GRCh38: re.compile(
        r"grch38|hg38|hs38|\bb38\b|GCA_000001405\.(1[5-9]|2\d)|GCF_000001405\.(2[6-9]|[34]\d)", re.I
    ),
    Assembly.GRCh37: re.compile(
        r"grch37|hg19|hs37|\bb37\b|g1k_v37|\bbuild37\b|ncbi37"
        r"|GCA_000001405\.([1-9]|1[0-4])(?!\d)|GCF_000001405\.(1[3-9]|2[0-5])",
        re.I,
    ),
}
_RCRS = 16569


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says.

    columns: fields of each record. lines: header lines. lengths: stated length by contig name.
    spoken: assembly that reference lines name. measured: assembly that contig lengths or
    accessions are of.
    """

    samples: tuple[str, ...]
    columns: int
    lines: int
    lengths: dict[str, int]
    spoken: Assembly | None
    measured: Assembly | None

    @classmethod
    def parse(cls, raw: Sequence[bytes], name: str) -> Header:
        """Read header lines, the `#CHROM` line last.

        Raises:
            BadFile: no column line, wrong columns, a sample named twice.
            UnknownAssembly: the contigs are of no known assembly, or of two.
        """
        if not raw or not raw[-1].startswith(b"#CHROM"):
            raise BadFile(
                "this is not a whole VCF file: the #CHROM line is missing",
                where=Where(name, line=len(raw)),
            )
        fields = _decode(raw[-1]).split("\t")
        where = Where(name, line=len(raw))
        if tuple(fields[:8]) != _COLUMNS or (len(fields) > 8 and fields[8] != "FORMAT"):
            raise BadFile(
                "the #CHROM line does not name the columns of a VCF",
                where=where,
                why="columns are CHROM POS ID REF ALT QUAL FILTER INFO FORMAT and the samples, "
                "with tabs between",
            )
        samples = tuple(fields[9:])
        _check_samples(samples, where)
        spoken: list[str] = []
        lengths: dict[str, int] = {}
        names: list[str] = []
        for line in raw[:-1]:
            key = line[2:].partition(b"=")[0].lower()
            if key not in (b"contig", b"reference", b"assembly"):
                continue
            text = _decode(line)
            if key == b"contig":
                found, length = _ID.search(text), _LENGTH.search(text)
                if found:
                    names.append(found.group(1).strip('"'))
                if found and length:
                    lengths[found.group(1).strip('"')] = int(length.group(1))
            spoken.append(text)
        said = "\n".join(spoken)
        spoken_by = {each for each, pattern in _SAYS.items() if pattern.search(said)}
        return cls(
            samples,
            len(fields),
            len(raw),
            lengths,
            spoken_by.pop() if len(spoken_by) == 1 else None,
            _measure(lengths, names, name),
        )

    def decide(self, stated: Assembly | None, name: str) -> tuple[Assembly, AssemblyFrom]:
        """The assembly, and who says so: contigs before the header's words before the caller.

        Raises:
            UnknownAssembly: nobody says, or two disagree.
        """
        said = {each for each in (self.measured, self.spoken, stated) if each is not None}
        if not said:
            raise UnknownAssembly(
                "the file does not say of which assembly its positions are",
                where=Where(name),
                remedy="state it: --assembly GRCh38 or --assembly GRCh37",
            )
        if len(said) > 1:
            pairs = (
                ("contigs are of", self.measured),
                ("header says", self.spoken),
                ("load says", stated),
            )
            raise UnknownAssembly(
                "the assembly is contradictory",
                where=Where(name),
                why=", ".join(f"{who} {each.value}" for who, each in pairs if each is not None),
                remedy="load the file as the assembly that its contigs are of",
            )
        if self.measured is not None:
            return self.measured, "contigs"
        if self.spoken is not None:
            return self.spoken, "header"
        return said.pop(), "stated"

    def strange(self, contig: str) -> bool:
        """Whether a contig's stated length is not that of the genome samvar keeps.

        Only the mitochondrion can be: UCSC's hg19 carries NC_001807 (16,571 bases).
        """
        return contig_name(contig) == "MT" and self.lengths.get(contig, _RCRS) != _RCRS


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _check_samples(samples: tuple[str, ...], where: Where) -> None:
    seen: dict[str, int] = {}
    for number, sample in enumerate(samples, 1):
        if not sample.strip():
            raise BadFile(
                f"sample {number} has no name",
                where=Where(where.file, where.line, number + 9),
            )
        if sample in seen:
            raise BadFile(
                f"samples {seen[sample]} and {number} have the same name",
                where=Where(where.file, where.line, number + 9),
                remedy="give each sample a name of its own",
            )
        seen[sample] = number


def _measure(lengths: dict[str, int], names: list[str], name: str) -> Assembly | None:
    found: set[Assembly] = set()
    for title in names:
        named = accession(title)
        if named is not None and named[0] is not None:
            found.add(named[0])
    for title, length in lengths.items():
        named = accession(title)
        contig = named[1] if named is not None else contig_name(title)
        if contig is None or contig == "MT":
            continue
        fits = {each for each in Assembly if each.length(contig) == length}
        if not fits:
            raise UnknownAssembly(
                f"contig {contig} has {length} bases in the header",
                where=Where(name),
                why="it has another length in GRCh37 and in GRCh38",
                remedy="samvar keeps GRCh37 and GRCh38; a file of another genome cannot be loaded",
            )
        if len(fits) == 1:
            found |= fits
    if len(found) > 1:
        raise UnknownAssembly("the contigs of the header are of two assemblies", where=Where(name))
    return found.pop() if found else None
