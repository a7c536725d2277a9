"""The synthetic country is the same for the same seed, and looks like people."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from samvar.demo.atlas import GENES, NAMED_ALLELES
from samvar.demo.cohort import Cohort
from samvar.demo.generator import Country, generate
from samvar.demo.site import Place, inside, reference_bases
from samvar.model.calls import Stretches
from samvar.model.contribution import Scope
from samvar.model.genome import CODE, CONTIGS, Assembly, Sex
from samvar.model.place import CENTRES
from samvar.model.variant import Variant


@pytest.fixture(scope="module")
def country() -> Country:
    return generate(seed=3, persons=60, sites=3000)


def digest(country: Country) -> str:
    hasher = hashlib.sha256(repr(country.sites.names).encode())
    for cohort in country.cohorts:
        hasher.update(repr((cohort.persons, cohort.contributions)).encode())
        for table in (cohort.dosage, cohort.called, cohort.written):
            hasher.update(table.tobytes())
        for stretches in cohort.stretches.values():
            hasher.update(stretches.start.tobytes() + stretches.end.tobytes())
    return hasher.hexdigest()


def test_the_same_seed_gives_the_same_country_and_another_seed_another() -> None:
    one, again = (digest(generate(seed=5, persons=8, sites=300)) for _ in range(2))
    assert one == again
    assert one != digest(generate(seed=6, persons=8, sites=300))


def test_every_centre_has_its_people(country: Country) -> None:
    assert [c.node for c in country.cohorts] == list(CENTRES)
    assert {len(c.persons) for c in country.cohorts} == {60}
    assert len({p.id for c in country.cohorts for p in c.persons}) == 60 * 7


def test_every_site_is_a_variant_of_the_assembly_and_no_two_are_alike(country: Country) -> None:
    names = country.sites.names
    assert len(set(names)) == len(names)
    for name in names:
        variant = Variant.parse(name, Assembly.GRCh38)
        assert variant.trimmed() == variant


def test_indels_are_left_aligned_on_the_synthetic_reference(country: Country) -> None:
    """The last base of the longer allele differs from the base before it could move to."""
    named = {(CODE[c], p) for _, c, p, _, _, _ in NAMED_ALLELES}
    sites = country.sites
    seen = 0
    for c, p, ref, alt in zip(sites.contig, sites.position, sites.ref, sites.alt, strict=True):
        if (int(c), int(p)) in named:
            continue
        assert ref == reference_bases(int(c), int(p), len(ref))
        if len(ref) != len(alt):
            seen += 1
            assert max(ref, alt, key=len)[-1] != ref[0]
    assert seen > 50


def test_some_alleles_are_too_long_for_a_reversible_key(country: Country) -> None:
    pairs = zip(country.sites.ref, country.sites.alt, strict=True)
    assert sum(len(ref) + len(alt) > 11 for ref, alt in pairs) >= 10


def test_rare_alleles_dominate(country: Country) -> None:
    copies = sum(c.dosage.astype(int).sum(axis=1) for c in country.cohorts)
    chromosomes = 2 * 60 * 7
    seen = copies[copies > 0]
    assert np.mean(seen <= 0.005 * chromosomes) > 0.35
    assert 0.03 < np.mean(seen > 0.1 * chromosomes) < 0.4


def test_planted_alleles_have_about_the_frequency_they_were_given(country: Country) -> None:
    """CYP2C19*2, 14 % in EUR."""
    at = country.sites.names.index("10-94781859-G-A")
    copies = called = 0
    for cohort in country.cohorts:
        ancestry = {p.id: p.ancestry for p in cohort.persons}
        column = [i for i, c in enumerate(cohort.contributions) if ancestry[c.person] == "EUR"]
        copies += int(cohort.dosage[at, column].sum())
        called += int(cohort.called[at, column].sum())
    assert 0.10 < copies / called < 0.21


def test_regions_differ_in_ancestry(country: Country) -> None:
    def african_share(node: str) -> float:
        labels = [p.ancestry for p in country.cohort(node).persons]
        return labels.count("EUR") / len(labels)

    assert african_share("vasterbotten") > african_share("stockholm")


def test_all_places_and_sexes_are_there(country: Country) -> None:
    assert set(np.unique(country.sites.place)) == {int(p) for p in Place}
    sexes = {p.sex for c in country.cohorts for p in c.persons}
    assert sexes == set(Sex)
    par = (country.sites.contig == CODE["X"]) & (country.sites.place == Place.PAIRED)
    assert par.any()


def trios(cohort: Cohort) -> list[tuple[int, int, int]]:
    row = {c.person: i for i, c in reversed(list(enumerate(cohort.contributions)))}
    return [
        (row[p.id], row[p.father], row[p.mother])
        for p in cohort.persons
        if p.father is not None and p.mother is not None
    ]


def test_children_have_what_their_parents_could_give(country: Country) -> None:
    """Paired sites, all three called: no child allele without a parent who has it."""
    checked = 0
    for cohort in country.cohorts:
        for child, dad, mum in trios(cohort):
            paired = cohort.sites.place == Place.PAIRED
            full = paired & (cohort.called[:, [child, dad, mum]] == 2).all(axis=1)
            c, d, m = (cohort.dosage[full, i] for i in (child, dad, mum))
            lowest = (d == 2).astype(int) + (m == 2)
            highest = (d > 0).astype(int) + (m > 0)
            assert ((c >= lowest) & (c <= highest)).all()
            checked += int(full.sum())
    assert checked > 10_000


def test_mitochondria_come_from_the_mother_and_y_from_the_father(country: Country) -> None:
    checked = 0
    for cohort in country.cohorts:
        sex = {c.person: c.sex for c in cohort.contributions}
        for child, dad, mum in trios(cohort):
            boy = sex[cohort.contributions[child].person] is Sex.MALE
            for parent, place, ok in ((mum, Place.MITOCHONDRIAL, True), (dad, Place.Y, boy)):
                pair = cohort.called[:, [child, parent]]
                # A man's heterozygous call on Y is one of the planted faults, not inheritance.
                false_het = (pair == 2) & (cohort.dosage[:, [child, parent]] == 1)
                both = ((pair > 0) & ~(false_het & (place is Place.Y))).all(axis=1)
                at = (cohort.sites.place == place) & both
                if ok:
                    has = cohort.dosage[at][:, [child, parent]] > 0
                    assert (has[:, 0] == has[:, 1]).all()
                    checked += int(at.sum())
    assert checked > 300


def test_women_have_no_y_and_nobody_more_copies_than_alleles(country: Country) -> None:
    for cohort in country.cohorts:
        assert (cohort.dosage <= cohort.called).all()
        assert (cohort.called <= cohort.written).all()
        y = cohort.sites.place == Place.Y
        women = [i for i, c in enumerate(cohort.contributions) if c.sex is Sex.FEMALE]
        assert (cohort.called[y][:, women] == 0).all()


def test_calls_lie_inside_what_was_callable(country: Country) -> None:
    cohort = country.cohorts[0]
    for column, stretches in enumerate(cohort.stretches.values()):
        here = inside(stretches, cohort.sites.contig, cohort.sites.position)
        assert (cohort.called[~here, column] == 0).all()


def test_a_genome_sees_more_than_an_exome_and_an_exome_more_than_a_panel(
    country: Country,
) -> None:
    cohort = country.cohorts[0]
    length: dict[str, list[int]] = {}
    for c in cohort.contributions:
        s = cohort.stretches[c.sample]
        length.setdefault(c.assay, []).append(int((s.end - s.start).sum()))
    assert min(length["genome"]) > 2_500_000_000
    assert min(length["genome"]) > max(length["exome"]) > max(length["panel"]) > 10_000


def test_batches_hand_over_every_site_once(country: Country) -> None:
    cohort = country.cohorts[2]
    batches = list(cohort.batches(1000))
    assert [len(b) for b in batches[:-1]] == [1000] * (len(batches) - 1)
    assert sum(len(b) for b in batches) == len(cohort.sites)
    assert np.array_equal(np.concatenate([b.dosage for b in batches]), cohort.dosage)


def test_some_people_allow_care_only(country: Country) -> None:
    scopes = {c.scopes for cohort in country.cohorts for c in cohort.contributions}
    assert scopes == {frozenset(Scope), frozenset({Scope.CARE})}


def test_gene_windows_lie_on_their_contigs() -> None:
    for gene, contig, start, end in GENES:
        assert 0 <= start < end <= Assembly.GRCh38.length(contig), gene


def test_named_alleles_are_variants_of_grch38() -> None:
    for _, contig, position, ref, alt, frequency in NAMED_ALLELES:
        variant = Variant(Assembly.GRCh38, contig, position, ref, alt)
        assert variant.trimmed() == variant
        assert all(0 <= f <= 1 for f in frequency)


def test_inside_is_half_open() -> None:
    stretches = Stretches.of([(1, 10, 20), (2, 5, 6)])
    contig = np.array([1, 1, 1, 1, 2, 2, 3], dtype=np.int8)
    position = np.array([9, 10, 19, 20, 5, 6, 5], dtype=np.int32)
    expected = [False, True, True, False, True, False, False]
    assert inside(stretches, contig, position).tolist() == expected
    assert CONTIGS[0] == "1"
