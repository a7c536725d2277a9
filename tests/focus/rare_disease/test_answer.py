"""From a settled reading to an acknowledged answer, and back: who may what, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from samvar.focus.rare_disease.area import AREA
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.classified import Class
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.reading import Conclusion, Finding, Outcome, ReadingAct, Said
from samvar.focus.rare_disease.model.referral import Step
from samvar.focus.rare_disease.records import Readings
from samvar.focus.rare_disease.report import FORM
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.quality import override, undo_override
from samvar.focus.rare_disease.service.receipt import acknowledge_report, undo_receipt
from samvar.focus.rare_disease.service.referral import place_referrals, see_referral, waiting_here
from samvar.focus.rare_disease.service.report import differing, draft_report, report_of
from samvar.focus.rare_disease.service.report_basis import basis_of
from samvar.focus.rare_disease.service.sign import (
    sign_report,
    why_not_signed,
    withdraw_report,
)
from samvar.focus.rare_disease.service.step import undo_step
from samvar.focus.rare_disease.service.work import act
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.family_files import CHECK, family

VARIANT = "1-1000-A-G"
FINDING = Finding(
    category="snv", variant=VARIANT, gene="GENE1", classed=Class.LIKELY_PATHOGENIC,
    zygosity="het", condition="Epilepsy 1", inheritance="AD", points=7, labels=("PS2", "PM2"),
)  # fmt: skip
BESIDE = Finding(
    category="snv", variant=VARIANT, gene="GENE2", classed=Class.PATHOGENIC, secondary=True
)
ANSWER = Conclusion(outcome=Outcome.SOLVED, findings=(FINDING, BESIDE), text="It explains it.")
FLAGGED = CHECK.replace(
    "son,mum,10000,5,0.499,True,True,False", "son,mum,10000,5,0.499,True,True,True"
)


def asker(name: str) -> Asker:
    user = PERSONAS[name].at("stockholm")
    return Asker(user, user.role.usual_purpose)


LOADER, ONE, TWO, WARD = map(
    asker, ("bioinformatician", "geneticist", "second-reader", "referring-clinician")
)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node of Stockholm."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


@pytest.fixture
def case(node: Node, tmp_path: Path) -> str:
    """A case that was referred and loaded; nobody has read it."""
    return loaded(node, tmp_path / "f")


def loaded(node: Node, folder: Path, **files: str) -> str:
    new = NewReferral("RD-1", "STO-1", "03", "epilepsy", unit=WARD.user.unit or "")
    place_referrals(node, [new], TWO)
    plan = plan_case(family(folder, **files))
    made = NewCase(plan, "", "rare-diseases", asserted=True, referral="RD-1")
    return load_case(node, made, LOADER).case


def read(
    node: Node, case: str, *readers: Asker, answer: Conclusion = ANSWER, round: int = 1
) -> None:
    """Both readers begin, then conclude the same."""
    with node.records.begin() as tx:
        readings = Readings(tx.connection)
        for who, said in (
            *((each, Said(required=True)) for each in readers),
            *((each, Said(conclusion=ANSWER)) for each in readers),
        ):
            what = ReadingAct.BEGAN if said.conclusion is None else ReadingAct.CONCLUDED
            readings.add(case, 1, who.user.account, what, utc_now(), said)


def counts(*numbers: int, state: str = "answered") -> Callable[..., object]:
    """The country's answer: ac, hom and people."""
    names = ("ac", "hom", "individuals")
    value = dict(zip(names, (np.array([n]) for n in numbers), strict=True)) if numbers else None
    cover = SimpleNamespace(nodes_answered=7 if value else 0, nodes_eligible=7)
    return lambda *_, **__: SimpleNamespace(value=value, coverage=cover, state=state)


def steps(node: Node) -> list[str]:
    return [e.step.value for e in see_referral(node, "RD-1", ONE).events if not e.undone]


def test_a_case_that_nobody_has_read_to_an_end_is_not_signed(node: Node, case: str) -> None:
    assert why_not_signed(basis_of(node, case), ONE) == ("held",)
    read(node, case, ONE)
    assert why_not_signed(basis_of(node, case), ONE) == ("held",), "a second reader is required"
    with pytest.raises(Conflict, match="not settled"):
        sign_report(node, case, ONE)
    with pytest.raises(NotFound):
        draft_report(node, basis_of(node, case))


