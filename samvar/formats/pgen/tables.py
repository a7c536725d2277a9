"""The texts beside a .pgen: .pvar (variants) and .psam (people).

Source: PLINK 2 file formats, https://www.cog-genomics.org/plink/2.0/formats#pvar and #psam.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from samvar.formats import stream
from samvar.formats.stream import read_text
from samvar.model.errors import BadFile, NotFound, Where

_ZSTD = b"\x28\xb5\x2f\xfd"
_BIM = {5: ("#CHROM", "ID", "POS", "ALT", "REF"), 6: ("#CHROM", "ID", "CM", "POS", "ALT", "REF")}
_PLAIN = {"23": "X", "24": "Y", "25": "X", "26": "MT", "XY": "X", "PAR1": "X", "PAR2": "X"}
"""PLINK's codes of human chromosomes; the pseudoautosomal stretches lie on X."""


@dataclass(frozen=True, slots=True)
class Variants:
    """meta: lines that begin with '##'. rows: chromosome, position, id, REF, ALT, FILTER."""

    meta: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str, str, str], ...]


def beside(pgen: Path, *suffixes: str) -> Path:
    """The file of that name beside a .pgen.

    Raises:
        NotFound: there is none.
    """
    for suffix in suffixes:
        path = pgen.with_suffix(suffix)
        if path.is_file():
            return path
    raise NotFound(
        f"beside the .pgen there is no {suffixes[0]}",
        where=Where(pgen.name),
        remedy="give the .pgen in the folder of its .pvar and .psam, under the same name",
    )


def read_pvar(path: Path) -> Variants:
    """The variants, in order; plain, gzip or zstd. Without a header the columns are a .bim's.

    Raises:
        BadFile: damaged, or a line has not the columns of the header; which line is said.
    """
    lines = [*_lines(path)]
    meta = tuple(line for line in lines if line.startswith("##"))
    body = [
        (n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("##")
    ]
    if not body:
        raise BadFile("the .pvar names no variant", where=Where(path.name))
    first = body[0][1].split()
    titles = tuple(first) if first[0] == "#CHROM" else _BIM.get(len(first), ())
    if not {"#CHROM", "POS", "ID", "REF", "ALT"} <= set(titles):
        raise BadFile(
            "the .pvar does not say its columns",
            where=Where(path.name, line=body[0][0]),
            remedy="begin it with #CHROM POS ID REF ALT",
        )
    wanted = [titles.index(name) for name in ("#CHROM", "POS", "ID", "REF", "ALT")]
    passed = titles.index("FILTER") if "FILTER" in titles else None
    rows = []
    for number, line in body[first[0] == "#CHROM" :]:
        fields = line.split("\t") if "\t" in line else line.split()
        if len(fields) != len(titles):
            raise BadFile(
                f"the line has {len(fields)} columns, the header {len(titles)}",
                where=Where(path.name, line=number),
            )
        contig, position, name, ref, alt = (fields[column] for column in wanted)
        if not position.isascii() or not position.isdigit():
            raise BadFile("a position is not a number", where=Where(path.name, line=number))
        rows.append(
            (
                *(_PLAIN.get(contig, contig), position, name, ref, alt),
                "." if passed is None else fields[passed],
            )
        )
    if not rows:
        raise BadFile("the .pvar names no variant", where=Where(path.name))
    return Variants(meta, tuple(rows))


def _lines(path: Path) -> Iterator[str]:
    with stream.open_binary(path) as file:
        packed = file.read(4) == _ZSTD
    if not packed:
        return iter(read_text(path).splitlines())
    try:
        with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as source:
            text: str = source.read().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile("the .pvar is damaged", where=Where(path.name)) from error
    return iter(text.splitlines())


def read_names(path: Path) -> tuple[str, ...]:
    """The people of a .psam, by their IID, in order.

    Raises:
        BadFile: no column IID, a line too short, nobody, or somebody twice.
    """
    names: list[str] = []
    column, titles = 1, 0
    for number, line in enumerate(read_text(path).splitlines(), 1):
        fields = line.split("\t") if "\t" in line else line.split()
        if not fields or line.startswith("##"):
            continue
        if fields[0] in ("#IID", "#FID"):
            column, titles = int(fields[0] == "#FID"), len(fields)
            continue
        if len(fields) <= column or (titles and len(fields) != titles):
            raise BadFile("a line of the .psam is too short", where=Where(path.name, line=number))
        names.append(fields[column])
    if not names:
        raise BadFile("the .psam names nobody", where=Where(path.name))
    if len(set(names)) < len(names):
        raise BadFile(
            "somebody stands twice in the .psam",
            where=Where(path.name),
            remedy="give each sample an IID of its own",
        )
    return tuple(names)
