"""Whose a sample is: the expected name, the genotypes, the sex; nothing passes silently."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from samvar.focus.pharmacogenomics.analyse.identity import (
    LEAST_SHARE,
    LEAST_TELLING,
    other_genotypes,
    other_sex,
)
from samvar.focus.pharmacogenomics.model import Genotype, Observed, Occasion, Order, Status, Step
from samvar.focus.pharmacogenomics.model.identity import Against
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    call_files,
    call_into,
    confirm_sample,
    draft_report,
    held_of,
    order_of,
    place_order,
    results_of,
    sign_report,
    take_step,
)
from samvar.focus.pharmacogenomics.service.order import find_person
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.model.genome import Assembly, Sex
from samvar.model.load import LoadRequest
from samvar.node.intake import load_files
from samvar.node.withdraw import withdraw
from tests.focus.pharmacogenomics.laboratory import DATASET, Genotypes, Laboratory, laboratory
from tests.focus.pharmacogenomics.ward import counted_people

HET = "0/1"
ANNA = {
    "rs3918290": HET, "rs1800460": HET, "rs1142345": HET, "rs4149056": HET, "rs4244285": HET,
    "rs1799853": HET,
}  # fmt: skip
BERIT = {"rs12248560": HET, "rs1057910": HET, "rs116855232": HET, "rs4149056": "1/1"}
"""Two strangers: nine positions where one of them has a variant, and not one the same."""


def seen(*genotypes: str, doubt: str = "") -> dict[str, Observed]:
    """One gene with a position for each genotype, of reference A and variant G."""
    bases = {"0": "A", "1": "G"}
    return {
        "G6PD": {
            f"rs{at}": ("A", Genotype(tuple(bases[c] for c in text.split("/")), doubt=doubt))
            for at, text in enumerate(genotypes)
        }
    }


SAME = [
    # one,                                  other,                                against, why
    ([HET] * 4, ["0/0"] * 4, True, "four tell, and none agrees"),
    ([HET] * 4, [HET, HET, "0/0", "0/0"], True, "half of four"),
    ([HET] * 4, [HET, HET, HET, "0/0"], False, "three of four: a misread is possible"),
    ([HET] * 3, ["0/0"] * 3, False, "three positions are too few to tell"),
    ([HET] * 4, ["1/0"] * 4, False, "the phase is not compared"),
    (["0/0"] * 40, ["0/0"] * 40, False, "two references tell nothing"),
    ([HET] * 3 + ["0/0"] * 40, ["0/0"] * 43, False, "nor do forty of them beside three"),
    (["1"] * 4, ["0/0"] * 4, False, "another number of copies is not compared"),
]


@pytest.mark.parametrize(("one", "other", "against", "why"), SAME)
def test_genotypes_of_two_samples(
    one: list[str], other: list[str], against: bool, why: str
) -> None:
    assert (other_genotypes(seen(*one), seen(*other)) is not None) is against, why
    assert (other_genotypes(seen(*other), seen(*one)) is not None) is against, why


def test_an_objection_says_what_it_rests_on() -> None:
    found = other_genotypes(seen(*[HET] * 5, "0/0"), seen(HET, *["0/0"] * 5))
    assert found is not None
    assert (found.shared, found.telling, found.agreed) == (6, 5, 1)


def test_what_is_not_trusted_tells_nothing() -> None:
    assert other_genotypes(seen(*[HET] * 8, doubt="depth 3"), seen(*["0/0"] * 8)) is None


SEX = [
    # genotypes,        recorded,     against, why
    ([HET], Sex.MALE, True, "a man has one X"),
    (["0/0", "1/1"], Sex.MALE, False, "a way of writing one copy"),
    (["0", "1"], Sex.MALE, False, "one copy"),
    (["0"], Sex.FEMALE, True, "a woman has two"),
    ([HET], Sex.FEMALE, False, "two copies"),
    ([HET], Sex.UNKNOWN, False, "nothing is recorded"),
    ([], Sex.MALE, False, "nothing was looked at"),
]


@pytest.mark.parametrize(("genotypes", "recorded", "against", "why"), SEX)
def test_copies_of_x_and_the_recorded_sex(
    genotypes: list[str], recorded: Sex, against: bool, why: str
) -> None:
    assert (other_sex(seen(*genotypes).values(), recorded) is not None) is against, why


def test_most_strangers_of_one_population_are_told_apart(shared_data: Path) -> None:
    """Neighbours in the list of the 1000 Genomes project, by samvar's own release."""
    people: dict[str, dict[str, Observed]] = {}
    folder = shared_data / "pharmacogenomics" / "1kgp" / "GRCh38"
    for gene in ("CYP2C19", "CYP2C9", "SLCO1B1", "TPMT", "NUDT15", "UGT1A1"):
        panel = folder / f"{gene}.vcf.gz"
        for each in call_files([panel], Assembly.GRCh38, own_release(), genes=[gene]):
            people.setdefault(each.sample, {}).update(each.observed)
    pairs = list(pairwise(people.values()))
    caught = sum(other_genotypes(one, other) is not None for one, other in pairs)
    assert len(pairs) == 3201
    assert caught / len(pairs) > 0.8
    assert not any(other_genotypes(one, one) for one in people.values())


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    with laboratory(tmp_path) as one:
        yield one


