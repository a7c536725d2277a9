"""Text chunks to whole lines, with their numbers; a line too long fails before it fills memory."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from samvar.formats.stream import LINE_LIMIT
from samvar.formats.vcf.words import as_arrays, count_lines
from samvar.model.errors import BadFile, Where

HEADER_LIMIT = 256 << 20
_PARTS = 4
_LEAST = 256 << 10


class Lines:
    """The lines of one file: first `header()`, then `blocks()`.

    done: lines handed out so far.
    """

    def __init__(self, chunks: Generator[bytes], name: str) -> None:
        self._chunks = chunks
        self._name = name
        self._held = b""
        self.done = 0

    def header(self) -> list[bytes]:
        """The leading lines that begin with '#', without their line ends.

        Raises:
            BadFile: no line begins with '#', a line or the whole header is too long.
        """
        self._more()
        self._held = self._held.removeprefix(b"\xef\xbb\xbf")
        if not self._held.startswith(b"#"):
            raise BadFile(
                "this is not a VCF file",
                where=Where(self._name, line=1),
                why="a VCF file begins with ##fileformat=VCF",
                remedy="choose a VCF, BCF or gVCF file, plain, gzip or bgzip",
            )
        found: list[bytes] = []
        size = at = 0
        while True:
            end = self._held.find(b"\n", at)
            if end < 0:
                self._held = self._held[at:]
                at = 0
                if self._more():
                    continue
                end = len(self._held)
            if self._held[at : at + 1] != b"#":
                break
            found.append(self._held[at:end].rstrip(b"\r"))
            size += end - at
            self.done += 1
            at = end + 1
            if size > HEADER_LIMIT:
                raise BadFile(
                    f"the header is over {HEADER_LIMIT >> 20} MiB",
                    where=Where(self._name, line=self.done),
                )
            if found[-1].startswith(b"#CHROM") or (at >= len(self._held) and not self._more()):
                break
        self._held = self._held[at:]
        return found

    def blocks(self) -> Generator[tuple[bytes, int]]:
        """Whole lines, each ended by a line feed, and the number of the first of them, from 1."""
        try:
            block, self._held = self._cut(b"", self._held)
            parts = _PARTS
            while True:
                # The first is handed out in parts, so that several threads can begin.
                for part in _parts(block, parts):
                    yield part, self.done + 1
                    self.done += count_lines(*as_arrays(part))
                parts = 1
                chunk = self._next()
                if not chunk:
                    break
                block, self._held = self._cut(self._held, chunk)
            if self._held:
                block, self._held = self._held + b"\n", b""
                yield block, self.done + 1
        finally:
            self._chunks.close()

    @staticmethod
    def _cut(held: bytes, chunk: bytes) -> tuple[bytes, bytes]:
        """All whole lines of both, with one copy; and what is left."""
        end = chunk.rfind(b"\n") + 1
        if not end:
            return b"", held + chunk
        if not held and end == len(chunk):
            return chunk, b""
        return b"".join((held, memoryview(chunk)[:end])), chunk[end:]

    def _more(self) -> bool:
        chunk = self._next()
        self._held += chunk
        return bool(chunk)

    def _next(self) -> bytes:
        """The next chunk, once it is known that no line is too long."""
        try:
            chunk = next(self._chunks, b"")
        except BadFile as error:
            raise BadFile(
                error.what,
                where=Where(self._name, line=self.done + self._held.count(b"\n") + 1),
                why=error.why,
                remedy=error.remedy,
            ) from None
        first = chunk.find(b"\n")
        length = len(self._held) + (len(chunk) if first < 0 else first)
        if length > LINE_LIMIT and length - self._held.rfind(b"\n") - 1 > LINE_LIMIT:
            raise BadFile(
                f"a line is longer than {LINE_LIMIT >> 20} MiB",
                where=Where(self._name, line=self.done + self._held.count(b"\n") + 1),
                why="no VCF record is that long; the file is damaged or of another format",
            )
        return chunk


def _parts(block: bytes, count: int) -> Iterator[bytes]:
    """Whole lines in about so many parts of one size; a small block stays whole."""
    size = max(len(block) // count, _LEAST) + 1
    if len(block) <= size:
        if block:
            yield block
        return
    view, at = memoryview(block), 0
    while at < len(block):
        end = block.find(b"\n", min(at + size, len(block) - 1)) + 1
        yield bytes(view[at:end])
        at = end
