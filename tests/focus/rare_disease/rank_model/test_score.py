"""A rank model's plugins, as tables; and many records at once beside one at a time."""

# ruff: noqa: E501 - a row of a table is one line

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samvar.focus.rare_disease.analyse.rank_model.columns import Scorer
from samvar.focus.rare_disease.analyse.rank_model.compound import penalised
from samvar.focus.rare_disease.analyse.rank_model.read import rank_model
from samvar.focus.rare_disease.analyse.rank_model.score import rank, score_value
from samvar.focus.rare_disease.model.inheritance import Model
from samvar.focus.rare_disease.model.rank_model import (
    Category,
    Choice,
    Field,
    Kind,
    Plugin,
    RangeRule,
    RankModel,
    WordRule,
)
from samvar.formats.vcf.kin import KinFile
from samvar.model.errors import BadFile

WORDS = (WordRule("probably_damaging", 3, 3), WordRule("damaging", 2, 2), WordRule("benign", -1, 1))
RANGES = (RangeRule(-1, 0.02, 4), RangeRule(0.02, 1.1, -12))


def plugin(kind: Kind = Kind.FLOAT, **given: object) -> Plugin:
    usual: dict[str, object] = {"separators": (",",), "key": "X", "not_reported": 7}
    return Plugin("p", "c", Field.INFO, kind, **(usual | given))  # type: ignore[arg-type]


VALUES = [
    # plugin, text, value that decides, score, why
    (plugin(ranges=RANGES), "0.02", "0.02", -12, "the lower end belongs to a range"),
    (plugin(ranges=RANGES), "1.1", "1.1", 0, "the upper end does not, and no rule is no points"),
    (plugin(ranges=RANGES), "0.01,0.5", "0.5", -12, "the highest of several"),
    (plugin(ranges=RANGES, record_rule=Choice.MIN), "0.01,0.5", "0.01", 4, "the lowest"),
    (plugin(ranges=RANGES), "0", None, 7, "zero counts as not reported, as in genmod"),
    (plugin(ranges=RANGES), ".", None, 7, "what is no number is left out"),
    (plugin(ranges=RANGES), ".,0.01", "0.01", 4, "and the rest counts"),
    (plugin(ranges=RANGES), None, None, 7, "the key is not there"),
    (plugin(Kind.INTEGER, ranges=(RangeRule(1, 5, 2),), separators=(":", "|")), "a:3|9", "9", 0, "every separator cuts"),
    (plugin(Kind.INTEGER, ranges=(RangeRule(1, 5, 2),)), "3.0", None, 7, "no whole number"),
    (plugin(as_is=True), "2.9", "2.9", 2, "cut towards zero"),
    (plugin(as_is=True), "-2.9", "-2.9", -2, "cut towards zero"),
    (plugin(exact=(("2.0", 5.0), ("4", 3.0)), separators=("|",)), "2", "2", 5, "as Python writes a float"),
    (plugin(exact=(("2.0", 5.0), ("4", 3.0)), separators=("|",)), "4", "4", 0, "4.0 is not 4"),
    (plugin(Kind.STRING, words=WORDS), "benign&Probably_Damaging", "probably_damaging", 3, "the highest priority"),
    (plugin(Kind.STRING, words=WORDS, record_rule=Choice.MIN), "benign&damaging", "benign", -1, "the lowest"),
    (plugin(Kind.STRING, words=WORDS), "xdamagingx", "damaging", 2, "a part of a word will do"),
    (plugin(Kind.STRING, words=WORDS), "nothing", None, 7, "no rule's word is not reported"),
    (plugin(Kind.FLAG, present=2), "", "", 2, "a flag is there"),
    (plugin(Kind.FLAG, present=2), None, None, 7, "or not"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "text", "value", "score", "why"), VALUES)
def test_a_value_scores_as_in_genmod(one: Plugin, text, value, score, why) -> None:
    assert score_value(one, text) == (value, score), why


def test_every_contribution_is_shown() -> None:
    frequency = plugin(ranges=RANGES)
    word = Plugin("w", "v", Field.INFO, Kind.STRING, "CSQ", "PolyPhen", ("&",), words=WORDS)
    model = RankModel(
        "m", "1", (Category("c", Choice.MIN, (frequency,)), Category("v", Choice.SUM, (word,))), ""
    )
    found = rank(
        model, {"INFO/X": "0.01", "INFO/CSQ": "T|benign,T|damaging"}, ("Allele", "PolyPhen")
    )
    assert (found.score, found.categories) == (6, (("c", 4), ("v", 2)))
    assert [(c.plugin, c.value, c.score) for c in found.contributions] == [
        ("p", "0.01", 4), ("w", "damaging", 2),
    ]  # fmt: skip
    assert model.bounds == (-13.0, 10.0)
    assert found.normalised == pytest.approx((6 + 13) / 23)


@pytest.mark.parametrize(
    ("choice", "total"), [(Choice.MIN, -12), (Choice.MAX, 7), (Choice.SUM, -5)]
)
def test_a_category_is_the_least_the_highest_or_the_sum(choice: Choice, total: int) -> None:
    plugins = plugin(ranges=RANGES), plugin(ranges=RANGES, key="Y")
    model = RankModel("m", "1", (Category("c", choice, plugins),), "")
    assert rank(model, {"INFO/X": "0.5"}).score == total


