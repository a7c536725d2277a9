"""Referrals: from a clinician's order or a row of the LIMS to a case that answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.model.kept import Verb
from samvar.focus.rare_disease.model.new_referral import NewReferral
from samvar.focus.rare_disease.model.referral import Asked, Kind, Priority, Step
from samvar.focus.rare_disease.service.case import see_case
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.referral import (
    list_referrals,
    place_referrals,
    referrals_in,
    relatives_of,
    see_referral,
    waiting_here,
)
from samvar.focus.rare_disease.service.step import take_step, undo_step
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import BadInput, Conflict, NotFound, Refused
from samvar.node.build import config_in, init_node, open_node
from samvar.node.node import Node
from tests.focus.rare_disease.family_files import family

VARIANT = "1-1000-A-G"


def asker(name: str) -> Asker:
    user = PERSONAS[name].at("stockholm")
    return Asker(user, user.role.usual_purpose)


LOADER, READER = asker("bioinformatician"), asker("geneticist")


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node of Stockholm."""
    init_node(tmp_path / "node", "stockholm")
    opened = open_node(config_in(tmp_path / "node"))
    yield opened
    opened.close()


def new(label: str = "RD-1", **more: object) -> NewReferral:
    given = {"patient": "STO-1", "referring_region": "03", "indication": "epilepsy", **more}
    return NewReferral(label=label, **given)  # type: ignore[arg-type]


def case(folder: Path, referral: str = "", **more: str) -> NewCase:
    plan = plan_case(family(folder))
    region = more.pop("region", "" if referral else "01")
    return NewCase(
        plan, region, "rare-diseases", asserted=True, referral=referral, **more
    )  # fmt: skip


def taken(node: Node, label: str) -> list[Step]:
    events = see_referral(node, label, READER).events
    return [each.step for each in events if not each.undone]


def test_a_referral_waits_is_sampled_and_loaded(node: Node, tmp_path: Path) -> None:
    (placed,) = place_referrals(node, [new(priority=Priority.URGENT)], READER)
    assert (placed.step, placed.patient, placed.second_reader) == (Step.RECEIVED, "STO-1", False)
    assert waiting_here(node, READER) == 1
    take_step(node, "RD-1", Step.SAMPLED, READER, sample="son")
    take_step(node, placed.id, Step.SEQUENCED, READER)
    loaded = load_case(node, case(tmp_path / "f", "RD-1"), LOADER)
    kept = see_case(node, loaded.case, READER)
    assert (kept.referral, kept.person, kept.referring_region) == (placed.id, placed.person, "03")
    assert kept.proband == "son", "the sample keeps its own name"
    found = see_referral(node, "RD-1", READER)
    assert (found.step, found.case) == (Step.LOADED, loaded.case)
    assert taken(node, "RD-1") == [Step.RECEIVED, Step.SAMPLED, Step.SEQUENCED, Step.LOADED]
    again = load_case(node, case(tmp_path / "f", "RD-1"), LOADER)
    assert (again.case, again.report) == (loaded.case, None)


def test_parents_are_found_though_the_child_has_a_label_of_its_own(
    node: Node, tmp_path: Path
) -> None:
    place_referrals(node, [new(patient="19640823-3234")], READER)
    load_case(node, case(tmp_path / "f", "RD-1"), LOADER)
    found = see_case(node, "fam", READER)
    with node.records.read() as tx:
        person = tx.persons.get(found.person)
        labels = tx.persons.labels([person.father, person.mother])
    assert sorted(labels.values()) == ["dad", "mum"]
    assert see_referral(node, "RD-1", READER).patient == "1964••••-••34"


def test_a_sample_of_another_name_is_held(node: Node, tmp_path: Path) -> None:
    place_referrals(node, [new()], READER)
    take_step(node, "RD-1", Step.SAMPLED, READER, sample="TUBE-9")
    with pytest.raises(BadInput, match="another name"):
        load_case(node, case(tmp_path / "f", "RD-1"), LOADER)
    assert taken(node, "RD-1") == [Step.RECEIVED, Step.SAMPLED], "nothing was kept"
    why = "the tube was labelled anew, see 640823-3234"
    load_case(node, case(tmp_path / "f", "RD-1", sample_is_right=why), LOADER)
    (comment,) = [e for e in see_case(node, "fam", READER).events if e.verb is Verb.COMMENT]
    assert comment.text == "the tube was labelled anew, see ••••••-••••"