def bring(
    lab: Laboratory,
    person: str,
    sample: str,
    genotypes: Genotypes,
    sex: str = "",
    dataset: str = "new",
) -> dict[str, object]:
    """Load a sample of a person under the laboratory's own name of it; what the load says of it."""
    sheet = lab.folder / "sheet.tsv"
    sheet.write_text(f"sample\tperson\tsex\n{sample}\t{person}\t{sex or 'unknown'}\n")
    request = LoadRequest(
        dataset=dataset,
        files=(str(lab.vcf({sample: genotypes}, Assembly.GRCh38)),),
        sheet=str(sheet),
        assert_normalised=True,
        assay="sites",
    )
    return load_files(lab.node, request.checked(), "test").areas["pharmacogenomics"]


def ordered(lab: Laboratory, person: str, tube: str = "") -> Order:
    """An order whose sample was taken, in a tube of that name."""
    new = NewOrder(person, lab.node.centre.regions[0], (Occasion("capecitabine"),))
    order = place_order(lab.node, new, lab.pharmacist)
    return take_step(lab.node, order.id, Step.SAMPLED, lab.pharmacist, sample=tube)


def test_the_expected_sample_is_attached_at_once(lab: Laboratory) -> None:
    order = ordered(lab, "ANNA", "TUBE-1")
    assert "held" not in bring(lab, "ANNA", "TUBE-1", ANNA)
    assert order_of(lab.node, order.id).step is Step.CALLED
    assert held_of(lab.node, order.person) == ()


def test_a_sample_of_another_name_is_held_until_somebody_says_why(lab: Laboratory) -> None:
    order = ordered(lab, "ANNA", "TUBE-1")
    assert bring(lab, "ANNA", "TUBE-2", ANNA)["held"] == 1
    ((held, name),) = held_of(lab.node, order.person)
    assert (name, [each.against for each in held.objections]) == ("TUBE-2", [Against.NAME])
    assert order_of(lab.node, order.id).step is Step.SAMPLED
    assert results_of(lab.node, order.person) == ()
    with pytest.raises(NotFound):
        draft_report(lab.node, order)
    with pytest.raises(NotFound):
        sign_report(lab.node, order.id, lab.pharmacist)
    for reason in ("", "  ", "x" * 501, "two\nlines"):
        with pytest.raises(BadInput, match="with a reason"):
            confirm_sample(lab.node, order.id, held.sample, reason, lab.pharmacist)
    with pytest.raises(Refused):
        confirm_sample(lab.node, order.id, held.sample, "relabelled", lab.asker("researcher"))
    told = confirm_sample(lab.node, order.id, held.sample, "relabelled", lab.pharmacist)
    assert (told.step, told.sample) == (Step.CALLED, held.sample)
    ((again, _),) = held_of(lab.node, order.person)
    assert (again.reason, again.confirmed_by) == ("relabelled", lab.pharmacist.user.id)
    assert draft_report(lab.node, told).sample == held.sample
    with pytest.raises(Conflict, match="already"):
        confirm_sample(lab.node, order.id, held.sample, "again", lab.pharmacist)


def test_an_order_that_expects_nothing_takes_what_comes(lab: Laboratory) -> None:
    order = ordered(lab, "ANNA")
    bring(lab, "ANNA", "ANY", ANNA)
    assert order_of(lab.node, order.id).step is Step.CALLED