def test_a_settled_case_is_signed_acknowledged_and_closed(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    draft = draft_report(node, basis_of(node, case), ONE.user)
    signed = sign_report(node, "fam", ONE, counts(3, 1, 280))
    (finding,) = signed.findings
    assert (finding.gene, finding.classed, finding.points) == ("GENE1", "likely_pathogenic", 7)
    assert (finding.national.carriers, finding.national.people) == (2, 280)
    assert (signed.outcome, signed.text, signed.agreed) == ("solved", "It explains it.", True)
    assert [each.account for each in signed.readers] == [ONE.user.account, TWO.user.account]
    assert draft.findings[0].national is None
    assert signed.secondary == "not_asked", "nobody consented: the one beside is not told"
    assert "GENE2" not in FORM.written(signed).decode()
    assert steps(node) == ["received", "sampled", "sequenced", "loaded", "read", "reported"]
    assert waiting_here(node, ONE) == 0
    for somebody in (ONE, TWO, asker("pathologist"), asker("pharmacist")):
        with pytest.raises(Refused):
            acknowledge_report(node, "RD-1", somebody)
    assert acknowledge_report(node, "RD-1", WARD).step is Step.ACKNOWLEDGED
    with pytest.raises(Conflict):
        acknowledge_report(node, "RD-1", WARD)
    with pytest.raises(Conflict, match="last step"):
        undo_step(node, "RD-1", ONE)
    undo_receipt(node, "RD-1", WARD)
    assert steps(node)[-1] == "reported"


def test_a_secondary_finding_is_told_to_whoever_asked_for_it(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    person = see_case(node, case, ONE).person
    with node.records.begin() as tx:
        tx.choices.add(Choice(person, Use.SECONDARY, True, utc_now(), "test"))
    signed = sign_report(node, case, ONE)
    assert [each.gene for each in signed.findings] == ["GENE1", "GENE2"]
    assert signed.secondary == "told"
    with node.records.begin() as tx:
        tx.choices.add(Choice(person, Use.SECONDARY, False, utc_now(), "test"))
    assert differing(node, signed) == (), "what was consented to then is pinned"
    assert sign_report(node, case, ONE).secondary == "not_asked"


def test_the_same_record_comes_out_again_until_something_changes(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE, counts(1, 0, 10))
    again, _ = report_of(node, signed.id)
    assert again == signed
    assert differing(node, signed) == ()
    act(node, case, Verb.COMMENT, ONE, text="a remark changes nothing")
    assert differing(node, signed) == ()
    other = Conclusion(outcome=Outcome.POSSIBLE, findings=(FINDING,))
    with node.records.begin() as tx:
        tx.choices.add(Choice(signed.person, Use.SECONDARY, True, utc_now(), "test"))
        said = Said(conclusion=other, together=(ONE.user.account, TWO.user.account))
        Readings(tx.connection).add(
            case, 1, ONE.user.account, ReadingAct.ADJUDICATED, utc_now(), said
        )
    assert set(differing(node, signed)) == {"outcome", "text"}


def test_an_amended_report_supersedes_and_is_acknowledged_anew(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    first = sign_report(node, case, ONE)
    acknowledge_report(node, "RD-1", WARD)
    second = sign_report(node, case, TWO)
    assert second.supersedes == first.id
    found = see_referral(node, "RD-1", ONE)
    assert (found.step, found.report, found.withdrawn) == (Step.REPORTED, second.id, False)
    with node.records.read() as tx:
        assert tx.referrals.get(found.id).acknowledged is None
    with pytest.raises(Conflict, match="no longer stands"):
        withdraw_report(node, first.id, "exchanged", ONE)
    with pytest.raises(Conflict, match="no longer stands"):
        acknowledge_report(node, "RD-1", WARD, report=first.id)
    acknowledge_report(node, "RD-1", WARD, report=second.id)


def test_a_withdrawn_report_stays_and_the_referral_waits_again(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    acknowledge_report(node, "RD-1", WARD)
    person = signed.person
    assert [each.id for each in AREA.documents(node, person)] == [signed.id]
    with pytest.raises(BadInput):
        withdraw_report(node, signed.id, " ", ONE)
    found = withdraw_report(node, signed.id, "another's sample, 640823-3234", ONE)
    assert (found.withdrawn, found.step, steps(node)[-1]) == (True, Step.READ, "read")
    kept, stored = report_of(node, signed.id)
    assert kept == signed
    assert stored.withdrawn_why == "another's sample, ••••••-••••"
    assert AREA.documents(node, person) == ()
    assert {"reports", "referrals"} <= {
        each.path.split("/")[-2] for each in AREA.sheets(node, person)
    }
    assert waiting_here(node, ONE) == 1
    with pytest.raises(Conflict):
        acknowledge_report(node, "RD-1", WARD)
    assert sign_report(node, case, ONE).supersedes is None


def test_a_question_of_quality_is_overridden_by_a_second_person(node: Node, tmp_path: Path) -> None:
    case = loaded(node, tmp_path / "f", ped_check_csv=FLAGGED)
    read(node, case, ONE, TWO)
    name = "relatedness son–mum"
    assert why_not_signed(basis_of(node, case), ONE) == ("quality",)
    with pytest.raises(Conflict, match="quality"):
        sign_report(node, case, ONE)
    with pytest.raises(BadInput):
        override(node, case, name, "", ONE)
    with pytest.raises(NotFound):
        override(node, case, "relatedness son–dog", "no", ONE)
    with pytest.raises(Conflict, match="keeps no answer"):
        override(node, case, "sex son", "no", ONE)
    override(node, case, name, "the figures fit a mother", ONE)
    with pytest.raises(Conflict, match="quality"):
        sign_report(node, case, ONE)
    with pytest.raises(Conflict, match="already"):
        override(node, case, name, "again", TWO)
    undo_override(node, case, name, TWO)
    with pytest.raises(Conflict):
        undo_override(node, case, name, TWO)
    override(node, case, name, "the figures fit a mother", TWO)
    signed = sign_report(node, case, ONE)
    (gate,) = [each for each in signed.gates if each.why]
    assert (gate.standing, gate.by, gate.why) == (
        "flagged", "second-reader", "the figures fit a mother",
    )  # fmt: skip
    undo_override(node, case, name, TWO)
    assert differing(node, signed) == ("gates",)


def test_an_override_is_of_the_figures_that_somebody_has_seen(node: Node, tmp_path: Path) -> None:
    case = loaded(node, tmp_path / "f", ped_check_csv=FLAGGED)
    read(node, case, ONE, TWO)
    override(node, case, "relatedness son–mum", "fits", TWO)
    plan = plan_case(family(tmp_path / "g", ped_check_csv=FLAGGED, small_vcf=_more()))
    load_case(node, NewCase(plan, "03", "rare-diseases", asserted=True), LOADER)
    assert why_not_signed(basis_of(node, case), ONE) == ("quality",)


def _more() -> str:
    from tests.focus.rare_disease.family_files import SMALL, vcf

    return vcf(SMALL + "1\t2000\t.\tC\tT\t50\tPASS\t.\tGT\t1/1\t0/1\t0/1\n")


def test_only_a_reader_signs_and_only_who_may(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    assert why_not_signed(basis_of(node, case), LOADER) == ("not_reader",)
    with pytest.raises(Conflict, match="read the case"):
        sign_report(node, case, LOADER)
    for name in ("auditor", "operator", "coordinator", "researcher"):
        with pytest.raises(Refused):
            sign_report(node, case, asker(name))
        with pytest.raises(Refused):
            acknowledge_report(node, "RD-1", asker(name))


def test_a_count_that_is_hidden_is_not_zero_and_not_unknown(node: Node, case: str) -> None:
    read(node, case, ONE, TWO)
    basis = basis_of(node, case)
    for ask, expected in (
        (counts(-1, -1, 280), (None, 280, "suppressed", 7)),
        (counts(state="late"), (None, None, "late", 0)),
        (counts(0, 0, 280), (0, 280, "answered", 7)),
    ):
        (finding,) = draft_report(node, basis, ONE.user, ask).findings
        told = finding.national
        assert (told.carriers, told.people, told.state, told.answered) == expected


def test_a_case_of_before_referrals_were_kept_has_one_made_for_it(
    node: Node, tmp_path: Path
) -> None:
    plan = plan_case(family(tmp_path / "f"))
    case = load_case(node, NewCase(plan, "01", "rare-diseases", asserted=True), LOADER).case
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    assert (signed.referral_label, signed.referring_region) == ("fam", "01")
