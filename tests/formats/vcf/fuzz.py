"""Broken files by the thousand: `python -m tests.formats.vcf.fuzz FILE SEED COUNT`.

Run in a process of its own, so that a crash or a hang is seen: FILE is the input that was read
last. Memory that a kernel has not written is full of numbers that lead out of every text.
"""

from __future__ import annotations

import gzip
import random
import signal
import sys
from pathlib import Path

import numpy as np

from samvar.formats.bgzf import bgzf
from samvar.formats.vcf import fast, parse, read
from samvar.formats.vcf.read import open_vcf
from samvar.model.errors import SamvarError
from samvar.model.genome import Assembly
from tests.formats.vcf.conftest import rows_of as rows_read
from tests.formats.vcf.plain_twin import Fault, rows_of

PATIENCE_CPU_S, PATIENCE_S = 30, 600
"""A reader that spins is ended by the first, one that waits for ever by the second."""

HEAD = b"##fileformat=VCFv4.3\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
SEEDS = [
    b"chr1\t97082391\trs1\tT\tA\t.\tPASS\tAN=2\tGT:DP:GQ:AD\t0/1:30:99:10,20\t./.:.:.:.\n",
    b"1\t100\t.\tA\tC,*,GT\t9\tq10\t.\tGT\t1/2\t3|1\n",
    b"X\t2800000\t.\tACGTACGTACGTACGT\tA\t.\t.\tNOTE=1\tGT:AD\t0\t1:7,9\n",
    b"2\t500\t.\tA\t<NON_REF>\t.\t.\tEND=900\tGT:DP:MIN_DP:GQ\t0/0:31:12:60\t0/0:9:.:3\n",
    b"2\t901\t.\tG\tT,<NON_REF>\t.\tPASS\t.\tGT:AD:DP:GQ\t0/1:1,2,0:3:40\t0/0:5,0,0:5:15\n",
    b"MT\t8\t.\tg\tGa,<*>\t.\t\t.\tDP:GT\t5:1\t.:.|.|.\n\r\n",
    b"3\t300\t.\tA\tC\t.\t.\t.\tGT\t0/0\t0/0\n",
    b"3\t301\t.\tA\tC,G\t.\t.\t.\tGT\t0|0\t0|0\n",
    b"3\t302\t.\tA\tC\t.\t.\t.\tGT\t0|0\t0|1\n",
    b"chrUn_x\t7\t.\tC\tG,<DEL>\t9\tq10\t.\tGT\t1/2\t9/9\n\n",
]
WORDS = (
    b"\t", b"\n", b"\r\n", b":", b",", b"/", b"|", b".", b"*", b"<*>", b"<NON_REF>", b"]1:2]A",
    b"0", b"1", b"-1", b"2147483647", b"2147483648", b"99999999999", b"1e9", b"10", b"#", b"GT",
    b"MIN_DP", b"MED_DP", b"AD", b"DP", b"END=", b"N", b"A", b"acgt", b"\0", b"\xff", b"\xef\xbb",
    b"chr1", b"GT:DP", b"0/1", b"1|0", b"./.", b"A" * 40, b"C," * 70, b"/0" * 101,
)  # fmt: skip


class Old:
    """numpy in a process that is old: new memory holds far places until somebody writes there."""

    def __getattr__(self, name: str) -> object:
        return getattr(np, name)

    def empty(self, shape: int | tuple[int, ...], dtype: type) -> np.ndarray:
        top = np.iinfo(dtype).max if np.dtype(dtype).kind in "iu" else 1
        return np.full(shape, top, dtype)


