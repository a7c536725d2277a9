"""The pharmacogenomic patients and people of the demo, and the truth about both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from samvar.demo.atlas import APART, NAMED_ALLELES, TOGETHER
from samvar.demo.check import compare
from samvar.demo.generator import Country, generate
from samvar.demo.network import Demo, start
from samvar.demo.pharmacogenomics.bring import bring, is_brought, next_centre
from samvar.demo.pharmacogenomics.draw import Drawn, patients_of
from samvar.demo.pharmacogenomics.file import vcf_text, write_files
from samvar.demo.pharmacogenomics.past import FEW, past_of
from samvar.demo.pharmacogenomics.people import call_cohort
from samvar.demo.pharmacogenomics.release import next_release
from samvar.demo.pharmacogenomics.truth import call_patient, people_of
from samvar.focus.pharmacogenomics.intake import observed_at, open_files
from samvar.focus.pharmacogenomics.model import GeneCall, Occasion, Order, Status, Step
from samvar.focus.pharmacogenomics.records import Calls
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    call_files,
    draft_report,
    handle_recall,
    place_order,
    queue,
    recall_list,
    report_of,
    results_of,
    turnaround,
)
from samvar.focus.pharmacogenomics.service.passport import passports_here
from samvar.govern.identity import PERSONAS, Asker
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.clock import utc_now
from samvar.model.genome import CODE, Assembly
from samvar.model.place import CENTRES, REGIONS
from samvar.node.node import Node
from tests.country import USUAL, Draw

PHARMACIST = Asker.of(PERSONAS["pharmacist"])

CASES = [
    # number, gene, status, diplotypes, phenotype
    (1, "DPYD", "called", ["c.1679T>G (*13)/c.1905+1G>A (*2A)"], "Poor Metabolizer"),
    (2, "DPYD", "incomplete", ["Reference/Reference"], None),
    (4, "DPYD", "called", ["Reference/c.1129-5923C>G, c.1236G>A (HapB3)"],
     "Intermediate Metabolizer"),
    (5, "CYP2C19", "called", ["*2/*2"], "Poor Metabolizer"),
    (6, "TPMT", "called", ["*1/*3C"], "Intermediate Metabolizer"),
    (6, "NUDT15", "called", ["*1/*3"], "Intermediate Metabolizer"),
    (7, "TPMT", "ambiguous", ["*1/*3A", "*3B/*3C"], None),
    (8, "SLCO1B1", "called", ["*5/*5"], "Poor Function"),
    (9, "CYP2D6", "called", ["*4/*4"], "Poor Metabolizer"),
    (10, "HLA-B", "called", ["*07:02/*57:01"], None),
    (12, "DPYD", "called", ["Reference/Reference"], "Normal Metabolizer"),
]  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, draw: Draw) -> Iterator[Demo]:
    running = start(draw(USUAL, tmp_path_factory.mktemp("pgx") / "demo"), setting=USUAL)
    yield running
    running.close()


@pytest.fixture(scope="module")
def country() -> Country:
    return generate(seed=3, persons=120, sites=600, nodes=["stockholm", "skane"])


def stored_gene(node: Node, label: str, gene: str) -> GeneCall:
    with node.records.read() as tx:
        person = tx.persons.by_labels([label])[label]
    found = next(c.gene(gene) for c in results_of(node, person.id) if c.gene(gene))
    assert found is not None
    return found


@pytest.mark.parametrize("node", CENTRES)
@pytest.mark.parametrize(("number", "gene", "status", "diplotypes", "phenotype"), CASES)
def test_every_region_has_each_case_as_it_was_invented(
    demo: Demo, node: str, number: int, gene: str, status: str, diplotypes: list[str],
    phenotype: str | None,
) -> None:  # fmt: skip
    found = stored_gene(demo.site.nodes[node], patients_of(node)[number - 1].patient.label, gene)
    assert found.status.value == status
    assert [d.name for d in found.diplotypes][: len(diplotypes)] == diplotypes
    if status != "ambiguous":
        assert found.phenotype == phenotype


def test_two_dpyd_variants_without_phase_are_never_taken_for_normal(demo: Demo) -> None:
    for node in demo.site.nodes.values():
        found = stored_gene(node, patients_of(node.id)[2].patient.label, "DPYD")
        assert found.status is Status.AMBIGUOUS
        assert "Normal Metabolizer" not in (found.phenotype or "")
        assert any("phase" in warning for warning in found.warnings)


def orders_of(node: Node) -> list[Order]:
    """All that a pharmacist there may see, those that wait first."""
    asker = Asker.of(PERSONAS["pharmacist"].at(node.id))
    return [o for closed in (False, True) for o in queue(node, asker, closed=closed).orders]


def test_patients_stand_at_every_step_and_the_next_dose_is_after_today(demo: Demo) -> None:
    today = utc_now().date()
    steps: Counter[Step] = Counter()
    for node in demo.site.nodes.values():
        planned = {each.order: each for each in patients_of(node.id)}
        assert 26 <= len(planned) <= 40
        past = {each.order for each in past_of(node.id)}
        everything = orders_of(node)
        assert {order.id for order in everything} == planned.keys() | past
        assert all(o.step is Step.ACKNOWLEDGED for o in everything if o.id in past)
        orders = [order for order in everything if order.id in planned]
        for order in orders:
            steps[order.step] += 1
            drawn = planned[order.id]
            assert order.step is drawn.plan.reached
            assert order.referring_region in node.centre.regions
            assert all(event.at <= utc_now() for event in order.events)
            assert (order.report is None) == (order.step.number < Step.REPORTED.number)
        waiting = next(o for o in orders if o.label == patients_of(node.id)[0].patient.label)
        assert waiting.step is Step.CALLED
        assert waiting.first_dose in (today + timedelta(days=2), today + timedelta(days=1))
    assert set(steps) == set(Step)


def test_every_report_is_signed_and_was_made_when_the_order_says(demo: Demo) -> None:
    node = demo.site.nodes["orebro"]
    orders = [o for o in orders_of(node) if o.report]
    assert len(orders) > 5
    for order in orders:
        assert order.report is not None
        assert report_of(node, order.report).made == order.at(Step.REPORTED)


def test_the_incomplete_patient_gets_no_dose_and_the_poor_metaboliser_is_kept_from_it(
    demo: Demo,
) -> None:
    node = demo.site.nodes["stockholm"]
    by_label = {order.label: order for order in orders_of(node)}
    drugs = {1: "capecitabine", 2: "fluorouracil"}
    first = {}
    for number, drug in drugs.items():
        report = draft_report(node, by_label[f"STO-PGX-{number:02d}"])
        first[number] = next(a for a in report.advice if a.occasion.drug == drug)
    assert {line.action.value for line in first[1].lines} == {"avoid"}
    assert not first[2].lines
    assert {why.value for why in first[2].withheld.values()} == {"incomplete"}


def test_files_say_what_was_invented(tmp_path: Path) -> None:
    """Read back by the reader of VCFs, each patient has the genotypes that were drawn."""
    for assembly in Assembly:
        mine = [d for d in patients_of("skane") if d.tested and d.patient.assembly is assembly]
        files = write_files(tmp_path, assembly, [d.patient for d in mine])
        found = {c.sample: c for c in call_files([files.vcf], assembly, own_release())}
        for drawn in mine:
            wanted = call_patient(without_outside(drawn))
            assert found[drawn.patient.label].genes == wanted.genes
        genes = [gene for gene in own_release().knowledge.genes if not gene.outside_only]
        opened = open_files([files.vcf], genes, assembly)
        column = observed_at(genes[0].positions[:1], opened, assembly)[0]
        assert len(column) == len(mine)
    assert vcf_text(Assembly.GRCh37, []) != vcf_text(Assembly.GRCh38, [])


def without_outside(drawn: Drawn) -> Drawn:
    return replace(drawn, patient=replace(drawn.patient, outside=()))


def test_synthetic_people_are_called_as_the_node_keeps_them(demo: Demo) -> None:
    for cohort in USUAL.draw().cohorts[:2]:
        node = demo.site.nodes[cohort.node]
        wanted = {call.sample: call for call in call_cohort(cohort, own_release())}
        with node.records.read() as tx:
            kept = {c.sample: c for c in Calls(tx.connection).of_samples(cohort.names.values())}
        for name, sample in cohort.names.items():
            telling = {g.gene: g for g in wanted[name].genes if g.telling}
            found = kept[sample].genes if sample in kept else ()
            assert {g.gene: g for g in found} == telling


def test_what_an_assay_did_not_cover_is_untested(country: Country) -> None:
    """No exome sees the intronic cause of HapB3, so DPYD is incomplete in all of them."""
    for cohort in country.cohorts:
        calls = call_cohort(cohort, own_release())
        states: dict[str, Counter[str]] = {}
        for contribution, call in zip(cohort.contributions, calls, strict=True):
            dpyd = next(gene for gene in call.genes if gene.gene == "DPYD")
            states.setdefault(contribution.assay, Counter())[dpyd.status.value] += 1
            if contribution.assay == "exome":
                assert "rs75017182" in dpyd.untested
        assert set(states["exome"]) == {"incomplete"}
        assert states["genome"]["called"] > 0.8 * sum(states["genome"].values())


def test_strands_carry_what_goes_together_and_nothing_that_does_not(country: Country) -> None:
    named = {name: (CODE[c], p, r, a) for name, c, p, r, a, _ in NAMED_ALLELES}
    sites = country.sites
    rows = list(zip(sites.contig, sites.position, sites.ref, sites.alt, strict=True))
    at = {name: rows.index(key) for name, key in named.items()}
    carriers = 0
    for cohort in country.cohorts:
        for one, other in TOGETHER:
            full = (cohort.called[[at[one], at[other]]] == 2).all(axis=0)
            first, second = cohort.dosage[at[one]][full], cohort.dosage[at[other]][full]
            assert (second >= first).all(), (one, other)
            carriers += int((first > 0).sum())
        for one, other in APART:
            full = (cohort.called[[at[one], at[other]]] == 2).all(axis=0)
            both = cohort.dosage[at[one]][full].astype(int) + cohort.dosage[at[other]][full]
            assert (both <= 2).all(), (one, other)
    assert carriers > 50


def test_new_knowledge_recalls_those_with_hapb3_and_nobody_else(demo: Demo) -> None:
    for cohort in USUAL.draw().cohorts:
        node = demo.site.nodes[cohort.node]
        lines = recall_list(node, next_release().name)
        changed = [each for each in people_of(cohort) if each.changed]
        assert {line.gene for line in lines} == {"DPYD"}
        assert all("HapB3" in line.old["diplotype"] for line in lines)
        # A second sample of a person is told again, too, and is in no sum.
        assert len(lines) >= len(changed) >= 2
        assert any(line.advice_changed for line in lines)


def test_one_patient_carries_a_passport_that_names_another_centre(demo: Demo) -> None:
    for node in demo.site.nodes.values():
        (passport,) = passports_here(node)
        assert passport.centres == (next_centre(node.id),)
        assert node.id not in passport.centres
    assert sorted(map(next_centre, CENTRES)) == sorted(CENTRES)


def test_answers_in_time_are_above_the_floor_in_all_but_few_regions(demo: Demo) -> None:
    """A real national share with every bin of days, and one region that must be hidden."""
    network = demo.site.network("stockholm")
    asker = Asker.of(PERSONAS["coordinator"])
    found = turnaround(lambda name, **more: network.ask_now(name, more, asker, 30.0))
    nation = found.nation
    assert nation is not None
    assert None not in nation.days
    assert nation.within is not None
    assert nation.in_time.share is not None
    assert nation.in_time.share.lower < nation.in_time.share.value < nation.in_time.share.upper
    hidden = {line.region for line in found.regions if line.in_time.share is None}
    assert FEW in hidden
    assert len(found.regions) == len(REGIONS)
    assert len(hidden) <= 4


def test_a_second_bringing_changes_nothing(demo: Demo) -> None:
    node = demo.site.nodes["uppsala"]
    assert is_brought(node)
    before = node.variants.snapshot().epoch
    bring(node, USUAL.draw().cohort("uppsala"))
    assert node.variants.snapshot().epoch == before


def test_an_order_has_always_the_same_id() -> None:
    for node in CENTRES:
        ids = [each.order for each in (*patients_of(node), *past_of(node))]
        assert len(set(ids)) == len(ids)
    assert patients_of("stockholm")[0].order == "ref_qfag5j4n9fpz0f6hegs7z21y"  # as in the docs


def test_a_wrong_pharmacogenomic_count_is_found(tmp_path: Path, draw: Draw) -> None:
    """The check is worth nothing unless it fails: a handled line, and an order more, are seen."""
    running = start(draw(USUAL, tmp_path / "demo"), setting=USUAL)
    node = running.site.nodes["skane"]
    asker = Asker.of(PERSONAS["pharmacist"].at("skane"))
    handle_recall(node, recall_list(node)[0].number, asker)
    place_order(node, NewOrder("MORE", "12", (Occasion("codeine"),)), asker)
    asked = ("recall", "turnaround", "allele_frequency")
    report = compare(running, USUAL, asked)
    running.close()
    wrong = {check.name for check in report.checks if not check.ok}
    assert {"recall (care)", "turnaround (care)"} <= wrong
    assert "allele_frequency (care)" not in wrong