def test_a_case_is_bound_to_nothing_that_is_not_its_own(node: Node, tmp_path: Path) -> None:
    place_referrals(node, [new(), new("RD-2", patient="STO-2")], READER)
    with pytest.raises(NotFound):
        load_case(node, case(tmp_path / "f", "RD-9"), LOADER)
    with pytest.raises(BadInput, match="another region"):
        load_case(node, case(tmp_path / "f", "RD-1", region="01"), LOADER)
    load_case(node, case(tmp_path / "f", "RD-1"), LOADER)
    with pytest.raises(Conflict, match="another referral"):
        load_case(node, case(tmp_path / "f", "RD-2"), LOADER)


def test_a_case_without_a_referral_has_one_that_nobody_received(node: Node, tmp_path: Path) -> None:
    load_case(node, case(tmp_path / "f"), LOADER)
    found = see_referral(node, "fam", READER)
    assert (found.step, found.asked.source, found.at(Step.RECEIVED)) == (Step.LOADED, "load", None)


def test_steps_are_taken_in_order_and_taken_back(node: Node) -> None:
    place_referrals(node, [new()], READER)
    take_step(node, "RD-1", Step.SAMPLED, READER)
    with pytest.raises(Conflict):
        take_step(node, "RD-1", Step.SAMPLED, READER)
    assert undo_step(node, "RD-1", READER).step is Step.RECEIVED
    assert [(e.step, e.undone) for e in see_referral(node, "RD-1", READER).events] == [
        (Step.RECEIVED, False), (Step.SAMPLED, True),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        undo_step(node, "RD-1", READER)
    for step in (Step.RECEIVED, Step.READ, Step.REPORTED, Step.ACKNOWLEDGED):
        with pytest.raises(BadInput):
            take_step(node, "RD-1", step, READER)
    with pytest.raises(BadInput):
        take_step(node, "RD-1", Step.SAMPLED, READER, sample="196408233234")


def test_the_queue_puts_the_soonest_first_and_hides_whom_one_may_not_see(node: Node) -> None:
    rows = [new("A"), new("B", priority=Priority.STAT), new("C", priority=Priority.ASAP)]
    place_referrals(node, rows, READER)
    page = list_referrals(node, READER)
    assert [each.label for each in page.referrals] == ["B", "C", "A"]
    assert [e.label for e in list_referrals(node, READER, first=1, size=1).referrals] == ["C"]
    assert list_referrals(node, READER, closed=True).counts.listed == 0
    with pytest.raises(Refused):
        place_referrals(node, [new("D")], asker("auditor"))
    with pytest.raises(Refused):
        see_referral(node, "A", asker("operator"))


WRONG = [
    ({"label": ""}, "id of the sender"),
    ({"label": "640823-3234"}, "personal number"),
    ({"patient": " "}, "for a patient"),
    ({"referring_region": "99"}, "region"),
    ({"indication": "headache"}, "indication"),
    ({"of": "fam"}, "no other case"),
    ({"kind": Kind.SEGREGATION, "relation": "mother"}, "names the proband's case"),
    ({"kind": Kind.CASCADE, "of": "fam", "relation": "aunt"}, "relation"),
    ({"kind": Kind.CASCADE, "of": "fam", "relation": "sibling"}, "given variants"),
    ({"asked": Asked(sample="196408233234")}, "personal number"),
    ({"asked": Asked(question="x" * 3000)}, "too long"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_what_cannot_be_taken_is_refused_with_its_reason(given: dict, said: str) -> None:
    label = given.pop("label", "RD-1")
    with pytest.raises(BadInput, match=said):
        new(label, **given).checked()


def test_the_same_id_is_taken_once_and_a_file_whole_or_not_at_all(node: Node) -> None:
    place_referrals(node, [new()], READER)
    with pytest.raises(Conflict):
        place_referrals(node, [new("RD-2"), new()], READER)
    assert [e.label for e in list_referrals(node, READER).referrals] == ["RD-1"]


def test_a_relative_is_tested_for_variants_that_the_case_has(node: Node, tmp_path: Path) -> None:
    load_case(node, case(tmp_path / "f"), LOADER)
    asked = {"kind": Kind.SEGREGATION, "of": "fam", "relation": "sibling", "patient": "SIS"}
    with pytest.raises(NotFound, match="no such variant"):
        place_referrals(node, [new(asked=Asked(variants=("1-1-A-C",)), **asked)], READER)
    (placed,) = place_referrals(node, [new(asked=Asked(variants=(VARIANT,)), **asked)], READER)
    assert (placed.of_case, placed.second_reader) == (see_case(node, "fam", READER).id, False)
    assert [e.label for e in relatives_of(node, placed.of_case)] == ["RD-1"]
    with pytest.raises(BadInput, match="of a relative"):
        load_case(node, case(tmp_path / "f", "RD-1"), LOADER)


LIMS = (
    "referral\tpatient\tregion\tindication\tpriority\thpo\tsample\treceived\tnote\n"
    "RD-7\tSTO-7\t3\tEpilepsi\turgent\tHP:0001250;!HP:0001263\tT-7\t2026-11-02T08:00\tcall me\n"
)


def test_rows_of_the_lims_are_read(tmp_path: Path) -> None:
    (tmp_path / "lims.tsv").write_text(LIMS)
    (found,) = referrals_in(tmp_path / "lims.tsv")
    assert (found.label, found.referring_region, found.indication) == ("RD-7", "03", "epilepsy")
    assert found.priority is Priority.URGENT
    assert [(each.term, each.present) for each in found.asked.terms] == [
        ("HP:0001250", True), ("HP:0001263", False),
    ]  # fmt: skip
    assert (found.asked.sample, found.asked.notes) == ("T-7", ("call me",))
    assert found.received is not None
    assert found.received.day == 2


SPOILT = [
    ("urgent", "now", "priority", 5),
    ("Epilepsi", "Ache", "indication", 4),
    ("2026-11-02T08:00", "yesterday", "received", 8),
    ("note", "colour", "no column", 9),
    ("STO-7", "", "patient is empty", 2),
]


@pytest.mark.parametrize(("old", "fresh", "said", "column"), SPOILT)
def test_a_cell_that_cannot_be_read_is_told_with_its_column(
    tmp_path: Path, old: str, fresh: str, said: str, column: int
) -> None:
    (tmp_path / "lims.tsv").write_text(LIMS.replace(old, fresh))
    with pytest.raises(BadInput, match=said) as caught:
        referrals_in(tmp_path / "lims.tsv")
    assert caught.value.where is not None
    assert caught.value.where.column == column


def request() -> dict:
    hpo = "http://human-phenotype-ontology.org"
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": "urn:uuid:1",
                "resource": {
                    "resourceType": "ServiceRequest",
                    "status": "active",
                    "intent": "order",
                    "priority": "urgent",
                    "identifier": [{"value": "RD-FHIR"}],
                    "code": {"text": "Genome, trio"},
                    "subject": {"reference": "urn:uuid:2"},
                    "requester": {"reference": "urn:uuid:3"},
                    "reasonCode": [
                        {"text": "Epilepsy"},
                        {"coding": [{"system": hpo, "code": "HP:0001250"}]},
                    ],
                    "supportingInfo": [{"reference": "#o"}],
                    "note": [{"text": "a boy"}],
                    "specimen": [{"identifier": {"value": "T-1"}}],
                    "contained": [
                        {
                            "resourceType": "Observation",
                            "id": "o",
                            "status": "final",
                            "code": {"coding": [{"system": hpo, "code": "HP:0001263"}]},
                            "valueBoolean": False,
                        }
                    ],
                },
            },
            {
                "fullUrl": "urn:uuid:2",
                "resource": {
                    "resourceType": "Patient",
                    "identifier": [{"value": "STO-1"}],
                    "name": [{"family": "Andersson"}],
                },
            },
            {
                "fullUrl": "urn:uuid:3",
                "resource": {
                    "resourceType": "Organization",
                    "name": "Neuropaediatrics",
                    "address": [{"state": "03"}],
                },
            },
        ],
    }


