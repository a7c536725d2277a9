"""Reference genomes: assemblies, contigs, sex-aware ploidy, intervals.

Lengths and accessions: NCBI assembly reports GCF_000001405.25 (GRCh37.p13) and
GCF_000001405.40 (GRCh38.p14). Pseudoautosomal regions: Genome Reference Consortium,
human genome page, read as 0-based half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from samvar.model.errors import BadRegion, UnknownAssembly

CONTIGS: tuple[str, ...] = (*(str(n) for n in range(1, 23)), "X", "Y", "MT")
"""The primary contigs by their bare names; a contig's *code* is its index + 1 (1 to 25)."""

CODE: dict[str, int] = {name: index + 1 for index, name in enumerate(CONTIGS)}

_LENGTHS_37 = (
    249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022,
    141213431, 135534747, 135006516, 133851895, 115169878, 107349540, 102531392, 90354753,
    81195210, 78077248, 59128983, 63025520, 48129895, 51304566, 155270560, 59373566, 16569,
)  # fmt: skip
_LENGTHS_38 = (
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636,
    138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345,
    83257441, 80373285, 58617616, 64444167, 46709983, 50818468, 156040895, 57227415, 16569,
)  # fmt: skip
_REFSEQ_VERSION_38 = (
    11, 12, 12, 12, 10, 12, 14, 11, 12, 11, 10, 12, 11, 9, 10, 10, 11, 10, 10, 11, 9, 11, 11, 10,
)  # fmt: skip


class Sex(Enum):
    """Chromosomal sex as far as known; `unknown` is never guessed from a name."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


class Assembly(Enum):
    """A reference genome. It is part of every key; there is no lift-over between two."""

    GRCh37 = "GRCh37"
    GRCh38 = "GRCh38"

    @classmethod
    def parse(cls, text: str) -> Assembly:
        """Read the names people use.

        >>> Assembly.parse("hg38").value, Assembly.parse("b37").value
        ('GRCh38', 'GRCh37')

        Raises:
            UnknownAssembly: any other text.
        """
        found = _ASSEMBLY_NAMES.get(text.strip().lower().split(".p")[0])
        if found is None:
            raise UnknownAssembly(
                f"'{text[:40]}' is not an assembly that samvar knows",
                remedy="use GRCh38 or GRCh37",
            )
        return found

    def length(self, contig: str) -> int:
        """Length of a contig in bases.

        >>> Assembly.GRCh38.length("MT")
        16569

        Raises:
            BadRegion: the contig is not a primary one.
        """
        lengths = _LENGTHS_38 if self is Assembly.GRCh38 else _LENGTHS_37
        code = CODE.get(contig)
        if code is None:
            raise BadRegion(f"'{contig[:40]}' is not a primary contig", remedy="use 1-22, X, Y, MT")
        return lengths[code - 1]

    def refseq(self, contig: str) -> str:
        """RefSeq accession of a contig.

        >>> Assembly.GRCh37.refseq("10")
        'NC_000010.10'
        """
        if contig == "MT":
            return "NC_012920.1"
        code = CODE[contig]
        version = _REFSEQ_VERSION_38[code - 1] - (self is Assembly.GRCh37)
        return f"NC_{code:06d}.{version}"

    def par(self, contig: str) -> tuple[tuple[int, int], ...]:
        """Pseudoautosomal stretches of X or Y, 0-based half-open; empty for other contigs."""
        return _PAR[self].get(contig, ())


_ASSEMBLY_NAMES = {
    "grch38": Assembly.GRCh38,
    "hg38": Assembly.GRCh38,
    "b38": Assembly.GRCh38,
    "grch37": Assembly.GRCh37,
    "hg19": Assembly.GRCh37,
    "b37": Assembly.GRCh37,
    "hs37d5": Assembly.GRCh37,
}
_PAR: dict[Assembly, dict[str, tuple[tuple[int, int], ...]]] = {
    Assembly.GRCh38: {
        "X": ((10000, 2781479), (155701382, 156030895)),
        "Y": ((10000, 2781479), (56887902, 57217415)),
    },
    Assembly.GRCh37: {
        "X": ((60000, 2699520), (154931043, 155260560)),
        "Y": ((10000, 2649520), (59034049, 59363566)),
    },
}
_ACCESSIONS: dict[str, tuple[Assembly | None, str]] = {
    assembly.refseq(contig): (None if contig == "MT" else assembly, contig)
    for assembly in Assembly
    for contig in CONTIGS
}


def contig_name(text: str) -> str | None:
    """The bare name of a primary contig, or None for any other sequence.

    >>> contig_name("chr10"), contig_name("chrM"), contig_name("23"), contig_name("GL000191.1")
    ('10', 'MT', None, None)
    """
    bare = text[3:] if text[:3].lower() == "chr" else text
    bare = bare.upper()
    if bare == "M":
        return "MT"
    return bare if bare in CODE else None


def accession(text: str) -> tuple[Assembly | None, str] | None:
    """Assembly and contig of a RefSeq accession; the assembly is None for the shared rCRS.

    >>> accession("NC_000010.11")
    (<Assembly.GRCh38: 'GRCh38'>, '10')
    """
    return _ACCESSIONS.get(text)


def ploidy(assembly: Assembly, contig: str, position: int, sex: Sex) -> int | None:
    """Copies of the genome at a position; None where sex is unknown and decides.

    Y's pseudoautosomal stretches have 0: they are counted on X.

    >>> ploidy(Assembly.GRCh38, "X", 50_000_000, Sex.MALE)
    1
    >>> ploidy(Assembly.GRCh38, "X", 50_000_000, Sex.UNKNOWN) is None
    True
    """
    if contig == "MT":
        return 1
    if contig not in ("X", "Y"):
        return 2
    shared = any(start <= position < end for start, end in assembly.par(contig))
    if contig == "X" and shared:
        return 2
    if contig == "Y" and shared:
        return 0
    if sex is Sex.UNKNOWN:
        return None
    if contig == "X":
        return 2 if sex is Sex.FEMALE else 1
    return 0 if sex is Sex.FEMALE else 1


_REGION = re.compile(r"([^:\s]+):([\d,_]+)(?:-([\d,_]+))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of one contig, 0-based, half-open: `start <= x < end`.

    >>> Interval.parse("chr17:43,044,295-43,125,364").length
    81070
    """

    contig: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.contig not in CODE or not 0 <= self.start <= self.end < 1 << 28:
            raise BadRegion(
                f"{self.contig[:40]}:{self.start}-{self.end} is not a stretch of a primary contig",
                remedy="use a contig of 1-22, X, Y, MT and start <= end",
            )

    @property
    def length(self) -> int:
        """Number of bases."""
        return self.end - self.start

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read the 1-based, inclusive form people type, `contig:start-end` or `contig:position`.

        Raises:
            BadRegion: `text` has another shape.

        Source: SAMtools region syntax, samtools(1).
        """
        match = _REGION.fullmatch(text.strip())
        contig = contig_name(match.group(1)) if match else None
        if match is None or contig is None:
            raise BadRegion(f"'{text[:60]}' is not a region", remedy="write 17:43044295-43125364")
        try:
            start = int(match.group(2).replace(",", "").replace("_", ""))
            end = int((match.group(3) or match.group(2)).replace(",", "").replace("_", ""))
        except ValueError:
            raise BadRegion(f"'{text[:60]}' is not a region") from None
        if not 1 <= start <= end:
            raise BadRegion(f"'{text[:60]}' has no bases", remedy="positions count from 1")
        return cls(contig, start - 1, end)

    def __str__(self) -> str:
        return f"{self.contig}:{self.start + 1}-{self.end}"
