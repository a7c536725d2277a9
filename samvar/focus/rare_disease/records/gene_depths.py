"""How deep the genes of a case were sequenced, kept beside its lists: numbers in columns, a gene in
each row, and its names as a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np

from samvar.focus.rare_disease.model.gene_depth import (
    FLOORS,
    DepthSource,
    GeneDepth,
    MemberDepth,
)
from samvar.model.errors import CorruptStore, Where
from samvar.model.genome import CODE, CONTIGS
from samvar.model.shape import learned
from samvar.store.listing import Columns, Texts, TextWriter, write_columns

CATEGORY = "gene_depths"
"""Under which it lies among a case's lists."""
_UNTOLD = -1
_HUNDREDTHS = 100


def write_gene_depths(
    genes: Mapping[tuple[str, str | None], Mapping[str, MemberDepth]],
    sources: Sequence[DepthSource],
    columns: Path,
    texts: Path,
) -> int:
    """Write new files; returns how many genes they hold. genes: by symbol and HGNC id, or None."""
    with TextWriter(texts) as writer:
        writer.add(msgspec.json.encode(gene) for gene in genes)
        writer.close()
    told: dict[str, np.ndarray] = {}
    for number, source in enumerate(sources):
        mine = [members.get(source.member) for members in genes.values()]
        told[f"bases.{number}"] = _whole(None if each is None else each.bases for each in mine)
        contigs = [None if each is None else each.contig for each in mine]
        told[f"contig.{number}"] = _whole(CODE.get(contig or "") for contig in contigs)
        told[f"mean.{number}"] = _whole(
            None if each is None or each.mean is None else round(each.mean * _HUNDREDTHS)
            for each in mine
        )
        held = [{} if each is None else each.reaching for each in mine]
        for floor in FLOORS:
            told[f"at.{number}.{floor}"] = _whole(each.get(floor) for each in held)
    told["line"] = np.arange(writer.count, dtype=np.int32)
    write_columns(columns, told, {"sources": [asdict(each) for each in sources]})
    return writer.count


def _whole(values: Iterable[int | None]) -> np.ndarray:
    found = [_UNTOLD if each is None else each for each in values]
    return np.array(found, dtype=np.int64)


class GeneDepths:
    """The open files. name: for errors. sources: what each member was measured by."""

    def __init__(self, columns: Path, texts: Path, name: str) -> None:
        """Raises CorruptStore."""
        self._columns, self._name = Columns(columns), name
        try:
            self.sources = msgspec.convert(
                self._columns.facts["sources"], learned(tuple[DepthSource, ...])
            )
            self._genes = [
                msgspec.json.decode(line, type=learned(tuple[str, str | None]))
                for line in Texts(texts).lines(range(len(self._columns)))
            ]
        except (KeyError, msgspec.MsgspecError) as error:
            raise self._fault() from error

    def __len__(self) -> int:
        return len(self._genes)

    def named(self, names: frozenset[str]) -> tuple[GeneDepth, ...]:
        """The genes of which the symbol or the HGNC id is one of these.

        Raises:
            CorruptStore: a column is missing.
        """
        rows = [at for at, (symbol, hgnc) in enumerate(self._genes) if names & {symbol, hgnc}]
        return tuple(self._gene(row) for row in rows)

    def _gene(self, row: int) -> GeneDepth:
        try:
            members = {
                source.member: found
                for number, source in enumerate(self.sources)
                if (found := self._member(row, number)) is not None
            }
        except KeyError as error:
            raise self._fault() from error
        symbol, hgnc = self._genes[row]
        return GeneDepth(symbol, hgnc, members)

    def _member(self, row: int, number: int) -> MemberDepth | None:
        def told(column: str) -> int | None:
            value = int(self._columns[column][row])
            return None if value == _UNTOLD else value

        bases, mean, contig = (told(f"{each}.{number}") for each in ("bases", "mean", "contig"))
        if bases is None:
            return None
        reaching = {floor: told(f"at.{number}.{floor}") for floor in FLOORS}
        return MemberDepth(
            bases,
            None if mean is None else mean / _HUNDREDTHS,
            {floor: value for floor, value in reaching.items() if value is not None},
            None if contig is None else CONTIGS[contig - 1],
        )

    def _fault(self) -> CorruptStore:
        return CorruptStore("the depths of genes cannot be read", where=Where(self._name))
