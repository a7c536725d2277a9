"""Rows of the lists beyond small variants: counts of the real files, and what each row tells."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from samvar.focus.rare_disease.intake.annotated import svdb_frequencies
from samvar.focus.rare_disease.intake.events import read_events
from samvar.focus.rare_disease.intake.mitochondrion import read_mitochondrion
from samvar.focus.rare_disease.intake.plan import plan_case
from samvar.focus.rare_disease.intake.repeats import read_repeat_rows, standing
from samvar.focus.rare_disease.model.row import EventRow, RepeatStanding
from samvar.formats.vcf.records import RecordFile
from samvar.model.errors import BadFile
from samvar.model.genome import Assembly
from samvar.model.structural import EventKind
from tests.focus.rare_disease.family_files import HEAD, LARGE, SAMPLES, family, vcf

TRIO = ("ADM1059A2", "ADM1059A1", "ADM1059A3")
G37 = Assembly.GRCh37
NORMAL, BETWEEN = RepeatStanding.NORMAL, RepeatStanding.BETWEEN
PATHOLOGICAL, UNCLEAR = RepeatStanding.PATHOLOGICAL, RepeatStanding.UNCLEAR
NOT_ASSESSED = RepeatStanding.NOT_ASSESSED


@pytest.fixture(scope="module")
def scout(shared_data: Path) -> Path:
    return shared_data / "rare_disease/scout"


def test_events_of_the_demo_trio(scout: Path) -> None:
    """19 records (SOURCES.md); the first as it stands in the file."""
    rows = list(read_events(scout / "643594.clinical.SV.vcf.gz", TRIO, G37, "internal_id"))
    assert len(rows) == 19
    assert Counter(row.kind for row in rows) == {
        EventKind.DEL: 13, EventKind.INS: 5, EventKind.DUP: 1,
    }  # fmt: skip
    first = rows[0]
    assert (first.contig, first.start, first.end, first.length) == ("1", 7889972, 7890026, 54)
    assert (first.told.symbols, first.told.rank_score, first.passed) == (("PER3",), 20, True)
    assert [(c.genotype, c.copies, c.reads, c.against, c.passed) for c in first.carried] == [
        ("0/1", 1, 5, 16, True), ("0/0", 0, 2, 5, True), ("1/1", 2, 9, 0, False),
    ]  # fmt: skip
    assert rows[1].told.models == ("AD_dn",)
    assert [row.told.frequencies for row in rows if row.told.frequencies] == [
        {"1000 Genomes": 0.6713}, {"1000 Genomes": 0.8153},
    ]  # fmt: skip
    assert not any(row.note for row in rows)


def test_mobile_elements_of_the_demo_trio(scout: Path) -> None:
    rows = list(read_events(scout / "643594.clinical.mei.vcf.gz", TRIO, G37, "internal_id"))
    assert len(rows) == 252
    assert {row.kind for row in rows} == {EventKind.ME}
    families = Counter(row.mobile.family for row in rows if row.mobile)
    assert families.most_common(4) == [("ALU", 197), ("L1", 46), ("SVA", 4), ("HERV", 3)]
    known = [row for row in rows if row.told.frequencies]
    assert len(known) == 95
    seen = next(row for row in rows if row.start == 151242139)
    assert (seen.told.frequencies, seen.told.symbols) == ({"SweGen": 0.047}, ("PSMD4",))
    # Merged from single samples: whoever has no call is not known, and no zero.
    assert [c.copies for c in seen.carried] == [None, 2, None]


def test_an_empty_list_and_fusions(scout: Path) -> None:
    assert list(read_events(scout / "empty.clinical.SV.vcf.gz", (), G37)) == []
    rows = list(read_events(scout / "fusion_data.vcf.gz", ("888-88",), Assembly.GRCh38))
    assert len(rows) == 5
    assert rows[0].told.genes == ("HGNC:1316", "HGNC:427")
    assert (rows[0].kind, rows[0].mate) == (EventKind.BND, ("2", 42295516))
    assert rows[2].told.genes == ("YIPF5", "CNOT4")  # an HGNC id of 0 is none


REPEATS = [
    # file, records, loci, records whose lengths could be read
    ("643594.clinical.str.stranger.vcf.gz", 80, 38, 80),
    ("643594.clinical.str.annotated.vcf.gz", 24, 17, 24),
    ("643594.clinical.str.annotated.limits.vcf.gz", 24, 17, 24),
    ("643594.clinical.str.vcf.gz", 24, 17, 24),
    ("NIST.trgt.stranger.vcf.gz", 70, 51, 68),
    ("REViewer_test_data/justhusky_exphun_hugelymodelbat.vcf", 68, 68, 67),
]


@pytest.mark.parametrize(("name", "records", "loci", "read"), REPEATS)
def test_every_record_of_a_repeat_list_is_in_a_row(
    scout: Path, name: str, records: int, loci: int, read: int
) -> None:
    assembly = None if "NIST" in name else G37
    rows, tally = read_repeat_rows(scout / name, TRIO, assembly)
    assert sum(len(row.lines) for row in rows) == tally.records == records
    assert (len(rows), tally.accepted) == (loci, read)
    assert [row.lines for row in rows] == sorted(row.lines for row in rows)


def test_a_locus_with_its_limits_and_disease(scout: Path) -> None:
    rows, _ = read_repeat_rows(
        scout / "643594.clinical.str.stranger.vcf.gz", TRIO, G37, "internal_id"
    )
    rfc1 = next(row for row in rows if row.name == "RFC1")
    assert (rfc1.disease, rfc1.hgnc, rfc1.inheritance, rfc1.limits) == (
        "CANVAS",
        9969,
        "AR",
        (11, 12),
    )
    assert (rfc1.usual, rfc1.rank_score) == ((26.77, 18.68), 5)
    assert {m: [(a.units, a.low, a.high) for a in rfc1.alleles[m]] for m in TRIO} == {
        "ADM1059A2": [(12, 12, 12), (55, 40, 67)],
        "ADM1059A1": [(10, 10, 10), (52, 37, 65)],
        "ADM1059A3": [(12, 12, 12), (28, 12, 28)],
    }
    # Line 125 says pre_mutation of 12 units, where 12 is "required to call as pathologic".
    assert rfc1.stated[125] == "pre_mutation"
    assert rfc1.alleles["ADM1059A2"][0].standing is PATHOLOGICAL


STANDINGS = [
    # units  most normal  least pathological  expected
    (26, 26, 36, NORMAL),
    (27, 26, 36, BETWEEN),
    (35, 26, 36, BETWEEN),
    (36, 26, 36, PATHOLOGICAL),
    (40, None, 36, PATHOLOGICAL),
    (20, None, 36, NOT_ASSESSED),
    (20, 26, None, NOT_ASSESSED),
    (20, None, None, NOT_ASSESSED),
]


@pytest.mark.parametrize(("units", "normal", "pathological", "expected"), STANDINGS)
def test_where_a_length_lies(units, normal, pathological, expected) -> None:
    assert standing(units, normal, pathological) is expected


def repeat(folder: Path, info: str, columns: str) -> Path:
    path = folder / "r.vcf"
    record = f"1\t100\t.\tC\t<STR30>\t.\tPASS\tEND=160;REF=20;RU=CAG;REPID=HTT{info}"
    path.write_text(vcf(f"{record}\tGT:REPCN:REPCI\t{columns}\n", ("a",)))
    return path


def test_an_interval_across_a_limit_is_unclear(tmp_path: Path) -> None:
    path = repeat(tmp_path, ";STR_NORMAL_MAX=26;STR_PATHOLOGIC_MIN=36", "0/1:20/34:20-20/30-38")
    ((row,), _) = read_repeat_rows(path, ("a",), G37)
    assert [allele.standing for allele in row.alleles["a"]] == [NORMAL, UNCLEAR]


def test_a_member_who_is_not_called_has_no_lengths(tmp_path: Path) -> None:
    ((row,), _) = read_repeat_rows(repeat(tmp_path, "", "./.:.:."), ("a", "b"), G37)
    assert row.alleles == {"a": ()}


def events(folder: Path, records: str, samples=SAMPLES, head: str = HEAD) -> list[EventRow]:
    path = folder / "e.vcf"
    path.write_text(vcf(records, samples, head))
    return list(read_events(path, samples, G37))


def test_what_is_no_event_is_listed_with_a_note(tmp_path: Path) -> None:
    rows = events(
        tmp_path,
        "GL000191.1\t5\t.\tN\t<DEL>\t.\tPASS\tSVTYPE=DEL;END=90\tGT\t0/1\t0/0\t./.\n"
        "1\t5\t.\tN\t<DEL>\t.\tPASS\tSVTYPE=DEL\tGT\t0/1\t0/0\t./.\n"
        "1\t5\t.\tN\t.\t.\tPASS\tSVTYPE=DEL\tGT\t0/0\t0/0\t./.\n",
    )
    assert [(row.contig, row.kind, row.note) for row in rows] == [
        (None, None, "not a primary contig"),
        ("1", None, "neither END nor SVLEN says how far it reaches"),
        ("1", None, rows[2].note),
    ]
    assert rows[2].note is not None


def test_two_alternatives_are_two_rows(tmp_path: Path) -> None:
    rows = events(
        tmp_path,
        "1\t5\t.\tN\t<DEL>,<DUP>\t7.5\tq10\tEND=90;SVLEN=-85,85\tGT:AD:CN\t1/2:3,4,5:2\t0/2:9,0,6:3\t"
        "0/1:8,7,0:1\n",
    )
    assert [(r.kind, r.length, r.quality, r.passed) for r in rows] == [
        (EventKind.DEL, 85, 7.5, False), (EventKind.DUP, 85, 7.5, False),
    ]  # fmt: skip
    assert [[(c.copies, c.reads, c.against) for c in row.carried] for row in rows] == [
        [(1, 4, 3), (0, 0, 9), (1, 7, 8)], [(1, 5, 3), (1, 6, 9), (0, 0, 8)],
    ]  # fmt: skip
    assert [c.copy_number for c in rows[0].carried] == [2, 3, 1]


def test_reads_of_other_callers(tmp_path: Path) -> None:
    (row,) = events(
        tmp_path,
        "1\t5\t.\tN\t<DEL>\t.\tPASS\tEND=90\tGT:DV:RV:DR:RR\t0/1:3:4:9:9\t0/0:.:0:9:9\t./.:.:.:.:.\n",
    )
    assert [(c.reads, c.against) for c in row.carried] == [(7, 18), (0, 18), (None, None)]


ANN_COLUMNS = (
    "Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | "
    "Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | "
    "AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO"
)
CSQ = (
    '##INFO=<ID=CSQ,Number=.,Type=String,Description="x Format: Allele|Consequence|SYMBOL">\n'
    '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: '
    f"'{ANN_COLUMNS}'\">\n"
)


def test_an_annotation_of_other_columns_is_noted_and_the_next_one_read(tmp_path: Path) -> None:
    (row,) = events(
        tmp_path,
        "1\t5\t.\tN\t<DEL>\t.\tPASS\tSVTYPE=DEL;END=90;CSQ=deletion|intron_variant|PER3|x;"
        "ANN=<DEL>|intron_variant|MODIFIER|PER3||||||||||||\tGT\t0/1\t0/0\t0/0\n",
        head=HEAD + CSQ,
    )
    assert row.told.note == "an entry of CSQ has 4 columns, not 3"
    assert row.told.symbols == ("PER3",)


def test_frequencies_of_svdb() -> None:
    info = {"swegen_alu_FRQ": "0.01", "swegen_l1_FRQ": "0.2", "mine_FRQ": "x", "FRQ": "0.5",
            "loqus_OCC": "3", "clinical_genomics_loqusFrq": "0.3", "other_FRQ": "2"}  # fmt: skip
    assert svdb_frequencies(info) == {"SweGen": 0.2, "clinical samples": 0.3}


def test_heteroplasmy_of_the_demo_trio(scout: Path) -> None:
    rows = list(read_mitochondrion(scout / "643594.clinical.vcf.gz", TRIO, None, "internal_id"))
    assert [(row.position, row.ref, row.alt) for row in rows] == [
        (14871, "C", "T"), (15325, "A", "G"), (16022, "G", "A"),
    ]  # fmt: skip
    mixed = rows[2].mixtures[0]
    assert (mixed.reads, mixed.depth, mixed.fraction) == (1125, 2154, pytest.approx(1125 / 2154))
    assert rows[1].told.frequencies["GenBank MT"] == pytest.approx(0.988918)


def test_heteroplasmy_by_other_fields_and_by_none(tmp_path: Path) -> None:
    path = tmp_path / "mt.vcf"
    head = HEAD.replace("ID=X,length=155270560", "ID=chrM,length=16569")
    path.write_text(
        vcf(
            "1\t5\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\n"
            "chrM\t5\t.\tA\tG,T\t.\tPASS\t.\tGT:AF:DP\t0/1/2:0.1,0.02:500\n"
            "chrM\t9\t.\tA\tG\t.\tPASS\t.\tGT:AD\t0/1:0,0\n"
            "chrM\t12\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\n",
            ("a",),
            head,
        )
    )
    rows = list(read_mitochondrion(path, ("a",), G37))
    assert [(r.position, r.mixtures[0].fraction, r.mixtures[0].depth) for r in rows] == [
        (4, 0.1, 500), (4, 0.02, 500), (8, None, 0), (11, None, None),
    ]  # fmt: skip


def test_only_the_lines_of_the_wanted_contig_are_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.vcf"
    lines = "".join(f"1\t{n}\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\n" for n in range(1, 3000))
    path.write_text(vcf(lines + "MT\t7\t.\tA\tG\t.\tPASS\t.\tGT\t0/1\n", ("a",)))
    taken: list[int] = []
    whole = RecordFile.record

    def counted(self: RecordFile, raw: bytes, line: int):
        taken.append(line)
        return whole(self, raw, line)

    monkeypatch.setattr(RecordFile, "record", counted)
    assert [record.line for record in RecordFile(path, G37).on("MT")] == taken == [3006 - 1]


def test_a_list_that_cannot_be_read_is_a_fault_of_the_case(tmp_path: Path) -> None:
    bad = vcf(LARGE + "1\t249250622\t.\tN\t<DEL>\t.\tPASS\tEND=9\tGT\t0/1\t0/0\t0/0\n")
    plan = plan_case(family(tmp_path, large_vcf=bad))
    assert [(str(f.where), f.fatal) for f in plan.faults] == [("large.vcf, line 7, column 2", True)]
    noted = vcf(LARGE + "1\t7\t.\tN\t<DEL>\t.\tPASS\t.\tGT\t0/1\t0/0\t0/0\n")
    plan = plan_case(family(tmp_path, large_vcf=noted))
    assert [(f.what, f.fatal) for f in plan.faults] == [
        ("1 rows are listed with a note: neither END nor SVLEN says how far it reaches", False)
    ]


def test_a_score_that_is_no_number_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="not a number") as caught:
        events(tmp_path, LARGE.replace("END=9000", "END=9000;RankScore=fam:high"))
    assert caught.value.where.line == 6