PENALTIES = [
    # score, best partner, models, alone, after, why
    (12, 9, {"AR_comp"}, False, 6, "its only partner is poor"),
    (12, 10, {"AR_comp"}, False, 12, "a partner above the threshold"),
    (12, 3, {"AR_comp", "AD"}, False, 12, "it follows another model"),
    (12, 3, {"AR_comp", "AD"}, True, 6, "which of one person says nothing"),
    (12, None, set(), False, 12, "no partner"),
    (-28, 3, {"AR_comp_dn"}, False, -30, "none falls below the lowest score"),
]


@pytest.mark.parametrize(("score", "best", "models", "alone", "after", "why"), PENALTIES)
def test_compounds_are_scored_as_by_genmod(score, best, models, alone, after, why) -> None:
    least = np.iinfo(np.int32).min
    follows = {model: np.array([model.value in models]) for model in Model}
    found = penalised(
        np.array([score], dtype=np.int32), np.array([least if best is None else best], np.int32),
        follows, alone=alone, lowest=-30.0,
    )  # fmt: skip
    assert found.tolist() == [after], why


CSQ = ("Allele", "PolyPhen", "LoF")
PLUGINS = (
    plugin(ranges=RANGES, key="AF"),
    plugin(Kind.FLAG, key="DB", present=1, separators=()),
    plugin(Kind.STRING, words=WORDS, key="CSQ", column="PolyPhen", separators=tuple("None")),
    plugin(ranges=RANGES, key="CSQ", column="LoF", separators=tuple("None")),
    plugin(Kind.INTEGER, exact=(("3", 2.0),), key="N"),
    Plugin("f", "c", Field.FILTER, Kind.STRING, separators=(";",), words=(WordRule("PASS", 3, 1),)),
    Plugin("q", "c", Field.QUAL, Kind.FLOAT, separators=(";",), ranges=(RangeRule(10, 99, 1),)),
    Plugin("i", "c", Field.ID, Kind.STRING, separators=(";",), words=(WordRule("rs", 1, 1),)),
    Plugin("a", "c", Field.ALT, Kind.STRING, separators=(",",), words=(WordRule("DEL", 1, 1),)),
)
WHOLE = RankModel("m", "1", (Category("c", Choice.SUM, PLUGINS),), "")
number = st.sampled_from(["0", "0.01", ".", "0.02", "1e-5", "0.5", "3", ""])
entry = st.tuples(st.just("T"), st.sampled_from(["", "benign", "Damaging(0.9)", "x"]), number)
csq = st.lists(entry.map("|".join), min_size=1, max_size=3).map(",".join)
info = st.fixed_dictionaries({}, optional={"AF": number, "CSQ": csq, "N": number, "DB": st.none()})
record = st.tuples(
    st.sampled_from([".", "rs1"]), st.sampled_from(["T", "<DEL>", "T,G"]),
    st.sampled_from([".", "50", "7.5"]), st.sampled_from(["PASS", "LowQual;x", "."]), info,
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(record, min_size=1, max_size=12))
def test_many_records_score_as_one_by_one(tmp_path_factory, records) -> None:
    head = (
        "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    lines, expected = [], []
    for name, alt, quality, filters, values in records:
        items = [key if value is None else f"{key}={value}" for key, value in values.items()]
        row = ["1", "100", name, "C", alt, quality, filters, ";".join(items) or "."]
        lines.append("\t".join(row) + "\n")
        fields = dict(
            zip(("CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER"), row, strict=False)
        )
        fields |= {f"INFO/{key}": value or "" for key, value in values.items()}
        expected.append(rank(WHOLE, fields, CSQ))
    path = tmp_path_factory.mktemp("rank") / "some.vcf"
    path.write_text(head + "".join(lines))
    scorer = Scorer(WHOLE, CSQ, frozenset())
    found = [
        (scores, scorer.totals(scores)[0])
        for block in KinFile(path).blocks((), scorer.keys)
        for scores in [scorer.scores(block.raw, block.block, block.spans)]
    ]
    scores = np.concatenate([each for each, _ in found])
    assert scores.tolist() == [[c.score for c in one.contributions] for one in expected]
    assert np.concatenate([each for _, each in found]).tolist() == [x.score for x in expected]


def test_models_of_the_field_are_read(shared_data: Path) -> None:
    for path in sorted((shared_data / "rare_disease").rglob("*.ini")):
        model = rank_model(path)
        lines = [line.strip() for line in path.read_text().splitlines()]
        assert len(model.plugins) == sum(line.startswith("field ") for line in lines), path.name
        rules = [line for line in lines if line.startswith("category_aggregat")]
        assert len(model.categories) == len(rules)
        assert model.bounds is not None
        assert model.bounds[0] < 0 < model.bounds[1]


FAULTS = [
    ("[Version]\nname = x\n[Categories]\n", 1, "'version' is missing"),
    ("name = x\n", 1, "[Version] is missing"),
    ("[A]\nx\n", 2, "neither a section nor a value"),
    ("[A]\n[[[B]]]\n", 2, "inside of none"),
    ("[A]\n[A]\n", 2, "given twice"),
    ("[A]\nx = 1\nx = 2\n", 3, "given twice"),
    ("[A]\nx = 'a\n", 2, "quotes are not closed"),
]


@pytest.mark.parametrize(("text", "line", "said"), FAULTS)
def test_what_is_no_rank_model_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    path = tmp_path / "m.ini"
    path.write_text(text)
    with pytest.raises(BadFile) as caught:
        rank_model(path)
    assert said in str(caught.value)
    assert caught.value.where is not None
    assert caught.value.where.line == line