def read(folder: Path, value: object) -> tuple[NewReferral, ...]:
    (folder / "order.json").write_text(json.dumps(value, indent=1))
    return referrals_in(folder / "order.json", "01")


def test_a_service_request_is_read_with_what_it_refers_to(tmp_path: Path) -> None:
    (found,) = read(tmp_path, request())
    assert (found.label, found.patient, found.referring_region) == ("RD-FHIR", "STO-1", "03")
    assert (found.indication, found.priority) == ("epilepsy", Priority.URGENT)
    assert [(each.term, each.present) for each in found.asked.terms] == [
        ("HP:0001250", True), ("HP:0001263", False),
    ]  # fmt: skip
    assert (found.asked.requester, found.asked.sample) == ("Neuropaediatrics", "T-1")
    assert (found.asked.question, found.asked.notes) == ("Epilepsy; Genome, trio", ("a boy",))


def test_an_order_that_is_based_on_another_is_about_a_relative(tmp_path: Path) -> None:
    order = request()["entry"][0]["resource"]
    order |= {
        "subject": {"identifier": {"value": "MUM"}},
        "basedOn": [{"identifier": {"value": "RD-1"}}],
        "code": {"text": "Segregation analysis"},
        "contained": [
            {"resourceType": "FamilyMemberHistory", "id": "f",
             "relationship": {"coding": [{"code": "MTH"}]}},
            {"resourceType": "Observation", "id": "v", "valueString": VARIANT,
             "code": {"coding": [{"system": "http://loinc.org", "code": "81290-9"}]}},
        ],
        "supportingInfo": [{"reference": "#f"}, {"reference": "#v"}],
    }  # fmt: skip
    (found,) = read(tmp_path, order)
    assert (found.kind, found.of, found.relation) == (Kind.SEGREGATION, "RD-1", "mother")
    assert (found.asked.variants, found.referring_region) == ((VARIANT,), "01")


