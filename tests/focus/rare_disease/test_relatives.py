"""A relative's signed answer in the proband's case: what is recorded, shown, and taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samvar.focus.rare_disease.analyse.acmg.relatives import family_of
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.reading import Conclusion, Outcome
from samvar.focus.rare_disease.model.referral import Asked, Kind
from samvar.focus.rare_disease.model.report import SoughtLine
from samvar.focus.rare_disease.model.row import Carried
from samvar.focus.rare_disease.report import as_text, bundle_bytes
from samvar.focus.rare_disease.service.case import case_of, find_case
from samvar.focus.rare_disease.service.elsewhere import kin_of
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.referral import place_referrals
from samvar.focus.rare_disease.service.relatives import family_counts, relatives_answers
from samvar.focus.rare_disease.service.report import differing
from samvar.focus.rare_disease.service.report_sought import line_of
from samvar.focus.rare_disease.service.sign import sign_report, withdraw_report
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.node.node import Node
from samvar.present.language import Language
from tests.focus.rare_disease.family_files import HEAD, vcf
from tests.focus.rare_disease.rare_reports import UNSOLVED
from tests.focus.rare_disease.test_answer import (  # noqa: F401 - fixtures by name
    LOADER,
    ONE,
    TWO,
    VARIANT,
    case,
    node,
    read,
)
from tests.focus.rare_disease.test_rare_report import paper

ALONE = """\
owner: cust000
family: {name}
family_name: '{name}'
human_genome_build: '37'
samples:
  - {{sample_id: {name}, father: '0', mother: '0', sex: female, phenotype: {ill}}}
vcf_snv: small.vcf
"""
EN = Language.of("en")
HEAD_DP = HEAD + "".join(
    f'##FORMAT=<ID={key},Number={n},Type=Integer,Description="{key}">\n'
    for key, n in (("AD", "R"), ("DP", "1"), ("GQ", "1"))
)
NOTHING = Conclusion(outcome=Outcome.UNSOLVED, findings=(), text="")


def relative(
    node: Node,  # noqa: F811
    folder: Path,
    name: str,
    call: str,
    *,
    ill: str = "affected",
    place: int = 1000,
    relation: str = "sibling",
) -> str:
    """A relative who was referred for the family's variant, loaded and read; their case."""
    asked = Asked(variants=(VARIANT,))
    new = NewReferral(
        f"REL-{name}", f"LAB-{name}", "03", "epilepsy", Kind.SEGREGATION, asked=asked, of="fam",
        relation=relation,
    )  # fmt: skip
    place_referrals(node, [new], TWO)
    record = f"1\t{place}\t.\tA\tG\t50\tPASS\t.\tGT:AD:DP:GQ\t{call}\n"
    folder.mkdir(parents=True)
    (folder / "small.vcf").write_text(vcf(record, (name,), HEAD_DP))
    path = folder / "case.yaml"
    path.write_text(ALONE.format(name=name, ill=ill))
    plan = plan_case(path, Beside(proband=name))
    made = NewCase(plan, "", "rare-diseases", asserted=True, referral=new.label)
    found = load_case(node, made, LOADER).case
    read(node, found, ONE, answer=NOTHING)
    return found


