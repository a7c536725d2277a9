"""The family in the file itself: their genotypes there, as the counting rules take them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from samvar.formats.ped.read import read_ped
from samvar.formats.vcf.fast import read_genotypes
from samvar.formats.vcf.passing import PassingFile
from samvar.model.calls import Int8, UInt64
from samvar.model.errors import BadInput
from samvar.model.genome import Assembly, Sex
from samvar.node.annotate.source import Asked
from samvar.store.variants.callability import PLOIDY_CLASSES, ploidy_classes, ploidy_of
from samvar.store.variants.rules import decide_calls
from samvar.store.variants.sums import Counts


class Columns:
    """People of a pedigree whose columns the file has. Who is not called adds nothing.

    Whoever names them says that they are counted in the release, by the same genotypes.
    """

    def __init__(self, file: PassingFile, sexes: Sequence[tuple[str, Sex]]) -> None:
        """sexes: name and sex of each person of the pedigree.

        Raises:
            BadInput: none of them is in the file.
        """
        self._file = file.name
        self._assembly: Assembly = file.assembly
        self._take = np.full(len(file.header.samples), -1, dtype=np.int32)
        place = {name: number for number, name in enumerate(file.header.samples)}
        here = [(place[name], sex) for name, sex in sexes if name in place]
        if not here:
            raise BadInput("the file has no column of anybody in the pedigree")
        for number, (column, _) in enumerate(here):
            self._take[column] = number
        self.people = len(here)
        table = [[ploidy_of(c, sex) for _, sex in here] for c in range(PLOIDY_CLASSES)]
        self._ploidy: Int8 = np.array(table, dtype=np.int8)

    @classmethod
    def of_pedigree(cls, file: PassingFile, path: Path) -> Columns:
        """The people of a PED file.

        Raises:
            BadFile: it cannot be read. BadInput: none of them is in the file.
        """
        return cls(file, [(row.name, row.sex) for row in read_ped(path)])

    def counts(self, asked: Asked, keys: UInt64) -> Counts:  # noqa: ARG002 - the file's rows do
        """See `source.Family`."""
        piece = asked.piece
        rows = piece.block.rows[piece.own]
        calls = read_genotypes(
            piece.block, rows, (0, len(rows)), self._take, self.people, (False,) * 3, self._file
        )
        classes = ploidy_classes(self._assembly, piece.contig, piece.aligned.position)
        ploidy = self._ploidy[classes] * (calls.called > 0)
        good = np.ones(calls.called.shape, dtype=bool)
        decided = decide_calls(calls.dosage, calls.called, good, ploidy)

        def total(values: np.ndarray) -> np.ndarray:
            return np.asarray(values.sum(axis=1, dtype=np.int64))

        return Counts(
            total(decided.counted),
            total(ploidy - decided.missed),
            total(decided.counted == 2),
            total(decided.hemizygous),
            total(ploidy > 0),
        )
