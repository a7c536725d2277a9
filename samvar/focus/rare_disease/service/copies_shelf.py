"""What a laboratory keeps on its shelf for copy numbers: dosage lists, and transcripts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from samvar.focus.rare_disease.service.reading import FOLDER
from samvar.formats.clingen import read_dosage
from samvar.formats.gff3.read import read_gff3
from samvar.model.dosage import DosageMap
from samvar.model.genome import Assembly
from samvar.model.transcript import Transcripts
from samvar.present.area import NodeLike


def shelf_of(
    node: NodeLike, assembly: Assembly
) -> tuple[tuple[str, ...], DosageMap | None, Transcripts | None]:
    """ClinGen's lists and transcripts on the node's shelf: `rare_disease/dosage/` and
    `rare_disease/genes/`, in a folder of the assembly."""
    folder = node.knowledge_shelf / FOLDER
    lists = tuple(sorted((folder / "dosage" / assembly.value).glob("*")))
    genes = tuple(sorted((folder / "genes" / assembly.value).glob("*.gff3*")))[:1]
    dosage: DosageMap | None = None
    for path in lists:
        read = _dosage(path, path.stat().st_mtime_ns, assembly)
        dosage = read if dosage is None else dosage.joined(read)
    transcripts = None
    for path in genes:
        transcripts = _genes(path, path.stat().st_mtime_ns, assembly)
    return tuple(each.name for each in (*lists, *genes)), dosage, transcripts


@lru_cache(8)
def _dosage(path: Path, _changed: int, assembly: Assembly) -> DosageMap:
    return read_dosage(path, assembly)


@lru_cache(2)
def _genes(path: Path, _changed: int, assembly: Assembly) -> Transcripts:
    return read_gff3(path, assembly)