def test_what_a_relative_shows_is_signed_shown_and_taken_back(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    proband = case_of(node, case)
    ill = relative(node, tmp_path / "a", "sis", "0/1:15,14:29:60")
    well = relative(node, tmp_path / "b", "bro", "0/0:31,0:31:60")
    assert relatives_answers(node, proband, ONE) == (), "nothing before a signature"
    first, second = sign_report(node, ill, ONE), sign_report(node, well, ONE)
    assert (first.sought, second.sought) == (
        (SoughtLine(VARIANT, "carrier", "affected", "", "0/1", 29),),
        (SoughtLine(VARIANT, "not_carrier", "affected", "", "0/0", 31),),
    )
    assert differing(node, first) == ()
    assert f"{VARIANT}: carries it (0/1, 29 reads)" in as_text(first, EN)
    answers = relatives_answers(node, proband, ONE)
    assert [each.line.carried for each in answers] == ["not_carrier", "carrier"]
    (count,) = family_counts(node, proband, answers)
    assert (count.answered, count.assessed) == (2, 2)
    assert (count.family.meioses, count.family.not_carrying) == (1, 1)
    assert [each.criterion for each in count.verdicts] == ["PP1", "BS4"]
    assert all(each.source for each in count.verdicts)
    withdraw_report(node, second.id, "the tubes were exchanged", ONE)
    left = relatives_answers(node, proband, ONE)
    assert [each.report for each in left] == [first.id], "a withdrawn answer is taken back"


def test_absence_from_a_list_says_nothing(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    found = relative(node, tmp_path / "a", "sis", "0/1:15,14:29:60", place=2000)
    (line,) = sign_report(node, found, ONE).sought or ()
    assert (line.carried, line.why) == ("not_assessed", "absent")
    (count,) = family_counts(
        node, case_of(node, case), relatives_answers(node, case_of(node, case), ONE)
    )
    assert (count.answered, count.assessed, count.family.not_carrying) == (1, 0, 0)
    assert count.verdicts == (), "nobody was looked at, so nothing is said of either criterion"


def test_the_answer_of_one_whom_the_reader_may_not_see_is_not_there(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    found = relative(node, tmp_path / "a", "sis", "0/1:15,14:29:60")
    sign_report(node, found, ONE)
    case_of_relative = case_of(node, found)
    assert len(relatives_answers(node, case_of(node, case), ONE)) == 1
    with node.records.begin() as tx:
        person = case_of_relative.person
        tx.choices.add(Choice(person, Use.UNIT, False, utc_now(), "test", "rehabilitation"))
    assert relatives_answers(node, case_of(node, case), ONE) == ()


def test_a_diagnostic_report_has_nothing_of_it(node: Node, case: str) -> None:  # noqa: F811
    read(node, case, ONE, TWO)
    assert sign_report(node, case, ONE).sought is None


@pytest.mark.parametrize(
    ("own", "carried", "why"),
    [
        (Carried("m", "0/0", 0, 60, None, 0, 31), "not_carrier", ""),
        (Carried("m", "0/0", 0, 60), "not_assessed", "depth"),
        (Carried("m", "0/0", 0, 60, None, 0, 10), "not_assessed", "depth"),
        (Carried("m", "0/0", 0, 60, None, 3, 31), "not_assessed", "reads"),
        (Carried("m", "0/0", 0, 5, None, 0, 31), "not_assessed", "quality"),
        (Carried("m", "./.", None), "not_assessed", "no_call"),
        (Carried("m", "0/1", 1), "carrier", ""),
        (Carried("m", "0/1", 1, 60, None, 3, 3), "not_assessed", "depth"),
        (None, "not_assessed", "absent"),
    ],
)
def test_only_a_call_that_can_be_trusted_says_either(
    own: Carried | None, carried: str, why: str
) -> None:
    line = line_of(VARIANT, own, "unknown")
    assert (line.carried, line.why) == (carried, why)


@pytest.mark.parametrize("affected", ["unaffected", "unknown"])
@pytest.mark.parametrize("carried", ["carrier", "not_carrier", "not_assessed"])
def test_who_is_not_known_to_be_ill_counts_for_nothing(affected: str, carried: str) -> None:
    family_ = family_of([("sibling", SoughtLine(VARIANT, carried, affected))])
    assert (family_.meioses, family_.not_carrying) == (0, 0)


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "does not carry it (0/0, 31 reads)"), ("sv", "bär den inte (0/0, 31 läsningar)")],
)
def test_every_form_of_a_relatives_report_says_it(code: str, said: str) -> None:
    line = SoughtLine(VARIANT, "not_carrier", "unaffected", "", "0/0", 31)
    told = replace(UNSOLVED, sought=(line,))
    assert f"{VARIANT}: {said}" in as_text(told, Language.of(code))
    assert said in " ".join(paper(told, Language.of(code))[0])
    assert b"variant of the family 1-1000-A-G" in bundle_bytes(told)


def test_a_healthy_relative_who_carries_it_is_told_and_not_counted(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    found = relative(node, tmp_path / "a", "aunt", "0/1:15,14:29:60", ill="unaffected")
    (line,) = sign_report(node, found, ONE).sought or ()
    assert (line.carried, line.affected) == ("carrier", "unaffected")
    proband = case_of(node, case)
    (count,) = family_counts(node, proband, relatives_answers(node, proband, ONE))
    assert (count.assessed, count.family.meioses, count.family.not_carrying) == (1, 0, 0)


def test_who_was_tested_for_the_family_is_seen_nowhere_else(
    node: Node,  # noqa: F811
    case: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    """A relative's own case is the family's, both ways: each goes out of the other's figures."""
    theirs = relative(node, tmp_path / "sis", "sis", "0/1:20,20:40:99")
    one, other = (
        kin_of(node, case_of(node, find_case(node, each)), ONE).samples for each in (case, theirs)
    )
    assert len(one) == 4
    assert one == other
