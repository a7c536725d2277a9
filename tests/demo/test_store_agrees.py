"""The variant store and the planted truth reckon apart and must agree on every site."""

from __future__ import annotations

import numpy as np
import pytest

from samvar.demo.cohort import Cohort
from samvar.demo.generator import generate
from samvar.demo.site import ASSEMBLY
from samvar.demo.truth import counted, truth
from samvar.model.contribution import Scope
from samvar.model.strata import EVERYONE
from samvar.model.variant import Variant
from samvar.store.variants import VariantStore

NODES = ("stockholm", "uppsala", "orebro")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Cohort, VariantStore]]:
    country = generate(seed=4, persons=60, sites=1500)
    found = {}
    for node in NODES:
        cohort = country.cohort(node)
        store = VariantStore.create(tmp_path_factory.mktemp("stores") / node)
        people = {person.id: person for person in cohort.persons}
        with store.writer() as writer:
            writer.load(
                cohort.contributions, cohort.batches(500), cohort.names, cohort.stretches,
                "loa_one", people=people,
            )  # fmt: skip
            writer.commit()
        found[node] = (cohort, store)
    return found


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("scope", list(Scope))
def test_every_count_of_every_site_and_stratum_is_the_planted_one(
    loaded: dict[str, tuple[Cohort, VariantStore]], node: str, scope: Scope
) -> None:
    cohort, store = loaded[node]
    snapshot = store.snapshot()
    keys = snapshot.keys_of([Variant.parse(name, ASSEMBLY) for name in cohort.sites.names])
    strata = truth(cohort, scope)
    labels = {s for s in strata if s is not None}
    assert set(snapshot.ancestries(ASSEMBLY, scope)) == {s for s in labels if ":" not in s}
    assert snapshot.opened.sums[ASSEMBLY, scope].strata() == {EVERYONE, *labels}
    for label, planted in strata.items():
        found = snapshot.counts(ASSEMBLY, keys, scope, stratum=label or "")
        for column in ("ac", "an", "hom", "hemi", "individuals"):
            wrong = np.flatnonzero(getattr(found, column) != getattr(planted, column))
            assert wrong.tolist() == [], (label, column, cohort.sites.names[wrong[0]])
        assert snapshot.individuals(ASSEMBLY, scope, stratum=label or "") == planted.people
    assert snapshot.individuals_by_assay(ASSEMBLY, scope) == strata[None].by_assay


def test_the_same_people_count(loaded: dict[str, tuple[Cohort, VariantStore]]) -> None:
    for cohort, store in loaded.values():
        contributions = store.snapshot().contributions
        mine = {sample for sample, c in contributions.items() if c.counts}
        assert mine == {c.sample for c in counted(cohort)}


def test_carriers_are_the_planted_ones(loaded: dict[str, tuple[Cohort, VariantStore]]) -> None:
    cohort, store = loaded["stockholm"]
    snapshot = store.snapshot()
    planted = truth(cohort, Scope.CARE)[None]
    for site in range(0, len(cohort.sites), 11):
        variant = Variant.parse(cohort.sites.names[site], ASSEMBLY)
        (key,) = snapshot.keys_of([variant])
        found = snapshot.carriers(ASSEMBLY, key, Scope.CARE)
        assert len({sample for sample, _ in found}) == len(found) == planted.carriers[site]


def test_keys_are_those_that_somebody_carries(
    loaded: dict[str, tuple[Cohort, VariantStore]],
) -> None:
    for cohort, store in loaded.values():
        snapshot = store.snapshot()
        keys = snapshot.keys_of([Variant.parse(name, ASSEMBLY) for name in cohort.sites.names])
        seen = np.sort(keys[truth(cohort, Scope.RESEARCH)[None].ac > 0])
        assert snapshot.all_keys(ASSEMBLY, Scope.RESEARCH).tolist() == seen.tolist()