def mutated(rng: random.Random, text: bytes) -> bytes:
    """A text with one to six things wrong."""
    raw = bytearray(text)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at = rng.randrange(len(raw) + 1)
        end = min(len(raw), at + rng.choice((0, 1, 1, 2, 5, 40)))
        kind = rng.randrange(4)
        if kind == 0 and at < len(raw):
            raw[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            raw[at:end] = rng.choice(WORDS)
        elif kind == 2:
            del raw[at:end]
        else:
            start = rng.randrange(len(raw) + 1)
            raw[at:at] = raw[start : start + rng.choice((1, 4, 30, 200))]
    return bytes(raw)


def fitting(records: list[bytes], samples: int) -> list[bytes]:
    """The same records for so many samples; they are made for two."""
    if samples == 2:
        return records
    fields = [record.rstrip(b"\r\n").split(b"\t") for record in records]
    cut = 8 + (1 + samples if samples else 0)
    return [b"\t".join([*own[:9], *own[9:] * samples][:cut]) + b"\n" for own in fields]


def body_of(rng: random.Random, samples: int) -> bytes:
    """Some records, then changed."""
    records = fitting(rng.choices(SEEDS, k=rng.choice((1, 2, 2, 4, 8))), samples)
    text = b"".join(records)
    return mutated(rng, text) if rng.random() < 0.95 else text.removesuffix(b"\n")


def text_of(samples: int, body: bytes) -> bytes:
    """A header of three lines, and the records."""
    names = [b"FORMAT", *(b"s%d" % n for n in range(samples))] if samples else []
    return b"\t".join([HEAD, *names]) + b"\n" + body


def said(path: Path, *, sites: int = 32768) -> tuple[list | tuple, bool]:
    """The rows that a file has, or what is wrong with it and where; and whether it is a gVCF."""
    gvcf = False
    try:
        with open_vcf(path, assembly=Assembly.GRCh38, assert_normalised=True) as file:
            gvcf = file.is_gvcf
            found = list(file.batches(sites))
            for own in file.callable_stretches(min_gq=20).values():
                assert (own.end > own.start).all()
    except SamvarError as error:
        where = error.where
        assert where is not None
        assert where.file == path.name
        return (error.what, where.line, where.column), gvcf
    return [_plain(row, calls) for calls in found for row in rows_read(calls)], gvcf


def _plain(row, calls) -> tuple:
    """`None` only where the file has none of it at all."""
    people = len(row.dosage)
    numbers = [
        None if values is None else own if own is not None else [-1] * people
        for values, own in ((calls.dp, row.dp), (calls.gq, row.gq), (calls.ad, row.ad))
    ]
    return (*row[:8], *numbers)


def expected(body: bytes, samples: int, *, is_gvcf: bool) -> list | tuple:
    """The same by the twin; the header has three lines."""
    try:
        return rows_of(body, samples, 4, is_gvcf=is_gvcf)
    except Fault as fault:
        return fault.args


def run(path: Path, seed: int, count: int) -> None:
    """Read `count` inputs; an AssertionError or a signal is a finding."""
    rng = random.Random(seed)
    for module in (fast, parse, read):
        module.np = Old()
    for samples in (0, 2, 9):  # kernels are compiled here, which may take long
        path.write_bytes(text_of(samples, b"".join(fitting(SEEDS[:-1], samples))))
        said(path)
    for turn in range(count):
        # Their default action ends the process, whatever it does.
        signal.setitimer(signal.ITIMER_PROF, PATIENCE_CPU_S)
        signal.alarm(PATIENCE_S)
        samples = rng.choice((0, 1, 2, 2, 9))
        body = body_of(rng, samples)
        whole = text_of(samples, body)
        if turn % 10 == 9:  # the header, or the packing, is what is wrong
            whole = mutated(rng, whole) if turn % 20 == 9 else mutated(rng, packed(rng, whole))
            path.write_bytes(whole)
            said(path)
            continue
        path.write_bytes(packed(rng, whole))
        found, gvcf = said(path, sites=rng.choice((1, 3, 32768)))
        assert found == expected(body, samples, is_gvcf=gvcf)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.alarm(0)


def packed(rng: random.Random, text: bytes) -> bytes:
    """The text as it is, as gzip, or as BGZF."""
    form = rng.randrange(8)
    if form == 0:
        return gzip.compress(text, 1)
    return b"".join(bgzf([text])) if form == 1 else text


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
