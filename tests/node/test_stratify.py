"""Strata said again: for datasets of before, and for what is known of people later."""

from __future__ import annotations

from pathlib import Path

import pytest

from samvar.govern.identity import Asker
from samvar.model.contribution import Scope
from samvar.model.errors import BadInput, NotFound, Refused, UsageError
from samvar.model.genome import Assembly
from samvar.model.load import LoadRequest
from samvar.node.intake import load
from samvar.node.node import Node
from samvar.node.stratify import stratify
from samvar.store.variants import rebuild
from tests.node.test_intake import counts

B38 = Assembly.GRCh38


def people(node: Node) -> dict[str, int]:
    snapshot = node.variants.snapshot()
    names = snapshot.opened.sums[B38, Scope.CARE].strata() - {"", "EUR", "AFR"}
    found = {name: snapshot.individuals(B38, Scope.CARE, stratum=name) for name in names}
    return {name: number for name, number in found.items() if number}


@pytest.fixture
def old(node: Node, cohort: LoadRequest, bioinformatician: Asker) -> Node:
    """A node whose people were loaded before there were strata beside ancestry."""
    load(node, cohort, bioinformatician)
    with node.variants.writer() as writer:
        writer.stratify(dict.fromkeys(node.variants.snapshot().contributions, ()))
        writer.commit()
    assert people(node) == {}
    return node


def test_people_of_before_come_into_their_strata(
    old: Node, bioinformatician: Asker, tmp_path: Path
) -> None:
    before = counts(old, "1-1000-A-G")
    found = stratify(old, "cohort", bioinformatician, "rare_disease")
    assert (found.samples, found.changed, found.area) == (3, 3, "rare_disease")
    assert people(old) == {"sex:female": 2, "sex:male": 1, "area:rare_disease": 3, "assay:sites": 3}
    assert counts(old, "1-1000-A-G") == before
    snapshot = old.variants.snapshot()
    assert rebuild(snapshot, tmp_path / "anew").snapshot().digest() == snapshot.digest()
    with old.records.read() as tx:
        known = tx.datasets.by_name("cohort")
    assert known is not None
    assert known.area == "rare_disease"


def test_a_status_that_comes_later_is_counted_and_stays(
    old: Node, bioinformatician: Asker, tmp_path: Path
) -> None:
    sheet = tmp_path / "status.tsv"
    sheet.write_text("sample\taffected\nANNA\t2\nBO\t1\n")
    stratify(old, "cohort", bioinformatician, sheet=str(sheet))
    assert people(old)["affected:affected"] == people(old)["affected:unaffected"] == 1
    again = stratify(old, "cohort", bioinformatician, "cancer")
    assert again.changed == 3
    assert people(old)["affected:affected"] == 1
    sheet.write_text("sample\taffected\nANNA\t0\n")
    stratify(old, "cohort", bioinformatician, sheet=str(sheet))
    assert "affected:affected" not in people(old)
    assert stratify(old, "cohort", bioinformatician).changed == 0


def test_who_may_not_load_may_not_say_it_either(
    old: Node, bioinformatician: Asker, researcher: Asker, tmp_path: Path
) -> None:
    with pytest.raises(Refused):
        stratify(old, "cohort", researcher, "cancer")
    with pytest.raises(UsageError, match="not a focus area"):
        stratify(old, "cohort", bioinformatician, "surgery")
    with pytest.raises(NotFound):
        stratify(old, "nothing", bioinformatician, "cancer")
    sheet = tmp_path / "others.tsv"
    sheet.write_text("sample\taffected\nDORA\t2\n")
    with pytest.raises(BadInput, match="names nobody of the dataset"):
        stratify(old, "cohort", bioinformatician, "cancer", str(sheet))
    assert people(old) == {}
    with old.records.read() as tx:
        assert tx.datasets.by_name("cohort").area == ""
