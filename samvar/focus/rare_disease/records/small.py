"""A case's small variants as they were kept: columns to filter by, rows to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from samvar.focus.rare_disease.intake.annotated import Annotating
from samvar.focus.rare_disease.intake.carried import carried
from samvar.focus.rare_disease.model.inheritance import MODELS, Model
from samvar.focus.rare_disease.model.listing import NO_SCORE, ClinVar, SmallRow
from samvar.formats.vcf.records import Record, RecordReader
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
        line = self["line"]
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

    def rows(self, numbers: Iterable[int], *, brief: bool = False) -> tuple[SmallRow, ...]:
        """These rows with all that their lines say, in the order asked for.

        brief: of consequences only the one that a list shows.

        Raises:
            CorruptStore: a line cannot be read. IndexError: there is no such row.
        """
        chosen = np.fromiter(numbers, dtype=np.int64)
        columns = [self[name][chosen].tolist() for name in _OF_ROW]
        return tuple(
            self._row(*each, brief=brief) for each in zip(chosen.tolist(), *columns, strict=True)
        )

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
        return self._record(int(self["line"][number]))

    def _record(self, line: int) -> Record:
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

    def _row(
        self, number: int, line: int, alternative: int, contig: int, score: int, clinvar: int,
        met: int, open_: int, *, brief: bool,
    ) -> SmallRow:  # fmt: skip
        """One row, by its values in the columns of `_OF_ROW`."""
        record = self._record(line)
        read = self._annotating.brief if brief else self._annotating.with_scores
        told, genmod = read(record)
        return SmallRow(
            number,
            record.line,
            Variant(
                self.assembly,
                CONTIGS[contig - 1],
                record.position,
                record.ref,
                record.alts[alternative - 1],
            ),
            None if record.id == "." else record.id,
            record.passed,
            record.quality,
            None if score == NO_SCORE else score,
            ClinVar(clinvar),
            _models(met),
            _models(open_),
            carried(record, alternative, self._reader.samples, self.members),
            told[alternative - 1],
            genmod.rank_result,
        )


_OF_ROW = ("line", "number", "contig", "score", "clinvar", "met", "open")


@lru_cache(4096)
def _models(bits: int) -> tuple[Model, ...]:
    return tuple(model for column, model in enumerate(MODELS) if bits >> column & 1)
