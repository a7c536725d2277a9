"""What a report pins of its method: filters gone through, and how deep the samples are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.analyse.depth import depth_of
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.case import CaseTables, DepthSummary
from samvar.focus.rare_disease.model.kept import ToldDepth
from samvar.focus.rare_disease.model.sought import Sought
from samvar.focus.rare_disease.report import FORM, as_text, bundle_bytes
from samvar.focus.rare_disease.service.filters import retire_filter, save_filter
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.mark import go_through
from samvar.focus.rare_disease.service.new_case import NewCase, digest_of, told_of
from samvar.focus.rare_disease.service.report import differing, report_of
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.node.node import Node
from samvar.present.language import Language
from tests.focus.rare_disease.family_files import family
from tests.focus.rare_disease.rare_reports import SOLVED, UNSOLVED
from tests.focus.rare_disease.test_answer import (  # noqa: F401 - fixtures by name
    LOADER,
    ONE,
    TWO,
    _more,
    case,
    node,
    read,
)
from tests.focus.rare_disease.test_rare_report import paper

EN = Language.of("en")


def test_filters_are_pinned_as_they_were_gone_through(node: Node, case: str) -> None:  # noqa: F811
    saved = save_filter(node, "rare", "snv", Sought(frequency=0.001, everybody=True), ONE)
    go_through(node, case, "snv", saved.id, ONE)
    go_through(node, case, "snv", "", TWO)
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    assert [(e.name, e.by, e.passed, e.total) for e in signed.filters or ()] == [
        ("rare", "geneticist", 1, 1), ("", "second-reader", 1, 1),
    ]  # fmt: skip
    assert dict((signed.filters or ())[0].words) == {"freq": "0.001", "all": "1"}
    save_filter(node, "rare", "snv", Sought(), ONE, instead_of=saved.id)
    assert differing(node, signed) == (), "another filter of that name is another filter"
    go_through(node, case, "sv", "", ONE)
    assert differing(node, signed) == (), "what was gone through later is no part of it"
    assert report_of(node, signed.id)[0] == signed


def test_a_retired_filter_still_tells_what_was_gone_through(node: Node, case: str) -> None:  # noqa: F811
    saved = save_filter(node, "all", "snv", Sought(everybody=True), ONE)
    go_through(node, case, "snv", saved.id, ONE)
    retire_filter(node, saved.id, ONE)
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    assert [each.name for each in signed.filters or ()] == ["all"]
    assert differing(node, signed) == ()


def test_a_filter_of_an_earlier_state_of_the_list_is_none_of_this_one(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    go_through(node, case, "snv", "", ONE)
    plan = plan_case(family(tmp_path / "g", small_vcf=_more()))
    load_case(node, NewCase(plan, "03", "rare-diseases", asserted=True), LOADER)
    read(node, case, ONE, TWO)
    assert sign_report(node, case, ONE).filters == ()


def test_depths_are_pinned_of_every_member(node: Node, case: str) -> None:  # noqa: F811
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    assert [(e.member, e.of, e.mean, e.source) for e in signed.depths or ()] == [
        ("son", "sites", 31.0, "peddy"),
        ("dad", "sites", 30.0, "peddy"),
        ("mum", "sites", 29.0, "peddy"),
    ]
    assert differing(node, signed) == ()


def test_a_report_of_before_verifies_without_them(node: Node, case: str) -> None:  # noqa: F811
    go_through(node, case, "snv", "", ONE)
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    before = replace(signed, filters=None, depths=None, by_name=None, signer="", signature="")
    before = FORM.sign(before, node.id, node.key)
    written = json.loads(FORM.written(before))
    assert not {"filters", "depths", "by_name"} & written.keys()
    assert FORM.verify(FORM.read(FORM.written(before)), [node.key.public])
    assert differing(node, before) == ()
    assert differing(node, replace(signed, filters=())) == ("filters",), "none is not unknown"


def test_the_signers_name_and_professional_id_are_pinned_and_said_in_every_form(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
) -> None:
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    assert (signed.by, signed.by_name) == ("geneticist", "Astrid Lindqvist")
    assert differing(node, signed) == ()
    assert "Signed by: Astrid Lindqvist, geneticist\n" in as_text(signed, EN)
    assert "Astrid Lindqvist, geneticist" in " ".join(paper(signed, EN)[0])
    resources = [each["resource"] for each in json.loads(bundle_bytes(signed))["entry"]]
    (whole,) = (each for each in resources if each["resourceType"] == "DiagnosticReport")
    who = {
        "type": "Practitioner",
        "display": "Astrid Lindqvist",
        "identifier": {"value": "geneticist"},
    }
    assert whole["resultsInterpreter"] == [who]
    (made,) = (each for each in resources if each["resourceType"] == "Provenance")
    assert who in [each["who"] for each in made["agent"]]


def test_a_report_from_before_names_were_pinned_says_the_professional_id_alone() -> None:
    assert "Signed by: geneticist\n" in as_text(SOLVED, EN)
    assert b"resultsInterpreter" not in bundle_bytes(SOLVED)


def test_a_list_that_nobody_went_through_and_what_is_not_given_are_said() -> None:
    pins = (*SOLVED.pins, replace(SOLVED.pins[-1], name="large.vcf", version="sv"))
    text = as_text(replace(SOLVED, pins=pins), EN)
    assert "Structural variants: nobody noted a filter as gone through" in text
    assert "mum: depth not given" in text
    assert text.count("with at least 20 reads: not given") == 1
    assert "Genes of the panels that were not covered enough: not given." in text
    assert as_text(UNSOLVED, EN).count("from before this was kept") == 2


WHOLE = DepthSummary(False, 1_000, 31.5, {10: 0.99, 20: 0.9, 30: None}, None, None, None)
DEPTHS = [
    # summary                         analysis  expected
    (WHOLE, "wgs", ToldDepth("son", "autosomes", 31.5, {"10": 0.99, "20": 0.9}, "coverage")),
    (WHOLE, "wes", None),
    (replace(WHOLE, of_target=True), "wes",
     ToldDepth("son", "target", 31.5, {"10": 0.99, "20": 0.9}, "coverage")),
    (replace(WHOLE, mean=None), "wgs", None),
]  # fmt: skip


@pytest.mark.parametrize(("summary", "analysis", "expected"), DEPTHS)
def test_the_mean_of_a_genome_says_nothing_of_an_exome(
    summary: DepthSummary, analysis: str, expected: ToldDepth | None, tmp_path: Path
) -> None:
    member = replace(plan_case(family(tmp_path)).members[0], analysis=analysis)
    assert depth_of(member, CaseTables(depths={"son": summary})) == expected


BEFORE = "28cb448425da5926a6be0040dab42eb13f9b336e35c4a0450c556ddb5c8bd72f"
"""Of the family of `family_files`, without depths, as samvar 0.6 made it."""


def test_a_case_that_tells_no_depth_is_the_same_case_as_before(tmp_path: Path) -> None:
    """Its digest is that of the day before depths were kept, so that it is not loaded twice."""
    plan = plan_case(family(tmp_path))
    bare = replace(plan, tables=replace(plan.tables, peddy=()))
    assert (len(told_of(plan).depths), told_of(bare).depths) == (3, ())
    assert digest_of(NewCase(bare, "03", "rare-diseases")) == BEFORE
    assert digest_of(NewCase(plan, "03", "rare-diseases")) != BEFORE
