"""Write BGZF: gzip in blocks of at most 64 KiB, from pieces to pieces, nothing on a disk.

Source: SAMv1 section 4.1. What reads it is in `formats.stream`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from isal import igzip_lib, isal_zlib

from samvar.formats.stream import BGZF_END

_PLAIN = 0xFF00
"""Plain bytes of a block, as htslib has it: what cannot be deflated still fits."""
_LEVEL = 1


def bgzf(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The packed blocks of some bytes, and the empty block that ends a file.

    >>> from samvar.formats.stream import as_file, chunks_of
    >>> b"".join(chunks_of(as_file(bgzf([b"chr1", b"", b"chr2"])), "x.vcf.gz"))
    b'chr1chr2'
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= _PLAIN:
            yield _block(bytes(held[:_PLAIN]))
            del held[:_PLAIN]
    if held:
        yield _block(bytes(held))
    yield BGZF_END


def packed(piece: bytes | memoryview) -> bytes:
    """One large piece as whole blocks; what follows begins with a block of its own.

    Lets go of the interpreter lock, so that threads can pack pieces side by side; the file's end,
    `BGZF_END`, is the caller's.
    """
    view = memoryview(piece)
    return b"".join(_block(view[at : at + _PLAIN]) for at in range(0, len(view), _PLAIN))


def _block(plain: bytes | memoryview) -> bytes:
    deflated: bytes = igzip_lib.compress(plain, _LEVEL, igzip_lib.COMP_DEFLATE)
    size = len(deflated) + 26
    return (
        b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0"
        + struct.pack("<H", size - 1)
        + deflated
        + struct.pack("<II", isal_zlib.crc32(plain), len(plain))
    )
