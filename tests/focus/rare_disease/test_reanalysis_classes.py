"""A class at another centre that changes or conflicts is work; a silent one has changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.analyse.reanalysis import conflicts, matters
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.reading import Outcome
from samvar.focus.rare_disease.model.reanalysis import Cause, Change
from samvar.focus.rare_disease.reanalysis_words import said_in_words
from samvar.focus.rare_disease.rules.reanalysis import thresholds
from samvar.focus.rare_disease.service import reanalysis_classes
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.read import begin, conclude
from samvar.focus.rare_disease.service.reanalysis import reanalyse
from samvar.focus.rare_disease.service.reanalysis_list import list_changes
from samvar.focus.rare_disease.service.settle import quick_class, use_class
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.focus.rare_disease.share.classified_many import MOST, ManyArgs, answer_many
from samvar.govern.identity import PERSONAS, Asker
from samvar.govern.purpose import Purpose
from samvar.model.clock import utc_now
from samvar.model.contribution import Scope
from samvar.model.errors import Refused, UsageError
from samvar.network.view import NodeView
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from samvar.node.site import Site
from samvar.present.language import Language
from tests.focus.rare_disease.reading.test_classification import single
from tests.focus.rare_disease.test_cases import new
from tests.focus.rare_disease.test_reanalysis import A, B, annotated

EN = Language.of("en")
CENTRES = ("stockholm", "skane", "uppsala")


def who(name: str, centre: str = "stockholm") -> Asker:
    return Asker.of(PERSONAS[name].at(centre))


READER = who("geneticist")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Three centres, each with the same two variants in a boy, where one reader is enough."""
    nodes = {}
    for centre in CENTRES:
        init_node(tmp_path / centre, centre)
        nodes[centre] = open_node(config_in(tmp_path / centre))
        single(nodes[centre])
        files = new(tmp_path / f"family-{centre}", small_vcf=annotated())
        load_case(nodes[centre], files, who("bioinformatician", centre))
    made = Site.of(tmp_path, nodes)
    yield made
    made.close()


def classify(site: Site, centre: str, classed: Class, variant: str = A) -> None:
    """A centre's reader gives the variant of their case a class."""
    quick_class(site.nodes[centre], "fam", "snv", variant, classed, who("geneticist", centre))


def conclude_here(site: Site, outcome: Outcome = Outcome.UNSOLVED) -> Node:
    node = site.nodes["stockholm"]
    begin(node, "fam", READER)
    if outcome is Outcome.SOLVED:
        quick_class(node, "fam", "snv", A, Class.PATHOGENIC, READER)
        use_class(node, "fam", A, "report", READER)
    conclude(node, "fam", READER, outcome, "read")
    return node


def again(node: Node) -> list[Change]:
    run = reanalyse(node, READER)
    return [each for each in run.changes if each.cause is Cause.CLASSES]


def words(change: Change) -> tuple[str, str]:
    told = [said_in_words(change.cause, part, EN) for part in (change.before, change.after)]
    return told[0], told[1]


def silence(site: Site, centre: str) -> object:
    return site.network("stockholm")._lanes.pop(centre)


def speak(site: Site, centre: str, lane: object) -> None:
    site.network("stockholm")._lanes[centre] = lane


def test_what_others_act_on_is_work_at_the_first_look_and_once(site: Site) -> None:
    node = conclude_here(site)
    classify(site, "skane", Class.LIKELY_PATHOGENIC)
    (change,) = again(node)
    assert change.variant == A
    month = f"{utc_now():%Y-%m}"
    assert words(change) == (
        "no centre asked yet",
        f"Skåne: Likely pathogenic, since {month} · 2 of 2 centres answered",
    )
    assert again(node) == [], "the same answer is no other line"
    assert len(list_changes(node, READER).lines) == 1


def test_a_class_that_changes_elsewhere_is_work(site: Site) -> None:
    node = conclude_here(site)
    classify(site, "skane", Class.UNCERTAIN)
    assert again(node) == [], "one uncertain class elsewhere is no conflict"
    classify(site, "skane", Class.LIKELY_BENIGN)
    (change,) = again(node)
    before, after = words(change)
    assert "Skåne: Uncertain significance" in before
    assert "Skåne: Likely benign" in after
    assert again(node) == []


