"""Seen elsewhere: the nation's figure without the family, as if they had been withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.elsewhere import (
    Elsewhere,
    FamilyIs,
    here,
    kin_of,
    without_family,
)
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.clock import utc_now
from samvar.model.consent import Choice, Use
from samvar.network.merge import Missing, NationalAnswer
from samvar.node.site import Site
from samvar.node.withdraw import withdraw
from tests.web.rare_case import STOP, VARIANT, LoadedFamily, country

READER = Asker.of(PERSONAS["geneticist"].at("stockholm"))
GIVEN: dict[str, Any] = {"assembly": "GRCh37", "variants": (VARIANT, STOP), "strata": "affected"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with country(tmp_path) as made:
        yield made


@pytest.fixture
def family(site: Site, tmp_path: Path) -> LoadedFamily:
    return LoadedFamily(site.nodes["stockholm"], tmp_path / "family")


def asked(site: Site, operation: str = "variant_frequency", **given: Any) -> NationalAnswer:
    return site.network("stockholm").ask_now(operation, given or GIVEN, READER, 10)


def numbers(found: Elsewhere | NationalAnswer) -> dict[str, list[int]]:
    assert found.value is not None
    return {column: vector.tolist() for column, vector in found.value.items()}


def people_of(family: LoadedFamily) -> tuple[str, ...]:
    there = family.node.variants.snapshot().contributions
    return tuple({there[each.sample].person for each in case_of(family.node, family.id).members})


def test_what_is_left_is_what_a_withdrawal_of_the_family_would_leave(
    site: Site, family: LoadedFamily
) -> None:
    kin = kin_of(family.node, case_of(family.node, family.id), READER)
    nation = without_family(kin, asked(site), GIVEN)
    local = here(kin, READER, "variant_frequency", GIVEN)
    assert (nation.family, nation.people, nation.left_in) == (FamilyIs.OUT, 3, 0)
    assert numbers(nation)["ac"][:2] == [3, 1], "of three people at Uppsala"
    assert numbers(nation)["an"][:2] == [6, 6]
    assert local is not None
    assert set(numbers(local)["individuals"]) == {0}
    whole = numbers(asked(site))
    assert whole["ac"] == [5, 3, 1, 1, 1, 1], "all; affected: the boy; unaffected: a parent"
    withdraw(family.node, people_of(family), family.loader)
    assert numbers(asked(site)) == numbers(nation)


OTHER = [
    ("structural_frequency", {"events": ("DEL:1:901-9000",)}),
    ("repeat_lengths", {"locus": "HTT"}),
    ("mitochondrial_frequency", {"variant": "MT-3243-A-G"}),
]


@pytest.mark.parametrize(("operation", "given"), OTHER, ids=[name for name, _ in OTHER])
def test_of_the_other_operations_too(
    site: Site, family: LoadedFamily, operation: str, given: dict[str, Any]
) -> None:
    given = {"assembly": "GRCh37", **given}
    kin = kin_of(family.node, case_of(family.node, family.id), READER)
    nation = without_family(kin, asked(site, operation, **given), given)
    assert nation.family is FamilyIs.OUT
    withdraw(family.node, people_of(family), family.loader)
    assert numbers(asked(site, operation, **given)) == numbers(nation)


def test_where_this_centre_gave_no_number_the_family_is_not_in_it(
    site: Site, family: LoadedFamily
) -> None:
    kin = kin_of(family.node, case_of(family.node, family.id), READER)
    whole = asked(site)
    silent = replace(
        whole,
        parts=tuple(each for each in whole.parts if each.node != "stockholm"),
        missing=(Missing("stockholm", "late", "late", 3),),
    )
    assert without_family(kin, silent, GIVEN).family is FamilyIs.SILENT
    assert numbers(without_family(kin, silent, GIVEN)) == numbers(whole)
    nobody = replace(silent, value=None, parts=())
    assert without_family(kin, nobody, GIVEN).value is None


def test_where_this_centres_numbers_changed_meanwhile_they_stay_and_it_is_said(
    site: Site, family: LoadedFamily
) -> None:
    case, whole = case_of(family.node, family.id), asked(site)
    before = kin_of(family.node, case, READER)
    family.node.new_epoch()
    moved = without_family(kin_of(family.node, case, READER), whole, GIVEN)
    assert (moved.family, numbers(moved)) == (FamilyIs.MOVED, numbers(whole))
    assert without_family(before, whole, GIVEN).family is FamilyIs.OUT
    newer = without_family(before, asked(site), GIVEN)
    assert newer.family is FamilyIs.OUT, "the numbers of now are looked at anew"


def test_who_has_closed_the_record_stays_in_and_is_counted(
    site: Site, family: LoadedFamily
) -> None:
    case = case_of(family.node, family.id)
    there = family.node.variants.snapshot().contributions
    dad = there[case.members[1].sample].person
    with family.node.records.begin() as tx:
        tx.choices.add(Choice(dad, Use.UNIT, False, utc_now(), "usr_1", "elsewhere"))
    kin = kin_of(family.node, case, READER)
    nation = without_family(kin, asked(site), GIVEN)
    assert (nation.people, nation.left_in) == (2, 1)
    assert numbers(nation)["ac"][:2] == [4, 1], "the father has the first one"
    with family.node.records.read() as tx:
        outcomes = {one.entry.outcome for one in tx.audit.page(subject=dad, limit=9)}
    assert "refused" in outcomes


def test_a_family_that_is_not_counted_changes_nothing(site: Site, family: LoadedFamily) -> None:
    case = case_of(family.node, family.id)
    withdraw(family.node, people_of(family), family.loader)
    kin = kin_of(family.node, replace(case, members=()), READER)
    found = without_family(kin, asked(site), GIVEN)
    assert (found.family, numbers(found)) == (FamilyIs.NOBODY, numbers(asked(site)))
