"""How often things are looked at, whatever the size of a gene or a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from samvar.focus.rare_disease.analyse.inheritance import compound, judge
from samvar.focus.rare_disease.analyse.inheritance.copies import AUTOSOME
from samvar.focus.rare_disease.analyse.inheritance.pairs import GeneRows
from samvar.focus.rare_disease.analyse.rank_model import columns
from samvar.focus.rare_disease.model.inheritance import Model, Status
from samvar.focus.rare_disease.model.rank_model import (
    Category,
    Choice,
    Field,
    Kind,
    Plugin,
    RangeRule,
    RankModel,
)
from samvar.formats.vcf.kin import KinFile
from tests.focus.rare_disease.inheritance.families import trio
from tests.focus.rare_disease.inheritance.genotypes import calls


def test_pairs_are_judged_by_pattern_and_not_by_variant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thousand variants of a gene are two million pairs; four patterns are ten."""
    looked: list[int] = []
    plain = compound.judge_pairs

    def counted(evidence, one, other):
        looked.append(len(one))
        return plain(evidence, one, other)

    monkeypatch.setattr(compound, "judge_pairs", counted)
    family = trio()
    patterns = [("0/1", "0/1", "0/0"), ("0/1", "0/0", "0/1"), ("0/1", "./.", "0/1"),
                ("0/1", "0/0", "0/0")]  # fmt: skip
    rows = patterns * 500
    found = judge(family, calls(family, AUTOSOME, rows), GeneRows.of([[1]] * len(rows)))
    assert sum(looked) == 10
    assert found.verdicts.of(0, Model.AR_COMP).status is Status.MET
    assert len(found.compounds.of(0)) == 1500, "all but those from the father too"


def test_a_value_is_scored_once_however_often_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []
    plain = columns.Rules.score

    def counted(rules: columns.Rules, text: str | None) -> int:
        seen.append(text)
        return plain(rules, text)

    monkeypatch.setattr(columns.Rules, "score", counted)
    rule = (RangeRule(0, 1, 2),)
    plugin = Plugin("p", "c", Field.INFO, Kind.FLOAT, "AF", "", (",",), ranges=rule)
    model = RankModel("m", "1", (Category("c", Choice.SUM, (plugin,)),), "")
    path = tmp_path / "some.vcf"
    rows = [f"1\t{k + 1}\t.\tC\tT\t.\t.\tAF=0.{k % 3 + 1}\n" for k in range(3000)]
    head = "##fileformat=VCFv4.2\n##reference=GRCh38\n"
    names = "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"])
    path.write_text(f"{head}{names}\n" + "".join(rows))
    scorer = columns.Scorer(model, (), frozenset())
    for block in KinFile(path).blocks((), scorer.keys):
        scores = scorer.scores(block.raw, block.block, block.spans)
        assert np.all(scores == 2)
    assert sorted(text for text in seen if text) == ["0.1", "0.2", "0.3"]