def test_a_silent_centre_is_named_and_is_never_no_change(site: Site) -> None:
    node = conclude_here(site)
    classify(site, "skane", Class.UNCERTAIN)
    lane = silence(site, "skane")
    assert again(node) == []
    speak(site, "skane", lane)
    assert again(node) == [], "its first answer has changed nothing that was known"
    lane = silence(site, "skane")
    classify(site, "skane", Class.PATHOGENIC)
    classify(site, "uppsala", Class.BENIGN)
    run = reanalyse(node, READER)
    (change,) = [each for each in run.changes if each.cause is Cause.CLASSES]
    after = words(change)[1]
    assert run.silent == ("skane",)
    assert "1 of 2 centres answered · no answer from Skåne" in after
    assert "Skåne: Uncertain significance" in after
    assert "not answered now, said on" in after, "and it is told as what it said then"
    assert again(node) == []
    speak(site, "skane", lane)
    (change,) = again(node)
    assert "Skåne: Pathogenic" in words(change)[1], "it is compared with what it said last"


def test_of_an_answered_case_only_what_it_reports_is_compared(site: Site) -> None:
    node = conclude_here(site, Outcome.SOLVED)
    assert reanalyse(node, READER).cases == 0, "it is solved, and nothing is signed"
    sign_report(node, "fam", READER)
    classify(site, "skane", Class.PATHOGENIC)
    classify(site, "skane", Class.PATHOGENIC, B)
    run = reanalyse(node, READER)
    assert (run.cases, run.first, run.changes) == (1, 1, []), "both call it pathogenic"
    assert (run.effort.classes_asked, run.effort.questions, run.effort.ranked) == (1, 0, 0)
    assert reanalyse(node, READER).effort.lists == 0
    classify(site, "skane", Class.UNCERTAIN)
    (change,) = again(node)
    assert "here: Pathogenic" in words(change)[1]
    (line,) = list_changes(node, READER).lines
    assert line.signed


def test_what_a_run_of_all_cases_remembers_stays(site: Site) -> None:
    node = conclude_here(site, Outcome.SOLVED)
    sign_report(node, "fam", READER)
    assert reanalyse(node, READER, everything=True).variants == 2
    reanalyse(node, READER)
    run = reanalyse(node, READER, everything=True)
    assert (run.first, run.changes) == (0, [])


def test_variants_are_asked_in_batches(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    node = conclude_here(site)
    monkeypatch.setattr(reanalysis_classes, "MOST", 1)
    effort = reanalyse(node, READER).effort
    assert (effort.class_questions, effort.classes_asked) == (2, 2)


def test_it_is_answered_for_care_alone_and_of_so_many_variants(site: Site) -> None:
    node = site.nodes["skane"]
    other = replace(READER, purpose=Purpose.HRESCH)
    view = NodeView(
        node.id, Scope.CARE, node.variants.snapshot(), lambda _: (), lambda: None, other,
        node.records,
    )  # fmt: skip
    with pytest.raises(Refused):
        answer_many(ManyArgs("GRCh37", (A,)), view)
    for wanted in ((), tuple(f"1-{n}-A-G" for n in range(1, MOST + 2))):
        with pytest.raises(UsageError):
            site.network("stockholm").ask_now(
                "classified_variants", {"assembly": "GRCh37", "variants": wanted}, READER
            )


def told(here: str = "", **centres: tuple[str, ...]) -> dict[str, object]:
    return {
        "answered": sorted(centres), "silent": [], "here": here,
        "centres": {n: {"classes": [[c, "2026-11"] for c in each]} for n, each in centres.items()},
    }  # fmt: skip


CHANGES = [
    # before, after, worth a look
    (told(a=("uncertain",)), told(a=("uncertain", "uncertain")), False),
    (told(a=("uncertain",)), told(a=("pathogenic",)), True),
    (told(a=("pathogenic",)), told(a=()), True),  # taken back
    (told(a=("pathogenic",)), told(a=("likely_pathogenic",)), True),
    (told(), told(a=("uncertain",)), False),  # a first answer
    (told(), told(a=("pathogenic",)), True),  # somebody acts on what nobody has classed here
    (told("pathogenic"), told("pathogenic", a=("likely_pathogenic",)), False),
    (told("pathogenic"), told("pathogenic", a=("benign",)), True),
    (told("pathogenic", a=("pathogenic",)), told("uncertain", a=("pathogenic",)), True),
    (told(a=("pathogenic",)), {**told(a=("pathogenic",)), "answered": []}, False),
]


@pytest.mark.parametrize(("before", "after", "worth"), CHANGES)
def test_what_is_worth_a_look(before, after, worth) -> None:
    assert matters(Cause.CLASSES, before, after, thresholds()) is worth


def test_a_conflict_is_of_what_would_be_done() -> None:
    assert not conflicts(told("pathogenic", a=("likely_pathogenic",)))
    assert not conflicts(told(a=("uncertain",)))
    assert conflicts(told(a=("uncertain",), b=("benign",)))
    assert conflicts(told("uncertain", a=("likely_pathogenic",)))
