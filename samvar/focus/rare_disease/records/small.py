"""A case's small variants as they were kept: columns to filter by, rows to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.intake.annotated import Annotating
from samvar.focus.rare_disease.intake.carried import carried
from samvar.focus.rare_disease.model.inheritance import MODELS, Model
from samvar.focus.rare_disease.model.listing import NO_SCORE, ClinVar, SmallRow
from samvar.formats.vcf.annotation_genmod import genmod_fields
from samvar.formats.vcf.records import Record, RecordReader
from samvar.model.errors import Where
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.variant import Variant
from samvar.store.listing import Columns, Ragged, Texts


class SmallRows:
    """An open list. It is what `analyse.listing.select` filters.

    name: of the file that it was made of, for errors only. family: whose scores are taken.
    """

    def __init__(self, columns: Path, texts: Path, name: str, family: str | None = None) -> None:
        """Raises CorruptStore."""
        self._columns = Columns(columns)
        self._texts = Texts(texts)
        self._mapped: dict[str, np.ndarray] = {}
        facts = self._columns.facts
        head = [line.encode() for line in facts["head"]]
        self.assembly = Assembly(facts["assembly"])
        self.members: tuple[str, ...] = tuple(facts["members"])
        self.proband: int = facts["proband"]
        self.genes_by: str = facts["genes_by"]
        self._reader = RecordReader(head, name, self.assembly)
        self._annotating = Annotating(self._reader, family)

    @cached_property
    def genes(self) -> Mapping[str, int]:
        """The number of each gene that a row names."""
        return {name: number for number, name in enumerate(self._columns.facts["genes"])}

    @cached_property
    def symbols(self) -> Mapping[str, tuple[str, ...]]:
        """The genes' names by symbol in capitals, where the file has both; a list that was loaded
        before symbols were kept has none."""
        found: dict[str, tuple[str, ...]] = {}
        told = self._columns.facts.get("symbols", ())
        for name, symbol in zip(self._columns.facts["genes"], told, strict=False):
            if symbol:
                found[symbol.upper()] = (*found.get(symbol.upper(), ()), name)
        return found

    @property
    def head(self) -> Sequence[bytes]:
        """The header of the file, with the line of titles."""
        return self._reader.head

    def lines(self, numbers: Iterable[int]) -> Iterator[bytes]:
        """The lines behind these rows as they are in the file.

        Raises:
            CorruptStore: one cannot be read. IndexError: there is no such row.
        """
        line = self._columns["line"]
        return (self._texts.line(int(line[number])) for number in numbers)

    def __len__(self) -> int:
        return len(self._columns)

    def __getitem__(self, name: str) -> np.ndarray:
        found = self._mapped.get(name)
        if found is None:
            found = self._mapped[name] = self._columns[name]
        return found

    def ragged(self, name: str) -> Ragged:
        """A column of several numbers a row."""
        return self._columns.ragged(name)

    def rows(self, numbers: Iterable[int]) -> tuple[SmallRow, ...]:
        """These rows with all that their lines say, in the order asked for.

        Raises:
            CorruptStore: a line cannot be read. IndexError: there is no such row.
        """
        return tuple(self._row(int(number)) for number in numbers)

    def names(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The names of the variants of these rows, as `1-1000-A-G`, and no more of their lines.

        Raises: as `lines`.
        """
        chosen = [*numbers]
        column = {name: self[name] for name in ("contig", "position", "number")}
        found = []
        for row, line in zip(chosen, self.lines(chosen), strict=True):
            _, _, _, ref, alts, _ = line.split(b"\t", 5)
            alt = alts.split(b",")[int(column["number"][row]) - 1]
            contig = CONTIGS[int(column["contig"][row]) - 1]
            place = int(column["position"][row])
            found.append(str(Variant(self.assembly, contig, place, ref.decode(), alt.decode())))
        return tuple(found)

    def record(self, number: int) -> Record:
        """The whole record behind a row.

        Raises:
            CorruptStore: it cannot be read. IndexError: there is no such row.
        """
        line = int(self._columns["line"][number])
        return self._reader.record(self._texts.line(line), len(self._reader.head) + 1 + line)

    @property
    def samples(self) -> tuple[str, ...]:
        """The file's sample names, in the order of its columns."""
        return self._reader.samples

    def at(self, variant: Variant) -> tuple[int, ...]:
        """The numbers of the rows of one variant, as the file writes it."""
        there = self["position"] == variant.position
        found = np.flatnonzero(there & (self["contig"] == CONTIGS.index(variant.contig) + 1))
        return tuple(row.number for row in self.rows(found.tolist()) if row.variant == variant)

    def _row(self, number: int) -> SmallRow:
        column = self._columns
        alternative = int(column["number"][number])
        record = self.record(number)
        score = int(column["score"][number])
        where = Where(self._reader.name, record.line)
        return SmallRow(
            number,
            record.line,
            Variant(
                self.assembly,
                CONTIGS[int(column["contig"][number]) - 1],
                record.position,
                record.ref,
                record.alts[alternative - 1],
            ),
            None if record.id == "." else record.id,
            record.passed,
            record.quality,
            None if score == NO_SCORE else score,
            ClinVar(int(column["clinvar"][number])),
            _models(int(column["met"][number])),
            _models(int(column["open"][number])),
            carried(record, alternative, self._reader.samples, self.members),
            self._annotating.of(record)[alternative - 1],
            genmod_fields(record.info, where).rank_result,
        )


def _models(bits: int) -> tuple[Model, ...]:
    return tuple(model for column, model in enumerate(MODELS) if bits >> column & 1)
