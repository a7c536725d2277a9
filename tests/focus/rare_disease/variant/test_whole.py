"""One variant gathered: normal form, reasons, pairs, parts of the score, the stretch around it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.intake.small import write_small
from samvar.focus.rare_disease.model.inheritance import Model, Reason, Status, Verdict
from samvar.focus.rare_disease.records.small import SmallRows
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.judged import judged_row
from samvar.focus.rare_disease.service.normal import NormalBy, normal_of
from samvar.focus.rare_disease.service.row_name import row_name
from samvar.focus.rare_disease.service.stretch import around, stretch_vcf
from samvar.focus.rare_disease.service.variant import whole_variant
from samvar.formats.fasta import Reference
from samvar.govern.identity import PERSONAS, Asker
from samvar.model.errors import NotFound
from samvar.model.genome import Assembly
from samvar.model.variant import Variant
from samvar.node.build import config_in, init_node, open_node
from tests.web.rare_case import UNCLEAR, VARIANT, LoadedFamily

READER = Asker.of(PERSONAS["geneticist"].at("stockholm"))


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedFamily]:
    folder = tmp_path_factory.mktemp("whole")
    init_node(folder / "node", "stockholm")
    node = open_node(config_in(folder / "node"))
    yield LoadedFamily(node, folder / "family")
    node.close()


FORMS = [
    (VARIANT, VARIANT, NormalBy.ITSELF),
    ("1-1000-AC-GC", VARIANT, NormalBy.ITSELF),
    ("1-1000-AT-A", "1-1000-AT-A", NormalBy.ITSELF),
    (UNCLEAR, UNCLEAR, NormalBy.ASSERTED),
]


@pytest.mark.parametrize(("written", "normal", "by"), FORMS)
def test_without_a_reference_the_form_is_known_by_itself_or_by_the_loader(
    family: LoadedFamily, written: str, normal: str, by: NormalBy
) -> None:
    case = case_of(family.node, family.id)
    found = normal_of(family.node, case, Variant.parse(written, Assembly.GRCh37))
    assert (str(found.variant), found.by) == (normal, by)
    unknown = normal_of(
        family.node, dataclasses.replace(case, load="loa_none"),
        Variant.parse(written, Assembly.GRCh37),
    )  # fmt: skip
    assert (unknown.variant is None) == (by is NormalBy.ASSERTED)


def test_with_a_reference_it_is_moved_and_compared(family: LoadedFamily, tmp_path: Path) -> None:
    node, path = family.node, tmp_path / "mini.fa"
    path.write_text(">1\n" + "G" * 10 + "C" + "A" * 89 + "\n")
    usual = node.config
    node.config = dataclasses.replace(usual, references={"GRCh37": str(path)})
    node._references[Assembly.GRCh37] = Reference.open(path, Assembly.GRCh37, partial=True)
    try:
        case = case_of(node, family.id)
        moved = normal_of(node, case, Variant(Assembly.GRCh37, "1", 40, "A", "AA"))
        assert (str(moved.variant), moved.by) == ("1-11-C-CA", NormalBy.REFERENCE)
        wrong = normal_of(node, case, Variant(Assembly.GRCh37, "1", 40, "T", "A"))
        assert (wrong.variant, wrong.by) == (None, NormalBy.MISMATCH)
        beyond = normal_of(node, case, Variant(Assembly.GRCh37, "1", 999, "A", "G"))
        assert beyond.by is NormalBy.ITSELF, "the mounted reference does not reach so far"
    finally:
        node.config = usual
        node._references.clear()


def test_a_variant_is_told_whole(family: LoadedFamily) -> None:
    whole = whole_variant(family.node, family.id, VARIANT, READER)
    assert whole.depth == {"son": 30, "dad": 30, "mum": 30}
    assert whole.parts.categories == (("Consequence", 5), ("allele_frequency", 12))
    names = [row_name(each.row) for each in whole.judged.partners]
    assert (names, whole.judged.paired) == (["DEL:1:901-9000"], 1)
    pair = whole.judged.partners[0]
    assert (pair.model, pair.verdict.status, pair.verdict.reason) == (
        Model.AR_COMP, Status.MET, Reason.OPPOSITE_COPIES,
    )  # fmt: skip
    dominant = whole.judged.verdicts[Model.AD]
    assert isinstance(dominant, Verdict)
    assert dominant.said(whole.judged.family) == "the father is unaffected and carries it"
    assert [each.name for each in whole.beside] == ["DEL:1:901-9000"]
    assert whole.hidden_by == ()
    for strange in ("1-1000-A-C", "nothing"):
        with pytest.raises(NotFound):
            whole_variant(family.node, family.id, strange, READER)


def test_who_has_no_call_leaves_models_open(family: LoadedFamily) -> None:
    judged = whole_variant(family.node, family.id, UNCLEAR, READER).judged
    verdict = judged.verdicts[Model.AD]
    assert isinstance(verdict, Verdict)
    assert (verdict.status, verdict.reason) == (Status.NOT_ASSESSED, Reason.NOT_CALLED)
    assert all(isinstance(each, Verdict) for each in judged.verdicts.values()), "as at the load"
    assert [each.category for each in judged.partners] == ["sv"], "it lies over the deletion"


MODEL = """\
[Version]
  version = 9.1
  name = ours
