"""How deep genes were sequenced: measured beside single bases, kept, and told of a case."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from samvar.focus.rare_disease.intake.gene_depth import (
    by_regions,
    by_transcripts,
    stretches_of,
    together,
)
from samvar.focus.rare_disease.intake.plan import Beside, plan_case
from samvar.focus.rare_disease.model.gene_depth import FLOORS, DepthSource, MemberDepth
from samvar.focus.rare_disease.model.panel import Panel, PanelGene
from samvar.focus.rare_disease.records.gene_depths import GeneDepths, write_gene_depths
from samvar.focus.rare_disease.report import FORM, as_text, bundle_bytes
from samvar.focus.rare_disease.service.case import case_of
from samvar.focus.rare_disease.service.gene_depth import see_gene_cover
from samvar.focus.rare_disease.service.load import load_case
from samvar.focus.rare_disease.service.new_case import NewCase
from samvar.focus.rare_disease.service.panel_genes import pin_panel
from samvar.focus.rare_disease.service.panels import keep_panels
from samvar.focus.rare_disease.service.report import differing
from samvar.focus.rare_disease.service.sign import sign_report
from samvar.formats.d4.read import D4File
from samvar.formats.gff3.read import read_gff3
from samvar.formats.mosdepth.thresholds import read_thresholds
from samvar.knowledge.transcript.release import import_gff3
from samvar.model.errors import BadInput, CorruptStore, Refused
from samvar.node.node import Node
from samvar.present.language import Language
from tests.focus.rare_disease.family_files import CONFIG, PED, SEX, family
from tests.focus.rare_disease.test_answer import (  # noqa: F401 - a fixture by name
    LOADER,
    ONE,
    TWO,
    WARD,
    node,
    read,
)
from tests.formats.d4.writing import write_d4

EN = Language.of("en")


def gene(contig, name, *transcripts, hgnc="", strand="+") -> list[str]:
    """GENCODE's lines. transcripts: tags, coding stretch or (), exons; all 0-based half-open."""

    def line(kind, start, end, said):
        return f"{contig}\tT\t{kind}\t{start + 1}\t{end}\t.\t{strand}\t0\t{said}"

    every = [exon for _, _, exons in transcripts for exon in exons]
    whole = min(start for start, _ in every), max(end for _, end in every)
    id = f"ENSG_{name}_{contig}"
    about = f"gene_id={id};gene_name={name};gene_type=x" + (f";hgnc_id={hgnc}" if hgnc else "")
    lines = [line("gene", *whole, f"ID={id};{about}")]
    for number, (tag, coding, exons) in enumerate(transcripts):
        own = f"ENST_{name}_{contig}_{number}"
        place = exons[0][0], exons[-1][1]
        tags = f";tag={tag}" if tag else ""
        lines.append(line("transcript", *place, f"ID={own};Parent={id};{about}{tags}"))
        for start, end in exons:
            lines.append(line("exon", start, end, f"ID=e;Parent={own}"))
            low, high = (max(start, coding[0]), min(end, coding[1])) if coding else (0, 0)
            if low < high:
                lines.append(line("CDS", low, high, f"ID=CDS:{own};Parent={own}"))
    return lines


def gff3(path: Path, *genes: list[str], build: str = "GRCh37.p13") -> Path:
    head = ["##gff-version 3", f"#!genome-build {build}"]
    path.write_text("\n".join(head + [line for each in genes for line in each]) + "\n")
    return path


