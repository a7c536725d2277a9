"""Compare what a release of ClinVar says of the variants that matter with what an earlier one said.

Releases lie on the node's shelf, as `rare_disease/clinvar/GRCh38/clinvar_20261101.vcf.gz`, or one
is given. The newest of an assembly counts; an older one never takes the place of a newer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from samvar.focus.rare_disease.intake.small_block import gravest
from samvar.focus.rare_disease.model.reanalysis import Cause, Part, Run
from samvar.focus.rare_disease.service.reading import FOLDER
from samvar.focus.rare_disease.service.reanalysis_case import UnderWay, mark_of, set_part
from samvar.formats.clinvar.release import (
    ClinVarRecord,
    ClinVarRelease,
    read_release,
    records_of,
)
from samvar.model.genome import Assembly
from samvar.present.area import NodeLike


def compare_releases(
    node: NodeLike, going: Iterable[UnderWay], run: Run, now: datetime, given: Path | None
) -> None:
    """Look the variants up that were not looked up in this release yet.

    given: a file beside those on the shelf, None for none.

    Raises:
        BadFile: a file is no release. UnknownAssembly: it names none that samvar knows.
    """
    todo = [one for one in going if any(state.normal for state in one.states.values())]
    for assembly in dict.fromkeys(one.chosen.case.assembly for one in todo):
        newest = _newest(node, assembly, given)
        if newest is None:
            continue
        path, release = newest
        mark = f"{release.day} {release.digest}"
        stale = [
            (one, name, state.normal)
            for one in todo
            if one.chosen.case.assembly is assembly
            for name, state in one.states.items()
            if state.normal and _is_older(mark_of(state, Cause.RELEASE), mark)
        ]
        if not stale:
            continue
        run.effort.releases += 1
        found = records_of(path, assembly, {normal for _, _, normal in stale})
        basis = f"ClinVar {release.day}, SHA-256 {release.digest[:16]}"
        for one, name, normal in stale:
            said = _said(found.get(normal))
            part = Part(mark=mark, basis=basis, since=now, said=said)
            set_part(one, name, Cause.RELEASE, part, now)


def _is_older(before: str, now: str) -> bool:
    """Whether what was looked up last was of an earlier day, or of another file of the same."""
    return before != now and before[:10] <= now[:10]


def _said(record: ClinVarRecord | None) -> dict[str, Any]:
    """verdict: the gravest of its words; `nothing` of a variant that the release does not have."""
    if record is None:
        return {"verdict": "nothing", "listed": False}
    return {
        "verdict": gravest(record.significance).name.lower(),
        "listed": True,
        "significance": record.significance,
        "status": record.status,
        "conflict": record.conflict,
        "allele": record.allele,
        "variation": record.number,
    }


def _newest(
    node: NodeLike, assembly: Assembly, given: Path | None
) -> tuple[Path, ClinVarRelease] | None:
    folder = node.knowledge_shelf / FOLDER / "clinvar" / assembly.value
    paths = [*sorted(folder.glob("*.vcf.gz")), *([given] if given is not None else [])]
    known = [(path, _release(path, path.stat().st_mtime_ns)) for path in paths]
    mine = [each for each in known if each[1].assembly is assembly]
    return max(mine, key=lambda each: each[1].day, default=None)


@lru_cache(8)
def _release(path: Path, _changed: int) -> ClinVarRelease:
    return read_release(path)
