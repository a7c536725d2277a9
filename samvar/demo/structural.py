"""What the synthetic people have beside small variants: events, repeats, mitochondrial alleles.

Drawn for each region from its people's ids, which the seed decides, so that nothing else of the
country changes with it. True to life: callers disagree about breakpoints, an exome tells of
deletions and duplications in its target only, some calls fail, and a man has one X.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import pyarrow as pa

from samvar.demo.cohort import Cohort
from samvar.demo.site import ASSEMBLY
from samvar.model.calls import Stretches
from samvar.model.contribution import Contribution
from samvar.model.genome import CODE, Sex
from samvar.model.person import AssayKind
from samvar.model.repeat import Locus, RepeatCalls
from samvar.model.structural import KINDS, Event, EventCalls, EventKind
from samvar.model.variant import Variant
from samvar.store.variants import Writer, event, lengths
from samvar.store.variants.beside import FORMS, MITOCHONDRIAL, REPEATS, STRUCTURAL
from samvar.store.variants.examined import HETEROPLASMY
from samvar.store.variants.key import encode_variant

EVENTS: tuple[tuple[str, float], ...] = (
    ("DEL:16:29581001-30194000", 0.004),  # 16p11.2
    ("DUP:17:15164001-15564000", 0.003),  # PMP22
    ("DEL:22:18912001-21465000", 0.002),  # 22q11.2
    ("DEL:10:94780001-94785000", 0.08),
    ("DEL:X:31500001-31700000", 0.01),  # in DMD
    ("INV:7:5900001-5990000", 0.05),
    ("INS:7:144646126", 0.2),
    ("ME:1:21571918", 0.12),
    ("BND:11:116812000-22:20325000", 0.004),
)
"""What is planted, and in which part of the chromosomes."""
REPEATS_AT: tuple[tuple[Locus, int, float], ...] = (
    (Locus("HTT", 4, 3074876, 3074933, "CAG"), 17, 0.012),
    (Locus("DMPK", 19, 45770204, 45770264, "CAG"), 12, 0.006),
    (Locus("AR", 23, 67545316, 67545385, "GCA"), 21, 0.004),
)
"""Loci, their usual length, and the part of the alleles that is expanded."""
MITOCHONDRIAL_AT: tuple[tuple[Variant, float], ...] = (
    (Variant(ASSEMBLY, "MT", 3242, "A", "G"), 0.01),
    (Variant(ASSEMBLY, "MT", 1554, "A", "G"), 0.004),
    (Variant(ASSEMBLY, "MT", 11718, "G", "A"), 0.4),
)
_LOST = 0.01
_READS = 2000


@dataclass(frozen=True, slots=True)
class EventCall:
    """What a laboratory wrote of one sample. copies: -1 where the call failed."""

    event: Event
    copies: int


@dataclass(frozen=True, slots=True)
class Told:
    """One sample. stretches: where it was callable. kinds: what it was looked at for. units: by
    locus. reads: of an allele, those that carry it, and all; for genomes only."""

    contribution: Contribution
    stretches: Stretches
    kinds: tuple[EventKind, ...]
    events: tuple[EventCall, ...]
    units: dict[str, tuple[int, ...]]
    reads: dict[Variant, tuple[int, int]]

    @property
    def is_genome(self) -> bool:
        """Whether repeats and mitochondrial reads were looked at as well."""
        return self.contribution.assay == AssayKind.GENOME.value


def draw_told(cohort: Cohort) -> list[Told]:
    """Every genome and exome of a region, with what was found; panels tell nothing of this."""
    word = sha256(cohort.contributions[0].sample.encode()).digest()
    rng = np.random.default_rng(int.from_bytes(word[:8], "big"))
    return [
        _draw(rng, each, cohort.stretches[each.sample])
        for each in cohort.contributions
        if each.assay in (AssayKind.GENOME.value, AssayKind.EXOME.value)
    ]


def _draw(rng: np.random.Generator, contribution: Contribution, stretches: Stretches) -> Told:
    genome = contribution.assay == AssayKind.GENOME.value
    kinds = KINDS if genome else (EventKind.DEL, EventKind.DUP)
    calls = []
    for text, part in EVENTS:
        true = Event.parse(text, ASSEMBLY)
        if true.kind not in kinds:
            continue
        chromosomes = 1 if contribution.sex is Sex.MALE and true.contig == "X" else 2
        copies = int(rng.binomial(chromosomes, part))
        lost = bool(rng.random() < _LOST)
        if copies or lost:
            calls.append(EventCall(_near(rng, true), -1 if lost else copies))
    units = {}
    reads = {}
    if genome:
        for locus, usual, expanded in REPEATS_AT:
            alleles = 1 if contribution.sex is Sex.MALE and locus.contig == CODE["X"] else 2
            if rng.random() >= _LOST:
                units[locus.name] = tuple(
                    sorted(_units(rng, usual, expanded) for _ in range(alleles))
                )
        for variant, part in MITOCHONDRIAL_AT:
            if rng.random() < part:
                share = 1.0 if part > 0.1 else float(rng.uniform(0.02, 0.9))
                total = int(rng.integers(_READS // 2, _READS))
                reads[variant] = int(total * share), total
    return Told(contribution, stretches, kinds, tuple(calls), units, reads)


def _near(rng: np.random.Generator, true: Event) -> Event:
    """The same event as another run of a caller sees it."""
    wide = max(1, min(true.length // 10, 400)) if true.kind.spans else 60
    first, last = (int(n) for n in rng.integers(-wide, wide + 1, 2))
    if true.start == true.end and true.mate == true.contig:
        last = first
    return Event(ASSEMBLY, true.kind, true.contig, true.start + first, true.end + last, true.mate)


def _units(rng: np.random.Generator, usual: int, expanded: float) -> int:
    if rng.random() < expanded:
        return int(rng.integers(usual + 20, usual + 60))
    return max(4, int(rng.normal(usual, 3)))


def attach_told(writer: Writer, told: Sequence[Told], load: str) -> None:
    """Stage all of it, as the files of callers would have told it."""
    for kinds in {each.kinds: None for each in told}:
        own = [each for each in told if each.kinds == kinds]
        samples = [each.contribution.sample for each in own]
        calls = _event_calls(own, kinds)
        table = event.rows_of(calls, [each.contribution for each in own])
        writer.attach(STRUCTURAL, table, samples, [kind.value for kind in kinds], load)
    genomes = [each for each in told if each.is_genome]
    samples = [each.contribution.sample for each in genomes]
    if genomes:
        table = lengths.rows_of(_repeat_calls(genomes), [each.contribution for each in genomes])
        writer.attach(REPEATS, table, samples, [REPEATS], load)
        writer.attach(MITOCHONDRIAL, _levels(genomes), samples, [HETEROPLASMY], load)


def _event_calls(told: Sequence[Told], kinds: Sequence[EventKind]) -> EventCalls:
    rows = [(who, call) for who, each in enumerate(told) for call in each.events]
    none = np.zeros(len(rows), dtype=np.int32)

    def column(name: str) -> list[int]:
        return [getattr(call.event, name) for _, call in rows]

    return EventCalls(
        samples=tuple(each.contribution.sample for each in told),
        sample=np.array([who for who, _ in rows], dtype=np.int32),
        kind=np.array([call.event.kind.code for _, call in rows], dtype=np.int8),
        contig=np.array([CODE[call.event.contig] for _, call in rows], dtype=np.int8),
        start=np.array(column("start"), dtype=np.int32),
        end=np.array(column("end"), dtype=np.int32),
        mate=np.array([CODE[call.event.mate] for _, call in rows], dtype=np.int8),
        slack_start=none,
        slack_end=none,
        length=none - 1,
        copies=np.array([call.copies for _, call in rows], dtype=np.int8),
        copy_number=np.full(len(rows), -1, dtype=np.int16),
        examined=frozenset(kinds),
    )


def _repeat_calls(told: Sequence[Told]) -> RepeatCalls:
    loci = tuple(locus for locus, _, _ in REPEATS_AT)
    rows = [
        (at, who, each.units[locus.name])
        for at, locus in enumerate(loci)
        for who, each in enumerate(told)
        if locus.name in each.units
    ]
    units = np.array([(*u, -1)[:2] for _, _, u in rows], dtype=np.int32).reshape(len(rows), 2)
    return RepeatCalls(
        tuple(each.contribution.sample for each in told),
        loci,
        np.array([at for at, _, _ in rows], dtype=np.int32),
        np.array([who for _, who, _ in rows], dtype=np.int32),
        units,
        units,
        units,
        np.array([len(u) for _, _, u in rows], dtype=np.int16),
    )


def _levels(told: Sequence[Told]) -> pa.Table:
    rows = [
        (encode_variant(variant), who, 1000 * carrying // total, total)
        for who, each in enumerate(told)
        for variant, (carrying, total) in each.reads.items()
    ]
    schema = FORMS[MITOCHONDRIAL].schema
    columns = [np.array([row[0] for row in rows], dtype=np.uint64).view(np.int64)]
    columns += [np.array([row[at] for row in rows], dtype=np.int64) for at in (1, 2, 3)]
    arrays = [pa.array(c).cast(f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