GENES = (
    # Of three transcripts MANE's coding bases count: 20-30 and 50-65.
    gene("1", "AGREED", ("", (0, 100), [(0, 100)]), ("MANE_Select", (20, 65), [(10, 30), (50, 80)]),
         ("MANE_Plus_Clinical", (55, 65), [(55, 65)]), hgnc="HGNC:1"),
    # It shares bases with the first one. Without a choice all coding ones count: 60-70, 62-90.
    gene("1", "SHARING", ("", (60, 70), [(60, 70)]), ("", (62, 90), [(62, 90)]),
         ("", (), [(0, 120)]), strand="-"),
    gene("1", "CHOSEN", ("Ensembl_canonical", (130, 140), [(125, 150)]),
         ("", (100, 200), [(100, 200)])),
    gene("1", "SILENT", ("", (), [(90, 95), (110, 120)])),
    gene("X", "TWICE", ("MANE_Select", (5, 15), [(0, 20)])),
    gene("Y", "TWICE", ("MANE_Select", (5, 15), [(0, 20)])),
    gene("Y", "MANLY", ("MANE_Select", (30, 40), [(30, 40)])),
    gene("2", "ELSEWHERE", ("MANE_Select", (5, 15), [(0, 20)])),
)  # fmt: skip
WANTED = {
    ("AGREED", "HGNC:1"): ("1", [(20, 30), (50, 65)]),
    ("SHARING", None): ("1", [(60, 90)]),
    ("CHOSEN", None): ("1", [(130, 140)]),
    ("SILENT", None): ("1", [(90, 95), (110, 120)]),
    ("TWICE", None): ("X", [(5, 15)]),
    ("MANLY", None): ("Y", [(30, 40)]),
}