BROKEN = [
    (("status",), "revoked", "ServiceRequest.status"),
    (("intent",), "proposal", "ServiceRequest.intent"),
    (("priority",), "whenever", "ServiceRequest.priority"),
    (("identifier",), [], "ServiceRequest.identifier"),
    (("subject",), {"display": "Anna Andersson"}, "ServiceRequest.subject"),
    (("subject",), 5, "ServiceRequest.subject"),
    (("reasonCode",), [{"coding": [{"system": "http://human-phenotype-ontology.org",
                                    "code": "0001250 Anna"}]}], "ServiceRequest.reasonCode"),
    (("contained", 0, "valueBoolean"), "Anna", "Observation.valueBoolean"),
    (("contained", 0, "code", "coding", 0, "code"), "Anna", "ServiceRequest.supportingInfo"),
    (("note",), "Anna", "ServiceRequest.note"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "said"), BROKEN)
def test_a_fault_of_an_order_names_its_path_and_never_its_value(
    tmp_path: Path, path: tuple, value: object, said: str
) -> None:
    order = request()
    place = order["entry"][0]["resource"]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(BadInput) as caught:
        read(tmp_path, order)
    assert said in str(caught.value)
    assert "Anna" not in str(caught.value)
    assert caught.value.where is not None
    assert caught.value.where.line is not None


@pytest.mark.parametrize("raw", [b"{", b"{}", b'{"resourceType":"Patient"}', b"[]", b"[5]"])
def test_what_is_no_order_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "order.json").write_bytes(raw)
    with pytest.raises(BadInput):
        referrals_in(tmp_path / "order.json")
