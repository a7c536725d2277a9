"""Where would a variant have been seen? Without an answer no denominator is true."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from samvar.formats.bed.read import read_bed
from samvar.formats.vcf.read import VcfFile
from samvar.model.calls import Stretches
from samvar.model.contribution import CountingRules
from samvar.model.errors import NotCallable
from samvar.model.genome import CONTIGS, Assembly
from samvar.model.load import LoadRequest
from samvar.model.person import AssayKind


@dataclass(frozen=True, slots=True)
class Callability:
    """The callable stretches of each sample (by the file's name), and how they are known."""

    kind: AssayKind
    source: str
    stretches: Mapping[str, Stretches]

    @property
    def name(self) -> str:
        """A name for the assay: equal stretches for all samples get an equal name."""
        distinct = {id(s): s for s in self.stretches.values()}
        if len(distinct) != 1:
            return f"{self.kind.value} by {self.source}"
        (one,) = distinct.values()
        digest = hashlib.sha256()
        for part in (one.contig, one.start, one.end):
            digest.update(part.tobytes())
        return f"{self.kind.value} {digest.hexdigest()[:12]}"


NOWHERE = Callability(AssayKind.SITES, "none", {})
"""Of a load without small variants: it says nothing of where these would have been seen."""


def decide_callable(
    request: LoadRequest, files: Sequence[VcfFile], assembly: Assembly, rules: CountingRules
) -> Callability:
    """Choose the best evidence at hand: a target BED, gVCF blocks, the sites, or a statement.

    Call after every batch of `files` has been read.

    Raises:
        NotCallable: one sample, no blocks, no BED, nothing stated.
    """
    samples = sorted({name for file in files for name in file.samples})
    kind = AssayKind(request.assay) if request.assay else None
    if request.callable_bed:
        target = read_bed(Path(request.callable_bed))
        return Callability(kind or AssayKind.PANEL, "bed", dict.fromkeys(samples, target))
    if any(file.is_gvcf for file in files):
        return Callability(kind or AssayKind.GENOME, "blocks", _from_files(files, rules))
    if kind is AssayKind.GENOME:
        whole = Stretches.of(
            [(code, 0, assembly.length(name)) for code, name in enumerate(CONTIGS, start=1)]
        )
        return Callability(kind, "stated", dict.fromkeys(samples, whole))
    if kind is AssayKind.SITES or (kind is None and len(samples) > 1):
        return Callability(AssayKind.SITES, "sites", _from_files(files, rules))
    raise NotCallable(
        "the files do not say where this sample was callable",
        why="a plain VCF of one sample lists only its variants, so no denominator would be true",
        remedy="give the assay's target as a BED, load a gVCF, or state a whole genome",
    )


def _from_files(files: Sequence[VcfFile], rules: CountingRules) -> dict[str, Stretches]:
    parts: dict[str, list[Stretches]] = {}
    for file in files:
        found = file.callable_stretches(
            min_gq=rules.min_gq, min_dp=rules.min_dp, close_gap_bp=rules.close_gap_bp
        )
        for sample, stretches in found.items():
            parts.setdefault(sample, []).append(stretches)
    joined: dict[tuple[int, ...], Stretches] = {}
    result = {}
    for sample, several in parts.items():
        # Samples of one cohort file share one object: join it once, keep it shared.
        key = tuple(id(s) for s in several)
        if key not in joined:
            joined[key] = _union(several, rules.close_gap_bp)
        result[sample] = joined[key]
    return result


def _union(several: list[Stretches], close_gap_bp: int) -> Stretches:
    return Stretches.join(
        np.concatenate([s.contig for s in several]),
        np.concatenate([s.start for s in several]),
        np.concatenate([s.end for s in several]),
        close_gap_bp,
    )
