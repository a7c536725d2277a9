"""The odd ones: BCF, read by pysam and handed on as the text of a VCF.

One path then judges every file alike; BCF is rare enough at a node's door that the detour
through text costs less than a second reader would.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from samvar.formats import stream
from samvar.model.errors import BadFile, Where

_LINES = 20_000


def is_bcf(path: Path) -> bool:
    """Whether the plain content begins as BCF does."""
    return stream.head(path, 3) == b"BCF"


def bcf_text(path: Path) -> Generator[bytes]:
    """The text of a BCF file's VCF, header first, as pieces of whole lines.

    Raises:
        BadFile: damaged or truncated.
    """
    if stream.packing(path) is not stream.Packing.PLAIN:
        for _ in stream.chunks(path):  # every checksum, and the end block: htslib only warns
            pass
    yield from bcf_text_at(str(path), path.name)


def bcf_text_at(place: str, name: str) -> Generator[bytes]:
    """The same of what htslib opens under `place`, be it a pipe; checksums are the caller's care.

    Raises: as `bcf_text`.
    """
    import pysam  # noqa: PLC0415 (half a second, and only a BCF needs it)

    before = pysam.set_verbosity(0)
    lines = 0
    try:
        with pysam.VariantFile(place) as file:
            yield str(file.header).encode("utf-8", "surrogateescape")
            held: list[str] = []
            size = 0
            for record in file:
                text = str(record)
                held.append(text)
                size += len(text)
                lines += 1
                if len(held) >= _LINES or size >= stream.CHUNK:
                    yield "".join(held).encode("utf-8", "surrogateescape")
                    held, size = [], 0
            yield "".join(held).encode("utf-8", "surrogateescape")
    except (OSError, ValueError, UnicodeError):
        raise BadFile(
            "the BCF file is damaged",
            where=Where(name),
            why=f"reading stopped after {lines} records",
            remedy="write the file again with bcftools view",
        ) from None
    finally:
        pysam.set_verbosity(before)
