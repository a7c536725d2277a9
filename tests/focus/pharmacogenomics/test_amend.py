"""A report after its first one: by another release, of two samples, in another order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from samvar.focus.pharmacogenomics.model import GeneCall, Occasion, Report, Status
from samvar.focus.pharmacogenomics.service import (
    NewOrder,
    adopt,
    draft_report,
    is_newer,
    order_of,
    place_order,
    sign_report,
)
from samvar.focus.pharmacogenomics.service import report as made
from samvar.focus.pharmacogenomics.service import sign as signing
from samvar.knowledge.pharmacogenomics.own import own_release
from samvar.model.errors import Conflict
from samvar.model.genome import Assembly
from tests.focus.pharmacogenomics.laboratory import (
    Laboratory,
    changed,
    laboratory,
    with_function,
)

CARRIER = {"rs12248560": "0/1"}  # CYP2C19 *1/*17
NEXT = changed("next", "CYP2C19", with_function("*17", like="*2"))


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Laboratory]:
    with laboratory(tmp_path) as one:
        yield one


def gene(report: Report, name: str) -> GeneCall:
    return next(each for each in report.genes if each.gene == name)


def ordered(lab: Laboratory, label: str, drug: str = "clopidogrel") -> str:
    new = NewOrder(label, lab.node.centre.regions[0], (Occasion(drug),))
    return place_order(lab.node, new, lab.pharmacist).id


def test_a_report_speaks_from_the_release_that_it_names(lab: Laboratory) -> None:
    """The call is from before the release was adopted; its phenotype is no longer what is said."""
    lab.load(ANNA=CARRIER, BERIT={})
    order, other = ordered(lab, "ANNA"), ordered(lab, "BERIT")
    first = sign_report(lab.node, order, lab.pharmacist)
    second = sign_report(lab.node, other, lab.pharmacist)
    assert gene(first, "CYP2C19").phenotype == "Rapid Metabolizer"
    adopt(lab.node, lab.shelve(NEXT), lab.pharmacist)
    draft = draft_report(lab.node, order_of(lab.node, order))
    assert draft.sources[0].name == "next"
    assert gene(draft, "CYP2C19").phenotype == "Intermediate Metabolizer"
    assert is_newer(first, draft)  # the page offers to sign it
    assert not is_newer(second, draft_report(lab.node, order_of(lab.node, other)))


def test_a_gene_that_the_release_cannot_tell_again_names_the_one_that_told_it(
    lab: Laboratory,
) -> None:
    def in_grch38_alone(one):
        places = tuple(
            replace(p, sites={k: s for k, s in p.sites.items() if k == "GRCh38"})
            for p in one.positions
        )
        return replace(one, positions=places)

    lab.load(Assembly.GRCh37, ANNA=CARRIER)
    order = ordered(lab, "ANNA")
    adopt(lab.node, lab.shelve(changed("next", "CYP2C19", in_grch38_alone)), lab.pharmacist)
    draft = draft_report(lab.node, order_of(lab.node, order))
    found = gene(draft, "CYP2C19")
    assert found.phenotype == "Rapid Metabolizer"
    assert any(own_release().name in each for each in found.warnings)
    assert [each.name for each in draft.sources] == ["next", own_release().name]


def test_two_samples_of_one_person_that_disagree_are_no_result(lab: Laboratory) -> None:
    """One of them may be somebody else's: the newer one is not simply believed."""
    lab.load(ANNA={"rs3918290": "0/1"})
    lab.load(Assembly.GRCh37, ANNA={})
    order = ordered(lab, "ANNA", "capecitabine")
    draft = draft_report(lab.node, order_of(lab.node, order))
    found = gene(draft, "DPYD")
    assert (found.status, found.phenotype) == (Status.AMBIGUOUS, None)
    assert any("samples" in each for each in found.warnings)
    (advice,) = [each for each in draft.advice if each.on_list]
    assert "DPYD" in advice.withheld
    assert not any(line.action.value == "standard" for line in advice.lines)
    assert gene(draft, "TPMT").status is Status.CALLED  # where they agree it stands


def test_a_fast_report_never_takes_the_place_of_a_full_one(lab: Laboratory) -> None:
    lab.load(ANNA=CARRIER)
    order = ordered(lab, "ANNA", "capecitabine")
    sign_report(lab.node, order, lab.pharmacist, kind=made.FAST)
    sign_report(lab.node, order, lab.pharmacist)
    with pytest.raises(Conflict, match="full"):
        sign_report(lab.node, order, lab.pharmacist, kind=made.FAST)


def test_what_was_signed_in_the_same_moment_is_not_passed_over(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two would supersede the same report, and the first of them would look like the newest."""
    lab.load(ANNA=CARRIER)
    order = ordered(lab, "ANNA")
    draft = signing.draft_report

    def while_somebody_else_signs(*args, **more):
        monkeypatch.setattr(signing, "draft_report", draft)
        found = draft(*args, **more)
        sign_report(lab.node, order, lab.pharmacist)
        return found

    monkeypatch.setattr(signing, "draft_report", while_somebody_else_signs)
    with pytest.raises(Conflict, match="meantime"):
        sign_report(lab.node, order, lab.pharmacist)


def test_what_was_called_in_the_same_moment_is_not_signed_over(
    lab: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.load(ANNA=CARRIER)
    order = ordered(lab, "ANNA")
    draft = signing.draft_report

    def while_a_sample_is_loaded(*args, **more):
        found = draft(*args, **more)
        lab.load(ANNA={"rs4244285": "1/1"})
        return found

    monkeypatch.setattr(signing, "draft_report", while_a_sample_is_loaded)
    with pytest.raises(Conflict, match="meantime"):
        sign_report(lab.node, order, lab.pharmacist)
