"""A new release of knowledge: who is told otherwise, who is not, and what stays seen to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from samvar.focus.pharmacogenomics.analyse.compare import comes_down_to, compare
from samvar.focus.pharmacogenomics.model import (
    Action,
    Advice,
    DrugAdvice,
    GeneCall,
    Occasion,
    Status,
    Withheld,
)
from samvar.focus.pharmacogenomics.service import (
    adopt,
    assess,
    current_release,
    foresee,
    handle_recall,
    not_assessed,
    recall_list,
    release_named,
    releases_here,
)
from samvar.knowledge.pharmacogenomics.model import Gene, Knowledge, Position, Site
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.knowledge.pharmacogenomics.release import HEAD
from samvar.model.errors import Conflict, CorruptStore, NotFound, Refused
from samvar.model.genome import Assembly
from tests.focus.pharmacogenomics.laboratory import (
    Laboratory,
    changed,
    laboratory,
    remade,
    with_function,
)

RAPID = {"rs12248560": "0/1"}  # CYP2C19 *1/*17
POOR = {"rs4244285": "1/1"}  # CYP2C19 *2/*2
NEXT = changed("next", "CYP2C19", with_function("*17", like="*1"))


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    with laboratory(tmp_path) as one:
        yield one


def told(lines):
    """(label-free) what each line says: gene, phenotype then and now."""
    return [(each.gene, each.old["phenotype"], each.new["phenotype"]) for each in lines]


def test_who_carries_an_allele_whose_function_changed_is_listed_and_nobody_else(lab):
    lab.load(ANNA=RAPID, BERIT=POOR, CARL={})
    name = lab.shelve(NEXT)
    before = foresee(lab.node, name, lab.pharmacist)
    assert recall_list(lab.node, name) == ()  # nothing was written
    (line,) = assess(lab.node, name, lab.pharmacist)
    assert told([line]) == [("CYP2C19", "Rapid Metabolizer", "Normal Metabolizer")]
    assert line.old["diplotype"] == line.new["diplotype"] == "*1/*17"
    assert (line.old_release, line.new_release) == (own_release().name, "next")
    assert line.phenotype_changed
    assert not line.advice_changed  # the own release gives neither of them another dose
    assert told(before) == told([line])
    with lab.node.records.read() as tx:
        assert tx.persons.labels([line.person]) == {line.person: "ANNA"}


def test_a_new_minimum_position_makes_old_calls_incomplete(lab):
    """Nobody looked there: whatever was told before rests on less than is asked for now."""
    lab.load(ANNA={}, BERIT={"rs3918290": "0/1"})
    site = Site("1", 97_450_000, "A", "A")
    place = Position("rs_new", {a.value: site for a in Assembly}, ("G",))

    def with_position(gene: Gene) -> Gene:
        alleles = tuple(
            replace(each, bases={**each.bases, "rs_new": "A"}) if each.reference else each
            for each in gene.alleles
        )
        tier1 = (*gene.tier1, "rs_new")
        positions = (*gene.positions, place)
        return replace(gene, positions=positions, alleles=alleles, tier1=tier1)

    lines = assess(lab.node, lab.shelve(changed("next", "DPYD", with_position)), lab.pharmacist)
    assert {line.gene for line in lines} == {"DPYD"}
    assert sorted(str(line.old["phenotype"]) for line in lines) == [
        "Intermediate Metabolizer", "Normal Metabolizer",
    ]  # fmt: skip
    for line in lines:
        assert (line.new["status"], line.new["phenotype"]) == ("incomplete", None)
        assert line.new["advice"]["capecitabine"] == "withheld"
        assert line.old["advice"]["capecitabine"] in ("usual", "reduce")


def test_other_words_for_the_same_action_recall_nobody(lab):
    lab.load(ANNA=RAPID, BERIT=POOR, CARL={"rs3918290": "0/1"})
    own = own_release().knowledge
    words = tuple(replace(r, advice=r.advice + " (edited)") for r in own.recommendations)
    assert words != own.recommendations
    assert assess(lab.node, lab.shelve(remade("next", Knowledge(own.genes, words))),
                  lab.pharmacist) == ()  # fmt: skip


def test_another_action_recalls_though_the_phenotype_is_the_same(lab):
    lab.load(ANNA={"rs3918290": "0/1"}, BERIT={})
    own = own_release().knowledge
    stricter = tuple(
        replace(r, action="avoid") if r.drug == "capecitabine" and r.genes == {"DPYD": "1"} else r
        for r in own.recommendations
    )
    (line,) = assess(lab.node, lab.shelve(remade("next", Knowledge(own.genes, stricter))),
                     lab.pharmacist)  # fmt: skip
    assert (line.gene, line.phenotype_changed, line.advice_changed) == ("DPYD", False, True)
    assert line.old["advice"]["capecitabine"].startswith("reduce")
    assert line.new["advice"]["capecitabine"].startswith("avoid")
    assert line.old["advice"].keys() == line.new["advice"].keys() == {"capecitabine"}


def test_what_was_seen_to_stays_so_and_can_be_opened_again(lab):
    lab.load(ANNA=RAPID, BERIT={"rs12248560": "1/1"})
    name = lab.shelve(NEXT)
    first, second = assess(lab.node, name, lab.pharmacist)
    handle_recall(lab.node, first.number, lab.pharmacist)
    once = next(r for r in recall_list(lab.node, name) if r.number == first.number)
    assert once.handled_by == "pharmacist"
    handle_recall(lab.node, first.number, lab.asker("geneticist"))  # the first one stands
    again = assess(lab.node, name, lab.pharmacist)
    assert [(r.sample, r.handled_by) for r in again] == [
        (second.sample, None), (first.sample, "pharmacist"),
    ]  # fmt: skip
    assert again[1].handled == once.handled
    handle_recall(lab.node, again[1].number, lab.pharmacist, undo=True)
    assert all(r.handled is None for r in recall_list(lab.node, name))
    with pytest.raises(NotFound):
        handle_recall(lab.node, 10_000, lab.pharmacist)


def test_a_line_that_says_something_else_now_is_open_again(lab):
    """The same release name with other facts: a release that somebody has exchanged."""
    lab.load(ANNA=RAPID)
    name = lab.shelve(NEXT)
    (line,) = assess(lab.node, name, lab.pharmacist)
    handle_recall(lab.node, line.number, lab.pharmacist)
    folder = lab.node.knowledge_shelf / name
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()
    lab.shelve(changed("next", "CYP2C19", with_function("*17", like="*2")))
    (line,) = assess(lab.node, name, lab.pharmacist)
    assert (line.new["phenotype"], line.handled) == ("Intermediate Metabolizer", None)


def test_people_who_are_called_anew_by_the_new_release_are_not_forgotten(lab):
    """Adopted and loaded again: what their clinicians were told before is still not so."""
    lab.load(ANNA=RAPID)
    name = lab.shelve(NEXT)
    adopt(lab.node, name, lab.pharmacist)
    lab.call_outside("ANNA", "CYP2D6\t*1/*1\n")  # by the release in use now
    (line,) = assess(lab.node, name, lab.pharmacist)
    assert told([line]) == [("CYP2C19", "Rapid Metabolizer", "Normal Metabolizer")]
    assert not_assessed(lab.node, name) == 0


def test_who_was_called_after_the_assessment_is_said_to_be_missing(lab):
    lab.load(ANNA=RAPID)
    name = lab.shelve(NEXT)
    assert not_assessed(lab.node, name) == 1  # never assessed
    assess(lab.node, name, lab.pharmacist)
    assert not_assessed(lab.node, name) == 0
    lab.load(BERIT=RAPID)
    assert not_assessed(lab.node, name) == 1
    asked = {"release": name, "genes": ("CYP2C19", "DPYD")}
    value = lab.site.network("uppsala").ask_now("recall", asked, lab.pharmacist).value
    assert {column: vector.tolist() for column, vector in value.items()} == {
        "phenotype_changed": [-1, -1],  # one person: below the floor
        "advice_changed": [-1, -1],
        "open": [-1, -1],
        "assessed": [1, 1],
        "tested": [2, 2],
    }


def test_a_release_without_the_samples_assembly_recalls_nobody_and_assesses_nobody(lab):
    lab.load(Assembly.GRCh37, ANNA=RAPID)

    def only_38(gene: Gene) -> Gene:
        positions = tuple(
            replace(p, sites={a: s for a, s in p.sites.items() if a == "GRCh38"})
            for p in gene.positions
        )
        return replace(gene, positions=positions)

    own = own_release().knowledge
    genes = tuple(map(only_38, own.genes))
    name = lab.shelve(remade("next", Knowledge(genes, own.recommendations)))
    assert assess(lab.node, name, lab.pharmacist) == ()
    asked = {"release": name, "genes": ("CYP2C19",)}
    value = lab.site.network("uppsala").ask_now("recall", asked, lab.pharmacist).value
    assert (value["tested"].tolist(), value["assessed"].tolist()) == ([1], [0])


def test_the_withdrawn_leave_the_list(lab):
    lab.load(ANNA=RAPID, BERIT=RAPID)
    name = lab.shelve(NEXT)
    lines = assess(lab.node, name, lab.pharmacist)
    handle_recall(lab.node, lines[0].number, lab.pharmacist)
    with lab.node.records.read() as tx:
        labels = tx.persons.labels({line.person for line in lines})
    gone, stays = labels[lines[0].person], lines[1].person
    lab.withdraw(gone)
    assert [line.person for line in recall_list(lab.node, name)] == [stays]
    assert [line.person for line in assess(lab.node, name, lab.pharmacist)] == [stays]


OUTSIDE = [
    # what was handed over            then                          now
    ("*10/*10", "Intermediate Metabolizer", "Poor Metabolizer"),
    ("*10/*10\tIntermediate Metabolizer", "Intermediate Metabolizer", "Poor Metabolizer"),
]


@pytest.mark.parametrize(("row", "then", "now"), OUTSIDE)
def test_outside_calls_are_told_again_even_with_a_phenotype_of_their_own(lab, row, then, now):
    """CPIC set the activity of CYP2D6 *10 from 0.5 to 0.25 in 2019; here it goes to 0."""
    lab.load(ANNA={})
    lab.call_outside("ANNA", f"CYP2D6\t{row}\n")
    release = changed("next", "CYP2D6", with_function("*10", like="*4"))
    (line,) = assess(lab.node, lab.shelve(release), lab.pharmacist)
    assert told([line]) == [("CYP2D6", then, now)]


def test_an_outside_phenotype_that_no_release_contradicts_recalls_nobody(lab):
    lab.load(ANNA={})
    lab.call_outside("ANNA", "CYP2D6\t*10/*10\tPoor Metabolizer\n")
    release = changed("next", "CYP2D6", with_function("*10", like="*4"))
    assert [line for line in assess(lab.node, lab.shelve(release), lab.pharmacist)
            if line.phenotype_changed and line.old["phenotype"] == line.new["phenotype"]
            and line.old["activity_score"] == line.new["activity_score"]] == []  # fmt: skip


def test_a_release_that_something_rests_on_is_kept_and_may_not_be_exchanged(lab):
    lab.load(ANNA=RAPID)
    own = own_release()
    shelf = lab.node.knowledge_shelf
    assert (shelf / own.name / HEAD).is_file()  # the next samvar brings another own release
    assert [each.name for each in releases_here(lab.node)] == [own.name]
    name = lab.shelve(NEXT)
    adopt(lab.node, name, lab.pharmacist)
    assert current_release(lab.node).name == name
    lab.load(BERIT=RAPID)
    with pytest.raises(Conflict):
        lab.shelve(changed("next", "CYP2C19", with_function("*17", like="*2")))
    for part in (shelf / name).iterdir():
        part.unlink()
    (shelf / name).rmdir()
    with pytest.raises(NotFound):
        current_release(lab.node)
    with pytest.raises(NotFound):
        assess(lab.node, own.name, lab.pharmacist)
    lab.shelve(changed("next", "CYP2C19", with_function("*17", like="*2")))
    with pytest.raises(CorruptStore):
        current_release(lab.node)
    with pytest.raises(CorruptStore):
        assess(lab.node, own.name, lab.pharmacist)


@pytest.mark.parametrize("name", ["..", "../uppsala/knowledge/next", "", ".", "/", "no\0name"])
def test_a_release_is_named_and_never_a_folder(lab, tmp_path, name):
    lab.shelve(NEXT)
    with pytest.raises(NotFound):
        release_named(lab.node, name)
    with pytest.raises(NotFound):
        release_named(lab.node, str(lab.node.knowledge_shelf / "next"))


def test_only_those_whose_work_it_is_assess_and_see_to(lab):
    lab.load(ANNA=RAPID)
    name = lab.shelve(NEXT)
    with pytest.raises(Refused):
        assess(lab.node, name, lab.asker("researcher"))
    with pytest.raises(Refused):
        adopt(lab.node, name, lab.asker("operator"))
    (line,) = assess(lab.node, name, lab.pharmacist)
    with pytest.raises(Refused):
        handle_recall(lab.node, line.number, lab.asker("auditor"))
    assert recall_list(lab.node, name)[0].handled is None


def _advice_of(*actions: Action, withheld: bool = False, drug: str = "d") -> DrugAdvice:
    lines = tuple(
        Advice("CPIC", a.value, "Strong", a, {"G": "x"}, "r", "g", "v", "s") for a in actions
    )
    why = {"G": Withheld.INCOMPLETE} if withheld else {}
    return DrugAdvice(Occasion(drug), lines, why)


COMPARED = [
    # then                               now                          recalled   why
    ((Action.STANDARD,), (Action.NONE,), False, "nobody has to act on either"),
    ((), (Action.STANDARD,), False, "a guideline that begins to say the usual dose"),
    ((Action.STANDARD,), (Action.REDUCE,), True, "act now"),
    ((Action.AVOID,), (Action.STANDARD,), True, "no longer"),
    ((Action.AVOID,), (Action.AVOID, Action.MONITOR), True, "one more thing to do"),
    ((Action.AVOID,), (Action.AVOID, Action.STANDARD), False, "another body says the usual"),
    ((Action.REDUCE, Action.REDUCE), (Action.REDUCE,), False, "one body fewer says the same"),
    ((Action.AVOID,), (), True, "a caution that is withdrawn"),
]


@pytest.mark.parametrize(("then", "now", "recalled", "why"), COMPARED)
def test_advice_is_compared_by_what_somebody_has_to_do(then, now, recalled, why):
    gene = [GeneCall("G", Status.CALLED, (), "x", None, (), ())]
    old, new = ([_advice_of(*actions)] if actions else [] for actions in (then, now))
    found = compare(gene, gene, old, new)
    assert bool(found) is recalled, why
    assert not any(each.phenotype_changed for each in found)


def test_withheld_is_a_change_from_what_was_said_and_none_from_silence():
    gene = [GeneCall("G", Status.CALLED, (), "x", None, (), ())]
    withheld = [_advice_of(withheld=True)]
    assert comes_down_to(withheld) == "withheld"
    assert comes_down_to([_advice_of(Action.AVOID, withheld=True)]) == "avoid, withheld"
    assert compare(gene, gene, [], withheld) == ()
    (found,) = compare(gene, gene, [_advice_of(Action.STANDARD)], withheld)
    assert found.advice == {"d": ("usual", "withheld")}
