"""Everything that a variant's rank score is made of: by the file, and by the model if it is here.

A laboratory lays its rank models, the INI files that genmod scores with, into the folder
`rare_disease/rank_models` of the node's knowledge; the one whose version the case names is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from samvar.focus.rare_disease.analyse.rank_model.read import rank_model
from samvar.focus.rare_disease.analyse.rank_model.score import rank
from samvar.focus.rare_disease.model.kept import KeptCase
from samvar.focus.rare_disease.model.listing import SmallRow
from samvar.focus.rare_disease.model.rank_model import Contribution, Ranked, RankModel
from samvar.focus.rare_disease.service.reading import FOLDER
from samvar.formats.vcf.annotation import Annotator, annotations_of
from samvar.formats.vcf.records import Record
from samvar.model.errors import BadFile
from samvar.present.area import NodeLike

_RESULT = re.compile(rb'##INFO=<ID=RankResult,.*Description="([^"]*)"')


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """score: as the file has it, None where it has none. categories: of the file, by its header.

    version: of the model that the case names, "" for none. model: the one that is here, and ranked
    what it gives; None where it is not. broken: a file in the folder is no rank model.
    """

    score: int | None
    categories: tuple[tuple[str, int], ...]
    version: str = ""
    model: RankModel | None = None
    ranked: Ranked | None = None
    broken: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the model that is here gives the file's own score."""
        return self.ranked is not None and self.ranked.score == self.score

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """Of every plugin, in the model's order; () where the model is not here."""
        return () if self.ranked is None else self.ranked.contributions


def score_parts(
    node: NodeLike, case: KeptCase, head: Sequence[bytes], record: Record, row: SmallRow
) -> ScoreParts:
    """The parts of one row's score. head: of the file."""
    names = _categories(head)
    told = row.rank_result
    categories = tuple(zip(names, told, strict=True)) if len(names) == len(told) else ()
    version = case.told.rank_model or ""
    model, broken = _model(node.knowledge_shelf / FOLDER / "rank_models", version)
    if model is None:
        return ScoreParts(row.score, categories, version, broken=broken)
    csq = next((a.columns for a in annotations_of(head) if a.annotator is Annotator.VEP), ())
    ranked = rank(model, _fields(record, row), csq)
    return ScoreParts(row.score, categories, version, model, ranked, broken)


def _fields(record: Record, row: SmallRow) -> dict[str, str]:
    return {
        "CHROM": record.contig or "",
        "POS": str(record.position + 1),
        "ID": record.id,
        "REF": record.ref,
        "ALT": row.variant.alt,
        "QUAL": "." if record.quality is None else f"{record.quality:g}",
        "FILTER": record.filters,
        **{f"INFO/{key}": value for key, value in record.info.items()},
    }


def _categories(head: Sequence[bytes]) -> tuple[str, ...]:
    """The names of RankResult's categories, as genmod writes them in the header."""
    for line in head:
        if found := _RESULT.match(line):
            return tuple(found.group(1).decode("utf-8", "replace").split("|"))
    return ()


def _model(folder: Path, version: str) -> tuple[RankModel | None, bool]:
    """The model of a version in a folder, and whether any file there is none."""
    broken = False
    for path in sorted(folder.glob("*.ini")) if version and folder.is_dir() else ():
        try:
            model = _read(path, path.stat().st_mtime_ns)
        except BadFile:
            broken = True
            continue
        if model.version == version:
            return model, broken
    return None, broken


@lru_cache(8)
def _read(path: Path, _changed: int) -> RankModel:
    return rank_model(path)
