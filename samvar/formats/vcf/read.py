"""Open any VCF, BCF or gVCF and hand out its calls, normalised, a few thousand sites at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np

from samvar.formats import stream
from samvar.formats.abreast import abreast, threads
from samvar.formats.fasta import Reference
from samvar.formats.vcf import fast, kernel, odd, opening
from samvar.formats.vcf.duplicate import Seen
from samvar.formats.vcf.gvcf import Callable, has_blocks
from samvar.formats.vcf.header import AssemblyFrom, Header
from samvar.formats.vcf.lines import Lines
from samvar.formats.vcf.parse import Parsed, Parser
from samvar.model.calls import Calls, Int32, Stretches, Tally
from samvar.model.errors import BadFile, NotFound, SamvarError, UsageError, Where
from samvar.model.genome import Assembly

_CELLS = 32 << 20  # rows x samples of one batch at most, so that arrays stay below 0.5 GB
_MOST_CELLS = 1 << 28  # of one record
_REFUSED = 1000
_SKIPS = (
    (kernel.SPANNING, "spanning deletion (*)"),
    (kernel.SYMBOLIC, "symbolic allele"),
    (kernel.BREAKEND, "breakend"),
)
_QUIET = (
    (kernel.ANY_OTHER, "reference block"),
    (kernel.NONE, "no alternative allele"),
)
_REFUSALS = {
    kernel.NOT_BASES: "ALT is not a sequence of A, C, G, T, N",
    kernel.SAME_AS_REF: "ALT is the same as REF",
    kernel.REF_NOT_BASES: "REF is not a sequence of A, C, G, T, N",
    kernel.NO_PLACE: "position 0 holds no bases",
}


def open_vcf(
    path: Path,
    *,
    assembly: Assembly | None = None,
    reference: Reference | None = None,
    assert_normalised: bool = False,
    samples: Sequence[str] | None = None,
) -> VcfFile:
    """Open a VCF, gVCF or BCF file; the packing and the kind are told by its bytes.

    assembly: stated by the caller; must not contradict the file. reference: normalises and
    checks every REF. assert_normalised: without a reference, the caller says that alleles are
    left-aligned; they are still split and trimmed. samples: read only these, in this order.

    Raises:
        BadFile: damaged, truncated, not VCF, or its header is wrong.
        UnknownAssembly: nothing says the assembly, or two disagree.
        NotNormalised: neither a reference nor an assertion.
        NotFound: no such file, or a sample that it does not have.
    """
    name = path.name
    pool = threads("vcf")
    text = stream.ahead(odd.bcf_text(path)) if odd.is_bcf(path) else stream.chunks(path, pool)
    lines = Lines(text, name)
    header = Header.parse(lines.header(), name)
    decided, decided_by = opening.decide(
        header, name, assembly, reference, assert_normalised=assert_normalised
    )
    wanted = header.samples if samples is None else tuple(samples)
    if len(set(wanted)) != len(wanted):
        raise UsageError("a sample is asked for twice")
    columns = {sample: column for column, sample in enumerate(header.samples)}
    take = np.full(len(header.samples), -1, dtype=np.int32)
    for number, sample in enumerate(wanted):
        if sample not in columns:
            raise NotFound(f"sample {number + 1} of those asked for is not in the file")
        take[columns[sample]] = number
    return VcfFile(
        name, lines, pool, header, wanted, take, decided, decided_by, reference, assert_normalised
    )


def assembly_of(path: Path) -> Assembly:
    """The assembly that a file's header and contigs say; nothing but the header is read.

    Raises: as `open_vcf`.
    """
    text = odd.bcf_text(path) if odd.is_bcf(path) else stream.chunks(path)
    try:
        return Header.parse(Lines(text, path.name).header(), path.name).decide(None, path.name)[0]
    finally:
        text.close()


class VcfFile:
    """One file, read once from front to back; a context manager.

    is_gvcf: the first records hold reference blocks. normalised_by: `asserted` as soon as one
    allele lay outside the reference. tally: what became of the records; an allele that is left
    out of a record counts in `skipped` too.
    """

    def __init__(
        self,
        name: str,
        lines: Lines,
        pool: ThreadPoolExecutor,
        header: Header,
        samples: tuple[str, ...],
        take: Int32,
        assembly: Assembly,
        assembly_from: AssemblyFrom,
        reference: Reference | None,
        assert_normalised: bool,
    ) -> None:
        self.name = name
        self.samples = samples
        self.assembly = assembly
        self.assembly_from: AssemblyFrom = assembly_from
        self.normalised_by: Literal["reference", "asserted"] = (
            "reference" if reference is not None else "asserted"
        )
        self.tally = Tally()
        self._asserted = assert_normalised
        self._contig_lengths = opening.lengths_of(assembly)
        self._parse = Parser(
            name, header.columns, opening.names_of(header, assembly), self._contig_lengths,
            opening.ground(reference), take, len(samples),
        )  # fmt: skip
        self._seen = Seen()
        self._callable = Callable(samples)
        self._exhausted = False
        self._pool = pool
        jobs = (partial(self._parse, *block) for block in lines.blocks())
        self._source = abreast(pool, jobs)
        self._first = next(self._source, None)
        self.is_gvcf = self._first is not None and has_blocks(self._first.block)
        self._parse.is_gvcf = self.is_gvcf

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()
        self._pool.shutdown()

    def batches(self, sites: int = 32768) -> Iterator[Calls]:
        """The calls, at most about `sites` rows at once; the alleles of a record stay together.

        Raises:
            BadFile, ReferenceMismatch, UnknownAssembly, NotNormalised: with the line.
        """
        block, self._first = self._first, None
        while block is not None:
            yield from self._calls(block, sites)
            block = next(self._source, None)
        self._exhausted = True

    def callable_stretches(
        self, *, min_gq: int = 0, min_dp: int = 0, close_gap_bp: int = 0
    ) -> dict[str, Stretches]:
        """Where each sample was callable, once `batches` has come to its end.

        gVCF: reference blocks and sites that are called and reach the qualities. Other files:
        the stretches of the records themselves, the same for all samples.
        """
        if not self._exhausted:
            raise UsageError("callable stretches are known once all batches have been read")
        return self._callable.stretches(min_gq, min_dp, close_gap_bp)

    def _calls(self, parsed: Parsed, sites: int) -> Iterator[Calls]:
        block, rows, aligned, found = parsed.block, parsed.rows, parsed.aligned, parsed.genotypes
        self._count(block)
        if isinstance(aligned, SamvarError):
            raise aligned
        self._check_reach(block, rows, aligned)
        fresh = self._seen.fresh(aligned.key, aligned.ref, aligned.alt)
        for row in np.flatnonzero(~fresh).tolist():
            self._refuse(block, int(rows[row, kernel.LINE]), "the same variant stands before")
        cover = (parsed.cover or self._parse.cover(block)) if self.is_gvcf else None
        self._callable.take(parsed, aligned, cover, self._contig_lengths)
        self.tally.normalised += len(_distinct(rows[aligned.changed & fresh, kernel.LINE]))
        if not fresh.all():
            keep = np.flatnonzero(fresh)
            rows, aligned, found = rows[keep], aligned.take(keep), None
        lines = rows[:, kernel.LINE]
        accepted = _distinct(lines)
        self.tally.accepted += len(accepted)
        self.tally.split += int((block.table[accepted, kernel.ALTS] > 1).sum())
        limit = max(1, min(sites, _CELLS // max(1, len(self.samples))))
        for span in _spans(lines, limit):
            here = slice(*span)
            part = self._genotypes(parsed, rows, span) if found is None else found.between(*span)
            yield Calls(
                self.samples,
                aligned.contig[here],
                aligned.position[here],
                aligned.ref[here],
                aligned.alt[here],
                part.dosage,
                part.called,
                part.written,
                aligned.passed[here],
                part.dp if parsed.wanted[0] else None,
                part.gq if parsed.wanted[1] else None,
                part.ad if parsed.wanted[2] else None,
            )

    def _genotypes(self, parsed: Parsed, rows: Int32, span: tuple[int, int]) -> fast.Genotypes:
        if (span[1] - span[0]) * len(self.samples) > _MOST_CELLS:
            raise BadFile(
                "a record has too many alternatives for so many samples",
                where=Where(
                    self.name, line=parsed.block.first_line + int(rows[span[0], kernel.LINE])
                ),
                why=f"their genotypes come to more than {_MOST_CELLS >> 20} million",
            )
        return self._parse.genotypes(parsed.block, rows, span, parsed.wanted)

    def _count(self, block: fast.Block) -> None:
        """Tally what is left out, and refuse what lies nowhere."""
        self.tally.records += block.records
        if block.others:
            self.tally.skip("not a primary contig", block.others)
        if block.beyond >= 0:
            raise opening.beyond(block, self.assembly, self.name)
        alone, beside = block.kinds.tolist()
        for code, reason in _SKIPS:
            if count := alone[code] + beside[code]:
                self.tally.skip(reason, count)
        for code, reason in _QUIET:
            if alone[code]:
                self.tally.skip(reason, alone[code])
        kind = block.rows[:, kernel.KIND]
        for code, reason in _REFUSALS.items():
            if alone[code] + beside[code]:
                for row in np.flatnonzero(kind == code).tolist():
                    self._refuse(block, int(block.rows[row, kernel.LINE]), reason)

    def _check_reach(self, block: fast.Block, rows: Int32, aligned: fast.Alleles) -> None:
        if self.normalised_by == "asserted" or aligned.reached.all():
            return
        if not self._asserted:
            row = int(np.flatnonzero(~aligned.reached)[0])
            raise opening.out_of_reach(block, int(rows[row, kernel.LINE]), self.name)
        self.normalised_by = "asserted"

    def _refuse(self, block: fast.Block, line: int, reason: str) -> None:
        if len(self.tally.refused) < _REFUSED:
            self.tally.refused.append((block.first_line + line, reason))


def _distinct(lines: Int32) -> Int32:
    """Line numbers once each; they come in order."""
    fresh = np.ones(len(lines), dtype=bool)
    fresh[1:] = lines[1:] != lines[:-1]
    return lines[fresh]


def _spans(lines: Int32, limit: int) -> Iterator[tuple[int, int]]:
    """Row spans of at most about `limit`, cut only between records."""
    start = 0
    while start < len(lines):
        end = min(start + limit, len(lines))
        while end < len(lines) and lines[end] == lines[end - 1]:
            end += 1
        yield start, end
        start = end
