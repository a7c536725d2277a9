"""How deep the genes of a case were sequenced: measured as it is loaded, kept with its lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from samvar.focus.rare_disease.intake.gene_depth import (
    Gene,
    GeneStretches,
    by_regions,
    by_transcripts,
    stretches_of,
    together,
)
from samvar.focus.rare_disease.model.case import CaseFile, CasePlan
from samvar.focus.rare_disease.model.gene_depth import DepthSource, MemberDepth
from samvar.formats.scout.keys import Role
from samvar.knowledge.transcript.release import newest_of
from samvar.model.genome import Assembly
from samvar.present.area import NodeLike


@dataclass(frozen=True, slots=True)
class Measured:
    """Genes in order of symbols. file: names of what they were measured in."""

    genes: Mapping[Gene, Mapping[str, MemberDepth]]
    sources: tuple[DepthSource, ...]

    @property
    def file(self) -> str:
        """The names of the files."""
        return ", ".join(each.file for each in self.sources)


@dataclass(frozen=True, slots=True)
class Ruler:
    """By what genes are found in a D4 file: name and digest of a release, and its stretches."""

    name: str
    digest: str
    stretches: GeneStretches


def ruler_for(node: NodeLike, plan: CasePlan) -> Ruler | None:
    """The node's newest transcripts; None where the case has no D4 file, or the node has none of
    its assembly."""
    if plan.assembly is None or not any(map(_is_d4, plan.files)):
        return None
    release = newest_of(node.knowledge_shelf, plan.assembly)
    if release is None:
        return None
    head = release.head
    return Ruler(
        head.name, head.digest, _stretches(node.knowledge_shelf, plan.assembly, head.digest)
    )


@lru_cache(2)
def _stretches(shelf: Path, assembly: Assembly, _digest: str) -> GeneStretches:
    """Seconds to make, and asked of each case."""
    release = newest_of(shelf, assembly)
    assert release is not None
    return stretches_of(release.transcripts)


def measured(plan: CasePlan, ruler: Ruler | None) -> Measured | None:
    """The genes of each member who has a file of depths; mosdepth's regions come first, since a
    laboratory that names them has said what counts. None where nobody's could be measured.

    Raises:
        BadFile: a file is damaged.
    """
    found: dict[str, Mapping[Gene, MemberDepth]] = {}
    sources: list[DepthSource] = []
    for file in sorted(plan.files, key=_is_d4):
        member = file.member
        if member is None or member in found:
            continue
        if file.category == "regions":
            found[member] = by_regions(plan.tables.regions.get(member, ()))
            sources.append(DepthSource(member, file.path.name, "regions"))
        elif ruler is not None and _is_d4(file):
            found[member] = by_transcripts(file.path, ruler.stretches)
            name = file.path.name
            sources.append(DepthSource(member, name, "transcripts", ruler.name, ruler.digest))
    genes = together(found)
    return Measured(genes, tuple(sources)) if genes else None


def _is_d4(file: CaseFile) -> bool:
    return file.category == "coverage" and file.role is Role.READS