def test_genes_are_measured_as_base_by_base(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    depths = {
        contig: rng.integers(0, 45, size=size).tolist()
        for contig, size in (("chr1", 200), ("chrX", 60), ("chrY", 60))
    }
    write_d4(tmp_path / "a.d4", depths, list(range(16)))
    found = by_transcripts(
        tmp_path / "a.d4", stretches_of(read_gff3(gff3(tmp_path / "g.gff3", *GENES)))
    )
    assert found.keys() == WANTED.keys(), "a gene on a contig that the file lacks is not measured"
    for name, (contig, stretches) in WANTED.items():
        bases = [depths[f"chr{contig}"][at] for start, end in stretches for at in range(start, end)]
        assert found[name].mean == pytest.approx(sum(bases) / len(bases))
        reaching = {floor: sum(one >= floor for one in bases) for floor in FLOORS}
        assert found[name] == replace(
            found[name], bases=len(bases), reaching=reaching, contig=contig
        )


@pytest.mark.parametrize("sample", ["ADM1059A1", "ADM1059A2"])
def test_sums_of_a_demo_file_are_those_of_its_counts(shared_data: Path, sample: str) -> None:
    """Every thousandth stretch of two contigs, by the other way through the tables."""
    file = D4File(shared_data / f"rare_disease/scout/{sample}.d4")
    for contig in ("21", "MT"):
        length = file.contigs[contig]
        edges = np.linspace(0, length, 41).astype(int).tolist()
        stretches = list(pairwise(edges))
        sums = file.sums(contig, stretches, FLOORS)
        for stretch, (total, *reaching) in zip(stretches, sums.tolist(), strict=True):
            told = file.depths(contig, [stretch])
            assert total == pytest.approx(float(told.depth @ told.bases))
            shares = [told.share(floor) for floor in FLOORS]
            assert [each / told.total for each in reaching] == pytest.approx(shares)


HEAD = "#chrom\tstart\tend\tregion\t10X\t20X\n"


def test_regions_of_one_name_are_a_gene(tmp_path: Path) -> None:
    path = tmp_path / "a.bed"
    path.write_text(
        HEAD
        + "chr7\t0\t100\tCFTR\t100\t90\nchr7\t300\t350\tCFTR\t40\t0\n"
        + "7\t5\t9\tunknown\t1\t1\nchrUn_x\t0\t10\tHGNC:5\t10\t10\n"
    )
    assert by_regions(read_thresholds(path)) == {
        ("CFTR", None): MemberDepth(150, None, {10: 140, 20: 90}, "7"),
        ("HGNC:5", "HGNC:5"): MemberDepth(10, None, {10: 10, 20: 10}, None),
    }


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    one = {
        ("A", "HGNC:1"): MemberDepth(150, 31.25, {10: 140, 20: 90, 30: 0}, "7"),
        ("C", None): MemberDepth(9, None, {20: 9}, None),
    }
    two = {("B", None): MemberDepth(5, 0.0, {10: 0}, "Y"), ("C", None): one["C", None]}
    genes = together({"son": one, "mum": two})
    sources = [
        DepthSource("son", "s.d4", "transcripts", "g", "ab"),
        DepthSource("mum", "m", "regions"),
    ]
    paths = tmp_path / "c", tmp_path / "t"
    assert write_gene_depths(genes, sources, *paths) == 3
    held = GeneDepths(*paths, "s.d4")
    assert (len(held), held.sources) == (3, tuple(sources))
    found = {each.symbol: each for each in held.named(frozenset(("HGNC:1", "B", "C", "nothing")))}
    assert {name: dict(each.members) for name, each in found.items()} == {
        "A": {"son": one["A", "HGNC:1"]}, "B": {"mum": two["B", None]},
        "C": {"son": one["C", None], "mum": one["C", None]},
    }  # fmt: skip
    with pytest.raises(CorruptStore):
        GeneDepths(paths[1], paths[1], "s.d4")


PANEL = Panel(
    id="p", version="1", name="A panel", source="a test",
    genes=(
        *(PanelGene(symbol=name) for name in ("GOOD", "POOR", "MANLY", "GONE")),
        PanelGene(symbol="OLD", hgnc="HGNC:5"),
    ),
)  # fmt: skip
ROWS = (
    "1\t0\t100\tGOOD\t100\t{0}\n1\t200\t300\tPOOR\t100\t{1}\nY\t0\t50\tMANLY\t50\t{2}\n"
    "1\t500\t600\tHGNC:5\t100\t100\n"
)


def beside(folder: Path, **members: tuple[int, int, int]) -> Beside:
    files = []
    folder.mkdir(parents=True, exist_ok=True)
    for name, numbers in members.items():
        path = folder / f"{name}.thresholds.bed"
        path.write_text(HEAD + ROWS.format(*numbers))
        files.append((name, path))
    return Beside(files=tuple(files))


def new_case(folder: Path, given: Beside, **files: str) -> NewCase:
    return NewCase(plan_case(family(folder, **files), given), "03", "rare-diseases", asserted=True)


@pytest.fixture
def case(node: Node, tmp_path: Path) -> str:  # noqa: F811
    """A boy and his mother with depths of genes, read by a panel; of the father nobody has any."""
    keep_panels(node, (PANEL,), LOADER)
    given = beside(tmp_path / "f", son=(99, 80, 50), mum=(100, 100, 0))
    found = load_case(node, new_case(tmp_path / "f", given), LOADER)
    assert "gene_depths" not in {each.category for each in case_of(node, found.case).lists}
    pin_panel(node, found.case, "p", ONE)
    return found.case


def test_genes_of_the_panels_by_their_standing(node: Node, case: str) -> None:  # noqa: F811
    found = see_gene_cover(node, case, ONE)
    assert {each.symbol: each.standing for each in found.lines} == {
        "GOOD": "covered", "POOR": "short", "MANLY": "covered", "GONE": "not_measured",
        "OLD": "covered",
    }  # fmt: skip
    assert [each.member for each in found.sources] == ["son", "mum"]
    (poor,) = found.standing("short")
    shares = [each and each.share(20) for each in map(poor.of, ("son", "dad", "mum"))]
    assert shares == [0.8, None, 1]
    asked = see_gene_cover(node, case, ONE, ["POOR", "HGNC:5"], least=0.8)
    assert {each.symbol: each.standing for each in asked.lines} == {
        "POOR": "covered", "HGNC:5": "covered",
    }  # fmt: skip
    untold = see_gene_cover(node, case, ONE, ["POOR"], floor=30)
    assert untold.lines[0].standing == "not_measured", "the file says nothing of thirty reads"
    with pytest.raises(Refused):
        see_gene_cover(node, case, WARD)


def test_a_girl_lacks_no_gene_of_the_y(node: Node, tmp_path: Path) -> None:  # noqa: F811
    files = {
        "case_yaml": CONFIG.replace(
            "sex: male, phenotype: affected", "sex: female, phenotype: affected"
        ),
        "sex_check_csv": SEX.replace("10,0.03,male,male,son", "900,1.7,female,female,son"),
        "peddy_ped": PED.replace("dad\tmum\t1\t2", "dad\tmum\t2\t2"),
    }
    given = beside(tmp_path / "f", son=(100, 100, 0))
    found = load_case(node, new_case(tmp_path / "f", given, **files), LOADER)
    cover = see_gene_cover(node, found.case, ONE, ["MANLY", "GOOD"])
    assert [each.standing for each in cover.lines] == ["covered", "not_expected"]


def test_a_report_pins_what_was_not_covered(node: Node, case: str) -> None:  # noqa: F811
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    told = signed.genes
    assert told is not None
    assert (told.genes, told.covered, told.not_measured) == (5, 3, ("GONE",))
    assert [(each.symbol, each.share) for each in told.short] == [("POOR", 0.8)]
    text = as_text(signed, EN)
    assert "3 of the 5 genes of the panels were covered: at least 95 % of their bases" in text
    assert "Not covered enough: POOR 80.0 %. Not measured: GONE." in text
    assert b"POOR 0.8, GONE not measured" in bundle_bytes(signed)
    assert differing(node, signed) == ()
    before = FORM.sign(replace(signed, genes=None, signer="", signature=""), node.id, node.key)
    assert FORM.verify(FORM.read(FORM.written(before)), [node.key.public])
    assert (b'"genes":{' in FORM.written(before), differing(node, before)) == (False, ())
    assert "were not covered enough: not given." in as_text(before, EN)


def test_genes_of_a_panel_that_nobody_measured_are_not_given(
    node: Node, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    keep_panels(node, (PANEL,), LOADER)
    case = load_case(node, new_case(tmp_path / "f", Beside()), LOADER).case
    pin_panel(node, case, "p", ONE)
    assert {each.standing for each in see_gene_cover(node, case, ONE).lines} == {"not_measured"}
    read(node, case, ONE, TWO)
    signed = sign_report(node, case, ONE)
    assert signed.genes is not None
    assert (signed.genes.genes, signed.genes.covered) == (5, None)
    assert "were not covered enough: not given." in as_text(signed, EN)


def test_a_gene_is_one_under_two_names(node: Node, tmp_path: Path) -> None:  # noqa: F811
    """Each member's laboratory calls it otherwise; another gene's id is another gene."""
    panel = Panel(
        id="n", version="1", name="n", source="a test",
        genes=(PanelGene(symbol="NEW", hgnc="HGNC:5"), PanelGene(symbol="KIN", hgnc="HGNC:7")),
    )  # fmt: skip
    keep_panels(node, (panel,), LOADER)
    files = []
    for name, gene_name in (("son", "HGNC:5"), ("mum", "NEW"), ("dad", "HGNC:8")):
        path = tmp_path / f"{name}.bed"
        path.write_text(f"{HEAD}1\t0\t10\t{gene_name}\t10\t9\n")
        files.append((name, path))
    case = load_case(node, new_case(tmp_path / "f", Beside(files=tuple(files))), LOADER).case
    pin_panel(node, case, "n", ONE)
    new = next(each for each in see_gene_cover(node, case, ONE).lines if each.symbol == "NEW")
    assert {name: (own := new.of(name)) and own.share(20) for name in ("son", "mum", "dad")} == {
        "son": 0.9, "mum": 0.9, "dad": None,
    }  # fmt: skip
    assert see_gene_cover(node, case, ONE, ["HGNC:8"]).lines[0].of("dad") is not None


def test_two_files_of_one_member_say_nothing_surely(
    node: Node, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    one = beside(tmp_path / "a", son=(99, 80, 50)).files
    other = beside(tmp_path / "b", son=(9, 8, 5)).files
    made = new_case(tmp_path / "f", Beside(files=(*one, *other)))
    with pytest.raises(BadInput, match="cannot be loaded") as caught:
        load_case(node, made, LOADER)
    assert "two such files of one member" in str(caught.value.why)


def test_the_largest_figures_are_kept(tmp_path: Path) -> None:
    """A region as long as can be, many times; depths as large as D4 can say."""
    path = tmp_path / "a.bed"
    last = (1 << 31) - 1
    path.write_text(HEAD + f"1\t0\t{last}\tBIG\t{last}\t0\n" * 9)
    write_d4(tmp_path / "a.d4", {"1": [last] * 200}, [0, 1], denominator=1e-6)
    by_genes = by_transcripts(
        tmp_path / "a.d4", stretches_of(read_gff3(gff3(tmp_path / "g.gff3", GENES[0])))
    )
    genes = together({"son": by_regions(read_thresholds(path)), "mum": by_genes})
    sources = [DepthSource("son", "a", "regions"), DepthSource("mum", "b", "transcripts")]
    write_gene_depths(genes, sources, tmp_path / "c", tmp_path / "t")
    held = GeneDepths(tmp_path / "c", tmp_path / "t", "a")
    (big,), (agreed,) = held.named(frozenset(("BIG",))), held.named(frozenset(("AGREED",)))
    assert big.members["son"].bases == 9 * last
    assert agreed.members["mum"].mean == pytest.approx(last * 1e6)


MT = 16_569


def test_a_d4_file_is_measured_by_the_transcripts_of_the_node(
    node: Node, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    """Without transcripts nothing is measured; a case whose node has them since is loaded anew."""
    config = family(tmp_path / "f")
    depths = [25] * 4000 + [5] * (MT - 4000)
    write_d4(tmp_path / "f" / "son.d4", {"MT": depths}, list(range(32)), part=MT)
    text = config.read_text()
    config.write_text(text.replace("analysis_type: wgs,", "analysis_type: wgs, d4_file: son.d4,"))
    made = NewCase(plan_case(config), "03", "rare-diseases", asserted=True)
    first = load_case(node, made, LOADER)
    assert case_of(node, first.case).gene_depths is None
    assert load_case(node, made, LOADER).report is None, "the same once more"
    genes = gff3(
        tmp_path / "g.gff3",
        gene("MT", "MT-ND1", ("", (3306, 4262), [(3306, 4262)]), hgnc="HGNC:7455"),
    )
    import_gff3(genes, node.knowledge_shelf, name="genes-1")
    again = load_case(node, made, LOADER)
    assert (again.case, again.report is None) == (first.case, False)
    assert again.rows["gene_depths"] == 1
    cover = see_gene_cover(node, again.case, ONE, ["HGNC:7455"])
    assert [each.release for each in cover.sources] == ["genes-1"]
    own = cover.lines[0].of("son")
    assert own is not None
    assert own.share(20) == pytest.approx((4000 - 3306) / 956)
    assert load_case(node, made, LOADER).report is None


@pytest.mark.parametrize("row", ["1\t9\t5\tA\t1\t1\n", "1\t0\t5\tA\t9\t1\n"])
def test_a_bad_file_keeps_the_case_out(node: Node, tmp_path: Path, row: str) -> None:  # noqa: F811
    path = tmp_path / "son.bed"
    path.write_text(HEAD + row)
    made = new_case(tmp_path / "f", Beside(files=(("son", path),)))
    with pytest.raises(BadInput, match="cannot be loaded"):
        load_case(node, made, LOADER)