def test_each_of_two_orders_waits_for_its_own_sample(lab: Laboratory) -> None:
    first = ordered(lab, "ANNA", "TUBE-1")
    new = NewOrder("ANNA", lab.node.centre.regions[0], (Occasion("clopidogrel"),))
    second = place_order(lab.node, new, lab.pharmacist)
    take_step(lab.node, second.id, Step.SAMPLED, lab.pharmacist, sample="TUBE-2")
    assert "held" not in bring(lab, "ANNA", "TUBE-2", ANNA)
    steps = [order_of(lab.node, each.id).step for each in (first, second)]
    assert steps == [Step.SAMPLED, Step.CALLED]


def test_another_persons_genotypes_are_held_and_cannot_be_talked_away(lab: Laboratory) -> None:
    lab.load(ANNA=ANNA)
    order = ordered(lab, "ANNA")
    assert bring(lab, "ANNA", "TUBE-1", BERIT)["held"] == 1
    ((held, _),) = held_of(lab.node, order.person)
    (objection,) = held.objections
    assert (objection.against, objection.telling, objection.agreed) == (Against.GENOTYPES, 9, 0)
    assert len(results_of(lab.node, order.person)) == 1
    dpyd = results_of(lab.node, order.person)[0].gene("DPYD")
    assert dpyd is not None
    assert dpyd.phenotype == "Intermediate Metabolizer"
    with pytest.raises(Conflict, match="still contradict"):
        confirm_sample(lab.node, order.id, held.sample, "I am sure", lab.pharmacist)
    old = results_of(lab.node, order.person)[0].sample
    withdraw(lab.node, (old,), lab.asker("geneticist"))
    confirm_sample(lab.node, order.id, held.sample, "the first was a switched tube", lab.pharmacist)
    (kept,) = results_of(lab.node, order.person)
    assert kept.sample == held.sample


def test_a_new_sample_of_the_same_person_is_taken(lab: Laboratory) -> None:
    lab.load(ANNA=ANNA)
    assert "held" not in bring(lab, "ANNA", "TUBE-9", {**ANNA, "rs55886062": None})


def test_who_is_held_counts_in_no_sum_until_confirmed(lab: Laboratory) -> None:
    order = ordered(lab, "ANNA", "TUBE-1")
    bring(lab, "ANNA", "TUBE-2", ANNA)
    scope = lab.pharmacist.purpose.scope
    assert counted_people(lab.node.view(scope))["pgx"] == 0
    ((held, _),) = held_of(lab.node, order.person)
    confirm_sample(lab.node, order.id, held.sample, "relabelled", lab.pharmacist)
    assert counted_people(lab.node.view(scope))["pgx"] == 1


def test_a_file_of_another_person_cannot_be_brought_to_a_sample(lab: Laboratory) -> None:
    lab.load(ANNA=ANNA)
    file = lab.vcf({"ANNA": BERIT}, Assembly.GRCh38)
    with pytest.raises(Conflict, match="another person") as caught:
        call_into(lab.node, [file], Assembly.GRCh38, f"{DATASET}-GRCh38", lab.pharmacist)
    assert caught.value.why is not None
    assert "ANNA" not in str(caught.value)
    (kept,) = results_of(lab.node, find_person(lab.node, "ANNA"))
    dpyd = kept.gene("DPYD")
    assert dpyd is not None
    assert (dpyd.status, dpyd.phenotype) == (Status.CALLED, "Intermediate Metabolizer")


def test_a_withdrawn_sample_leaves_no_doubt_behind(lab: Laboratory) -> None:
    order = ordered(lab, "ANNA", "TUBE-1")
    bring(lab, "ANNA", "TUBE-2", ANNA)
    ((held, _),) = held_of(lab.node, order.person)
    withdraw(lab.node, (held.sample,), lab.asker("geneticist"))
    assert held_of(lab.node, order.person) == ()
    with pytest.raises(NotFound):
        confirm_sample(lab.node, order.id, held.sample, "gone", lab.pharmacist)


def test_a_sample_of_somebody_else_is_not_confirmed_by_an_order(lab: Laboratory) -> None:
    order = ordered(lab, "ANNA", "TUBE-1")
    bring(lab, "ANNA", "TUBE-2", ANNA)
    ((held, _),) = held_of(lab.node, order.person)
    other = ordered(lab, "BERIT")
    with pytest.raises(NotFound):
        confirm_sample(lab.node, other.id, held.sample, "mine", lab.pharmacist)


def test_the_thresholds_leave_room_for_one_misread() -> None:
    assert (LEAST_TELLING - 1) / LEAST_TELLING >= LEAST_SHARE
    assert (LEAST_TELLING - 2) / LEAST_TELLING < LEAST_SHARE
