"""A family's small variants as a case's list: columns in rank order, and the lines behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np

from samvar.focus.rare_disease.analyse.beside import by_contig
from samvar.focus.rare_disease.analyse.outcome import Outcome, outcome
from samvar.focus.rare_disease.intake.contig import ANNOTATION, GeneSource
from samvar.focus.rare_disease.intake.kin import Wanted, contigs
from samvar.focus.rare_disease.intake.small_block import LineReader, Lines
from samvar.focus.rare_disease.intake.small_layout import Layout
from samvar.focus.rare_disease.model.contig import Contig
from samvar.focus.rare_disease.model.family import Family
from samvar.focus.rare_disease.model.inheritance import Status
from samvar.focus.rare_disease.model.listing import NO_SCORE
from samvar.focus.rare_disease.model.row import EventRow
from samvar.formats.vcf.annotation import annotations_of
from samvar.formats.vcf.kin import KinBlock, KinFile
from samvar.model.errors import BadFile, Where
from samvar.model.genome import Assembly
from samvar.model.progress import Progress, silent
from samvar.store.listing import Ragged, TextWriter, write_columns
from samvar.store.listing.columns import Column

T = TypeVar("T")
_MOST = {"depth": 32767, "quality": 127, "reads": 32767}


@dataclass(frozen=True, slots=True)
class SmallList:
    """What was written. rows: alternatives on primary contigs; lines: of the file's body."""

    rows: int
    lines: int
    assembly: Assembly


def write_small(
    path: Path,
    family: Family,
    proband: str,
    columns: Path,
    texts: Path,
    *,
    assembly: Assembly | None = None,
    reduced: frozenset[bytes] = frozenset(),
    events: Sequence[EventRow] = (),
    progress: Progress = silent,
) -> SmallList:
    """Read a family's VCF once, judge it, and write its list; `opened.SmallRows` reads it.

    Rows are in order of genmod's rank score, where the file has it; then the graver consequence,
    the rarer allele, the place. reduced: genes whose carriers may be healthy. events: of the
    case's other files, which make pairs with small variants.

    Raises:
        BadFile: a record cannot be read, or nobody of the family is in the file.
        UnknownAssembly: nothing says the assembly, or two disagree.
    """
    file = KinFile(path, assembly)
    own = family.among(file.header.samples)
    if proband not in {member.name for member in own.members}:
        raise BadFile("the file has no sample for the proband", where=Where(path.name))
    layout = Layout.of(annotations_of(file.head), listed=file.declares(ANNOTATION))
    wanted = Wanted(
        tuple(member.name for member in own.members),
        GeneSource.of(annotations_of(file.head), listed=True) or GeneSource(ANNOTATION),
        reduced,
        None,
    )
    order = np.arange(len(own.members), dtype=np.int64)
    gathered = _Gathered()
    beside = by_contig(events)
    with TextWriter(texts) as writer:
        tee = _Tee(file, layout, writer)
        for contig in contigs(tee, wanted):
            judged = outcome(
                contig, own, order, file.assembly,
                as_genmod=False, events=beside.get(contig.code, ()),
            )  # fmt: skip
            gathered.add(contig, judged)
            progress("judge", gathered.rows, None, "variants")
        writer.close()
    made = gathered.columns(tee.parts)
    ranked = _ranking(made)
    facts = {
        "assembly": file.assembly.value,
        "genes": list(tee.reader.genes),
        "genes_by": layout.genes_by,
        "symbols": [tee.reader.symbols.get(gene, "") for gene in range(len(tee.reader.genes))],
        "members": [member.name for member in own.members],
        "proband": [member.name for member in own.members].index(proband),
        "head": [line.decode("utf-8", "replace") for line in file.head],
    }
    write_columns(
        columns,
        {
            name: column.take(ranked) if isinstance(column, Ragged) else column[ranked]
            for name, column in made.items()
        },
        facts,
    )
    return SmallList(gathered.rows, writer.count, file.assembly)


class _Tee:
    """A file whose blocks are looked at, and written away, as they pass."""

    def __init__(self, file: KinFile, layout: Layout, texts: TextWriter) -> None:
        self._file = file
        self._keys = layout.keys
        self._texts = texts
        self.name = file.name
        self.reader = LineReader(layout, file.name)
        self.parts: list[Lines] = []

    def looked(
        self, samples: Sequence[str], keys: Sequence[str], look: Callable[[KinBlock], T]
    ) -> Iterator[tuple[KinBlock, T]]:
        """As `KinFile.looked`, which it goes through."""
        every = tuple(dict.fromkeys((*keys, *self._keys)))
        for block, seen in self._file.looked(samples, every, look):
            self._texts.add(block.raw.removesuffix(b"\n").split(b"\n"))
            self.parts.append(self.reader.read(block, every))
            yield block, seen


@dataclass
class _Gathered:
    """Columns in the file's order, contig after contig."""

    rows: int = 0
    _first: int | None = None
    _parts: dict[str, list[np.ndarray]] = field(default_factory=dict)

    def add(self, contig: Contig, judged: Outcome) -> None:
        """Take a contig; lines are numbered from the first of the file's body."""
        if self._first is None:
            self._first = contig.first_line
        line = contig.line
        own = contig.genotypes
        found = {
            "line": line + np.int32(contig.first_line - self._first),
            "number": contig.number.astype(np.int16),
            "contig": np.full(len(line), contig.code, dtype=np.int8),
            "position": contig.position,
            "met": judged.follows(Status.MET).astype(np.int32)[line],
            "open": judged.follows(Status.NOT_ASSESSED).astype(np.int32)[line],
        }
        for member in range(own.dosage.shape[1]):
            called = own.called[:, member] > 0
            copies = np.where(called, own.dosage[:, member], -1)
            found[f"copies_{member}"] = copies.astype(np.int8)
            for name, values in (("depth", own.dp), ("quality", own.gq), ("reads", own.ad)):
                most = _MOST[name]
                column = np.clip(values[:, member], -1, most)
                found[f"{name}_{member}"] = column.astype(np.int8 if most < 128 else np.int16)
        for name, column in found.items():
            self._parts.setdefault(name, []).append(column)
        self.rows += len(line)

    def columns(self, lines: Sequence[Lines]) -> dict[str, Column]:
        """All of them, with what was read of each line."""
        made: dict[str, Column] = {
            name: np.concatenate(parts) for name, parts in self._parts.items()
        }
        for name in ("severity", "score", "clinvar", "frequency", "passed", "length"):
            made[name] = np.concatenate([getattr(part, name) for part in lines])
        made["genes"] = Ragged.of([genes for part in lines for genes in part.genes])
        return made


def _ranking(made: dict[str, Column]) -> np.ndarray:
    """The rows' order; unknown comes last but for severity and frequency, where it comes first."""
    score = np.asarray(made["score"]).astype(np.int32)
    score[score == NO_SCORE] = np.iinfo(np.int32).min
    frequency = np.nan_to_num(np.asarray(made["frequency"]), nan=-1.0)
    found: np.ndarray = np.lexsort((frequency, np.asarray(made["severity"]), -score.astype(int)))
    return found
