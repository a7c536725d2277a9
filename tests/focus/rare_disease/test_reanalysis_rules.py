"""When a change is worth a look: a table that a geneticist can read."""

from __future__ import annotations

from typing import Any

import pytest

from samvar.focus.rare_disease.analyse.reanalysis import is_known, matters
from samvar.focus.rare_disease.model.reanalysis import Cause
from samvar.focus.rare_disease.rules.reanalysis import thresholds

NODES = ["skane", "stockholm"]


def clinvar(verdict: str) -> dict[str, Any]:
    return {"verdict": verdict}


def acmg(named: str | None, points: int = 0) -> dict[str, Any]:
    return {"class": named, "points": points, "labels": []}


def gene(rank: int | None, diseases: int = 1, *, ranked: bool = True) -> dict[str, Any]:
    return {"ranked": ranked, "gene": "A", "rank": rank, "of": 5000,
            "diseases": ["OMIM:1"] * diseases}  # fmt: skip


def nation(
    ac: int, hom: int = 0, an: int = 1000, nodes: Any = NODES, **more: Any
) -> dict[str, Any]:
    return {"known": True, "nodes": nodes, "carriers": ac - hom, "ac": ac, "hom": hom, "an": an,
            "individuals": an // 2}  # fmt: skip


HIDDEN = {"known": False, "nodes": []}
TABLE = [
    # part, before, after, worth a look?, why
    (Cause.CLINVAR, clinvar("uncertain"), clinvar("pathogenic"), True, "another verdict"),
    (Cause.CLINVAR, clinvar("nothing"), clinvar("benign"), True, "the first word on it"),
    (Cause.CLINVAR, clinvar("benign"), clinvar("benign"), False, "the same"),
    (Cause.ACMG, acmg("uncertain", 5), acmg("likely_pathogenic", 6), True, "another class"),
    (Cause.ACMG, acmg("uncertain", 1), acmg("uncertain", 3), True, "two points"),
    (Cause.ACMG, acmg("uncertain", 1), acmg("uncertain", 2), False, "one point"),
    (Cause.ACMG, acmg(None), acmg("uncertain", 5), False, "nothing to compare with"),
    (Cause.GENE, gene(None, 0), gene(900), True, "the gene's first disease"),
    (Cause.GENE, gene(21), gene(20), True, "among the first twenty"),
    (Cause.GENE, gene(3), gene(40), True, "no longer among them"),
    (Cause.GENE, gene(300), gene(30), False, "still far behind"),
    (Cause.GENE, gene(1), gene(None, 0, ranked=False), False, "no features any more"),
    (Cause.NATION, nation(0), nation(1), True, "a first carrier"),
    (Cause.NATION, nation(1), nation(0), True, "none any more"),
    (Cause.NATION, nation(2, an=10**7), nation(3, an=10**7), False, "one more of many thousands"),
    (Cause.NATION, nation(2), nation(2, 1), True, "a first homozygous one"),
    (Cause.NATION, nation(9, an=10**5), nation(10, an=10**5), True, "0.01 % is reached"),
    (Cause.NATION, HIDDEN, nation(5), False, "nothing to compare with"),
    (Cause.NATION, nation(5), HIDDEN, False, "nobody answers: no change"),
    (Cause.NATION, nation(1), nation(0, nodes=["skane"]), False, "a centre is silent"),
    (Cause.NATION, nation(0, nodes=["skane"]), nation(1), True, "a centre more, a carrier more"),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "before", "after", "expected", "why"), TABLE)
def test_what_is_worth_a_look(
    cause: Cause, before: dict[str, Any], after: dict[str, Any], expected: bool, why: str
) -> None:
    assert matters(cause, before, after, thresholds()) is expected, why


def test_unknown_is_nothing_to_compare_with() -> None:
    assert not is_known(Cause.NATION, HIDDEN)
    assert not is_known(Cause.ACMG, acmg(None))
    assert not is_known(Cause.GENE, gene(None, 0, ranked=False))
    assert is_known(Cause.GENE, gene(None, 0)), "a gene without a disease is knowledge"
