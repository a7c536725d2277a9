"""The caller beside `bcftools csq`, each variant on its own, on synthetic genomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.knowledge.transcript.asked import terms_of
from tests.knowledge.transcript.bcftools import comparable, csq, why
from tests.knowledge.transcript.genome import draw_genome, draw_variants


def compared(
    program: str, folder: Path, seed: int, count: int
) -> tuple[Counter[str], list[object]]:
    """How many pairs agree, how many differ for which reason, and those that differ for none."""
    genome = draw_genome(seed)
    variants = draw_variants(seed, genome, count)
    theirs = csq(program, folder, genome, variants)
    by_name = {model.name: model for model in genome.models if model.coding}
    reasons: Counter[str] = Counter()
    open_ones: list[object] = []
    caller = genome.caller(folder, reach_bp=0)
    for variant, ours in zip(variants, terms_of(caller, variants), strict=True):
        for name in by_name.keys() & (ours.keys() | theirs[variant].keys()):
            told = comparable(ours.get(name, set())), comparable(theirs[variant].get(name, set()))
            reason = why(*told, variant[1:], by_name[name])
            if reason is None:
                open_ones.append((variant, by_name[name], *told))
            else:
                reasons[reason] += 1
    return reasons, open_ones


@pytest.mark.parametrize("seed", range(200, 203))
def test_every_difference_from_bcftools_has_its_reason(
    tmp_path: Path, needs_program: Callable[[str], str], seed: int
) -> None:
    """Substitutions of one base never differ; of all pairs more than four in five agree."""
    reasons, open_ones = compared(needs_program("bcftools"), tmp_path, seed, 1200)
    assert not open_ones[:3]
    assert reasons["same"] > 0.8 * reasons.total() > 400


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(300, 330))
def test_every_difference_from_bcftools_has_its_reason_in_many_genomes(
    tmp_path: Path, needs_program: Callable[[str], str], seed: int
) -> None:
    _, open_ones = compared(needs_program("bcftools"), tmp_path, seed, 4000)
    assert not open_ones[:3]
