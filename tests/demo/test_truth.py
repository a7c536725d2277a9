"""The planted truth against a second reckoning, cell by cell in plain Python."""

from __future__ import annotations

import pytest

from samvar.demo.cohort import Cohort
from samvar.demo.generator import Country, generate
from samvar.demo.population import POPULATIONS
from samvar.demo.truth import COLUMNS, counted, national, truth
from samvar.model.contribution import Scope
from samvar.model.genome import CONTIGS, Sex, ploidy
from samvar.model.strata import Way


@pytest.fixture(scope="module")
def country() -> Country:
    return generate(seed=11, persons=40, sites=400)


def by_cell(cohort: Cohort, site: int, scope: Scope) -> dict[str, int]:
    """One site, one sample at a time, with the model's own ploidy."""
    sites = cohort.sites
    contig, position = CONTIGS[sites.contig[site] - 1], int(sites.position[site])
    out = dict.fromkeys(COLUMNS, 0)
    columns = {sample: i for i, sample in enumerate(cohort.names.values())}
    for contribution in counted(cohort):
        if scope not in contribution.scopes:
            continue
        stretches = cohort.stretches[contribution.sample]
        rows = zip(stretches.contig, stretches.start, stretches.end, strict=True)
        if not any(c == sites.contig[site] and a <= position < b for c, a, b in rows):
            continue
        copies = ploidy(contribution.assembly, contig, position, contribution.sex)
        if not copies:
            continue
        out["individuals"] += 1
        column = columns[contribution.sample]
        dosage, called = int(cohort.dosage[site, column]), int(cohort.called[site, column])
        if copies == 1 and called == 2:
            if dosage == 1:
                continue
            dosage, called = dosage // 2, 1
        out["an"] += called
        out["ac"] += dosage
        out["hom"] += copies == 2 and dosage == 2
        out["hemi"] += copies == 1 and dosage == 1
        out["carriers"] += dosage > 0
    return out


@pytest.mark.parametrize("scope", list(Scope))
def test_truth_equals_the_reckoning_cell_by_cell(country: Country, scope: Scope) -> None:
    for cohort in country.cohorts[2:5]:
        found = truth(cohort, scope)[None]
        for site in range(0, len(cohort.sites), 7):
            expected = by_cell(cohort, site, scope)
            assert {c: int(getattr(found, c)[site]) for c in COLUMNS} == expected


def test_strata_and_the_unlabelled_add_up_to_the_whole(country: Country) -> None:
    for cohort in country.cohorts:
        found = truth(cohort, Scope.CARE)
        kept = counted(cohort)
        for way in Way:
            mine = [f"{way.value}:"] if way is not Way.ANCESTRY else list(POPULATIONS)
            named = [name for name in found if name and name.startswith(tuple(mine))]
            without = sum(not set(named) & set(c.groups) for c in kept)
            assert found[None].people == sum(found[name].people for name in named) + without
            assert 0 <= without < found[None].people


def test_the_nation_is_the_sum_of_its_regions(country: Country) -> None:
    total = national(country.cohorts, Scope.CARE)[None]
    parts = [truth(c, Scope.CARE)[None] for c in country.cohorts]
    assert total.ac.tolist() == sum(p.ac for p in parts).tolist()
    assert total.people == sum(p.people for p in parts)


def test_one_person_counts_once_and_only_unrelated_people_in_uppsala(country: Country) -> None:
    for cohort in country.cohorts:
        kept = counted(cohort)
        assert len({c.person for c in kept}) == len(kept)
        if cohort.node == "uppsala":
            family = {p.id: p.family for p in cohort.persons}
            families = [family[c.person] for c in kept if family[c.person] is not None]
            assert len(set(families)) == len(families) < len(cohort.persons) - len(kept)
        else:
            assert len(kept) == len(cohort.persons)


def test_a_withdrawn_sample_is_not_replaced(country: Country) -> None:
    cohort = country.cohorts[0]
    twice = [c.person for c in cohort.contributions]
    person = next(p for p in twice if twice.count(p) == 2) if len(twice) > 40 else twice[0]
    first = next(c for c in cohort.contributions if c.person == person)
    whole, less = truth(cohort, Scope.CARE)[None], truth(cohort, Scope.CARE, [first.sample])[None]
    assert whole.people - less.people == 1
    assert (whole.ac - less.ac).sum() > 0
    assert first.sex in Sex