[Categories]
  [[allele_frequency]]
    category_aggregation = min
[GNOMADAF]
  field = INFO
  data_type = float
  category = allele_frequency
  record_rule = max
  separators = ',',
  info_key = GNOMADAF
  description = gnomAD
  [[not_reported]]
    score = 4
  [[rare]]
    score = {score}
    lower = 0
    upper = 0.01
"""


@pytest.mark.parametrize(("score", "agrees"), [(17, True), (3, False)])
def test_with_the_rank_model_at_the_node_every_plugin_is_told(
    family: LoadedFamily, score: int, agrees: bool
) -> None:
    from samvar.focus.rare_disease.service.score_parts import score_parts

    folder = family.node.knowledge_shelf / "rare_disease/rank_models"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ours.ini").write_text(MODEL.format(score=score))
    (folder / "broken.ini").write_text("[Version]\n")
    case = case_of(family.node, family.id)
    case = dataclasses.replace(case, told=_with_model(case.told, "9.1"))
    from samvar.focus.rare_disease.service.case import opened, small_of

    with opened(family.node, case, small_of(case)) as small:
        number = small.at(Variant.parse(VARIANT, Assembly.GRCh37))[0]
        row, record = small.rows([number])[0], small.record(number)
        parts = score_parts(family.node, case, small.head, record, row)
        (each,) = parts.contributions
        assert (each.plugin, each.value, each.score) == ("GNOMADAF", "0.001", score)
        assert (parts.agrees, parts.broken) == (agrees, True)
        other = dataclasses.replace(case, told=_with_model(case.told, "1.0"))
        assert score_parts(family.node, other, small.head, record, row).model is None


def _with_model(told, version):  # type: ignore[no-untyped-def]
    import msgspec

    return msgspec.structs.replace(told, rank_model=version)


def test_the_stretch_has_genotypes_and_nothing_else(family: LoadedFamily) -> None:
    stretch = around(Assembly.GRCh37, "1", 999, 1000)
    lines = stretch_vcf(family.node, family.id, stretch).decode().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [(row[0], row[1], *row[3:5]) for row in rows] == [
        ("1", "1000", "A", "G"), ("1", "2000", "C", "T"), ("1", "3000", "A", "CA"),
    ]  # fmt: skip
    assert rows[0][7:] == [".", "GT", "0/1", "0/1", "0/0"]
    assert rows[2][9:] == ["0/1", "./.", "0/0"]
    elsewhere = around(Assembly.GRCh37, "1", 90_000, 90_001)
    assert b"\n1\t" not in stretch_vcf(family.node, family.id, elsewhere)


def test_reasons_are_of_the_verdicts_that_the_demo_trios_list_keeps(
    shared_data: Path, tmp_path: Path
) -> None:
    """Judged once more with its gene's lines alone, each row has the verdicts of the load."""
    plan = plan_case(shared_data / "rare_disease/scout/643594.config.yaml")
    path = plan.variants("snv")[0].path
    write_small(path, plan.family, str(plan.proband), tmp_path / "c", tmp_path / "t")
    small = SmallRows(tmp_path / "c", tmp_path / "t", path.name, plan.id)
    for row in small.rows(range(0, len(small), 4)):
        judged = judged_row(small, plan.family, row)
        assert all(isinstance(each, Verdict) for each in judged.verdicts.values()), row.variant
        assert len(judged.partners) <= judged.paired
        open_pair = {Model.AR_COMP, Model.AR_COMP_DN} & {*row.met, *row.open}
        assert bool(judged.partners) == bool(open_pair), row.variant
