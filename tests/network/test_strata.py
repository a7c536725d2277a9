"""The nation's people parted by sex, area, status and assay: sums in care, floors in research."""

from __future__ import annotations

import random

import numpy as np
import pytest

from samvar.govern.disclosure import FLOOR_CARRIERS
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.contribution import Scope
from samvar.model.errors import UsageError
from samvar.model.strata import PARTS, Way, stratum
from tests.network.conftest import VARIANTS
from tests.network.twin import B38, SEVEN, TwinPerson, TwinSnapshot

CARE = Asker.of(PERSONAS["geneticist"])
RESEARCH = Asker.of(PERSONAS["researcher"])
WAYS = [*PARTS]


def people(seed: int, each: int = 40) -> dict[str, list[TwinPerson]]:
    """Parted in every way, some in no part; the first part of each way has few carriers."""
    dice = random.Random(seed)

    def one(name: str) -> TwinPerson:
        parts = {way: dice.choice([None, *PARTS[way]]) for way in WAYS}
        rare = any(parts[way] == PARTS[way][0] for way in WAYS)
        often = [0] * 8 + [1] if rare else [0, 0, 1, 2, None]
        named = tuple(stratum(way, label) for way, label in parts.items() if label)
        return TwinPerson(name, {v: dice.choice(often) for v in VARIANTS}, beside=named)

    return {node: [one(f"{node}-{n}") for n in range(each)] for node in SEVEN}


def ask(nation, asker, way):
    args = {"assembly": "GRCh38", "variants": VARIANTS, "strata": way.value}
    return nation.network().ask_now("variant_frequency", args, asker)


@pytest.mark.parametrize("way", WAYS)
def test_care_sees_the_pooled_people_of_each_part(make_nation, way):
    nation = make_nation(people(1))
    answer = ask(nation, CARE, way)
    pool = TwinSnapshot(nation.people())
    keys = pool.keys_of_texts(VARIANTS)
    names = ["", *(stratum(way, label) for label in PARTS[way])]
    pooled = [pool.counts(B38, keys, Scope.CARE, stratum=name) for name in names]
    for column in ("ac", "an", "hom", "hemi", "individuals"):
        whole = np.concatenate([getattr(part, column) for part in pooled])
        assert answer.value[column].tolist() == whole.tolist()


def test_labels_of_ancestry_are_for_ancestry_only(nation):
    args = {"assembly": "GRCh38", "variants": VARIANTS, "strata": "sex", "ancestries": ["EUR"]}
    with pytest.raises(UsageError, match="only then"):
        nation.network().ask_now("variant_frequency", args, CARE)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_small_cell_of_a_way_follows_from_its_total_and_the_other_cells(make_nation, way, seed):
    """The attacker has the total, every shown cell and everybody's number; people of no part are
    a cell of their own. What is hidden could be anything from nobody to the floor."""
    nation = make_nation(people(seed))
    answer = ask(nation, RESEARCH, way)
    pool = TwinSnapshot(nation.people())
    keys = pool.keys_of_texts(VARIANTS)
    truth = [pool.counts(B38, keys, Scope.RESEARCH, stratum=stratum(way, label))
             for label in PARTS[way]]  # fmt: skip
    shown = ~answer.hidden["ac"].reshape(len(PARTS[way]) + 1, -1)
    small_seen = 0
    for at in range(len(VARIANTS)):
        cells = [int((part.ac - part.hom)[at]) for part in truth]
        there = [int(part.individuals[at]) for part in truth]
        if not shown[0, at]:
            assert not shown[:, at].any()  # without its total no part is told
            continue
        total = int((answer.value["ac"])[at])
        assert total == sum(int(p.ac[at]) for p in [pool.counts(B38, keys, Scope.RESEARCH)])
        everyone = pool.counts(B38, keys, Scope.RESEARCH)
        cells.append(int((everyone.ac - everyone.hom)[at]) - sum(cells))
        there.append(int(everyone.individuals[at]) - sum(there))
        hidden = [n for n in range(len(cells)) if n == len(cells) - 1 or not shown[n + 1, at]]
        known = sum(cells[n] for n in hidden)
        for n in hidden:
            if there[n] == 0 or cells[n] >= FLOOR_CARRIERS:
                continue
            others = sum(there[m] for m in hidden if m != n)
            small_seen += 1
            assert max(0, known - others) == 0
            assert min(there[n], known) >= min(there[n], FLOOR_CARRIERS - 1)
        for n, label in enumerate(PARTS[way]):
            if cells[n] < FLOOR_CARRIERS and there[n]:
                assert not shown[n + 1, at], label
    assert small_seen, "no small cell was there to protect"


def test_ways_are_the_words_of_the_question():
    assert {way.value for way in Way} == {"ancestry", "sex", "area", "affected", "assay"}
